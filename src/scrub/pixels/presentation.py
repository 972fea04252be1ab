"""How stored values are shown: which end is dark, in which window, and what is no image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.instance import Polarity
from scrub.pixels.attributes import integer, numbers, text, value_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_RESCALE, _VOI = "PixelValueTransformationSequence", "FrameVOILUTSequence"
_OF_FLOATS = {
    "FloatPixelData": "FloatPixelPaddingValue",
    "DoubleFloatPixelData": "DoubleFloatPixelPaddingValue",
}


def polarity(dataset: Dataset) -> Polarity:
    """Return which end of the stored values is dark.

    MONOCHROME1 implies the inverse presentation LUT shape (PS3.3 C.8.11.3.1.2).
    """
    inverse = (
        text(dataset, "PhotometricInterpretation") == "MONOCHROME1"
        or value_of(dataset, "PresentationLUTShape") == "INVERSE"
    )
    slope, _ = _rescale(dataset)
    return Polarity.HIGH_IS_DARK if inverse != (slope < 0) else Polarity.LOW_IS_DARK


def _rescale(dataset: Dataset) -> tuple[float, float]:
    slope = numbers(dataset, "RescaleSlope", _RESCALE)[:1] or (1.0,)
    intercept = numbers(dataset, "RescaleIntercept", _RESCALE)[:1] or (0.0,)
    return slope[0] or 1.0, intercept[0]


def windows(dataset: Dataset) -> tuple[tuple[float, float], ...]:
    """Return windows as (center, width) in stored values.

    They are on the output of the modality LUT; of a table, they are not undone.
    """
    if value_of(dataset, "ModalityLUTSequence"):
        return ()
    centers = numbers(dataset, "WindowCenter", _VOI)
    widths = numbers(dataset, "WindowWidth", _VOI)
    slope, intercept = _rescale(dataset)
    return tuple(
        ((center - intercept) / slope, width / abs(slope))
        for center, width in zip(centers, widths, strict=False)
        if width > 0
    )


def padding_value(dataset: Dataset, keyword: str) -> float | None:
    """Return Pixel Padding Value, or that of floating point pixels, if it is finite."""
    if keyword in _OF_FLOATS:
        return next(iter(numbers(dataset, _OF_FLOATS[keyword], _VOI)), None)
    return _integer_padding_value(dataset)


def _integer_padding_value(dataset: Dataset) -> int | None:
    """Its VR is US or SS, as Pixel Representation says, and some write the other."""
    if value_of(dataset, "PixelPaddingValue") is None:
        return None
    value = integer(dataset, "PixelPaddingValue")
    bits, signed = integer(dataset, "BitsStored", 16), integer(dataset, "PixelRepresentation", 0)
    low, high = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    for candidate in (value, value - (1 << 16), value + (1 << 16)):
        if low <= candidate < high:
            return candidate
    return None
