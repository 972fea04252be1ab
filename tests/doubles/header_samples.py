"""Headers to scrub, made with pydicom, and the whole of scrubbing one."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

from scrub.header.actions import header_edits
from scrub.header.editing import edit
from scrub.header.identity import identity
from scrub.header.policy import Policy
from scrub.header.profile import load_profile
from scrub.header.pseudonym import Pseudonyms
from scrub.header.rulebook import rulebook
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scrub.header.actions import Judged
    from scrub.model.header import HeaderEdit

PSEUDONYMS = Pseudonyms(b"k" * 32)
RECOGNIZERS = (OwnValues(), Patterns(), Names())
BASIC = Policy(load_profile(), PSEUDONYMS, RECOGNIZERS, Vocabulary())
CT = "1.2.840.10008.5.1.4.1.1.2"
MARK = "WOBBEGONG"
"""A word that no rule knows: where it survives, something was kept."""


def header(**attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values have no type
    """Return a small CT header with these attributes more, or instead."""
    dataset = Dataset()
    dataset.SOPClassUID = CT
    dataset.SOPInstanceUID = "1.2.3.4.5"
    dataset.StudyInstanceUID = "1.2.3"
    dataset.SeriesInstanceUID = "1.2.3.4"
    dataset.PatientName = "Doe^Jane"
    dataset.PatientID = "MRN-90210"
    dataset.PatientBirthDate = "19610231"
    dataset.Modality = "CT"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def item(**attributes: Any) -> Sequence:  # noqa: ANN401 - pydicom's values have no type
    """Return a sequence of one item with these attributes."""
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return Sequence([dataset])


def put(dataset: Dataset, tag: int, vr: str, value: object) -> Dataset:
    """Add an element by its tag, whatever the dictionary says, and return the data set."""
    dataset[tag] = DataElement(tag, vr, value)
    return dataset


def reread(dataset: Dataset, *, implicit: bool = False) -> Dataset:
    """Return a data set as it is once written and read."""
    stream = BytesIO()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.UID(
        pydicom.uid.ImplicitVRLittleEndian if implicit else pydicom.uid.ExplicitVRLittleEndian
    )
    pydicom.dcmwrite(stream, dataset, implicit_vr=implicit, little_endian=True)
    stream.seek(0)
    return pydicom.dcmread(stream, force=True)


def with_options(*options: str, profile: str = "basic") -> Policy:
    """Return what a run asks that was given these options."""
    return replace(BASIC, profile=load_profile(profile, tuple(sorted(options))))


def judged(dataset: Dataset, policy: Policy = BASIC) -> Judged:
    """Return what is to become of a header."""
    book = rulebook(dataset, policy)
    return header_edits(dataset, book, identity(dataset, book.is_asked))


def edits_of(dataset: Dataset, policy: Policy = BASIC) -> dict[str, HeaderEdit]:
    """Return the edits of a header by path, as text."""
    return {str(one.path): one for one in judged(dataset, policy).edits}


def scrubbed(dataset: Dataset, policy: Policy = BASIC) -> Dataset:
    """Scrub a header in place, and return it as it is once written and read."""
    edit(dataset, judged(dataset, policy).edits)
    return reread(dataset)


def said(dataset: Dataset) -> str:
    """Return all that a data set says, as bytes would."""
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, implicit_vr=False, little_endian=True)
    return stream.getvalue().decode("latin-1")
