"""The boxes of the file formats around JPEG 2000 and JPEG XL (ITU-T T.800 I.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrub.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = 8


class Box(NamedTuple):
    """Its kind, four characters; where it begins, and where its content lies."""

    kind: bytes
    at: int
    start: int
    stop: int


def boxes(octets: bytes) -> Iterator[Box]:
    """Yield the boxes that follow each other there, to the end.

    Raises:
        CodecError: if they do not fill it. Less than a box of zeros at the end is padding.

    """
    at = 0
    while octets[at:].strip(b"\0") if at + _HEADER > len(octets) else True:
        start = at + _HEADER
        length, kind = int.from_bytes(octets[at : at + 4]), octets[at + 4 : start]
        if length == 1:
            length, start = int.from_bytes(octets[start : start + 8]), start + 8
        stop = at + length if length else len(octets)
        if not start <= stop <= len(octets):
            raise CodecError("boxes that do not fit into each other")
        yield Box(kind, at, start, stop)
        at = stop
