"""Native frames in fragments, deflated or not, without what follows them there.

Source: PS3.5 A.4.11 (Encapsulated Uncompressed), A.4.13 (Deflated Image Frame Compression).
"""

from __future__ import annotations

import zlib

from scrub.errors import CodecError


def without_text(frame: bytes, decoded_bytes: int) -> bytes:
    """Return the frame as long as it should be; the very same bytes if only zeros follow."""
    return frame[:decoded_bytes] if frame[decoded_bytes:].strip(b"\0") else frame


def inflatable_without_text(frame: bytes, decoded_bytes: int) -> bytes:
    """Return the deflated frame up to its end; the very same bytes if only zeros follow.

    Raises:
        CodecError: if it is damaged, or does not end with the frame or a byte of padding.

    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflater.decompress(frame, decoded_bytes + 2)
    except zlib.error:
        raise CodecError("a deflated frame is damaged") from None
    if not inflater.eof:
        raise CodecError("a deflated frame does not end where it should")
    after = inflater.unused_data
    return frame[: len(frame) - len(after)] if after.strip(b"\0") else frame
