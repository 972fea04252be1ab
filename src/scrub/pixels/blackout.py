"""Which stored value is black, and an array with black in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.instance import Polarity
from scrub.model.mask import Fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel, Palette
    from scrub.seams import Samples, Stored

_RGB = frozenset({"RGB", "YBR_RCT", "YBR_ICT", "XYB"})
_LEVELS = {Fill.BLACK: 0.0, Fill.GRAY: 0.5, Fill.WHITE: 1.0}
_LUMA = {"YBR_FULL": 0, "YBR_FULL_422": 0, "YBR_PARTIAL_422": 16, "YBR_PARTIAL_420": 16}


def black(image: ImagePixel, darkest: float | None = None) -> tuple[int, ...]:
    """Return the stored value of black, one for each sample of a pixel.

    Signed and floating point values have no fixed black: it is Pixel Padding Value where that is
    no brighter than `darkest`, the darkest stored value of the image, else `darkest` (so that a
    display's automatic window stays as it was). Of a floating point value it is the word that
    holds it, as everywhere here. YBR_RCT, YBR_ICT and XYB count as RGB, which is what decoding
    them gives.

    Raises:
        UnsupportedInstanceError: if no value that can be stored is black.
        ValueError: if the values are signed or floating point, and `darkest` is not given.

    """
    photometric = image.photometric_interpretation
    if image.is_float:
        return (_float_word(_chosen(image, darkest), image),)
    if photometric in _RGB:
        return (0, 0, 0)
    if photometric in _LUMA:
        middle = 1 << image.bits_stored - 1
        return (_LUMA[photometric] << max(image.bits_stored - 8, 0), middle, middle)
    if image.palette is not None:
        return (_black_index(image.palette, image),)
    return (_gray(image, darkest),)


def filling(image: ImagePixel, fill: Fill, darkest: float | None = None) -> tuple[int, ...]:
    """Return the stored value of black, gray or white, one for each sample of a pixel.

    Where values mean something, as signed and floating point ones do, it is always black: any
    other would be a measurement that nobody made.

    Raises:
        UnsupportedInstanceError, ValueError: as `black` does.

    """
    level = _LEVELS[fill]
    if not level or image.is_float or image.pixel_representation:
        return black(image, darkest)
    top = (1 << image.bits_stored) - 1
    photometric = image.photometric_interpretation
    if photometric in _RGB:
        return (round(level * top),) * 3
    if photometric in _LUMA:
        dark, middle, _ = black(image)
        # Partial luma ends at 235 of 255 (PS3.3 C.7.6.3.1.2).
        bright = 235 << max(image.bits_stored - 8, 0) if dark else top
        return (dark + round(level * (bright - dark)), middle, middle)
    if image.palette is not None:
        return (_gray_index(image.palette, level, image),)
    dark_is_high = image.polarity is Polarity.HIGH_IS_DARK
    return (round((1 - level if dark_is_high else level) * top),)


def has_fixed_black(image: ImagePixel) -> bool:
    """Tell whether `black` needs no `darkest`."""
    is_gray = image.samples_per_pixel == 1 and image.palette is None
    return not image.is_float and not (is_gray and image.pixel_representation)


def darker(one: float, other: float, image: ImagePixel) -> float:
    """Return the darker of two stored values."""
    return max(one, other) if image.polarity is Polarity.HIGH_IS_DARK else min(one, other)


def darkest(stored: Stored, image: ImagePixel) -> float:
    """Return the darkest of a frame's stored values, of those that are finite.

    Where none is, it is the infinity that is brighter than all others.
    """
    finite = stored[np.isfinite(stored)] if image.is_float else stored
    if not finite.size:
        return -math.inf if image.polarity is Polarity.HIGH_IS_DARK else math.inf
    return darker(finite.min().item(), finite.max().item(), image)


def _gray(image: ImagePixel, darkest_seen: float | None) -> int:
    if not image.pixel_representation:
        return (1 << image.bits_stored) - 1 if image.polarity is Polarity.HIGH_IS_DARK else 0
    return int(_chosen(image, darkest_seen))


def _chosen(image: ImagePixel, darkest_seen: float | None) -> float:
    """Return what is black where every value means something: padding, or the darkest."""
    if darkest_seen is None:
        raise ValueError("the darkest value of such an image has to be given")
    if math.isinf(darkest_seen):
        darkest_seen = 0.0
    padding = image.padding_value
    if padding is not None and darker(padding, darkest_seen, image) == padding:
        return padding
    return darkest_seen


def _float_word(value: float, image: ImagePixel) -> int:
    """Return the bits of a value as an unsigned number (PS3.5 6.2, VRs OF and OD)."""
    size = image.bits_allocated // 8
    return int(np.array([value], f"<f{size}").view(f"<u{size}")[0])


def _black_index(palette: Palette, image: ImagePixel) -> int:
    """Return the lowest stored value whose color is darkest, as far as it can be stored."""
    usable = _usable(palette, image)
    return palette.first_mapped + min(usable, key=lambda i: (sum(palette.colors[i]), i))


def _gray_index(palette: Palette, level: float, image: ImagePixel) -> int:
    """Return the lowest stored value whose color is nearest to a gray, as far as it can be."""
    usable = _usable(palette, image)
    brightest = max(max(palette.colors[i]) for i in usable)
    wanted = level * brightest

    def distance(index: int) -> float:
        return sum((part - wanted) ** 2 for part in palette.colors[index])

    return palette.first_mapped + min(usable, key=lambda i: (distance(i), i))


def _usable(palette: Palette, image: ImagePixel) -> list[int]:
    """Return the places in a palette whose index can be stored.

    Raises:
        UnsupportedInstanceError: if there are none.

    """
    signed = image.pixel_representation
    low = -(1 << image.bits_stored - 1) if signed else 0
    high = (1 << image.bits_stored - signed) - 1
    values = range(len(palette.colors))
    usable = [i for i in values if low <= palette.first_mapped + i <= high]
    if not usable:
        raise UnsupportedInstanceError("a palette that maps no value that can be stored")
    return usable


def words(stored: Sequence[int], precision: int, image: ImagePixel) -> tuple[int, ...]:
    """Return stored values as they lie in words of `precision` bits.

    Bits above the stored ones repeat the sign; where an overlay lies in them, they are 0.

    Raises:
        CodecError: if a value does not fit.

    """
    shift = image.high_bit + 1 - image.bits_stored
    mask = (1 << precision) - 1
    if image.overlay_bits:
        mask &= ((1 << image.bits_stored) - 1) << shift
    if len(stored) != image.samples_per_pixel:
        raise CodecError("black does not have one value for each sample")
    if not all(-(1 << precision - 1) <= value << shift < 1 << precision for value in stored):
        raise CodecError(f"black does not fit samples of {precision} bits")
    return tuple((value << shift) & mask for value in stored)


def fill(samples: Samples, rects: Sequence[Rect], values: Sequence[int]) -> Samples:
    """Return a new array with the values, one for each sample of a pixel, in the rectangles."""
    filled = samples.copy()
    pixel = np.array(values, dtype=samples.dtype)
    for rect in rects:
        inside = filled[rect.top : rect.bottom, rect.left : rect.right]
        # One value at a time: numpy takes ten times as long to repeat three.
        if len(set(values)) == 1:
            inside[...] = pixel[0]
            continue
        for index, value in enumerate(pixel):
            inside[..., index] = value
    return filled
