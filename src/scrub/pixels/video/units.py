"""The units of a coded video: which may stay, and messages that may hold text taken out.

A unit begins with 00 00 01: a NAL unit of H.264 and HEVC (ITU-T H.264 and H.265, Annex B), or
what a start code of MPEG-2 begins (ITU-T H.262 6.2.1). What is kept is listed; all else goes:
user data, captions, fill, what is reserved. Decoding does not use it, and verifying compares
every frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.errors import UnsupportedInstanceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_START_CODE = b"\0\0\x01"
_ESCAPED = re.compile(rb"\0\0\x03")
_TO_ESCAPE = re.compile(rb"\0\0(?=[\0-\x03])")

# ITU-T H.264 Table 7-1 and H.265 Table 7-1: slices, parameter sets, delimiters, ends.
_H264_KEPT = frozenset({1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13})
_HEVC_KEPT = frozenset({*range(10), *range(16, 22), 32, 33, 34, 35, 36, 37})
_H264_LAYERS = frozenset({14, 15, 20, 21})
_H264_SEI = 6
_HEVC_SEI = frozenset({39, 40})

# H.264 D.1, H.265 D.2: timing, recovery, frame packing, orientation, light levels.
_MESSAGES = frozenset({0, 1, 6, 45, 47, 129, 130, 137, 144, 147})

# H.262 Table 6-1: user data, reserved, error and system codes.
_MPEG2_GONE = frozenset({0xB0, 0xB1, 0xB2, 0xB4, 0xB6, *range(0xB9, 0x100)})
_MPEG2_EXTENSION, _COPYRIGHT = 0xB5, 4


@dataclass(frozen=True, slots=True)
class Unit:
    """Its start code with all zeros before it, and what follows up to the next."""

    start_code: bytes
    body: bytes


def units(stream: bytes) -> Iterator[Unit]:
    """Yield the units; what stands before the first start code belongs to none."""
    at = stream.find(_START_CODE)
    zeros = stream[len(stream[:at].rstrip(b"\0")) : at] if at > 0 else b""
    while at >= 0:
        start = at + len(_START_CODE)
        at = stream.find(_START_CODE, start)
        octets = stream[start:at] if at >= 0 else stream[start:]
        body = octets.rstrip(b"\0") if at >= 0 else octets
        yield Unit(zeros + _START_CODE, body)
        zeros = octets[len(body) :]


def cleaned(stream: bytes, codec: str) -> bytes:
    """Return a packet's units without what may hold text."""
    keep, is_header = _KEEPERS[codec], _HEADERS[codec]
    headers: set[bytes] = set()
    kept = []
    for unit in units(stream):
        body = keep(unit.body) if unit.body and unit.body not in headers else b""
        if body:
            kept.append(unit.start_code + body)
        elif codec == "mpeg2video":
            # A header of MPEG-2 may end with a zero byte; a NAL unit does not.
            kept.append(unit.start_code[: -len(_START_CODE)])
        if body and is_header(body):
            # Out of MP4, each packet begins with them, also where it had them already.
            headers.add(body)
    return b"".join(kept)


def check_layers(stream: bytes, codec: str) -> None:
    """Look for pictures that a decoder would pass over.

    Raises:
        UnsupportedInstanceError: if there are any.

    """
    find = _LAYERS[codec]
    if any(find(unit.body) for unit in units(stream) if unit.body):
        raise UnsupportedInstanceError("video with another view or layer, which is not decoded")


def _h264(body: bytes) -> bytes:
    kind = body[0] & 0x1F
    if kind == _H264_SEI:
        return _messages(body, 1)
    return body if kind in _H264_KEPT else b""


def _hevc(body: bytes) -> bytes:
    kind = body[0] >> 1 & 0x3F
    if kind in _HEVC_SEI:
        return _messages(body, 2)
    return body if kind in _HEVC_KEPT else b""


def _mpeg2(body: bytes) -> bytes:
    extension = body[0] == _MPEG2_EXTENSION and len(body) > 1 and body[1] >> 4
    return b"" if body[0] in _MPEG2_GONE or extension == _COPYRIGHT else body


def _h264_layer(body: bytes) -> bool:
    return body[0] & 0x1F in _H264_LAYERS


def _hevc_layer(body: bytes) -> bool:
    return len(body) > 1 and bool((body[0] & 1) << 5 | body[1] >> 3)


def _h264_header(body: bytes) -> bool:
    return body[0] & 0x1F in (7, 8)


def _hevc_header(body: bytes) -> bool:
    return body[0] >> 1 & 0x3F in (32, 33, 34)


def _none(_: bytes) -> bool:
    return False


_KEEPERS: MappingProxyType[str, Callable[[bytes], bytes]] = MappingProxyType(
    {"h264": _h264, "hevc": _hevc, "mpeg2video": _mpeg2}
)
_LAYERS: MappingProxyType[str, Callable[[bytes], bool]] = MappingProxyType(
    {"h264": _h264_layer, "hevc": _hevc_layer, "mpeg2video": _none}
)
_HEADERS: MappingProxyType[str, Callable[[bytes], bool]] = MappingProxyType(
    {"h264": _h264_header, "hevc": _hevc_header, "mpeg2video": _none}
)


def _messages(body: bytes, header: int) -> bytes:
    """Return an SEI unit with the messages that stay, or nothing if none does."""
    plain = _ESCAPED.sub(b"\0\0", body[header:])
    every = list(_message_list(plain))
    kept = [octets for kind, octets in every if kind in _MESSAGES]
    if len(kept) == len(every):
        return body if kept else b""
    # rbsp_trailing_bits follow the last message.
    payload = _TO_ESCAPE.sub(b"\0\0\x03", b"".join(kept) + b"\x80")
    return body[:header] + payload if kept else b""


def _message_list(plain: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each message's type and bytes (H.264 7.3.2.3.1); a damaged one is of no type."""
    at, end = 0, len(plain.rstrip(b"\0")) - 1
    while at < end:
        kind, after = _number(plain, at)
        size, after = _number(plain, after)
        whole = after + size <= end
        yield (kind if whole else -1), plain[at : after + size]
        at = after + size


def _number(plain: bytes, at: int) -> tuple[int, int]:
    """Return a number written as bytes of 255 and one less, and where it ends."""
    value = 0
    while plain[at : at + 1] == b"\xff":
        value, at = value + 255, at + 1
    return value + (plain[at] if at < len(plain) else 0), at + 1
