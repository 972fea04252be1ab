"""An OCR engine that knows what was drawn and where, and sees what of it is still visible.

It is quick and never misreads, so that a test of what is done with text does not wait for, or
depend on, a network's eyesight. It finds nothing that is not in the truth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.seams import Picture

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SAMPLE = FIXTURES / "sample"

CONTRAST = 60
"""How far from its surroundings a pixel of a letter is at least, of 255."""

SHARE = 0.05
"""How much of a box is letters at least."""


@dataclass(frozen=True)
class DrawnText:
    """One text of the truth. `frames` are counted from 1."""

    text: str
    rect: Rect
    kind: str
    phi: bool
    frames: tuple[int, ...]


def drawn_on(file: str) -> tuple[DrawnText, ...]:
    """Return what make.py drew on one file of the sample."""
    truth = json.loads((FIXTURES / "truth.json").read_text(encoding="utf-8"))
    (boxes,) = (one["boxes"] for one in truth["instances"] if one["file"] == file)
    return tuple(_drawn(box) for box in boxes)


def is_visible(drawn: DrawnText, picture: Picture) -> bool:
    """Tell whether something is written in the place of a text."""
    rows, columns = picture.shape[:2]
    rect = drawn.rect.clip(rows, columns)
    if rect is None:
        return False
    shades = picture[rect.top : rect.bottom, rect.left : rect.right].max(axis=2).astype(int)
    return bool((np.abs(shades - np.median(shades)) > CONTRAST).mean() >= SHARE)


class DrawnEngine:
    """Sees the texts of one instance that have not been blacked."""

    name = "drawn"

    def __init__(self, drawn: Sequence[DrawnText]) -> None:
        self._drawn = {one.rect: one for one in drawn}

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        return tuple(_box(one.rect) for one in self._drawn.values() if is_visible(one, picture))

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return ()

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> tuple[tuple[Word, ...], ...]:
        """Boxes that are not those of a drawn text are unreadable to it."""
        return tuple(
            tuple(_words(self._drawn[box.rect], line)) if box.rect in self._drawn else _unread(box)
            for line, box in enumerate(boxes)
        )


def _drawn(box: dict[str, Any]) -> DrawnText:
    rect = Rect(box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"])
    return DrawnText(box["text"], rect, box["kind"], box["phi"], tuple(box["frames"]))


def _box(rect: Rect) -> TextBox:
    corners = (
        (float(rect.left), float(rect.top)),
        (float(rect.right), float(rect.top)),
        (float(rect.right), float(rect.bottom)),
        (float(rect.left), float(rect.bottom)),
    )
    return TextBox(rect, corners, 1.0)


def _words(drawn: DrawnText, line: int) -> Iterator[Word]:
    """Yield the words, each on the share of the box that its characters have of the text."""
    step = drawn.rect.width / len(drawn.text)
    for is_space, characters in groupby(enumerate(drawn.text), lambda one: one[1].isspace()):
        if is_space:
            continue
        places, letters = zip(*characters, strict=True)
        left = drawn.rect.left + int(places[0] * step)
        right = max(left + 1, drawn.rect.left + int(np.ceil((places[-1] + 1) * step)))
        rect = Rect(left, drawn.rect.top, min(right, drawn.rect.right), drawn.rect.bottom)
        yield Word(Sensitive("".join(letters)), rect, 1.0, line)


def _unread(box: TextBox) -> tuple[Word, ...]:
    return (Word(Sensitive(""), box.rect, 0.0),)
