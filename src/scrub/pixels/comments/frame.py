"""A frame of any Transfer Syntax without what it carries besides its image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.pixels.comments import jpeg, jpeg2000, jpeg_xl, native, rle
from scrub.pixels.description import frame_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrub.model.instance import ImagePixel

_UID = "1.2.840.10008.1.2."
_RLE, _UNCOMPRESSED, _DEFLATED = f"{_UID}5", f"{_UID}1.98", f"{_UID}8.1"

_CODESTREAMS: Mapping[str, Callable[[bytes], bytes]] = {
    **{f"{_UID}4.{i}": jpeg.without_text for i in (*range(50, 71), 80, 81)},
    **{f"{_UID}4.{i}": jpeg2000.without_text for i in (90, 91, 92, 93, 201, 202, 203)},
}
"""What tells its own end, by Transfer Syntax."""

_OF_KNOWN_SIZE: Mapping[str, Callable[[bytes, int], bytes]] = {
    **{f"{_UID}4.{i}": jpeg_xl.without_text for i in (110, 111, 112)},
    _RLE: rle.without_text,
    _UNCOMPRESSED: native.without_text,
    _DEFLATED: native.inflatable_without_text,
}
"""What needs to be told the bytes of the frame decoded."""


def may_hold_text(transfer_syntax_uid: str) -> bool:
    """Tell whether `plain` can do anything with frames of a Transfer Syntax."""
    return transfer_syntax_uid in _CODESTREAMS or transfer_syntax_uid in _OF_KNOWN_SIZE


def plain(frame: bytes, image: ImagePixel) -> bytes:
    """Return a frame of an image without what is not needed to decode it and may hold text.

    The very same bytes if there is no such thing, or if the Transfer Syntax is another (video).

    Raises:
        CodecError: if the frame is malformed, so that it cannot be told what is image.
        UnsupportedInstanceError: if it is in boxes that change its samples.

    """
    bits = image.rows * image.columns * image.samples_per_pixel * image.bits_allocated
    if image.transfer_syntax_uid in (_UNCOMPRESSED, _DEFLATED):
        # Color may be shared by two pixels there, and by no others.
        bits = frame_bits(image)
    return without_text(frame, image.transfer_syntax_uid, -(-bits // 8))


def without_text(frame: bytes, transfer_syntax_uid: str, decoded_bytes: int) -> bytes:
    """Return what `plain` does, by the bytes of the frame decoded."""
    if transfer_syntax_uid in _CODESTREAMS:
        return _CODESTREAMS[transfer_syntax_uid](frame)
    if transfer_syntax_uid in _OF_KNOWN_SIZE:
        return _OF_KNOWN_SIZE[transfer_syntax_uid](frame, decoded_bytes)
    return frame
