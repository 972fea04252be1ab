"""What there is to scrub, and what describes its pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from scrub.model.place import joined

if TYPE_CHECKING:
    from scrub.model.decision import Decision
    from scrub.model.geometry import Rect


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where an instance comes from: a file, or a member of a ZIP.

    `root` is what the user named; `path` is relative to it, and empty where the root is the file.
    `size` (bytes) and `modified` are what the listing of a bucket told of it, which was before it
    is read; -1 where it has to be asked.
    """

    root: str
    path: str = ""
    member: str = ""
    size: int = field(default=-1, compare=False)
    modified: int = field(default=-1, compare=False)

    @property
    def file(self) -> str:
        """The file on disk, or its URL; for a member of a ZIP, the ZIP."""
        return joined(self.root, self.path)


@dataclass(frozen=True, slots=True)
class Job:
    """All a worker is sent, besides the recipe.

    `may_replace` is the file that an earlier run made of the same source, relative to the output.
    `decisions` are those that hold of the source, in order. `matched`, where nothing but mask
    templates has changed since then, is what `Outcome.matched` was: if templates ask the same
    now, there is nothing to do. `since` is how far the ledger went when the job was made. `name` is
    what the report names the source by.
    """

    source: Source
    may_replace: str = ""
    decisions: tuple[Decision, ...] = ()
    matched: str = ""
    since: int = 0
    name: str = ""


class Polarity(StrEnum):
    """Which end of the stored values is shown dark."""

    LOW_IS_DARK = "low is dark"
    HIGH_IS_DARK = "high is dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """Palette Color Lookup Tables, expanded: the 8-bit colour of each mapped value.

    `colors[i]` is (red, green, blue) of stored value `first_mapped + i` (PS3.3 C.7.6.3.1.5);
    values below map to the first entry, values above to the last.
    """

    first_mapped: int
    colors: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class ImagePixel:
    """The Image Pixel Module (PS3.3 C.7.6.3), the Transfer Syntax, and how values are shown.

    `windows` are (center, width) pairs in stored values, after undoing a linear rescale.
    `padding_value` is Pixel Padding Value. `value_offset` and `value_length` say where the value
    field of Pixel Data lies in the (inflated) file; a length of None is undefined length.
    `overlay_bits` are bit positions above High Bit, or below the stored bits, that an overlay
    of the retired form uses (PS3.5 8.1.2). `extended_offset_table` is the value of that element,
    None where there is none.
    """

    transfer_syntax_uid: str
    rows: int
    columns: int
    number_of_frames: int
    samples_per_pixel: int
    photometric_interpretation: str
    bits_allocated: int
    bits_stored: int
    high_bit: int
    pixel_representation: int
    planar_configuration: int
    keyword: str
    value_vr: str
    value_offset: int
    value_length: int | None
    polarity: Polarity = Polarity.LOW_IS_DARK
    palette: Palette | None = None
    padding_value: float | None = None
    windows: tuple[tuple[float, float], ...] = ()
    overlay_bits: tuple[int, ...] = ()
    extended_offset_table: bytes | None = None

    @property
    def is_encapsulated(self) -> bool:
        """Tell whether Pixel Data is a sequence of fragments (PS3.5 A.4)."""
        return self.value_length is None

    @property
    def is_float(self) -> bool:
        """Tell whether stored values are floating point (PS3.3 C.7.6.24, C.7.6.25)."""
        return self.keyword != "PixelData"

    @property
    def is_big_endian(self) -> bool:
        """Tell whether stored values have their most significant byte first."""
        return self.transfer_syntax_uid == "1.2.840.10008.1.2.2"


@dataclass(frozen=True, slots=True)
class Grid:
    """The smallest cells that a codec can black, and how far blacking one is seen.

    Black goes in whole cells of `columns` x `rows` pixels. Pixels may change, without going
    black, out to `reach` pixels beyond cells of `reach_columns` x `reach_rows` (subsampled color).
    """

    columns: int = 1
    rows: int = 1
    reach_columns: int = 1
    reach_rows: int = 1
    reach: int = 0

    def changed_by(self, rect: Rect) -> Rect:
        """Return where pixels may change, in any decoder, when a rectangle goes black.

        It may go beyond the frame.
        """
        return rect.round_out(self.reach_columns, self.reach_rows).grow(self.reach)


@dataclass(frozen=True, slots=True)
class Draft:
    """A scrubbed instance in the private work folder, not yet published.

    `stamp` is what `stages.stamp` says of the file when it was written.
    """

    path: str
    stamp: tuple[int, ...]
