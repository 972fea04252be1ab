"""A sequential Huffman JPEG as values: its frame, how its blocks lie, its scans and their tables.

Source: ITU-T T.81 Annex A (sampling and the order of blocks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable

BLOCK = 8
"""A block has so many samples on each side."""


@dataclass(frozen=True, slots=True)
class Component:
    """One of the frame's components; sampling factors are 1..4."""

    identifier: int
    horizontal: int
    vertical: int
    quantizer: int


@dataclass(frozen=True, slots=True)
class Frame:
    """SOF0 or SOF1. `precision` is 8 or 12 bits; rows and columns are at least 1."""

    precision: int
    rows: int
    columns: int
    components: tuple[Component, ...]

    @property
    def most_horizontal(self) -> int:
        """The largest horizontal sampling factor."""
        return max(c.horizontal for c in self.components)

    @property
    def most_vertical(self) -> int:
        """The largest vertical sampling factor."""
        return max(c.vertical for c in self.components)

    @property
    def mcus(self) -> tuple[int, int]:
        """Rows and columns of MCUs of an interleaved scan."""
        return (
            -(-self.rows // (BLOCK * self.most_vertical)),
            -(-self.columns // (BLOCK * self.most_horizontal)),
        )

    def blocks(self, component: Component) -> tuple[int, int]:
        """Return rows and columns of blocks of a scan of this component alone (T.81 A.2.2)."""
        width, height = self.footprint(component)
        return -(-self.rows // height), -(-self.columns // width)

    def footprint(self, component: Component) -> tuple[int, int]:
        """Return how many columns and rows of pixels a block of this component covers."""
        return (
            BLOCK * (self.most_horizontal // component.horizontal),
            BLOCK * (self.most_vertical // component.vertical),
        )


@dataclass(frozen=True, slots=True)
class ScanComponent:
    """A component in a scan: its place in the frame, and the tables it is coded with.

    `dc_id` and `ac_id` are class and destination as DHT has them; `dc_step` is its DC quantizer.
    """

    index: int
    dc_id: int
    ac_id: int
    dc: HuffmanTable
    ac: HuffmanTable
    dc_step: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan: SOS starts at byte `start`, entropy-coded data are start_of_data <= i < stop.

    `restart_interval` is in MCUs, 0 for none.
    """

    start: int
    start_of_data: int
    stop: int
    components: tuple[ScanComponent, ...]
    restart_interval: int


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A frame and its scans, which hold each component once."""

    frame: Frame
    scans: tuple[Scan, ...]
