from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from doubles.header_samples import MARK, header, put, reread, said, scrubbed, with_options
from scrub.data import profile_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
SAFE = with_options("retain-safe-private")
ROWS = [
    (row["creator"], int(row["group"], 16), int(row["element"], 16), row["vr"])
    for row in profile_rows("safe-private")
]
LISTED = {row[:3] for row in ROWS}
CREATORS = sorted({row[0] for row in ROWS})
VALUES = {
    "AT": 0x00181063,
    "CS": "AP",
    "DS": "1.5",
    "FD": 1.5,
    "FL": 1.5,
    "IS": "3",
    "SL": 3,
    "SS": 3,
    "UI": "1.2.3",
    "UL": 3,
    "US": 3,
}
ANY_VR = ["CS", "DS", "FL", "LO", "OB", "PN", "SH", "UI", "UN", "US"]

near_misses = st.sampled_from(CREATORS).flatmap(
    lambda name: st.sampled_from([name, name, f"{name} ", name.lower(), f" {name}", f"{name}X"])
)
listed = st.sampled_from(ROWS).map(lambda row: (row[1], row[2], row[3]))
others = st.tuples(
    st.sampled_from(sorted({row[1] for row in ROWS})),
    st.integers(0, 255),
    st.sampled_from(ANY_VR),
)
blocks = st.tuples(
    near_misses, st.integers(0x10, 0xFF), st.lists(listed | others, min_size=1, max_size=4)
)


def value(vr: str) -> object:
    return VALUES.get(vr, MARK.encode() + b"!" if vr in {"OB", "OW", "UN"} else MARK)


def filled(data: st.DataObject, depth: int) -> Dataset:
    # Of text the patient's own words go, so that none of it may be left anywhere.
    dataset = header(PatientName=f"{MARK}^Jane") if depth == 0 else Dataset()
    for creator, number, elements in data.draw(st.lists(blocks, max_size=4)):
        for group, low, vr in elements:
            if data.draw(st.integers(0, 9)):
                put(dataset, group << 16 | number, "LO", creator)
            tag = group << 16 | number << 8 | low
            if vr == "SQ":
                inside = [filled(data, depth + 1)] if depth < 2 else []
                put(dataset, tag, "SQ", Sequence(inside))
            else:
                chosen = vr.split(" or ")[0] or "LO"
                put(dataset, tag, chosen, value(chosen))
    if depth < 2 and data.draw(st.booleans()):
        dataset.AnatomicRegionSequence = Sequence([filled(data, depth + 1)])
    return dataset


def private(dataset: Dataset) -> Iterator[tuple[Dataset, int]]:
    for element in dataset:
        if element.tag.is_private:
            yield dataset, int(element.tag)
        for inside in element.value if element.VR == "SQ" else ():
            yield from private(inside)


@QUICK
@given(data=st.data(), implicit=st.booleans())
def test_only_what_is_listed_survives_and_with_its_creator(
    data: st.DataObject, *, implicit: bool
) -> None:
    dataset = filled(data, 0)
    after = scrubbed(reread(dataset, implicit=implicit), SAFE)
    assert MARK not in said(after)
    for parent, tag in private(after):
        number = tag & 0xFFFF
        if number < 0x1000:
            assert parent[tag].value in CREATORS
        else:
            creator = parent[tag & 0xFFFF0000 | number >> 8].value
            assert (creator, tag >> 16, tag & 0xFF) in LISTED


# In implicit VR pydicom takes the number for a coded string, so that it cannot be judged.
MISREAD = ("Philips Imaging DD 001", 0x2001, 0x55, "UL")


@QUICK
@given(
    row=st.sampled_from([row for row in ROWS if row[3] in VALUES and row != MISREAD]),
    number=st.integers(0x10, 0xFF),
    implicit=st.booleans(),
)
def test_numbers_and_codes_that_are_listed_stay_in_any_block(
    row: tuple[str, int, int, str], number: int, *, implicit: bool
) -> None:
    creator, group, low, vr = row
    tag = group << 16 | number << 8 | low
    count = {"3": 3}.get(_vm(row), 1)
    dataset = put(header(), group << 16 | number, "LO", creator)
    put(dataset, tag, vr, [VALUES[vr]] * count if count > 1 else VALUES[vr])
    after = scrubbed(reread(dataset, implicit=implicit), SAFE)
    assert tag in after
    if vr != "UI":
        kept = after[tag].value
        assert (list(kept) if count > 1 else [kept]) == [_typed(dataset, tag)] * count


def _vm(row: tuple[str, int, int, str]) -> str:
    return next(
        r["vm"]
        for r in profile_rows("safe-private")
        if (r["creator"], int(r["group"], 16), int(r["element"], 16)) == row[:3]
    )


def _typed(dataset: Dataset, tag: int) -> object:
    found = dataset[tag].value
    return found if dataset[tag].VM == 1 else found[0]
