"""What the marker segments of a sequential Huffman JPEG say: its frame, its scans, their tables.

Source: ITU-T T.81 Annex B. Restart intervals are B.2.4.4, the order of tables and scans B.2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.codecs.jpeg_frame import Component, Frame, Jpeg, Scan, ScanComponent
from scrub.pixels.codecs.jpeg_huffman import AC_CLASS, HuffmanTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_FILL = 0xFF
_START_OF_IMAGE = b"\xff\xd8"
_END_OF_IMAGE = 0xD9
_START_OF_SCAN = 0xDA
_HUFFMAN_TABLES = 0xC4
_FRAMES = (0xC0, 0xC1)
_PRECISIONS = (8, 12)
_LARGEST_SAMPLING = 4
_SIZE_OF_LENGTH = 2

_NOT_BETWEEN_SEGMENTS = (0x00, 0x01, *range(0xD0, 0xD9))

_UNSUPPORTED = {
    0xC2: "progressive",
    0xC3: "lossless",
    0xC5: "hierarchical",
    0xC6: "hierarchical progressive",
    0xC7: "hierarchical lossless",
    0xC8: "extended by a reserved process",
    0xC9: "arithmetic coded",
    0xCA: "arithmetic coded and progressive",
    0xCB: "arithmetic coded and lossless",
    0xCC: "arithmetic coded",
    0xCD: "arithmetic coded and hierarchical",
    0xCE: "arithmetic coded and hierarchical",
    0xCF: "arithmetic coded and hierarchical",
    0xDC: "of a height told after its first scan",
    0xDE: "hierarchical",
    0xDF: "hierarchical",
}

# One byte and a class: quick to search for, and linear in time whatever the bytes.
_BEYOND_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def parse(data: bytes) -> Jpeg:
    """Return what the marker segments say.

    Raises:
        UnsupportedInstanceError: for any process but sequential DCT with Huffman codes.
        CodecError: if it is no whole JPEG.

    """
    reading = _Reading()
    for marker, reading.at, body, reading.stop in _segments(data):
        if marker in _UNSUPPORTED:
            raise UnsupportedInstanceError(f"a JPEG that is {_UNSUPPORTED[marker]}")
        read = _READERS.get(marker)
        if read is None:
            continue
        try:
            read(reading, body)
        except IndexError:
            raise CodecError("a marker segment of this JPEG is too short") from None
    return _whole(reading)


def huffman_segment(tables: Mapping[int, HuffmanTable]) -> bytes:
    """Return a DHT segment that defines tables by class and destination."""
    body = b"".join(bytes((key,)) + t.counts + t.symbols for key, t in sorted(tables.items()))
    return bytes((0xFF, _HUFFMAN_TABLES)) + (len(body) + 2).to_bytes(2) + body


@dataclass(slots=True)
class _Reading:
    """Where reading stands: in which segment, with what tables in force, and what was found."""

    at: int = 0
    stop: int = 0
    frame: Frame | None = None
    scans: list[Scan] = field(default_factory=list)
    huffman: dict[int, HuffmanTable] = field(default_factory=dict)
    dc_steps: dict[int, int] = field(default_factory=dict)
    restart_interval: int = 0


def _segments(data: bytes) -> Iterator[tuple[int, int, bytes, int]]:
    """Yield marker, its place, its parameters, and the next marker's place, up to the end of image.

    After a scan's parameters come its entropy-coded data.
    """
    if not data.startswith(_START_OF_IMAGE):
        raise CodecError("no JPEG: it does not start as one")
    at = len(_START_OF_IMAGE)
    while True:
        marker, start, at = _marker(data, at)
        if marker == _END_OF_IMAGE:
            return
        size = int.from_bytes(data[at : at + 2])
        if size < _SIZE_OF_LENGTH or at + size > len(data):
            raise CodecError("a truncated JPEG")
        body = data[at + 2 : at + size]
        at += size
        if marker == _START_OF_SCAN:
            at = _end_of_scan(data, at)
        yield marker, start, body, at


def _marker(data: bytes, start: int) -> tuple[int, int, int]:
    """Return the marker there, where its last fill byte is, and what follows it."""
    at = start
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise CodecError("a truncated JPEG")
    if at == start or data[at] in _NOT_BETWEEN_SEGMENTS:
        raise CodecError("a JPEG with stray bytes between its marker segments")
    return data[at], at - 1, at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    match = _BEYOND_SCAN.search(data, at)
    if match is None:
        raise CodecError("a truncated JPEG")
    return before_fill(data, at, match.start())


def before_fill(data: bytes, start: int, stop: int) -> int:
    """Return where the fill bytes begin that come before a marker at `stop` (T.81 B.1.1.2)."""
    while stop > start and data[stop - 1] == _FILL:
        stop -= 1
    return stop


def _read_frame(reading: _Reading, body: bytes) -> None:
    if reading.frame is not None:
        raise CodecError("a JPEG with two frames")
    components = tuple(
        Component(body[i], body[i + 1] >> 4, body[i + 1] & 15, body[i + 2])
        for i in range(6, 6 + 3 * body[5], 3)
    )
    rows, columns = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
    frame = Frame(body[0], rows, columns, components)
    _check_frame(frame)
    reading.frame = frame


def _check_frame(frame: Frame) -> None:
    if not frame.rows:
        raise UnsupportedInstanceError(f"a JPEG that is {_UNSUPPORTED[0xDC]}")
    if not frame.columns or not frame.components or frame.precision not in _PRECISIONS:
        raise CodecError("a JPEG frame of no size, no components or an unknown precision")
    for component in frame.components:
        factors = component.horizontal, component.vertical
        if not all(1 <= factor <= _LARGEST_SAMPLING for factor in factors):
            raise CodecError("a JPEG with sampling factors out of range")
        if frame.most_horizontal % factors[0] or frame.most_vertical % factors[1]:
            raise UnsupportedInstanceError("a JPEG with sampling factors that do not divide")


def _read_huffman(reading: _Reading, body: bytes) -> None:
    at = 0
    while at < len(body):
        counts = body[at + 1 : at + 17]
        stop = at + 17 + sum(counts)
        if stop > len(body):
            raise CodecError("a Huffman table of this JPEG is too short")
        reading.huffman[body[at]] = HuffmanTable(counts, body[at + 17 : stop])
        at = stop


def _read_quantizers(reading: _Reading, body: bytes) -> None:
    at = 0
    while at < len(body):
        size = 1 + (body[at] >> 4 > 0)
        reading.dc_steps[body[at] & 15] = int.from_bytes(body[at + 1 : at + 1 + size])
        at += 1 + 64 * size


def _read_restart_interval(reading: _Reading, body: bytes) -> None:
    reading.restart_interval = body[0] << 8 | body[1]


def _read_scan(reading: _Reading, body: bytes) -> None:
    if reading.frame is None or not body[0]:
        raise CodecError("a JPEG scan without a frame, or without components")
    components = tuple(
        _scan_component(reading, reading.frame, body[i], body[i + 1])
        for i in range(1, 1 + 2 * body[0], 2)
    )
    start_of_data = reading.at + 4 + len(body)
    scan = Scan(reading.at, start_of_data, reading.stop, components, reading.restart_interval)
    reading.scans.append(scan)


def _scan_component(reading: _Reading, frame: Frame, identifier: int, tables: int) -> ScanComponent:
    dc_id, ac_id = tables >> 4, AC_CLASS | tables & 15
    index = next((i for i, c in enumerate(frame.components) if c.identifier == identifier), None)
    if index is None:
        raise CodecError("a JPEG scan of a component that the frame has not")
    step = reading.dc_steps.get(frame.components[index].quantizer, 0)
    if dc_id not in reading.huffman or ac_id not in reading.huffman or not step:
        raise CodecError("a JPEG scan without its tables")
    return ScanComponent(index, dc_id, ac_id, reading.huffman[dc_id], reading.huffman[ac_id], step)


_READERS: Mapping[int, Callable[[_Reading, bytes], None]] = {
    **dict.fromkeys(_FRAMES, _read_frame),
    _HUFFMAN_TABLES: _read_huffman,
    _START_OF_SCAN: _read_scan,
    0xDB: _read_quantizers,
    0xDD: _read_restart_interval,
}


def _whole(reading: _Reading) -> Jpeg:
    if reading.frame is None:
        raise CodecError("a JPEG without a frame")
    coded = sorted(c.index for scan in reading.scans for c in scan.components)
    if coded != list(range(len(reading.frame.components))):
        raise CodecError("a JPEG whose scans do not hold each component once")
    return Jpeg(reading.frame, tuple(reading.scans))
