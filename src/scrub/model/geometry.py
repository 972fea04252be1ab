"""Rectangles in whole stored pixels, 0-based and half open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Rect:
    """The pixels with left <= column < right and top <= row < bottom.

    Raises:
        ValueError: if it would hold no pixel.

    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.left >= self.right or self.top >= self.bottom:
            raise ValueError(f"an empty rectangle: {self.left, self.top, self.right, self.bottom}")

    @property
    def width(self) -> int:
        """In pixels, at least 1."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels, at least 1."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """In pixels, at least 1."""
        return self.width * self.height

    def intersect(self, other: Rect) -> Rect | None:
        """Return the pixels in both, or None if there are none."""
        left, right = max(self.left, other.left), min(self.right, other.right)
        top, bottom = max(self.top, other.top), min(self.bottom, other.bottom)
        return Rect(left, top, right, bottom) if left < right and top < bottom else None

    def clip(self, rows: int, columns: int) -> Rect | None:
        """Return the part inside a frame, or None if none is."""
        return self.intersect(Rect(0, 0, columns, rows))

    def grow(self, pixels: int) -> Rect:
        """Return it with so many pixels more on each of its four sides."""
        return Rect(
            self.left - pixels, self.top - pixels, self.right + pixels, self.bottom + pixels
        )

    def move(self, right: int, down: int) -> Rect:
        """Return it moved."""
        return Rect(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def join(self, other: Rect) -> Rect:
        """Return the smallest rectangle that covers both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def round_out(self, columns: int, rows: int) -> Rect:
        """Return the smallest rectangle on a grid of such cells that covers it."""
        return Rect(
            self.left // columns * columns,
            self.top // rows * rows,
            -(-self.right // columns) * columns,
            -(-self.bottom // rows) * rows,
        )

    def covers(self, other: Rect) -> bool:
        """Tell whether every pixel of the other is in this one."""
        return self.intersect(other) == other


def join_all(rects: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle that covers all of at least one."""
    first, *rest = rects
    for rect in rest:
        first = first.join(rect)
    return first
