"""Stored values → the 8-bit pictures in which an eye would see all there is to see.

One frame may need more than one: text at the top of a 16-bit range vanishes in a window, and
text within a window's few values vanishes in the full range. A picture is rows x columns x 3,
red green blue, 0 dark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.instance import Polarity
from scrub.pixels.floats import as_integers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel, Palette
    from scrub.seams import Picture, Stored

FAINT = 64
"""An 8-bit frame of fewer levels than this is stretched."""

NARROW = 0.7
"""A window is another view only where it is narrower than this share of the full range."""

TAIL = 0.5
"""Percent of the values left out at each end, where deep data come without a window."""

_RGB = frozenset({"RGB", "YBR_RCT", "YBR_ICT", "XYB"})


def render(stored: Stored, image: ImagePixel) -> tuple[Picture, ...]:
    """Return the pictures of one frame's stored values, the full range first."""
    if image.is_float:
        stored, image = as_integers(stored, image)
    if image.palette is not None:
        return (_mapped(stored, image.palette),)
    if stored.ndim == 3:  # noqa: PLR2004 (rows, columns, samples)
        return (_color(stored, image),)
    return tuple(_gray(stored, low, high, image.polarity) for low, high in _ranges(stored, image))


def windowed(stored: Stored, image: ImagePixel, window: tuple[float, float]) -> Picture:
    """Return one frame as a window of (center, width) shows it; color as it always is.

    The window is in stored values; of floating point values, in the levels they are turned into.
    """
    if image.is_float:
        stored, image = as_integers(stored, image)
    if not _is_gray(stored, image):
        return render(stored, image)[0]
    center, width = window
    return _gray(stored, center - width / 2, center + width / 2, image.polarity)


def range_of(stored: Stored, image: ImagePixel) -> tuple[float, float] | None:
    """Return the values that `render` shows darkest and brightest at first; None for color."""
    if image.is_float:
        stored, image = as_integers(stored, image)
    return next(_ranges(stored, image)) if _is_gray(stored, image) else None


def _is_gray(stored: Stored, image: ImagePixel) -> bool:
    return image.palette is None and stored.ndim == 2  # noqa: PLR2004 (rows, columns)


def _mapped(stored: Stored, palette: Palette) -> Picture:
    colors = np.array(palette.colors, np.uint8)
    return colors[np.clip(stored.astype(np.int64) - palette.first_mapped, 0, len(colors) - 1)]


def _color(stored: Stored, image: ImagePixel) -> Picture:
    eight = np.right_shift(stored, max(0, image.bits_stored - 8)).astype(np.uint8)
    if image.photometric_interpretation in _RGB:
        return eight
    if "PARTIAL" in image.photometric_interpretation:
        wide = (eight[..., 0].astype(np.float32) - 16) * (255 / 219)
        eight = np.dstack([np.clip(wide, 0, 255).astype(np.uint8), eight[..., 1:]])
    # OpenCV's order is Y, Cr, Cb.
    return np.asarray(cv2.cvtColor(eight[..., [0, 2, 1]], cv2.COLOR_YCrCb2RGB), np.uint8)


def _ranges(stored: Stored, image: ImagePixel) -> Iterator[tuple[float, float]]:
    """Yield the ranges of values to show, in stored values: all of them, then what is narrower."""
    low, high = float(stored.min()), float(stored.max())
    if _is_plain(image):
        yield (0.0, 255.0) if high - low >= FAINT else (low, max(high, low + 1))
        return
    yield low, max(high, low + 1)
    for center, width in image.windows or (_central(stored),):
        bottom, top = max(low, center - width / 2), min(high, center + width / 2)
        if 0 < top - bottom < NARROW * (high - low):
            yield bottom, top


def _is_plain(image: ImagePixel) -> bool:
    return image.bits_stored <= 8 and not image.pixel_representation and not image.windows  # noqa: PLR2004


def _central(stored: Stored) -> tuple[float, float]:
    bottom, top = np.percentile(stored, (TAIL, 100 - TAIL))
    return float(bottom + top) / 2, float(top - bottom)


def _gray(stored: Stored, low: float, high: float, polarity: Polarity) -> Picture:
    scaled: NDArray[np.float32] = (stored.astype(np.float32) - low) * (255 / (high - low))
    shown = np.clip(scaled, 0, 255).astype(np.uint8)
    if polarity is Polarity.HIGH_IS_DARK:
        shown = 255 - shown
    return np.repeat(shown[..., None], 3, axis=2)
