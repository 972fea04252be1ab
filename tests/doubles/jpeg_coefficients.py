"""A slow second reading of sequential JPEGs, bit by bit.

It shares no code with the codec under test, so that it can be its judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Codes = dict[tuple[int, int], int]
"""Symbols by length and code."""


@dataclass
class Picture:
    """All that a JPEG's coefficients are.

    Those of a component are rows x columns of blocks x 64, in zigzag order.
    """

    rows: int
    columns: int
    precision: int
    sampling: list[tuple[int, int]]
    steps: list[list[int]]
    coefficients: list[NDArray[np.int32]]
    identifiers: list[int] = field(default_factory=list)

    def blocks(self, component: int) -> tuple[int, int]:
        """Rows and columns of blocks where the component has a scan of its own."""
        most_h, most_v = (max(s[i] for s in self.sampling) for i in (0, 1))
        h, v = self.sampling[component]
        return -(-self.rows * v // (8 * most_v)), -(-self.columns * h // (8 * most_h))

    def order(self, scan: Sequence[int]) -> Iterator[list[tuple[int, int, int]]]:
        """For each MCU its blocks: component, row, column."""
        if len(scan) == 1:
            rows, columns = self.blocks(scan[0])
            for row in range(rows):
                for column in range(columns):
                    yield [(scan[0], row, column)]
            return
        most_h, most_v = (max(s[i] for s in self.sampling) for i in (0, 1))
        for y in range(-(-self.rows // (8 * most_v))):
            for x in range(-(-self.columns // (8 * most_h))):
                yield [
                    (c, y * self.sampling[c][1] + i, x * self.sampling[c][0] + j)
                    for c in scan
                    for i in range(self.sampling[c][1])
                    for j in range(self.sampling[c][0])
                ]


def empty(
    rows: int, columns: int, precision: int, sampling: list[tuple[int, int]], step: int = 2
) -> Picture:
    """A picture of no coefficients."""
    most_h, most_v = (max(s[i] for s in sampling) for i in (0, 1))
    mcu_rows, mcu_columns = -(-rows // (8 * most_v)), -(-columns // (8 * most_h))
    coefficients = [
        np.zeros((mcu_rows * v, mcu_columns * h, 64), dtype=np.int32) for h, v in sampling
    ]
    steps = [[step] * 64 for _ in sampling]
    return Picture(rows, columns, precision, sampling, steps, coefficients)


class _Bits:
    def __init__(self, data: bytes) -> None:
        self.text = "".join(f"{byte:08b}" for byte in data)
        self.at = 0

    def take(self, count: int) -> int:
        text = self.text[self.at : self.at + count]
        assert len(text) == count, "the bits are used up"
        self.at += count
        return int(text, 2) if text else 0

    def symbol(self, codes: Codes) -> int:
        code = 0
        for length in range(1, 17):
            code = code * 2 + self.take(1)
            if (length, code) in codes:
                return codes[length, code]
        raise AssertionError("no such code")

    def signed(self, size: int) -> int:
        value = self.take(size)
        return value if not size or value >> (size - 1) else value - (1 << size) + 1


def codes_of(counts: bytes, symbols: bytes) -> Codes:
    codes: Codes = {}
    code = place = 0
    for length, count in enumerate(counts, start=1):
        code *= 2
        for _ in range(count):
            codes[length, code] = symbols[place]
            code += 1
            place += 1
    return codes


def read(data: bytes) -> Picture:
    """Read a whole JPEG."""
    reader = _Reader()
    at = 2
    while data[at + 1] != 0xD9:
        marker, stop = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : stop]
        if marker == 0xDA:
            at = stop
            while data[stop] != 0xFF or data[stop + 1] in (0, *range(0xD0, 0xD8)):
                stop += 1
            reader.scan(body, data[at:stop])
        elif marker in _TAKES:
            _TAKES[marker](reader, body)
        at = stop
    reader.picture.steps = [reader.steps[q] for q in reader.quantizers]
    return reader.picture


class _Reader:
    def __init__(self) -> None:
        self.picture = Picture(0, 0, 0, [], [], [])
        self.tables: dict[int, Codes] = {}
        self.steps: dict[int, list[int]] = {}
        self.quantizers: list[int] = []
        self.interval = 0

    def frame(self, body: bytes) -> None:
        shape = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
        parts = [body[i : i + 3] for i in range(6, len(body), 3)]
        self.picture = empty(*shape, body[0], [(p[1] >> 4, p[1] & 15) for p in parts])
        self.picture.identifiers = [p[0] for p in parts]
        self.quantizers = [p[2] for p in parts]

    def huffman(self, body: bytes) -> None:
        while body:
            count = 17 + sum(body[1:17])
            self.tables[body[0]] = codes_of(body[1:17], body[17:count])
            body = body[count:]

    def quantizer(self, body: bytes) -> None:
        while body:
            wide = 1 + (body[0] >> 4)
            values = [body[i : i + wide] for i in range(1, 1 + 64 * wide, wide)]
            self.steps[body[0] & 15] = [int.from_bytes(v) for v in values]
            body = body[1 + 64 * wide :]

    def restarts(self, body: bytes) -> None:
        self.interval = int.from_bytes(body)

    def scan(self, body: bytes, data: bytes) -> None:
        coding = {}
        for identifier, ids in (body[i : i + 2] for i in range(1, 1 + 2 * body[0], 2)):
            tables = self.tables[ids >> 4], self.tables[16 | ids & 15]
            coding[self.picture.identifiers.index(identifier)] = tables
        _read_scan(self.picture, data, coding, self.interval)


_TAKES = {
    0xC0: _Reader.frame,
    0xC1: _Reader.frame,
    0xC4: _Reader.huffman,
    0xDB: _Reader.quantizer,
    0xDD: _Reader.restarts,
}


def _read_scan(
    picture: Picture, data: bytes, coding: dict[int, tuple[Codes, Codes]], interval: int
) -> None:
    pieces = iter(re.split(rb"\xff[\xd0-\xd7]", data))
    bits, previous = _Bits(b""), dict.fromkeys(coding, 0)
    for number, mcu in enumerate(picture.order(list(coding))):
        if number == 0 or (interval and number % interval == 0):
            bits = _Bits(next(pieces).replace(b"\xff\x00", b"\xff"))
            previous = dict.fromkeys(coding, 0)
        for component, row, column in mcu:
            block = picture.coefficients[component][row, column]
            previous[component] += bits.signed(bits.symbol(coding[component][0]))
            block[0] = previous[component]
            _read_ac(bits, block, coding[component][1])
    assert next(pieces, None) is None, "more intervals than MCUs"


def _read_ac(bits: _Bits, block: NDArray[np.int32], codes: Codes) -> None:
    place = 1
    while place < 64:
        symbol = bits.symbol(codes)
        if not symbol:
            return
        place += symbol >> 4
        block[place] = bits.signed(symbol & 15)
        place += 1


def judge(before: bytes, after: bytes, rects: Sequence[Rect]) -> list[str]:
    """Return what is wrong with a frame blacked: no more than a word for each block."""
    old, new = read(before), read(after)
    most_h, most_v = (max(s[i] for s in old.sampling) for i in (0, 1))
    wrong = []
    blacks: dict[int, set[int]] = {}
    for component, (h, v) in enumerate(old.sampling):
        wide, high = 8 * most_h // h, 8 * most_v // v
        rows, columns = old.blocks(component)
        for row, column in np.ndindex(rows, columns):
            cell = Rect(column * wide, row * high, (column + 1) * wide, (row + 1) * high)
            a, b = (p.coefficients[component][row, column] for p in (old, new))
            if any(cell.intersect(rect) for rect in rects):
                blacks.setdefault(component, set()).add(int(b[0]))
                if b[1:].any():
                    wrong.append(f"AC in {component, row, column}")
            elif not np.array_equal(a, b):
                wrong.append(f"changed {component, row, column}")
    return wrong + [f"more than one black in {c}" for c, dcs in blacks.items() if len(dcs) > 1]
