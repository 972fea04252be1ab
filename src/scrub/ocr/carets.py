"""The carets that a name as in a header ends in, which no detector takes for letters.

`Hoekstra^Anneke^^` has as many components as PS3.5 6.2.1.1 knows, the last ones empty, and some
machines burn it in as it is. 2026-11: of 38 texts that were blacked in part only, three had left
their carets. Of those alone nobody learns a name, but that there was one, of so many parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.ink import from_ground, runs

if TYPE_CHECKING:
    from scrub.model.text import Word
    from scrub.seams import Picture

CARET = "^"

REACH = 2.2
"""Three carets are as long as so many times the line is high, at most."""

APART = 0.5
"""Between two of them is no gap so wide;"""

LOW = 0.7
"""farther down than this they have no ink, which a texture has;"""

FAINT = 0.25
"""and they differ from the ground by so much of the most that the line does."""


def with_carets(picture: Picture, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of a level line, the last one with the carets behind it if it is a name."""
    if not words or not any(word.text.has(CARET) for word in words):
        return words
    *others, last = words
    if last.rect.height > last.rect.width or any(w.rect.right > last.rect.right for w in others):
        return words
    return (*others, replace(last, rect=_longer(picture, last.rect)))


def _longer(picture: Picture, rect: Rect) -> Rect:
    """Return a rectangle with the ink beyond its right side, no farther than carets go."""
    stop = min(picture.shape[1], rect.right + round(REACH * rect.height))
    distance, roughness = from_ground(picture[rect.top : rect.bottom, rect.left : stop])
    least = max(2 * roughness, FAINT * float(distance.max()))
    inked = distance[:, rect.width :] > least
    low = np.flatnonzero(np.any(inked[round(LOW * rect.height) :], axis=0))
    right = rect.right
    for start, end in runs(np.any(inked[:, : low[0] if low.size else None], axis=0)):
        if rect.right + start - right > APART * rect.height:
            break
        right = rect.right + end
    return Rect(rect.left, rect.top, right, rect.bottom)
