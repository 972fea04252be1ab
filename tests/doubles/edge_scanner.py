"""Finds words in bytes, whatever they are packed in. It shares no code with scrub or pydicom."""

from __future__ import annotations

import re
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Mark = str | bytes
"""What to look for: a word in any encoding, or very bytes."""

_ENCODINGS = (
    "utf-8",
    "latin-1",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "gb18030",
    "shift_jis",
    "euc_kr",
)
_ESCAPES = re.compile(rb"\x1b[\x20-\x2f]*[\x30-\x7e]")
_DEEPEST = 3
_LARGEST = 1 << 26
_STEP = 256
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZIP_MEMBER = re.compile(rb"PK\x03\x04")
_DEFLATED = b"1.2.840.10008.1.2.1.99\0\0"[:22]
_META_START = 132


def found(octets: bytes, marks: Iterable[Mark]) -> frozenset[Mark]:
    """Return the marks that stand anywhere in bytes: packed, in whatever case and encoding."""
    hays = [hay.lower() for layer in unpacked(octets) for hay in _views(layer)]
    return frozenset(
        mark for mark in marks if any(needle in hay for needle in _needles(mark) for hay in hays)
    )


def unpacked(octets: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield bytes, and what is deflated in them, by itself."""
    yield octets
    if depth == _DEEPEST:
        return
    for inner in _inflated(octets):
        yield from unpacked(inner, depth + 1)


def _views(octets: bytes) -> Iterator[bytes]:
    yield octets
    if b"\x1b" in octets:
        # ISO 2022: what stands between escapes is the code itself (PS3.5 6.1.2.5).
        yield _ESCAPES.sub(b"", octets)
    even = octets[: len(octets) // 2 * 2]
    swapped = bytearray(len(even))
    swapped[0::2], swapped[1::2] = even[1::2], even[0::2]
    yield bytes(swapped)


def _needles(mark: Mark) -> frozenset[bytes]:
    if isinstance(mark, bytes):
        return frozenset({mark.lower()})
    needles = set()
    for encoding in _ENCODINGS:
        with suppress(UnicodeEncodeError):
            needles.add(mark.encode(encoding).lower())
    with suppress(UnicodeEncodeError):
        needles.add(_ESCAPES.sub(b"", mark.encode("iso2022_jp")).lower())
    return frozenset(needles)


def _inflated(octets: bytes) -> Iterator[bytes]:
    for match in _ZLIB.finditer(octets):
        yield from _inflate(octets[match.start() :], zlib.MAX_WBITS)
    for match in _GZIP.finditer(octets):
        yield from _inflate(octets[match.start() :], zlib.MAX_WBITS | 16)
    for match in _ZIP_MEMBER.finditer(octets):
        name, extra = struct.unpack_from(
            "<HH", octets.ljust(match.start() + 30), match.start() + 26
        )
        yield from _inflate(octets[match.start() + 30 + name + extra :], -zlib.MAX_WBITS)
    yield from _inflate(_deflated_data_set(octets), -zlib.MAX_WBITS)


def _deflated_data_set(octets: bytes) -> bytes:
    """Return what follows group 2, if that names the deflated Transfer Syntax (PS3.10 7.1)."""
    if octets[128:132] != b"DICM" or _DEFLATED not in octets[:1024]:
        return b""
    length = struct.unpack_from("<I", octets, _META_START + 8)[0]
    return octets[_META_START + 12 + length :]


def _inflate(octets: bytes, wbits: int) -> Iterator[bytes]:
    """Yield what a stream begins with holds, as far as it can be inflated."""
    inflater = zlib.decompressobj(wbits)
    inner = bytearray()
    with suppress(zlib.error):
        # By steps: what comes before damage counts too.
        for start in range(0, min(len(octets), _LARGEST), _STEP):
            inner += inflater.decompress(octets[start : start + _STEP], _LARGEST)
            if inflater.eof:
                break
    if inner:
        yield bytes(inner)
