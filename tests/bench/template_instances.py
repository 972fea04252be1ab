"""Instances of one machine, with a banner and a label on every frame, native and in JPEG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from imagecodecs import jpeg8_encode
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from bench.cines import COLUMNS, DISTINCT, ROWS, scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CINE = 30
_QUALITY = 90


@dataclass(frozen=True)
class Work:
    """Some files, of so many frames each; those in `shown`, gray and color, come round again."""

    name: str
    instances: int
    frames: int
    is_jpeg: bool
    shown: tuple[tuple[bytes, ...], tuple[bytes, ...]]


def works(instances: int, frames: int) -> Iterator[Work]:
    """Yield what is measured."""
    color = tuple(scene(index) for index in range(DISTINCT))
    gray = tuple(np.ascontiguousarray(frame[..., 1]) for frame in color)
    native = (tuple(f.tobytes() for f in gray), tuple(f.tobytes() for f in color))
    yield Work("native frames", instances, 1, is_jpeg=False, shown=native)
    jpegs = (
        tuple(bytes(jpeg8_encode(f, level=_QUALITY)) for f in gray),
        tuple(bytes(jpeg8_encode(f, level=_QUALITY, subsampling="420")) for f in color),
    )
    yield Work("JPEG frames", frames, 1, is_jpeg=True, shown=jpegs)
    yield Work("JPEG cines", max(1, frames // _CINE), _CINE, is_jpeg=True, shown=jpegs)


def make(work: Work, folder: Path) -> None:
    """Write the files; Instance Number tells them apart in any output."""
    folder.mkdir(parents=True)
    for number in range(work.instances):
        dataset = _header(number)
        is_gray = number % 2 == 0
        frames = work.shown[0 if is_gray else 1]
        shown = [frames[(number + i) % len(frames)] for i in range(work.frames)]
        color = "YBR_FULL_422" if work.is_jpeg else "RGB"
        dataset.PhotometricInterpretation = "MONOCHROME2" if is_gray else color
        dataset.SamplesPerPixel = 1 if is_gray else 3
        if not is_gray:
            dataset.PlanarConfiguration = 0
        if work.frames > 1:
            dataset.NumberOfFrames = work.frames
        dataset.PixelData = encapsulate(shown) if work.is_jpeg else b"".join(shown)
        dataset["PixelData"].VR = "OB"
        syntax = JPEGBaseline8Bit if work.is_jpeg else ExplicitVRLittleEndian
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.save_as(folder / f"{number:05}.dcm", enforce_file_format=True)


def _header(number: int) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.6.1"
    dataset.SOPInstanceUID = f"1.2.826.0.1.55555.{number}.1"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.826.0.1.55555.1", "1.2.826.0.1.5.2"
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "0815"
    dataset.PatientBirthDate, dataset.PatientSex = "19700101", "F"
    dataset.StudyDate = dataset.SeriesDate = dataset.ContentDate = "20240101"
    dataset.StudyTime = dataset.SeriesTime = dataset.ContentTime = "101500"
    dataset.StudyID, dataset.SeriesNumber, dataset.InstanceNumber = "1", 1, number
    dataset.AccessionNumber, dataset.ReferringPhysicianName = "4711", "Roe^Richard"
    dataset.Modality, dataset.Manufacturer = "US", "Invented"
    dataset.ManufacturerModelName, dataset.SoftwareVersions = "Sono 3", "1.2.3"
    dataset.InstitutionName, dataset.StationName = "General Hospital", "US1"
    dataset.StudyDescription, dataset.SeriesDescription = "Abdomen", "Liver"
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.Rows, dataset.Columns = ROWS, COLUMNS
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    return dataset
