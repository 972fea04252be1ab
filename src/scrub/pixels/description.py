"""What a header says of its pixels, checked before any pixel is touched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydicom.uid import UID

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.model.instance import ImagePixel, Polarity
from scrub.pixels.palette import palette_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

LARGEST_FRAME = 1 << 31
"""Bytes of one decoded frame, beyond which we do not try."""

PAIRED = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
"""Stored natively as Y Y Cb Cr for two pixels (PS3.3 C.7.6.3.1.2)."""

_SAMPLES = {
    "MONOCHROME1": 1,
    "MONOCHROME2": 1,
    "PALETTE COLOR": 1,
    "RGB": 3,
    "YBR_FULL": 3,
    "YBR_FULL_422": 3,
    "YBR_PARTIAL_422": 3,
    "YBR_PARTIAL_420": 3,
    "YBR_RCT": 3,
    "YBR_ICT": 3,
}
_FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, NotImplementedError)


def frame_bits(image: ImagePixel) -> int:
    """Return the bits of one native frame; frames follow each other without gap (PS3.5 8.1.1)."""
    samples = 2 if image.photometric_interpretation in PAIRED else image.samples_per_pixel
    return image.rows * image.columns * samples * image.bits_allocated


def value_bytes(image: ImagePixel) -> int:
    """Return the bytes of all native frames, padding not counted."""
    return -(-frame_bits(image) * image.number_of_frames // 8)


def describe(
    dataset: Dataset,
    value_offset: int,
    value_length: int | None,
    value_vr: str,
    keyword: str,
) -> ImagePixel:
    """Return what describes the pixels of a dataset whose Pixel Data need not be loaded.

    The value field lies at `value_offset`, `value_length` bytes long or None for undefined
    length; `keyword` is PixelData, FloatPixelData or DoubleFloatPixelData.

    Raises:
        InstanceError: if the Image Pixel Module (PS3.3 C.7.6.3) is incomplete, contradicts
            itself, or asks for more than the value holds.
        UnsupportedInstanceError: if it is whole, but of a kind that is not served.

    """
    bits_allocated = _integer(dataset, "BitsAllocated")
    floats = keyword in _FLOATS
    image = ImagePixel(
        transfer_syntax_uid=_transfer_syntax_uid(dataset),
        rows=_integer(dataset, "Rows"),
        columns=_integer(dataset, "Columns"),
        number_of_frames=_integer(dataset, "NumberOfFrames", 1),
        samples_per_pixel=_integer(dataset, "SamplesPerPixel"),
        photometric_interpretation=_text(dataset, "PhotometricInterpretation"),
        bits_allocated=bits_allocated,
        bits_stored=bits_allocated if floats else _integer(dataset, "BitsStored"),
        high_bit=bits_allocated - 1 if floats else _integer(dataset, "HighBit"),
        pixel_representation=0 if floats else _integer(dataset, "PixelRepresentation"),
        planar_configuration=_planar_configuration(dataset, value_length),
        keyword=keyword,
        value_vr=value_vr,
        value_offset=value_offset,
        value_length=value_length,
        polarity=_polarity(dataset),
        palette=palette_of(dataset) if _is_palette(dataset) else None,
        padding_value=_padding_value(dataset),
        windows=_windows(dataset),
        overlay_bits=_overlay_bits(dataset),
    )
    _check(image)
    return image


def _check(image: ImagePixel) -> None:
    for reason, wrong in _contradictions(image):
        if wrong:
            raise InstanceError(reason)
    for reason, refused in _refusals(image):
        if refused:
            raise UnsupportedInstanceError(reason)
    if image.value_length is not None and image.value_length < value_bytes(image):
        raise InstanceError(
            f"truncated pixel data: {image.value_length} bytes, and its description asks for "
            f"{value_bytes(image)}"
        )


def _contradictions(image: ImagePixel) -> tuple[tuple[str, bool], ...]:
    samples = _SAMPLES.get(image.photometric_interpretation, image.samples_per_pixel)
    paired = image.photometric_interpretation in PAIRED and not image.is_encapsulated
    compressed = UID(image.transfer_syntax_uid).is_transfer_syntax and (
        UID(image.transfer_syntax_uid).is_compressed
    )
    return (
        ("rows and columns are not both at least 1", min(image.rows, image.columns) < 1),
        ("number of frames is less than 1", image.number_of_frames < 1),
        ("bits stored are not 1 to bits allocated", not _bits_fit(image)),
        ("high bit does not go with bits stored", not _high_bit_fits(image)),
        ("pixel representation is neither 0 nor 1", image.pixel_representation not in (0, 1)),
        ("planar configuration is neither 0 nor 1", image.planar_configuration not in (0, 1)),
        (
            "samples per pixel contradict the photometric interpretation",
            samples != image.samples_per_pixel,
        ),
        ("pixels in pairs, and an odd number of columns", paired and image.columns % 2 == 1),
        ("compressed pixel data without fragments", compressed and not image.is_encapsulated),
        ("fragments under a native transfer syntax", _is_native(image) and image.is_encapsulated),
    )


def _refusals(image: ImagePixel) -> tuple[tuple[str, bool], ...]:
    photometric = image.photometric_interpretation
    frame_bytes = image.rows * image.columns * image.samples_per_pixel * image.bits_allocated // 8
    return (
        ("a photometric interpretation that is not served", photometric not in _SAMPLES),
        (
            "bits allocated other than 1, 8, 16, 32, 64",
            image.bits_allocated not in (1, 8, 16, 32, 64),
        ),
        ("native YBR_PARTIAL_420", photometric == "YBR_PARTIAL_420" and not image.is_encapsulated),
        ("a frame of more than 2 GiB", frame_bytes > LARGEST_FRAME),
    )


def _bits_fit(image: ImagePixel) -> bool:
    return 1 <= image.bits_stored <= image.bits_allocated


def _high_bit_fits(image: ImagePixel) -> bool:
    return image.bits_stored - 1 <= image.high_bit < image.bits_allocated


def _is_native(image: ImagePixel) -> bool:
    uid = UID(image.transfer_syntax_uid)
    return uid.is_transfer_syntax and not uid.is_private and not uid.is_encapsulated


def _transfer_syntax_uid(dataset: Dataset) -> str:
    try:
        return str(dataset.file_meta.TransferSyntaxUID)
    except AttributeError:
        raise InstanceError("no transfer syntax") from None


def _integer(dataset: Dataset, keyword: str, absent: int | None = None) -> int:
    try:
        value = dataset.get(keyword)
        number = absent if value is None else int(value)
    except _UNREADABLE:
        raise InstanceError(f"{keyword} is no number") from None
    if number is None:
        raise InstanceError(f"{keyword} is missing")
    return number


def _text(dataset: Dataset, keyword: str) -> str:
    value = dataset.get(keyword)
    if not isinstance(value, str) or not value:
        raise InstanceError(f"{keyword} is missing")
    return value.strip()


def _planar_configuration(dataset: Dataset, value_length: int | None) -> int:
    """Codestreams say it themselves; native pixels of several samples cannot do without."""
    needed = value_length is not None and _integer(dataset, "SamplesPerPixel") > 1
    return _integer(dataset, "PlanarConfiguration", None if needed else 0)


def _is_palette(dataset: Dataset) -> bool:
    return _text(dataset, "PhotometricInterpretation") == "PALETTE COLOR"


def _polarity(dataset: Dataset) -> Polarity:
    """MONOCHROME1 implies the inverse presentation LUT shape (PS3.3 C.8.11.3.1.2)."""
    inverse = (
        _text(dataset, "PhotometricInterpretation") == "MONOCHROME1"
        or dataset.get("PresentationLUTShape") == "INVERSE"
    )
    slope, _ = _rescale(dataset)
    return Polarity.HIGH_IS_DARK if inverse != (slope < 0) else Polarity.LOW_IS_DARK


def _numbers(dataset: Dataset, keyword: str, macro: str) -> tuple[float, ...]:
    """Return the finite values of an attribute, or of the first frame's functional group."""
    for holder in _holders(dataset, macro):
        try:
            value = holder.get(keyword)
            values = [] if value is None else value if _is_many(value) else [value]
            numbers = tuple(float(number) for number in values)
        except _UNREADABLE:
            raise InstanceError(f"{keyword} is no number") from None
        if numbers and all(map(math.isfinite, numbers)):
            return numbers
    return ()


