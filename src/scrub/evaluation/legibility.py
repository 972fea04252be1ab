"""How much of a text can still be read: its ink against what surrounds it, letter by letter.

A text is cut along its longer side into pieces about as long as a letter is wide. In each, the
mean over the ink is compared with the mean over the rest, in the sample (gray, red, green or blue)
where they are farthest apart. A piece is legible afterwards if so much of that distance is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float32]
    Ink = NDArray[np.bool_]

LEFT = 0.35
"""The share of its contrast that leaves a letter legible."""

TENTH = 0.10
"""More than this share of letters still legible is a leak; as many lost is a text lost."""

_LETTER = 0.6
"""How wide a letter is, in heights of the line."""

_NARROWEST = 4.0
_FEWEST = 3
"""Pixels of ink, and of surround, without which a piece tells nothing."""

_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Legible:
    """Shares, 0..1, of the pieces of a text: those still legible, and those no longer so.

    `contrast` is how far ink and surround were apart before, on average, in sample values.
    """

    kept: float
    lost: float
    contrast: float = 0.0


def compare(before: Values, after: Values, ink: Ink) -> Legible | None:
    """Return what is left of a text; None if it could not be read before either.

    `before` and `after` are rows x columns x samples, `ink` rows x columns.
    """
    pieces = _pieces(ink)
    was, now = _contrasts(before, pieces), _contrasts(after, pieces)
    told = was > _NOTHING
    if not told.any():
        return None
    kept = float(np.mean(now[told] >= LEFT * was[told]))
    return Legible(kept, 1 - kept, float(was[told].mean()))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Where each piece ends along the text, and its pixels of ink and of surround."""

    lengthwise: bool
    starts: NDArray[np.intp]
    ink: Ink
    inked: NDArray[np.int64]
    bare: NDArray[np.int64]


def _pieces(ink: Ink) -> _Pieces:
    high, wide = ink.shape
    lengthwise = wide >= high
    along = ink if lengthwise else ink.T
    length = along.shape[1]
    letter = max(_NARROWEST, _LETTER * min(high, wide))
    number = max(1, round(length / letter))
    # The first pieces take what does not divide: so no piece is more than a pixel longer.
    sizes = np.full(number, length // number)
    sizes[: length % number] += 1
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.intp)
    inked = np.add.reduceat(along.sum(0, dtype=np.int64), starts)
    return _Pieces(lengthwise, starts, along, inked, sizes * along.shape[0] - inked)


def _contrasts(values: Values, pieces: _Pieces) -> NDArray[np.float64]:
    """Return the contrast of each piece; NaN where there is too little to tell."""
    along = values if pieces.lengthwise else values.transpose(1, 0, 2)
    inked = np.where(pieces.ink[..., None], along, 0).sum(0, dtype=np.float64)
    every = along.sum(0, dtype=np.float64)
    of_ink = np.add.reduceat(inked, pieces.starts)
    of_rest = np.add.reduceat(every, pieces.starts) - of_ink
    enough = (pieces.inked >= _FEWEST) & (pieces.bare >= _FEWEST)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = of_ink / pieces.inked[:, None] - of_rest / pieces.bare[:, None]
    found: NDArray[np.float64] = np.where(enough, np.abs(apart).max(1), np.nan)
    return found
