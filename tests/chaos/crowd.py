"""Many instances of many kinds, of some studies, small."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from doubles.header_samples import header, item
from doubles.made_instances import written
from doubles.made_matrix import made

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from doubles.made import Made

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_IMAGES = (
    ("CT", "2"),
    ("MR", "4"),
    ("US", "6.1"),
    ("US", "3.1"),
    ("CR", "1"),
    ("DX", "1.1"),
    ("OT", "7"),
    ("XA", "12.1"),
    ("NM", "20"),
)
_REPORT = "88.33"
_USUAL = frozenset({"MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL_422", "YBR_RCT"})
_ODD = frozenset({"overlay in the high bits", "in two fragments"})
"""Orthanc ends itself on the one, and shows the other now and then."""

_EVERY = 25
"""Each one of so many has no pixels."""

_EXPLICIT = "1.2.840.10008.1.2.1"
_JPEG = "1.2.840.10008.1.2.4."
_SENT = frozenset(
    [f"1.2.840.10008.1.2{last}" for last in ("", ".1", ".2", ".1.99", ".5")]
    + [f"{_JPEG}{last}" for last in (50, 51, 57, 70, 80, 81, 90, 91)]
)
"""Transfer Syntaxes that DCMTK sends."""


def make(folder: Path, count: int, studies: int) -> None:
    """Write so many files."""
    folder.mkdir()
    drawn = [(one.make(), one.syntax) for one in made() if _is_usual(one)]
    kinds = zip(range(count), cycle(drawn), cycle(_IMAGES), strict=False)
    for number, (dataset, syntax), (modality, sop_class) in kinds:
        path = folder / f"{number:05}.dcm"
        if number % _EVERY == 0:
            written(_told(_report(), number, studies), path, _EXPLICIT)
            continue
        dataset.Modality, dataset.SOPClassUID = modality, _STORAGE + sop_class
        written(_told(dataset, number, studies), path, syntax)


def _is_usual(kind: Made) -> bool:
    """Tell whether DCMTK sends it, and viewers show it."""
    pixels = kind.pixels
    if kind.refused or kind.name in _ODD or kind.syntax not in _SENT:
        return False
    is_native_422 = pixels.photometric == "YBR_FULL_422" and not kind.syntax.startswith(_JPEG)
    if pixels.photometric not in _USUAL or is_native_422:
        return False
    return pixels.stored == 8 if pixels.samples == 3 else pixels.allocated in {8, 16}


def _told(dataset: Dataset, number: int, studies: int) -> Dataset:
    study = number % studies
    dataset.PatientName, dataset.PatientID = f"Doe^Jane {study}", f"MRN-{90210 + study}"
    dataset.StudyInstanceUID = f"1.2.3.{study + 1}"
    dataset.SeriesInstanceUID = f"1.2.3.{study + 1}.{number % 7 + 1}"
    dataset.SOPInstanceUID = f"1.2.3.{study + 1}.{number % 7 + 1}.{number + 1}"
    return dataset


def _report() -> Dataset:
    said = header(Modality="SR", SOPClassUID=_STORAGE + _REPORT, ValueType="CONTAINER")
    said.ConceptNameCodeSequence = item(
        CodeValue="121070", CodingSchemeDesignator="DCM", CodeMeaning="Findings"
    )
    said.ContinuityOfContent = "SEPARATE"
    return said