def _is_many(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def _holders(dataset: Dataset, macro: str) -> tuple[Dataset, ...]:
    holders = [dataset]
    for groups in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for group in (dataset.get(groups) or ())[:1]:
            holders.extend((group.get(macro) or ())[:1])
    return tuple(holders)


def _rescale(dataset: Dataset) -> tuple[float, float]:
    macro = "PixelValueTransformationSequence"
    slope = _numbers(dataset, "RescaleSlope", macro)[:1] or (1.0,)
    intercept = _numbers(dataset, "RescaleIntercept", macro)[:1] or (0.0,)
    return slope[0] or 1.0, intercept[0]


def _windows(dataset: Dataset) -> tuple[tuple[float, float], ...]:
    """Windows are on the output of the modality LUT; of a table, they are not undone."""
    if dataset.get("ModalityLUTSequence"):
        return ()
    centers = _numbers(dataset, "WindowCenter", "FrameVOILUTSequence")
    widths = _numbers(dataset, "WindowWidth", "FrameVOILUTSequence")
    slope, intercept = _rescale(dataset)
    return tuple(
        ((center - intercept) / slope, width / abs(slope))
        for center, width in zip(centers, widths, strict=False)
        if width > 0
    )


def _padding_value(dataset: Dataset) -> int | None:
    """Its VR is US or SS, as Pixel Representation says, and some write the other."""
    if dataset.get("PixelPaddingValue") is None:
        return None
    value = _integer(dataset, "PixelPaddingValue")
    bits, signed = _integer(dataset, "BitsStored", 16), _integer(dataset, "PixelRepresentation", 0)
    low, high = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    for candidate in (value, value - (1 << 16), value + (1 << 16)):
        if low <= candidate < high:
            return candidate
    return None


def _overlay_bits(dataset: Dataset) -> tuple[int, ...]:
    """Return the bits where overlays without Overlay Data lie (retired, PS3.3-2004 C.9.2)."""
    bits = set()
    for group in range(0x6000, 0x6020, 2):
        if (group, 0x0010) in dataset and (group, 0x3000) not in dataset:
            element = dataset.get((group, 0x0102))
            bits.add(_bit(element.value if element is not None else 0))
    allocated = _integer(dataset, "BitsAllocated")
    return tuple(sorted(bit for bit in bits if 0 < bit < allocated))


def _bit(value: object) -> int:
    if not isinstance(value, int):
        raise InstanceError("OverlayBitPosition is no number")
    return value
