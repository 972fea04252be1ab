"""How bright a pixel is shown, 0 to 255: from what a decoder gives and what the header says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.pixels.processing import apply_color_lut

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from conformance.opened import Array

Levels = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_LUMA = np.array([0.299, 0.587, 0.114])


def stored(words: Array, dataset: Dataset) -> NDArray[Any]:
    """Return stored values out of words of all bits allocated (PS3.5 8.1.1).

    Words of another size are values already, as codestreams have them.
    """
    bits, high = int(dataset.BitsStored), int(dataset.HighBit)
    if bits > 32:
        return words.astype(np.float64)
    values = words.astype(np.int64)
    if 8 * words.itemsize == dataset.BitsAllocated:
        values = (values >> (high + 1 - bits)) & ((1 << bits) - 1)
        if dataset.PixelRepresentation:
            values = np.where(values >> (bits - 1), values - (1 << bits), values)
    return values


def levels(words: Array, photometric: str, dataset: Dataset, darkest: float) -> Levels:
    """Return for each pixel the brightness of its brightest color, 0 for what is black.

    Gray values have no fixed black: what is no brighter than the source's `darkest` is 0.
    """
    if words.ndim == 2:
        bright = brightness(words, dataset)
        span = max(float(bright.max()) - darkest, 1.0)
        return np.asarray(np.maximum(bright - darkest, 0) * 255 / span)
    top = float(2 ** int(dataset.BitsStored) - 1)
    colors = words.astype(np.float64) * 255 / top
    if photometric.startswith(("YBR_FULL", "YBR_PARTIAL")):
        middle = 2 ** (int(dataset.BitsStored) - 1) * 255 / top
        colors = _rgb(colors, middle, foot=16.0 if "PARTIAL" in photometric else 0.0)
    return np.asarray(colors.clip(0, 255).max(axis=2))


def lumas(words: Array, photometric: str, dataset: Dataset) -> Levels:
    """Return the luminance of each pixel, which no decoder mixes across the edge of black."""
    top = float(2 ** int(dataset.BitsStored) - 1)
    colors = words.astype(np.float64) * 255 / top
    if photometric.startswith("YBR_FULL"):
        return np.asarray(colors[..., 0])
    return np.asarray(colors @ _LUMA)


def brightness(words: Array, dataset: Dataset) -> Levels:
    """Return a number for each pixel of one sample that grows with how bright it is shown."""
    values = stored(words, dataset)
    if str(dataset.PhotometricInterpretation) == "PALETTE COLOR":
        return np.asarray(apply_color_lut(values, dataset).astype(np.float64).sum(axis=-1))
    inverse = str(dataset.PhotometricInterpretation) == "MONOCHROME1" or (
        dataset.get("PresentationLUTShape") == "INVERSE"
    )
    falling = float(dataset.get("RescaleSlope") or 1) < 0
    return np.asarray(-values if inverse != falling else values, np.float64)


def darkest_of(frames: tuple[Array, ...], dataset: Dataset) -> float:
    """Return the brightness that counts as black for pixels of one sample."""
    if not frames or frames[0].ndim != 2:
        return 0.0
    if str(dataset.PhotometricInterpretation) == "PALETTE COLOR":
        bits = int(dataset.BitsStored)
        every = np.arange(1 << bits).astype(frames[0].dtype)
        return float(brightness(every, dataset).min())
    return min(float(brightness(frame, dataset).min()) for frame in frames)


def _rgb(colors: Levels, middle: float, *, foot: float) -> Levels:
    """From YCbCr of 0..255, its luminance beginning at `foot` (PS3.3 C.7.6.3.1.2)."""
    luma = colors[..., 0] - foot
    blue, red = colors[..., 1] - middle, colors[..., 2] - middle
    return np.stack(
        [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue], axis=-1
    )
