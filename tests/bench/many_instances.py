"""Many small instances, made quickly: one header written once, its identifiers put in by place."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

if TYPE_CHECKING:
    from pathlib import Path

ROWS, COLUMNS = 64, 96
A_SERIES = 100
"""Instances of a series; ten series are a study, and each study is of another patient."""

TEMPLATE = f"""\
schema: 1
templates:
  - name: invented-sono-3
    when: [{{attribute: ManufacturerModelName, equals: Sono 3}}]
    rows: {ROWS}
    columns: {COLUMNS}
    black: [{{x: 0, y: 0, width: {COLUMNS}, height: 8}}]
    complete: true
    reviewed: {{by: someone, on: 2026-11-22}}
"""

_ROOT = "1.2.826.0.1.3680043.10.5432"
_DIGITS = 9
_MARKS = {"instance": "111111111", "series": "222222222", "study": "333333333"}
_PATIENT = "PAT444444"


def make_small(folder: Path, count: int) -> None:
    """Write so many instances of one machine, a thousand a folder, of 7 kB each."""
    octets = _octets()
    for number in range(count):
        series, study = number // A_SERIES, number // (10 * A_SERIES)
        made = octets
        for what, mark in _MARKS.items():
            of = {"instance": number, "series": series, "study": study}[what]
            made = made.replace(mark.encode(), f"{10**8 + of:0{_DIGITS}}".encode())
        made = made.replace(_PATIENT.encode(), f"PAT{study:06}".encode())
        path = folder / f"{study:04}" / f"{number:07}.dcm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)


def make_copies(of: Path, folder: Path, count: int) -> None:
    """Write so many instances by giving those of another folder new identifiers, in turn."""
    originals = sorted(of.rglob("*.dcm"))
    folder.mkdir(parents=True)
    for number in range(count):
        dataset = dcmread(originals[number % len(originals)])
        for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
            setattr(dataset, keyword, f"{_ROOT}.{len(keyword)}.{number}")
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.save_as(folder / f"{number:05}.dcm", enforce_file_format=True)


def _octets() -> bytes:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.6.1"
    dataset.SOPInstanceUID = f"{_ROOT}.1.{_MARKS['instance']}"
    dataset.SeriesInstanceUID = f"{_ROOT}.2.{_MARKS['series']}"
    dataset.StudyInstanceUID = f"{_ROOT}.3.{_MARKS['study']}"
    dataset.PatientName, dataset.PatientID = f"Doe^{_PATIENT}", _PATIENT
    dataset.PatientBirthDate, dataset.PatientSex = "19700101", "F"
    dataset.StudyDate = dataset.SeriesDate = dataset.ContentDate = "20240101"
    dataset.StudyTime = dataset.SeriesTime = dataset.ContentTime = "101500"
    dataset.StudyID, dataset.SeriesNumber, dataset.InstanceNumber = "1", 1, 1
    dataset.AccessionNumber, dataset.ReferringPhysicianName = "4711", "Roe^Richard"
    dataset.Modality, dataset.Manufacturer = "US", "Invented"
    dataset.ManufacturerModelName, dataset.SoftwareVersions = "Sono 3", "1.2.3"
    dataset.InstitutionName, dataset.StationName = "General Hospital", "US1"
    dataset.StudyDescription, dataset.SeriesDescription = "Abdomen", "Liver"
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    _add_pixels(dataset)
    file = BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _add_pixels(dataset: Dataset) -> None:
    dataset.Rows, dataset.Columns = ROWS, COLUMNS
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    noise = np.random.default_rng(1).integers(20, 90, (ROWS, COLUMNS), dtype=np.uint8)
    dataset.PixelData = noise.tobytes()
    dataset["PixelData"].VR = "OB"
