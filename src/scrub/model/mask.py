"""What is to be black: regions, masks, and the templates that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.geometry import Rect


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """Frames first <= frame_index < stop, counted from 0.

    Raises:
        ValueError: if it would hold no frame.

    """

    first: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.stop:
            raise ValueError(f"an empty range of frames: {self.first, self.stop}")

    def __contains__(self, frame_index: int) -> bool:
        return self.first <= frame_index < self.stop

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.stop))


def ranges_of(frame_indexes: Iterable[int]) -> tuple[FrameRange, ...]:
    """Return the fewest ranges that hold just these frames."""
    ranges: list[FrameRange] = []
    for index in sorted(set(frame_indexes)):
        if ranges and ranges[-1].stop == index:
            ranges[-1] = FrameRange(ranges[-1].first, index + 1)
        else:
            ranges.append(FrameRange(index, index + 1))
    return tuple(ranges)


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A rectangle to black on a range of frames, and why."""

    rect: Rect
    frames: FrameRange
    reason: str


@dataclass(frozen=True, slots=True)
class Mask:
    """A set of regions, kept in one order, so that equal masks are equal."""

    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(sorted(set(self.regions))))

    def __or__(self, other: Mask) -> Mask:
        return Mask(self.regions + other.regions)

    def __bool__(self) -> bool:
        return bool(self.regions)

    def on(self, frame_index: int) -> tuple[Rect, ...]:
        """Return the rectangles to black on one frame, each once."""
        return tuple(sorted({r.rect for r in self.regions if frame_index in r.frames}))


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a template asks of a header.

    `attribute` is a keyword, or a tag as `gggg,eeee` (`gggg,xxee` inside the private block of
    `creator`). Before it may stand the sequences it is in, outermost first, parted by points; any
    item will do, and `*` stands for any sequences or none. `op` is one of equals, startswith,
    endswith, contains, matches (a regular expression, searched), less, greater (numbers), present,
    absent; any one of `values` will do; `negated` turns it round. Text is compared without regard
    to case, but if `exact_case`. An absent attribute is the empty string, which only absent and
    negated conditions hold of.
    """

    attribute: str
    op: str
    values: tuple[str, ...] = ()
    negated: bool = False
    creator: str = ""
    exact_case: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds if each test does."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if one test does, at least."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if the test does not."""

    test: Test


Test = Condition | AllOf | AnyOf | Not
"""What a template asks of a header."""


@dataclass(frozen=True, slots=True, order=True)
class Pixels:
    """A rectangle in pixels; a negative x or y counts from the right or the bottom edge.

    `width` and `height` of None reach to the edge. What reaches out of the frame is cut off.
    """

    x: int
    y: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Fractions:
    """A rectangle in parts of the frame, each in 0..1, for rules that hold at any size."""

    left: float
    top: float
    right: float
    bottom: float


class Named(StrEnum):
    """An area that has a name."""

    WHOLE_FRAME = "whole-frame"
    ULTRASOUND_REGIONS = "ultrasound-regions"
    OUTSIDE_ULTRASOUND_REGIONS = "outside-ultrasound-regions"


@dataclass(frozen=True, slots=True, order=True)
class FrameSpan:
    """Frames from `first` to `last`, both counted from 1, or from the last one as -1."""

    first: int = 1
    last: int = -1


EVERY_FRAME = FrameSpan()


@dataclass(frozen=True, slots=True)
class Patch:
    """An area on some frames."""

    area: Pixels | Fractions | Named
    frames: FrameSpan = EVERY_FRAME


class Fill(StrEnum):
    """What a masked pixel becomes."""

    BLACK = "black"
    GRAY = "gray"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Review:
    """Who looked at a template, when (an ISO 8601 date), and on which equipment."""

    by: str
    on: str
    equipment: str = ""


@dataclass(frozen=True, slots=True)
class MaskTemplate:
    """What a kind of equipment burns where.

    All of `when` must hold, and the frame must be `rows` x `columns`; None fits any. `black` goes,
    but for `keep`. `complete` says that the machine burns nothing elsewhere, which only a review
    can tell. A `proposal` is where such equipment usually burns text: it blacks nothing, unless a
    recipe asks for proposals and text that identifies is found in it.
    """

    name: str
    when: tuple[Test, ...]
    black: tuple[Patch, ...]
    keep: tuple[Patch, ...] = ()
    rows: int | None = None
    columns: int | None = None
    fill: Fill = Fill.BLACK
    complete: bool = False
    proposal: bool = False
    reviewed: Review | None = None
    provenance: tuple[str, ...] = ()
    note: str = ""
