from __future__ import annotations

import struct
from io import BytesIO

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.sequence import Sequence

from doubles.header_samples import MARK, header, put, reread, said, scrubbed, with_options
from scrub.data import profile_rows
from scrub.header.private import private_rules
from scrub.header.rules import Cleaning, Rule
from scrub.model.header import TagPath

PET = "Philips PET Private Group"
IMAGING = "Philips Imaging DD 001"
SAFE = with_options("retain-safe-private")


def rules(dataset: Dataset, dates: Rule | None = None) -> dict[str, Rule]:
    found = private_rules(dataset, safe=True, dates=dates)
    return {str(path): rule for path, rule in found.items()}


def codes(dataset: Dataset) -> dict[str, str]:
    return {path: rule.code for path, rule in rules(dataset).items()}


def block(tag: int, creator: str, *elements: tuple[int, str, object]) -> Dataset:
    dataset = put(header(), tag, "LO", creator)
    for number, vr, value in elements:
        put(dataset, number, vr, value)
    return dataset


def implicit_item(*elements: tuple[int, bytes]) -> bytes:
    packed = b"".join(struct.pack("<HHL", t >> 16, t & 0xFFFF, len(v)) + v for t, v in elements)
    return b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + packed + b"\xfe\xff\x0d\xe0\0\0\0\0"


def explicit(tag: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, vr, len(value)) + value


def unknown(tag: int, value: bytes, length: int) -> bytes:
    return struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, b"UN", 0, length) + value


def test_the_table_holds_what_the_standard_lists_once() -> None:
    rows = profile_rows("safe-private")
    keys = {(row["creator"], row["group"], row["element"]) for row in rows}
    assert len(rows) == len(keys) == 479
    assert len({row["creator"] for row in rows}) == 20


def test_without_the_option_nothing_private_stays() -> None:
    dataset = block(0x70530010, PET, (0x70531000, "DS", "1.5"))
    assert private_rules(dataset) == {}


def test_of_two_blocks_in_one_group_only_the_safe_creator_s_stays() -> None:
    dataset = block(0x70530010, "ACME SYNTH", (0x70531000, "DS", "7"))
    put(put(dataset, 0x70530011, "LO", PET), 0x70531100, "DS", "1.5")
    assert codes(dataset) == {"(7053,0011)": "K", "(7053,1100)": "K"}


def test_a_creator_that_reserves_two_blocks_is_judged_alike_in_both() -> None:
    dataset = block(0x00190010, "SIEMENS MR HEADER", (0x0019100C, "IS", "500"))
    put(put(dataset, 0x00190011, "LO", "SIEMENS MR HEADER"), 0x0019110C, "IS", "900")
    put(dataset, 0x00191109, "LO", MARK)
    assert set(codes(dataset)) == {"(0019,0010)", "(0019,100C)", "(0019,0011)", "(0019,110C)"}


@pytest.mark.parametrize("tag", [0x00431027, 0x00430001, 0x00430200])
def test_what_no_creator_reserves_is_never_safe(tag: int) -> None:
    assert codes(put(header(), tag, "SH", "1.5:1")) == {}


def test_a_block_is_its_own_group_s_only() -> None:
    dataset = put(header(), 0x70530010, "LO", PET)
    assert codes(put(dataset, 0x70551000, "DS", "1.5")) == {}


@pytest.mark.parametrize(
    ("creator", "stays"),
    [
        ("ELSCINT1", True),
        ("ELSCINT1 ", True),
        ("ELSCINT1   \0", True),
        ("elscint1", False),
        (" ELSCINT1", False),
        ("ELSCINT", False),
        ("ELSCINT1\\ELSCINT1", False),
        ("", False),
    ],
)
def test_a_creator_is_matched_whole_by_case_and_without_trailing_spaces(
    creator: str, *, stays: bool
) -> None:
    dataset = block(0x00E10010, creator, (0x00E11021, "DS", "12.5"))
    assert bool(codes(dataset)) is stays


def test_a_creator_that_was_padded_is_written_as_the_table_has_it() -> None:
    dataset = block(0x70530010, f"{PET}  ", (0x70531000, "DS", "1.5"))
    creator = rules(dataset)["(7053,0010)"]
    assert (creator.code, creator.vr, creator.value) == ("R", "LO", (PET,))


def test_the_creator_goes_with_the_last_of_its_block() -> None:
    assert codes(block(0x70530010, PET, (0x705310AA, "LO", MARK))) == {}


