"""Marker segments at the head of a JPEG or JPEG-LS frame (ITU-T T.81 B.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOS, _MARKER = 0xDA, 0xFF


def segments(frame: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker code, parameters) of each segment, up to and with the first scan header.

    Raises:
        CodecError: if there is no such header, or the frame does not end as it should. (Of one
            cut short, a decoder may make up the rest, or take seconds to give up.)

    """
    position = 2
    if frame[:2] != b"\xff\xd8":
        raise CodecError("no JPEG")
    if not frame.rstrip(b"\0\xff").endswith(b"\xff\xd9"):
        raise CodecError("a JPEG that is cut short: it has no end")
    while position + 4 <= len(frame) and frame[position] == _MARKER:
        if frame[position + 1] == _MARKER:
            position += 1  # fill bytes may come before any marker
            continue
        marker = frame[position + 1]
        stop = position + 2 + int.from_bytes(frame[position + 2 : position + 4], "big")
        yield marker, frame[position + 4 : stop]
        if marker == _SOS:
            return
        position = stop
    raise CodecError("a JPEG whose header is cut short")
