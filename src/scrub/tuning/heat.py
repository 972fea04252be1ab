"""Where text was found over many instances, as a picture to lay over a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect

GONE = (255, 122, 26)
"""The color of text that would go black."""

STAYS = (38, 166, 214)
"""The color of text that would stay."""

_FAINTEST, _DENSEST = 40, 130


def counts(rects: Iterable[Rect], rows: int, columns: int) -> NDArray[np.int32]:
    """Return how many of the rectangles hold each pixel."""
    steps = np.zeros((rows + 1, columns + 1), np.int32)
    for rect in rects:
        inside = rect.clip(rows, columns)
        if inside is not None:
            steps[inside.top, inside.left] += 1
            steps[inside.bottom, inside.right] += 1
            steps[inside.top, inside.right] -= 1
            steps[inside.bottom, inside.left] -= 1
    held: NDArray[np.int32] = steps.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    return held[:rows, :columns]


def heat(held: NDArray[np.int32], color: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return counts in one color, red green blue and opacity: none is clear, the most is dense.

    2026-11: by the root, so that what one patient of two hundred has can be seen too.
    """
    shown = np.zeros((*held.shape, 4), np.uint8)
    shown[..., :3] = color
    most = max(1, int(held.max(initial=0)))
    opacity = _FAINTEST + (_DENSEST - _FAINTEST) * np.sqrt(held / most)
    shown[..., 3] = np.where(held > 0, np.rint(opacity), 0).astype(np.uint8)
    return shown
