"""Floating point values as integers, for an eye; what is not finite stays to be told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel
    from scrub.seams import Stored

LEVELS = 1 << 22
"""From the least to the greatest finite value: enough for a narrow window."""

_BESIDE = LEVELS // 8
"""So far beyond those are infinities; twice so far below is what is no number."""


def as_integers(stored: Stored, image: ImagePixel) -> tuple[NDArray[np.int32], ImagePixel]:
    """Return values of 0..LEVELS and beyond in the same order, and windows to go with them.

    Halves are subtracted, since the distance of two values may be more than can be held.
    """
    finite = np.isfinite(stored)
    values = stored[finite]
    low = float(values.min()) / 2 if values.size else 0.0
    half = float(values.max()) / 2 - low if values.size else 0.0
    scale = LEVELS / half if half else 0.0
    if not np.isfinite(scale):
        half, scale = 1.0, 0.0
    levels = np.full(stored.shape, -2 * _BESIDE, np.int32)
    levels[stored == -np.inf] = -_BESIDE
    levels[stored == np.inf] = LEVELS + _BESIDE
    levels[finite] = np.rint((values.astype(np.float64) / 2 - low) * scale)
    windows = tuple(
        ((center / 2 - low) * scale, width / 2 * scale) for center, width in image.windows if scale
    )
    return levels, replace(image, windows=windows)
