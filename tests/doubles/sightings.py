"""Instances of one machine on disk, and sights of them, for what works on sights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from doubles.instances import dataset_of, saved
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange
from scrub.model.sight import Machine, SeenText, Sight

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ROWS, COLUMNS = 48, 64
MACHINE = Machine("Fictive Imaging", "Example 7", "7.2", "US", ROWS, COLUMNS)
NAME = Rect(4, 2, 30, 10)
SCALE = Rect(50, 20, 60, 30)


def frames(number: int, count: int = 1) -> NDArray[np.uint8]:
    """Return gray frames without a pattern: count x rows x columns, or rows x columns of one."""
    shades = np.random.default_rng(number).integers(1, 255, (count, ROWS, COLUMNS), np.uint8)
    return shades if count > 1 else shades[0]


def sight(
    folder: Path, number: int, *, texts: tuple[SeenText, ...] | None = None, count: int = 1
) -> Sight:
    """Return a sight of an instance that is there, of a patient of its own."""
    made = dataset_of(
        frames(number, count),
        Manufacturer=MACHINE.manufacturer,
        ManufacturerModelName=MACHINE.model,
        SoftwareVersions=MACHINE.software,
        Modality=MACHINE.modality,
    )
    source = saved(made, folder / f"{number}.dcm")
    return Sight(
        source,
        MACHINE,
        number_of_frames=count,
        patient=f"patient {number}",
        study=f"study {number}",
        looked=True,
        texts=(text(NAME, "name", count), text(SCALE, "", count)) if texts is None else texts,
    )


def text(rect: Rect, kind: str = "", count: int = 1) -> SeenText:
    """Return a text on all of so many frames."""
    return SeenText(rect, FrameRange(0, count), kind)


def unread(number: int, machine: Machine = MACHINE) -> Sight:
    """Return a sight of a file that is not there."""
    return Sight(Source("gone", f"{number}.dcm"), machine, patient=f"patient {number}")