@pytest.mark.parametrize(
    ("creator", "tag", "vr", "value", "code"),
    [
        (IMAGING, 0x20011001, "FL", 1.5, "K"),
        (IMAGING, 0x20011002, "IS", "3", "K"),
        (IMAGING, 0x20011004, "CS", "AP", "K"),
        (IMAGING, 0x2001105A, "ST", "some text", "C"),
        (IMAGING, 0x2001106E, "SH", "some text", "C"),
        (IMAGING, 0x200110D0, "AT", 0x00181063, "K"),
        ("NQHeader", 0x00991002, "UI", "1.2.3.4", "U"),
        ("NQHeader", 0x00991005, "LT", "some text", "C"),
    ],
)
def test_safe_is_by_vr_and_no_blind_copy(
    creator: str, tag: int, vr: str, value: object, code: str
) -> None:
    creator_tag = tag & 0xFFFF0000 | 0x10
    found = rules(block(creator_tag, creator, (tag, vr, value)))
    rule = found[str(TagPath((), tag))]
    assert (rule.code, rule.vr) == (code, vr)
    assert rule.clean is (Cleaning.TEXT if code == "C" else Cleaning.OWN_WORDS)
    assert not rule.asked


@pytest.mark.parametrize(
    ("creator", "tag", "vr", "value"),
    [
        ("Philips ST80i", 0x00251001, "OW", MARK.encode() + b"!"),
        ("HOLOGIC, Inc.", 0x7E011012, "OB", MARK.encode() + b"!"),
        ("HOLOGIC, Inc.", 0x7E011012, "UN", MARK.encode() + b"!"),
        (IMAGING, 0x20011001, "LO", MARK),
        (IMAGING, 0x20011001, "PN", MARK),
        ("Philips Imaging DD 097", 0x20011007, "UN", b"Doe^Jane"),
        ("Philips Imaging DD 097", 0x20011007, "FD", struct.unpack("<d", b"Doe^Jane")[0]),
        ("ELSCINT1", 0x01F11026, "FD", struct.unpack("<d", b"Doe^Jane")[0]),
        (IMAGING, 0x20011001, "UN", b"\1\2\3"),
        (IMAGING, 0x20011001, "FL", [1.0, 2.0]),
        (IMAGING, 0x20011004, "CS", "Doe^Jane"),
        (IMAGING, 0x20011002, "UN", b"Doe^"),
        ("SIEMENS Ultrasound SC2000", 0x01191011, "PN", MARK),
        ("SIEMENS Ultrasound SC2000", 0x01191011, "DT", "20200101"),
        ("SIEMENS Ultrasound SC2000", 0x01191011, "UN", b"Doe^Jane"),
        (IMAGING, 0x200110D0, "UN", b"Doe^Jane"),
        (IMAGING, 0x200110D0, "UN", struct.pack("<HHH", 0x0018, 0x1063, 0x0018)),
    ],
)
def test_what_cannot_be_judged_goes(creator: str, tag: int, vr: str, value: object) -> None:
    creator_tag = tag & 0xFFFF0000 | 0x10
    assert codes(block(creator_tag, creator, (tag, vr, value))) == {}


def test_dates_are_for_the_date_options() -> None:
    dataset = block(0x01190010, "SIEMENS Ultrasound SC2000", (0x01191011, "DT", "20200101101500"))
    moved = Rule("C", "", "retain-modified-dates", clean=Cleaning.SHIFT)
    found = rules(dataset, dates=moved)["(0119,1011)"]
    assert (found.clean, found.vr) == (Cleaning.SHIFT, "DT")


@pytest.mark.parametrize(
    ("creator", "tag", "vr", "value", "rule"),
    [
        ("NQLeft", 0x01991001, "FL", 0.5, ("R", "FL", ("0.5",))),
        ("NQLeft", 0x01991001, "FL", 0.1, ("R", "FL", ("0.10000000149011612",))),
        (IMAGING, 0x20011001, "FL", 0.5, ("K", "FL", ())),
        ("Philips Imaging DD 097", 0x20011002, "FD", [0.1, 2.0, 3.0], ("R", "FD", None)),
        ("SIEMENS Ultrasound SC2000", 0x01291002, "UI", "1.2.3", ("U", "UI", ())),
        ("NQHeader", 0x00991005, "LT", "some text", ("C", "LT", ())),
        (
            IMAGING,
            0x200110D0,
            "AT",
            [0x00181063, 0x00181065],
            ("R", "AT", ("00181063", "00181065")),
        ),
    ],
)
def test_what_pydicom_does_not_know_in_implicit_vr_is_read_as_the_table_says(
    creator: str, tag: int, vr: str, value: object, rule: tuple[str, str, tuple[str, ...] | None]
) -> None:
    dataset = block(tag & 0xFFFF0000 | 0x10, creator, (tag, vr, value))
    found = rules(reread(dataset, implicit=True))[str(TagPath((), tag))]
    assert (found.code, found.vr) == rule[:2]
    assert rule[2] is None or found.value == rule[2]


