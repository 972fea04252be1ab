"""What is to be black: regions, masks, and the templates that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
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

    `attribute` is a keyword, or a tag as `gggg,eeee`; `op` one of equals, startswith, contains,
    matches (a regular expression, searched), present, absent; any one of `values` will do;
    `negated` turns it round. Text is compared without regard to case. An absent attribute is the
    empty string, which only absent and negated conditions hold of.
    """

    attribute: str
    op: str
    values: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class MaskTemplate:
    """What a kind of equipment burns where.

    `rects` are in pixels of a frame of `rows` x `columns`; a size of None fits any.
    `fractions` are (left, top, right, bottom) in 0..1 of the frame, for rules that hold at any
    size. `complete` says that a person reviewed it and that the machine burns nothing elsewhere.
    """

    name: str
    conditions: tuple[Condition, ...]
    rects: tuple[Rect, ...] = ()
    fractions: tuple[tuple[float, float, float, float], ...] = ()
    rows: int | None = None
    columns: int | None = None
    complete: bool = False
    provenance: tuple[str, ...] = ()
