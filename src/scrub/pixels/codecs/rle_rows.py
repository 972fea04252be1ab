"""Packs the rows of an RLE segment again that meet a rectangle, and copies all others.

The pure route: slow, and what the compiled one has to equal byte for byte.

Source: PS3.5 Annex G. Rows are packed one by one (G.3), so each can be replaced on its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.geometry import Rect

_MOST = 128
"""Of bytes in a run; and the header of no run at all."""

_RUNS = re.compile(rb"(?s:(.)\1{2,127}|(?:(?!(.)\2\2).){1,128})")
"""Three or more of a byte, or what comes before the next three."""


class _CrossingError(Exception):
    """A run crosses the end of a row."""


def splice(
    segment: bytes, size: tuple[int, int], rects: Sequence[Rect], value: int
) -> bytes | None:
    """Return the segment of rows x columns with a byte in the rects.

    Rows without a change are copied; if there are none other, so is what comes after them.
    None is returned if a run crosses the end of a row, which G.3 forbids.

    Raises:
        CodecError: if the segment does not hold its rows.

    """
    rows, columns = size
    if rows > len(segment) * (_MOST // 2) // columns:
        raise CodecError("truncated pixel data, or broken ones")
    try:
        stops = _stops(segment, rows, columns)
    except _CrossingError:
        return None
    except IndexError:
        raise CodecError("truncated pixel data, or broken ones") from None
    changed = dict(_changed(segment, stops, columns, rects, value))
    if not changed:
        return segment
    pieces = []
    at = 0
    for row, packed in changed.items():
        pieces += [segment[at : stops[row]], packed]
        at = stops[row + 1]
    joined = b"".join([*pieces, segment[at : stops[-1]]])
    return joined + b"\0" * (len(joined) % 2)


def _stops(segment: bytes, rows: int, columns: int) -> list[int]:
    """Return where each row starts, and the last one stops."""
    stops = [0]
    at = 0
    for _ in range(rows):
        left = columns
        while left > 0:
            header = segment[at]
            if header < _MOST:
                left -= header + 1
                at += header + 2
            elif header > _MOST:
                left -= 257 - header
                at += 2
            else:
                at += 1
            if at > len(segment):
                raise IndexError
        if left:
            raise _CrossingError
        stops.append(at)
    return stops


def _changed(
    segment: bytes, stops: Sequence[int], columns: int, rects: Sequence[Rect], value: int
) -> Iterator[tuple[int, bytes]]:
    """Yield the rows that change, and how they are packed anew."""
    for row in range(len(stops) - 1):
        spans = [(r.left, r.right) for r in rects if r.top <= row < r.bottom]
        if not spans:
            continue
        before = _unpacked(segment[stops[row] : stops[row + 1]])
        after = bytearray(before)
        for left, right in spans:
            stop = min(right, columns)
            after[left:stop] = bytes((value,)) * (stop - left)
        if after != before:
            yield row, _packed(after)


def _unpacked(row: bytes) -> bytes:
    pieces = []
    at = 0
    while at < len(row):
        header = row[at]
        if header < _MOST:
            pieces.append(row[at + 1 : at + header + 2])
            at += header + 2
        elif header > _MOST:
            pieces.append(row[at + 1 : at + 2] * (257 - header))
            at += 2
        else:
            at += 1
    return b"".join(pieces)


def _packed(row: bytes | bytearray) -> bytes:
    return b"".join(_run(match[0], is_run=match[1] is not None) for match in _RUNS.finditer(row))


def _run(octets: bytes, *, is_run: bool) -> bytes:
    if is_run or (len(octets) == 2 and octets[0] == octets[1]):  # noqa: PLR2004 (two alone are a run, G.3.1)
        return bytes((257 - len(octets), octets[0]))
    return bytes((len(octets) - 1,)) + octets
