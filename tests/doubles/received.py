"""An inbox of a node with all that it needs, and instances to send to it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doubles.header_samples import header
from doubles.made_instances import EXPLICIT, written
from scrub.node.arrivals import Arrivals
from scrub.node.folders import Folders
from scrub.node.inbox import Inbox, Means

if TYPE_CHECKING:
    from pathlib import Path

PLENTY = 1 << 40


@dataclass
class Usage:
    """A disk with so many bytes free."""

    free: int = PLENTY


@dataclass
class Received:
    """A node's folders, and what lets instances in."""

    folders: Folders
    arrivals: Arrivals
    inbox: Inbox
    disk: Usage

    def files(self) -> list[Path]:
        return sorted(self.folders.received.glob("??/*.dcm"))

    def coming(self) -> list[Path]:
        return list(self.folders.incoming.iterdir())


def received(root: Path, reserve: int = 0) -> Received:
    folders = Folders(root / "node")
    folders.prepare()
    arrivals = Arrivals(folders.received)
    disk = Usage()
    names = (f"{number:032x}" for number in itertools.count())
    means = Means(b"k" * 32, lambda: next(names), reserve, lambda _: disk)
    return Received(folders, arrivals, Inbox(folders, arrivals, means), disk)


def instance(folder: Path, number: int = 1, syntax: str = EXPLICIT, octets: int = 64) -> Path:
    """Write an instance of CT whose pixels are so large."""
    columns = 64 if octets < 1 << 16 else 4096
    dataset = header(SOPInstanceUID=f"1.2.3.4.{number}", BitsAllocated=8)
    dataset.Rows, dataset.Columns = octets // columns, columns
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 8, 7, 0
    dataset.add_new("PixelData", "OB", bytes([number % 256]) * octets)
    return written(dataset, folder / f"{number}.dcm", syntax)
