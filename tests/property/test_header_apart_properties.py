"""Private elements that go as one go as they would by themselves, and nothing else changes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pydicom
from hypothesis import given
from hypothesis import strategies as st
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from doubles.header_samples import BASIC, with_options
from scrub.header.actions import header_edits
from scrub.header.editing import edit, remove
from scrub.header.identity import identity
from scrub.header.rulebook import may_keep_private, rulebook
from scrub.header.text import own_words
from scrub.header.walk import snapshot
from scrub.model.header import one_by_one
from scrub.model.text import PhiKind
from scrub.stages.encoded import encoded
from scrub.stages.header_search import encoded_values
from scrub.stages.parts import take_apart

if TYPE_CHECKING:
    from scrub.header.actions import Judged
    from scrub.header.policy import Policy
    from scrub.model.header import Identity

VALUES = {
    "AE": "ZZQ", "AS": "044Y", "AT": 0x00100010, "CS": "ZZQ", "DA": "19610317", "DS": "1.5",
    "DT": "19610317093127", "FD": 1.5, "IS": "7", "LO": "Zzqvistholm^Quen", "LT": "ZZQ 7730194",
    "OB": b"Zzqvistholm ", "PN": "Zzqbyname^Private", "SH": "", "SL": -1, "ST": "of Zzqvistholm",
    "TM": "093127", "UI": "1.2.826.0.1.3680043.9.77301.1", "UL": 1, "UN": b"Zzqvistholm ",
    "US": 1, "UT": "Zzq",
}  # fmt: skip

PRIVATE = st.dictionaries(
    st.tuples(
        st.sampled_from((0x0009, 0x0019, 0x0029, 0x7FE1)),
        st.sampled_from((0x0000, 0x0010, 0x0011, 0x1001, 0x1002, 0x1110)),
    ).map(lambda tag: tag[0] << 16 | tag[1]),
    st.sampled_from((*VALUES, "SQ")),
    max_size=16,
)


def hidden() -> Sequence:
    """Return an item that alone says a name."""
    item = Dataset()
    item.OperatorsName = "Zzqhidden^Deep"
    return Sequence([item])


def made(private: dict[int, str], *, inside: bool = False, implicit: bool = False) -> Dataset:
    """Return CT_small as our reader has it, with private elements of such VRs; in an item too."""
    dataset = pydicom.dcmread(get_testdata_file("CT_small.dcm", download=False) or "")
    item = Dataset()
    item.PatientName = "Zzqvistholm^Quen"
    for holder in (dataset, item) if inside else (dataset,):
        for tag, vr in private.items():
            holder.add_new(tag, vr, hidden() if vr == "SQ" else VALUES[vr])
    dataset.ReferencedStudySequence = Sequence([item])
    dataset.file_meta.TransferSyntaxUID = (
        ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    )
    file = BytesIO()
    dataset.save_as(file, implicit_vr=implicit, little_endian=True)
    return take_apart(BytesIO(file.getvalue())).dataset


def scrubbed(dataset: Dataset, policy: Policy, *, apart: bool) -> tuple[Judged, Identity, bytes]:
    header = snapshot(dataset, private_apart=apart)
    book = rulebook(header, policy)
    own = identity(header, book.is_asked)
    judged = header_edits(header, book, own)
    remove(dataset, judged.private.tags)
    edit(dataset, judged.edits)
    del dataset.file_meta
    return judged, own, encoded(dataset)


@given(
    private=PRIVATE,
    inside=st.booleans(),
    implicit=st.booleans(),
    profile=st.sampled_from(("basic", "hipaa")),
)
def test_what_goes_as_one_leaves_the_bytes_and_the_counts_that_it_would_one_by_one(
    *, private: dict[int, str], inside: bool, implicit: bool, profile: str
) -> None:
    policy = with_options(profile=profile)
    as_one, own, octets = scrubbed(
        made(private, inside=inside, implicit=implicit), policy, apart=True
    )
    each, theirs, expected = scrubbed(
        made(private, inside=inside, implicit=implicit), policy, apart=False
    )
    assert octets == expected
    assert as_one.elements == each.elements
    assert [
        (one.path, one.effect, one.rule) for one in one_by_one(as_one.edits, as_one.private)
    ] == [(one.path, one.effect, one.rule) for one in each.edits]
    assert own_words(own) == own_words(theirs)
    assert encoded_values(own) == encoded_values(theirs)
    assert {v for v in own.values if v.kind is not PhiKind.DESCRIPTION} == {
        v for v in theirs.values if v.kind is not PhiKind.DESCRIPTION
    }


@given(PRIVATE)
def test_no_private_element_is_left(private: dict[int, str]) -> None:
    dataset = made(private, inside=True)
    scrubbed(dataset, BASIC, apart=True)
    assert not [element for element in dataset.iterall() if element.tag.is_private]


def test_private_elements_may_stay_only_where_an_option_asks() -> None:
    assert not may_keep_private(BASIC)
    assert not may_keep_private(with_options("clean-descriptors"))
    assert may_keep_private(with_options("retain-safe-private"))
