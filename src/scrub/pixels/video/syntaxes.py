"""Which Transfer Syntaxes are video, and under which one a video is written.

2026-11: no encoder makes MPEG-2 or H.264 under their Transfer Syntaxes without loss (H.264 has
none in High Profile), so a video that changes becomes HEVC, without loss, in Main or Main 10
Profile (PS3.5 8.2.10, 8.2.11). One that does not change keeps its Transfer Syntax.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.uid import UID

from scrub.errors import UnsupportedInstanceError

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

LARGEST_PICTURE = 8_912_896
"""Luminance samples of a picture of HEVC Level 5.1 (ITU-T H.265 Table A.8)."""

SMALLEST_SIDE = 16
"""Rows and columns that the encoder takes."""

_ROOT = "1.2.840.10008.1.2.4."
_CODECS = {
    "mpeg2video": ("100", "100.1", "101", "101.1"),
    "h264": ("102", "102.1", "103", "103.1", "104", "104.1", "105", "105.1", "106", "106.1"),
    "hevc": ("107", "108"),
}
_MAIN, _MAIN_10 = f"{_ROOT}107", f"{_ROOT}108"
_STEREO = frozenset({f"{_ROOT}106", f"{_ROOT}106.1"})
_PACKED = frozenset({f"{_ROOT}105", f"{_ROOT}105.1"})

CODEC_OF = MappingProxyType(
    {_ROOT + last: codec for codec, lasts in _CODECS.items() for last in lasts}
)
"""The codec of each, by FFmpeg's name."""


def is_video(transfer_syntax_uid: str) -> bool:
    """Tell whether Pixel Data is one stream for all frames."""
    return transfer_syntax_uid in CODEC_OF


def check_served(image: ImagePixel) -> None:
    """Turn away a video that cannot be decoded whole.

    Raises:
        UnsupportedInstanceError: if it is such, or PyAV is not installed.

    """
    for reason, refused in _refusals(image):
        if refused:
            raise UnsupportedInstanceError(f"{reason}: {UID(image.transfer_syntax_uid).name}")
    try:
        import_module("av")
    except ImportError:
        name = UID(image.transfer_syntax_uid).name
        raise UnsupportedInstanceError(f"video, {name}: pip install 'dicom-scrub[video]'") from None


def written_syntax(image: ImagePixel, *, changed: bool) -> str:
    """Return the Transfer Syntax under which an instance is written.

    Raises:
        UnsupportedInstanceError: if it is a video that cannot be written.

    """
    if not is_video(image.transfer_syntax_uid):
        return image.transfer_syntax_uid
    check_served(image)
    if not changed:
        return image.transfer_syntax_uid
    for reason, refused in _limits(image):
        if refused:
            raise UnsupportedInstanceError(f"{reason}: cannot be encoded again without loss")
    return _MAIN if image.bits_stored == 8 else _MAIN_10  # noqa: PLR2004 (bits)


def _refusals(image: ImagePixel) -> tuple[tuple[str, bool], ...]:
    syntax = image.transfer_syntax_uid
    # Main 10 is for 10 bits in words of 16; all others are for 8.
    depths = ((10, 16),) if syntax == _MAIN_10 else ((8, 8),)
    return (
        ("video of two views, of which one cannot be decoded", syntax in _STEREO),
        (
            "video whose photometric interpretation is not YBR_PARTIAL_420",
            image.photometric_interpretation != "YBR_PARTIAL_420",
        ),
        (
            "video of another number of bits than its transfer syntax",
            (image.bits_stored, image.bits_allocated) not in depths,
        ),
    )


def _limits(image: ImagePixel) -> tuple[tuple[str, bool], ...]:
    return (
        ("3D video", image.transfer_syntax_uid in _PACKED),
        ("video of an odd size", bool(image.rows % 2 or image.columns % 2)),
        ("video of too small a size", min(image.rows, image.columns) < SMALLEST_SIDE),
        ("video of too large a size", image.rows * image.columns > LARGEST_PICTURE),
    )
