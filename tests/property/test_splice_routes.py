"""Whatever the bytes: the compiled route and the pure one give the same, or both fail."""

from __future__ import annotations

import imagecodecs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.every_route import splice, splice_rle
from scrub.errors import InstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.jpeg_entropy import ScanData
from scrub.pixels.codecs.jpeg_huffman import COMPLETE_DC, HuffmanTable
from scrub.pixels.codecs.jpeg_walk import BlockCoding

AC = HuffmanTable(
    bytes((0, 2, 2, 2, 2, 3, 1, 1, 1, 1, 1, 0, 0, 3, 2, 0)),
    bytes((1, 0, 2, 3, 0x11, 4, 0x12, 0x21, 0x31, 5, 6))
    + bytes((0xF0, 0x61, 0x0F, 0xF1, 0x13, 0x41, 0xE2, 0xFA, 0x07, 0x30)),
)
"""With short and long codes, of values short and long, and one symbol that means nothing."""


@st.composite
def tables(draw: st.DrawFn) -> HuffmanTable:
    """Any table; at times with more codes than fit, or none left."""
    rng = np.random.default_rng(draw(st.integers(0, 1 << 16)))
    counts = bytearray(16)
    room = 1
    for length in range(16):
        room *= 2
        counts[length] = int(rng.integers(0, min(room, 6), endpoint=True)) if length else 0
        room -= counts[length]
    counts[-1] += draw(st.sampled_from((0, 0, 0, 0, 0, 0, 0, 200)))
    few = (0, 0, 1, 1, 2, 3, 5, 11, 15, 0x11, 0x3F, 0xF0, 0xFA)
    return HuffmanTable(bytes(counts), bytes(rng.choice(few, sum(counts)).tolist()))


@st.composite
def entropy_coded(draw: st.DrawFn, mcus: int, interval: int) -> bytes:
    """Any bits at all, stuffed, with restart markers in their places, or nearly."""
    rng = np.random.default_rng(draw(st.integers(0, 1 << 16)))
    pieces = -(-mcus // (interval or mcus)) + draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1, -1)))
    data = b""
    for number in range(max(pieces, 1)):
        octets = rng.bytes(draw(st.sampled_from((0, 20, 900, 900, 900, 900))))
        is_stuffed = draw(st.sampled_from((True, True, True, False)))
        fill = b"\xff" * draw(st.sampled_from((1, 1, 1, 2)))
        data += fill + bytes((0xD0 + (number - 1) % 8,)) if number else b""
        data += octets.replace(b"\xff", b"\xff\x00") if is_stuffed else octets
    return data


@st.composite
def scans(draw: st.DrawFn) -> ScanData:
    mcus, interval = draw(st.integers(1, 12)), draw(st.sampled_from((0, 0, 1, 2, 5)))
    places = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    black = st.integers(-1100, 1100) | st.integers(-(1 << 17), 1 << 17)
    blocks = tuple(BlockCoding(c, min(c, 1), 16 | min(c, 1), draw(black)) for c in places)
    chosen = {b.dc_id: draw(st.just(COMPLETE_DC) | tables()) for b in blocks}
    chosen |= {b.ac_id: draw(st.just(AC) | tables()) for b in blocks}
    mask = draw(st.lists(st.booleans(), min_size=mcus * len(places), max_size=mcus * len(places)))
    data = draw(entropy_coded(mcus, interval))
    return ScanData(data, np.array(mask).reshape(mcus, -1), blocks, chosen, interval)


@settings(max_examples=400, deadline=None)
@given(scan=scans())
def test_any_scan_is_the_same_on_every_route(scan: ScanData) -> None:
    try:
        data, new_tables = splice(scan)
    except InstanceError:
        return
    again = ScanData(
        data, scan.black, scan.blocks, {**scan.tables, **new_tables}, scan.restart_interval
    )
    assert splice(again) == (data, {})


@st.composite
def packed(draw: st.DrawFn, columns: int, rows: int) -> tuple[bytes, bytes]:
    """Return bytes, and how they may be packed: runs long and short, and headers of no run."""
    plane = b"".join(
        draw(st.binary(min_size=columns, max_size=columns) | st.just(bytes(columns)))
        for _ in range(rows)
    )
    crosses = draw(st.sampled_from((False, False, True)))
    segment = b""
    at = 0
    while at < len(plane):
        end = len(plane) if crosses else at - at % columns + columns
        length = min(draw(st.integers(1, 128)), end - at)
        part = plane[at : at + length]
        is_run = length > 1 and part.count(part[0]) == length
        segment += bytes((257 - length, part[0])) if is_run else bytes((length - 1,)) + part
        segment += draw(st.sampled_from((b"", b"", b"", b"\x80")))
        at += length
    return plane, segment + bytes(len(segment) % 2)


rects = st.lists(
    st.builds(
        lambda x, y, w, h: Rect(x, y, x + w, y + h),
        st.integers(0, 200),
        st.integers(0, 9),
        st.integers(1, 200),
        st.integers(1, 9),
    ),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(
    data=st.data(),
    size=st.tuples(st.integers(1, 8), st.integers(1, 300)),
    where=rects,
    value=st.integers(0, 255),
)
def test_rows_of_rle_are_filled_on_every_route_alike(
    data: st.DataObject, size: tuple[int, int], where: list[Rect], value: int
) -> None:
    rows, columns = size
    plane, segment = data.draw(packed(columns, rows))
    clipped = [rect for rect in (r.clip(rows, columns) for r in where) if rect]
    meant = np.frombuffer(plane, np.uint8).reshape(rows, columns).copy()
    for rect in clipped:
        meant[rect.top : rect.bottom, rect.left : rect.right] = value
    out = splice_rle(segment, size, clipped, value)
    if out is None:
        return
    unpacked = np.frombuffer(imagecodecs.packbits_decode(out), np.uint8)[: meant.size]
    assert np.array_equal(unpacked.reshape(meant.shape), meant)
    assert len(out) % 2 == 0
    assert out == segment if meant.tobytes() == plane else True
    assert splice_rle(out, size, clipped, value) == out


@settings(max_examples=300, deadline=None)
@given(
    segment=st.binary(max_size=200),
    size=st.tuples(st.integers(1, 6), st.integers(1, 60)),
    where=rects,
    value=st.integers(0, 255),
)
def test_any_bytes_as_rle_are_the_same_on_every_route(
    segment: bytes, size: tuple[int, int], where: list[Rect], value: int
) -> None:
    clipped = [rect for rect in (r.clip(*size) for r in where) if rect]
    try:
        splice_rle(segment, size, clipped, value)
    except InstanceError:
        return
