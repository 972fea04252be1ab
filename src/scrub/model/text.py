"""Text seen on frames, and what of it may identify someone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrub.model.geometry import Rect
    from scrub.model.mask import FrameRange


@dataclass(frozen=True, slots=True, repr=False)
class Sensitive:
    """Text that may identify someone. It prints as its length; `reveal` is the only way in."""

    text: str

    def reveal(self) -> str:
        """Return the text: to compare it, or for a report when someone asked."""
        return self.text

    def says(self, other: Sensitive) -> bool:
        """Tell whether both have the same letters and digits, and any."""
        return _told(self.text) == _told(other.text) != ""

    def has(self, sign: str) -> bool:
        """Tell whether a sign, one that is no letter or digit, is in it."""
        return not sign.isalnum() and sign in self.text

    def is_latin(self) -> bool:
        """Tell whether it is Latin letters without marks, and nothing else."""
        return self.text.isascii() and self.text.isalpha()

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return f"‹{len(self.text)} hidden›"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)


def _told(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


class PhiKind(StrEnum):
    """What a piece of text says, or may say, about a person."""

    NAME = "name"
    IDENTIFIER = "identifier"
    DATE = "date"
    TIME = "time"
    AGE = "age"
    SEX = "sex"
    INSTITUTION = "institution"
    CONTACT = "contact"
    ADDRESS = "address"
    DEVICE = "device"
    DESCRIPTION = "description"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


DOUBTS = frozenset({PhiKind.UNKNOWN, PhiKind.UNREADABLE})
"""Nothing says that it is about a person, and nothing says that it is not."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """Where an engine sees text: its corners, clockwise from the first letter's top left.

    `rect` bounds the ink. `score` is the engine's, 0..1. `beyond` are places at its ends where the
    text may go on, too faintly for the engine to say so.
    """

    rect: Rect
    corners: tuple[tuple[float, float], ...]
    score: float
    beyond: tuple[Rect, ...] = ()

    def move(self, right: int, down: int) -> TextBox:
        """Return it moved."""
        corners = tuple((x + right, y + down) for x, y in self.corners)
        beyond = tuple(rect.move(right, down) for rect in self.beyond)
        return TextBox(self.rect.move(right, down), corners, self.score, beyond)


@dataclass(frozen=True, slots=True)
class Word:
    """What an engine read in one place. `confidence` is 0..1; unread text is empty.

    Words that the engine saw in one line share `line`, a number of no further meaning.
    `detection` is the score of the box that it was read in, 0..1. `beyond` is where it may go on,
    as its box may: that goes black with it.
    """

    text: Sensitive
    rect: Rect
    confidence: float
    line: int = 0
    detection: float = 1.0
    beyond: tuple[Rect, ...] = ()


def line_of(words: Iterable[Word]) -> Sensitive:
    """Return what some words say, one after another."""
    return Sensitive(" ".join(word.text.text for word in words))


@dataclass(frozen=True, slots=True)
class TextHit:
    """A line of words, from left to right, as seen on a range of frames."""

    words: tuple[Word, ...]
    frames: FrameRange


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start <= i < stop of a string that may identify someone."""

    start: int
    stop: int
    kind: PhiKind
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Text on a range of frames that is to be black, and why.

    So is what is `beyond` its ends, where no other text is that stays.
    """

    text: Sensitive
    rect: Rect
    frames: FrameRange
    kind: PhiKind
    recognizer: str
    reason: str
    score: float
    beyond: tuple[Rect, ...] = ()