def test_numbers_are_the_same_once_their_vr_is_known() -> None:
    dataset = block(0x01990010, "NQLeft", (0x01991001, "FL", 0.1))
    after = scrubbed(reread(dataset, implicit=True), SAFE)
    assert after[0x01991001].VR == "FL"
    assert struct.pack("<f", after[0x01991001].value) == struct.pack("<f", 0.1)


def test_sequences_stay_and_what_is_in_them_is_judged_again() -> None:
    inside = put(Dataset(), 0x20010010, "LO", IMAGING)
    put(put(inside, 0x20011001, "FL", 1.5), 0x200110AA, "LO", MARK)
    inside.PatientName = f"{MARK}^Jane"
    inside.ReferencedSOPInstanceUID = "1.2.3.4.5"
    put(inside, 0x00091001, "LO", MARK)
    dataset = block(0x20010010, IMAGING, (0x2001105F, "SQ", Sequence([inside])))
    after = scrubbed(dataset, SAFE)
    (found,) = after[0x2001105F].value
    assert found[0x20011001].value == 1.5
    assert found[0x20010010].value == IMAGING
    assert found.ReferencedSOPInstanceUID == after.SOPInstanceUID
    assert MARK not in said(after)


def test_a_creator_outside_an_item_says_nothing_of_what_is_in_it() -> None:
    inside = put(Dataset(), 0x20011001, "FL", 1.5)
    dataset = block(0x20010010, IMAGING, (0x2001105F, "SQ", Sequence([inside])))
    assert set(codes(dataset)) == {"(2001,0010)", "(2001,105F)"}


def test_safe_elements_in_every_frame_s_item_stay() -> None:
    items = []
    for number in (1.0, 2.0, 3.0):
        frame = put(put(Dataset(), 0x20010010, "LO", IMAGING), 0x20011001, "FL", number)
        items.append(put(frame, 0x00091001, "LO", MARK))
    dataset = header(PerFrameFunctionalGroupsSequence=Sequence(items))
    after = scrubbed(dataset, SAFE)
    kept = [frame[0x20011001].value for frame in after.PerFrameFunctionalGroupsSequence]
    assert kept == [1.0, 2.0, 3.0]
    assert MARK not in said(after)


def test_an_unsafe_private_sequence_is_not_gone_into() -> None:
    inside = put(put(Dataset(), 0x20010010, "LO", IMAGING), 0x20011001, "FL", 1.5)
    dataset = block(0x00090010, "ACME SYNTH", (0x00091001, "SQ", Sequence([inside])))
    assert codes(dataset) == {}


@pytest.mark.parametrize("length", [0xFFFFFFFF, None])
def test_a_sequence_that_a_file_calls_unknown_is_cleaned_inside_or_goes(length: int | None) -> None:
    inside = implicit_item(
        (0x00100010, b"Doe^Jane"), (0x20010010, IMAGING.encode()), (0x20011001, b"\0\0\xc0\x3f")
    )
    end = b"\xfe\xff\xdd\xe0\0\0\0\0" if length else b""
    for tag in (0x2001105F, 0x20011066):
        raw = explicit(0x00080018, b"UI", b"1.2.3.4\0") + explicit(
            0x20010010, b"LO", IMAGING.encode()
        )
        raw += unknown(tag, inside + end, length or len(inside))
        dataset = read_dataset(BytesIO(raw), is_implicit_VR=False, is_little_endian=True)
        for keyword, value in (("SOPClassUID", "1.2"), ("PatientID", "1"), ("PatientName", "A")):
            setattr(dataset, keyword, value)
        after = scrubbed(dataset, SAFE)
        assert "Doe" not in said(after)
        assert all(e.VR == "SQ" for e in after if e.tag == tag)


def test_what_stays_is_written_and_read_again_as_it_was() -> None:
    dataset = block(0x20010010, IMAGING, (0x20011001, "FL", 1.5), (0x20011004, "CS", "AP"))
    for implicit in (False, True):
        after = scrubbed(reread(dataset, implicit=implicit), SAFE)
        assert (after[0x20011001].value, after[0x20011004].value) == (1.5, "AP")
