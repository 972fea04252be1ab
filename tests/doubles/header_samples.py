"""Headers to scrub, made with pydicom, and the whole of scrubbing one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

from scrub.header.actions import header_edits
from scrub.header.editing import edit
from scrub.header.identity import identity
from scrub.header.profile import load_profile
from scrub.header.pseudonym import Pseudonyms

if TYPE_CHECKING:
    from scrub.model.header import HeaderEdit

PSEUDONYMS = Pseudonyms(b"k" * 32)
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


def edits_of(dataset: Dataset) -> dict[str, HeaderEdit]:
    """Return the edits of a header by path, as text."""
    edits = header_edits(dataset, load_profile(), PSEUDONYMS, identity(dataset))
    return {str(one.path): one for one in edits}


def scrubbed(dataset: Dataset) -> Dataset:
    """Scrub a header in place, and return it as it is once written and read."""
    edit(dataset, tuple(edits_of(dataset).values()))
    return reread(dataset)


def said(dataset: Dataset) -> str:
    """Return all that a data set says, as bytes would."""
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, implicit_vr=False, little_endian=True)
    return stream.getvalue().decode("latin-1")
