"""Headers of invented people in many languages, who are named again in what describes the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from conformance.planted_items import CT, item
from sets.dice import Dice
from sets.headers import header
from sets.persons import person
from sets.wording import cultures

if TYPE_CHECKING:
    from pathlib import Path

_SYNTAXES = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
)


def write_made(folder: Path, count: int) -> list[Path]:
    """Write so many instances without pixels, each of another person, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"made {number}.dcm"
        _made(number).save_as(path, enforce_file_format=True)
        paths.append(path)
    return paths


def _made(number: int) -> Dataset:
    dice = Dice("byte search", number)
    who = person(dice, dice.one(sorted(cultures())))
    told, _ = header(who, "full", ("byte search", number), dice)
    dataset = Dataset(told)
    dataset.SOPClassUID = UID(CT)
    dataset.Modality = "CT"
    name = f"{who.given} {who.family}"
    day = "{:04}{:02}{:02}".format(*who.studied)
    dataset.StudyDescription = f"CT abdomen {who.family}"[:60]
    dataset.SeriesDescription = f"{who.number} liver"[:60]
    dataset.ImageComments = f"axial; {name}, {who.number}, seen on {day} by {who.physician[0]}"
    dataset.PatientComments = f"{who.mail} {who.phone}"
    dataset.StationName = f"CTSTATION{number}"
    dataset.DeviceSerialNumber = f"SN-{7000 + number}-{who.accession[:8]}"
    dataset.OtherPatientNames = f"{who.family}^{who.given}^Q"
    dataset.FrameOfReferenceUID = f"1.2.826.0.1.66666.{number}.4"
    dataset.AcquisitionDateTime = f"{day}101112.25"
    dataset.ReferencedStudySequence = [
        item(
            ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
            ReferencedSOPInstanceUID=f"1.2.826.0.1.66666.{number}.5",
        )
    ]
    dataset.RequestAttributesSequence = [
        item(
            RequestedProcedureID=who.accession[:16],
            ScheduledProcedureStepDescription=f"abdomen {who.family}"[:60],
        )
    ]
    block = dataset.private_block(0x0029, "ACME SYNTH", create=True)
    block.add_new(0x10, "LO", name[:60])
    block.add_new(0x11, "UN", f"private of {who.number}".encode())
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = _SYNTAXES[number % len(_SYNTAXES)]
    return dataset
