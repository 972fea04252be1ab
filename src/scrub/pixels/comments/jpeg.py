"""JPEG and JPEG-LS frames without comments and application data.

All segments that say how to decode stay, byte for byte, and so do the entropy-coded data. Of
application segments those few stay that a decoder may heed and that have no room for text: JFIF
without its thumbnail, Adobe, the header of SPIFF, and the color transform of HP's JPEG-LS.

2026-11: application segments are not searched for text but known or dropped. Compressed text and
a second copy of the picture do not look like text, and nothing that is dropped is needed: DICOM
has its own attributes for color profiles and orientation.

Source: ITU-T T.81 Annex B, T.87 Annex C (JPEG-LS), T.871 (JFIF), T.84 Annex F (SPIFF).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scrub.errors import CodecError
from scrub.pixels.comments.text import holds_text, is_padding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_LS_FRAME = 0xF7
_SIZE_OF_LENGTH = 2

_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
# JPEG-LS stuffs a bit, not a byte: of its data, only the first bit after FF is sure to be 0.
_AFTER_LS_SCAN = re.compile(rb"\xff[\x80-\xcf\xd8-\xfe]")

_COMMENT = 0xFE
_JFIF, _JFIF_SIZE, _JFIF_DENSITY = b"JFIF\0", 14, b"\1\2\0\0\1\0\1"
_ADOBE, _ADOBE_SIZE, _ADOBE_FLAGS = b"Adobe", 12, b"\0\x64\0\0\0\0"
_PRESET_SIZE = 11
_SPIFF, _SPIFF_SIZE, _SPIFF_END = b"SPIFF\0", 30, b"\0\0\0\1\xff\xd8"
_HP = b"mrfx"


class _Segment(NamedTuple):
    """A marker, and where its parameters lie, without their length."""

    marker: int
    start: int
    stop: int


def without_text(frame: bytes) -> bytes:
    """Return the frame without comments; the very same bytes if there are none.

    Raises:
        CodecError: if its marker segments cannot be told from each other, or have room for text.

    """
    pieces: list[bytes] = []
    copied, end = 0, 0
    for marker, start, end in _segments(frame):
        body = frame[start:end]
        left = _KEPT[marker](body) if marker in _KEPT else _checked(marker, body)
        if left == body:
            continue
        pieces.append(frame[copied : start - 4])
        copied = end
        if left is not None:
            pieces.append(bytes((0xFF, marker)) + (len(left) + 2).to_bytes(2) + left)
    if not is_padding(frame[end:]):
        pieces.append(frame[copied:end])
    elif pieces:
        pieces.append(frame[copied:])
    return b"".join(pieces) if pieces else frame


def _segments(frame: bytes) -> Iterator[_Segment]:
    """Yield each segment, and at last the end of image, which has no parameters."""
    if not frame.startswith(_START):
        raise CodecError("no JPEG: it does not start as one")
    at, after_scan = len(_START), _AFTER_SCAN
    while True:
        marker, at = _marker(frame, at)
        if marker == _END:
            yield _Segment(marker, at, at)
            return
        start, stop = at + _SIZE_OF_LENGTH, at + int.from_bytes(frame[at : at + 2])
        if not start <= stop <= len(frame):
            raise CodecError("a truncated JPEG")
        yield _Segment(marker, start, stop)
        at = stop
        if marker == _LS_FRAME:
            after_scan = _AFTER_LS_SCAN
        if marker == _SCAN:
            at = _end_of_scan(frame, at, after_scan)


def _marker(frame: bytes, at: int) -> tuple[int, int]:
    """Return the marker there and what follows it; fill bytes may come before it."""
    if frame[at : at + 1] != b"\xff":
        raise CodecError("a JPEG with stray bytes between its marker segments")
    while frame[at : at + 1] == b"\xff":
        at += 1
    if at >= len(frame):
        raise CodecError("a truncated JPEG")
    return frame[at], at + 1


def _end_of_scan(frame: bytes, at: int, after_scan: re.Pattern[bytes]) -> int:
    match = after_scan.search(frame, at)
    if match is None:
        raise CodecError("a JPEG without end")
    return match.start()


def _dropped(_: bytes) -> None:
    """Leave nothing."""


def _app0(body: bytes) -> bytes | None:
    """Leave JFIF, its thumbnail cut off."""
    if not body.startswith(_JFIF) or len(body) < _JFIF_SIZE:
        return None
    density = body[5:12]
    return _JFIF + (_JFIF_DENSITY if holds_text(density) else density) + b"\0\0"


def _app8(body: bytes) -> bytes | None:
    """Leave HP's color transform, and SPIFF's header and end of directory."""
    if body.startswith(_HP) and len(body) > len(_HP):
        return body[: len(_HP) + 1]
    is_header = body.startswith(_SPIFF) and len(body) == _SPIFF_SIZE
    has_text = holds_text(body[len(_SPIFF) :])
    return body if body == _SPIFF_END or (is_header and not has_text) else None


def _app14(body: bytes) -> bytes | None:
    """Leave what libjpeg and others read of Adobe's: the color transform."""
    if not body.startswith(_ADOBE) or len(body) < _ADOBE_SIZE:
        return None
    flags = body[5:11]
    return _ADOBE + (_ADOBE_FLAGS if holds_text(flags) else flags) + body[11:12]


_KEPT: Mapping[int, Callable[[bytes], bytes | None]] = {
    **dict.fromkeys((*range(0xE0, 0xF0), _COMMENT), _dropped),
    0xE0: _app0,
    0xE8: _app8,
    0xEE: _app14,
}
"""What is left of the parameters of a segment that may hold text, None if not even its marker."""


def _checked(marker: int, body: bytes) -> bytes:
    """Return the parameters of a segment that is needed.

    Raises:
        CodecError: if it is not known, or is longer than what it says.

    """
    fits = _NEEDED.get(marker)
    if fits is None:
        raise CodecError(f"a JPEG with an unknown marker FF{marker:02X}")
    try:
        exact = fits(body)
    except IndexError:
        exact = False
    if not exact:
        raise CodecError(f"a JPEG with a segment FF{marker:02X} of a wrong length")
    return body


def _frame_fits(body: bytes) -> bool:
    return len(body) == 6 + 3 * body[5]


def _scan_fits(body: bytes) -> bool:
    return len(body) == 4 + 2 * body[0]


def _huffman_fits(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += 17 + sum(body[at + 1 : at + 17])
    return at == len(body)


def _quantizers_fit(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += 65 if body[at] >> 4 == 0 else 129
    return at == len(body)


def _preset_fits(body: bytes) -> bool:
    """Coding parameters have a fixed length; tables of JPEG-LS are of any (T.87 C.2.4.1)."""
    return len(body) == _PRESET_SIZE if body[0] == 1 else not holds_text(body)


def _short(*lengths: int) -> Callable[[bytes], bool]:
    return lambda body: len(body) in lengths


_NEEDED: Mapping[int, Callable[[bytes], bool]] = {
    **dict.fromkeys((*range(0xC0, 0xD0), 0xDE, _LS_FRAME), _frame_fits),
    _END: _short(0),
    0xC4: _huffman_fits,
    0xCC: _short(*range(2, 65, 2)),
    _SCAN: _scan_fits,
    0xDB: _quantizers_fit,
    0xDC: _short(2),
    0xDD: _short(2, 3, 4),
    0xDF: _short(1),
    0xF8: _preset_fits,
}
"""Whether the parameters of a segment that is needed are as long as they say."""
