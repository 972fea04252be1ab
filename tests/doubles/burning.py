"""A machine that burns in who the patient is, on many instances: as sights, and as files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from doubles.instances import dataset_of, saved
from doubles.printed import put
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange
from scrub.model.sight import Machine, SeenText, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROWS, COLUMNS = 480, 640
MACHINE = Machine("Fictive Imaging", "Example 7", "2.1", "US", ROWS, COLUMNS)
NAME, NUMBER = (12, 10), (430, 10)
GAIN = Rect(20, 440, 90, 454)
FIRST = FrameRange(0, 1)

SURNAMES = (
    *("Aoki", "Abernathy", "Lima", "Montgomery", "Okafor", "Petrov", "Quist", "Rasmussen"),
    *("Silva", "Thorne", "Umar", "Villanueva", "Wojcik", "Xanthos", "Yilmaz", "Zamora"),
)


def text(rect: Rect, kind: str = "") -> SeenText:
    """Return a text on the first frame, one that would stay unless it has a kind."""
    return SeenText(rect, FIRST, kind)


def at(left: int, top: int, width: int, height: int = 16) -> Rect:
    """Return a rectangle as a template writes it."""
    return Rect(left, top, left + width, top + height)


def burned(patient: int, study: int = 0, *more: SeenText, machine: Machine = MACHINE) -> Sight:
    """Return what is seen of a patient: a name as long as it is, a number, and a gain that stays.

    The name is one to twelve letters of 9 pixels after a first name of five.
    """
    letters = 6 + (patient * 7) % 12
    texts = (
        text(at(*NAME, 9 * letters), "name"),
        text(at(*NUMBER, 80), "identifier"),
        text(GAIN),
        *more,
    )
    return Sight(
        Source("/in", f"{patient}-{study}.dcm"),
        machine,
        patient=f"patient {patient}",
        study=f"study {patient}.{study}",
        looked=True,
        texts=texts,
    )


def many(count: int = 40, **changes: Any) -> list[Sight]:  # noqa: ANN401 (the fields of a sight)
    """Return one study each of so many patients."""
    return [replace(burned(patient), **changes) for patient in range(count)]


def write_machine(folder: Path, count: int, of: Sequence[str] = SURNAMES) -> list[Path]:
    """Write as many files as patients, each burning in name and number for the printed engine."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        name, identity = f"{of[number % len(of)]}^P{number}", f"MRN-{90000 + number}"
        frame = np.full((240, 400), 30, np.uint8)
        frame = put(frame, name.upper(), 8, 4)
        frame = put(put(frame, identity, 260, 4), "Gain", 8, 200)
        dataset = dataset_of(
            frame,
            PatientName=name,
            PatientID=identity,
            StudyInstanceUID=f"1.2.3.{number}",
            SOPInstanceUID=f"1.2.3.{number}.1",
            Manufacturer=MACHINE.manufacturer,
            ManufacturerModelName=MACHINE.model,
            SoftwareVersions=MACHINE.software,
            Modality="US",
        )
        paths.append(folder / f"{name}.dcm")
        saved(dataset, paths[-1])
    return paths
