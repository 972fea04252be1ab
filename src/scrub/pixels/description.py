"""What a header says of its pixels, checked before any pixel is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import InstanceError, UnsupportedInstanceError
from scrub.model.instance import ImagePixel
from scrub.pixels.attributes import UNREADABLE, integer, text
from scrub.pixels.palette import palette_of
from scrub.pixels.presentation import padding_value, polarity, windows

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

LARGEST_FRAME = 1 << 31
"""Bytes of one decoded frame, beyond which we do not try."""

NATIVE = frozenset(
    {
        "1.2.840.10008.1.2",  # Implicit VR Little Endian
        "1.2.840.10008.1.2.1",  # Explicit VR Little Endian
        "1.2.840.10008.1.2.1.99",  # Deflated Explicit VR Little Endian
        "1.2.840.10008.1.2.2",  # Explicit VR Big Endian
    }
)
"""Transfer Syntaxes of pixel data without fragments; of the standard's own, all others have them.

2026-11: a list of our own, since pydicom does not know what is newer than itself.
"""

NATIVE_IN_FRAGMENTS = frozenset({"1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"})
"""Fragments of native frames: Encapsulated Uncompressed, and Deflated Image Frame."""

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
    "XYB": 3,
}
_STANDARD = "1.2.840.10008.1.2."
_FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


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
    bits_allocated = integer(dataset, "BitsAllocated")
    floats = keyword in _FLOATS
    image = ImagePixel(
        transfer_syntax_uid=_transfer_syntax_uid(dataset),
        rows=integer(dataset, "Rows"),
        columns=integer(dataset, "Columns"),
        number_of_frames=integer(dataset, "NumberOfFrames", 1),
        samples_per_pixel=integer(dataset, "SamplesPerPixel"),
        photometric_interpretation=text(dataset, "PhotometricInterpretation"),
        bits_allocated=bits_allocated,
        bits_stored=bits_allocated if floats else integer(dataset, "BitsStored"),
        high_bit=bits_allocated - 1 if floats else integer(dataset, "HighBit"),
        pixel_representation=0 if floats else integer(dataset, "PixelRepresentation"),
        planar_configuration=_planar_configuration(dataset, value_length),
        keyword=keyword,
        value_vr=value_vr,
        value_offset=value_offset,
        value_length=value_length,
        polarity=polarity(dataset),
        palette=palette_of(dataset) if _is_palette(dataset) else None,
        padding_value=padding_value(dataset, keyword),
        windows=windows(dataset),
        overlay_bits=_overlay_bits(dataset),
        extended_offset_table=_extended_offset_table(dataset),
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
    paired = image.photometric_interpretation in PAIRED and _has_native_frames(image)
    uid = image.transfer_syntax_uid
    in_fragments = uid.startswith(_STANDARD) and uid not in NATIVE
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
        ("compressed pixel data without fragments", in_fragments and not image.is_encapsulated),
        ("fragments under a native transfer syntax", uid in NATIVE and image.is_encapsulated),
        ("floating point pixels that are not one sample of their size", _is_odd_float(image)),
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
        ("native YBR_PARTIAL_420", photometric == "YBR_PARTIAL_420" and _has_native_frames(image)),
        ("a frame of more than 2 GiB", frame_bytes > LARGEST_FRAME),
    )


def _bits_fit(image: ImagePixel) -> bool:
    return 1 <= image.bits_stored <= image.bits_allocated


def _high_bit_fits(image: ImagePixel) -> bool:
    return image.bits_stored - 1 <= image.high_bit < image.bits_allocated


def _has_native_frames(image: ImagePixel) -> bool:
    return not image.is_encapsulated or image.transfer_syntax_uid in NATIVE_IN_FRAGMENTS


def _is_odd_float(image: ImagePixel) -> bool:
    """Floats are gray and native (PS3.3 C.7.6.24, C.7.6.25; PS3.5 A.4)."""
    if not image.is_float:
        return False
    whole = image.bits_allocated == _FLOATS[image.keyword] and image.samples_per_pixel == 1
    return not whole or image.is_encapsulated or image.palette is not None


def _transfer_syntax_uid(dataset: Dataset) -> str:
    try:
        return str(dataset.file_meta.TransferSyntaxUID)
    except AttributeError:
        raise InstanceError("no transfer syntax") from None


def _planar_configuration(dataset: Dataset, value_length: int | None) -> int:
    """Codestreams say it themselves; native pixels of several samples cannot do without."""
    native = value_length is not None or _transfer_syntax_uid(dataset) in NATIVE_IN_FRAGMENTS
    needed = native and integer(dataset, "SamplesPerPixel") > 1
    return integer(dataset, "PlanarConfiguration", None if needed else 0)


def _is_palette(dataset: Dataset) -> bool:
    return text(dataset, "PhotometricInterpretation") == "PALETTE COLOR"


def _extended_offset_table(dataset: Dataset) -> bytes | None:
    """Return its value, which is no table where it cannot be read."""
    if "ExtendedOffsetTable" not in dataset:
        return None
    try:
        value = dataset.get("ExtendedOffsetTable")
    except UNREADABLE:
        return b""
    return value if isinstance(value, bytes) else b""


def _overlay_bits(dataset: Dataset) -> tuple[int, ...]:
    """Return the bits where overlays without Overlay Data lie (retired, PS3.3-2004 C.9.2)."""
    bits = set()
    there = {element.tag >> 16 for element in dataset.values()}
    for group in there.intersection(range(0x6000, 0x6020, 2)):
        if (group, 0x0010) in dataset and (group, 0x3000) not in dataset:
            element = dataset.get((group, 0x0102))
            bits.add(_bit(element.value if element is not None else 0))
    allocated = integer(dataset, "BitsAllocated")
    return tuple(sorted(bit for bit in bits if 0 < bit < allocated))


def _bit(value: object) -> int:
    if not isinstance(value, int):
        raise InstanceError("OverlayBitPosition is no number")
    return value
