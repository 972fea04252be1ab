"""Writes JPEGs that no encoder at hand writes: odd scans, sampling, tables without a spare code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from doubles.jpeg_coefficients import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from doubles.jpeg_coefficients import Picture


def noise(picture: Picture, seed: int, density: float = 0.1, size: int = 60) -> Picture:
    """The picture with random coefficients."""
    rng = np.random.default_rng(seed)
    for values in picture.coefficients:
        values[:] = rng.integers(-size, size + 1, values.shape)
        values[..., 1:] *= rng.random(values[..., 1:].shape) < density
    return picture


def _symbols(block: NDArray[np.int32], previous: int) -> list[tuple[int, int]]:
    """The symbols of a block and the values that go with them."""
    difference = int(block[0]) - previous
    symbols = [(abs(difference).bit_length(), difference)]
    run = 0
    for value in map(int, block[1:]):
        if not value:
            run += 1
            continue
        symbols += [(0xF0, 0)] * (run // 16)
        symbols.append((run % 16 << 4 | abs(value).bit_length(), value))
        run = 0
    return [*symbols, (0, 0)] if run else symbols


def flat_table(symbols: Sequence[int], spare: int = 1) -> tuple[bytes, bytes]:
    """Counts and symbols of a table with codes of one length, and so many codes more unused."""
    counts = bytearray(16)
    counts[max((len(symbols) + spare - 1).bit_length(), 1) - 1] = len(symbols)
    return bytes(counts), bytes(sorted(symbols))


def write(
    picture: Picture,
    scans: Sequence[Sequence[int]],
    *,
    interval: int = 0,
    spare: int = 1,
    shared: bool = True,
) -> bytes:
    """Write a JPEG whose tables have just the symbols that are used.

    `spare` codes of each table stay unused; `shared` tables serve all components, and are
    defined once.
    """
    coded = [(scan, list(_coded(picture, scan, interval))) for scan in scans]
    used: dict[int, Counter[int]] = {}
    for _, blocks in coded:
        for _, component, symbols in blocks:
            key = 0 if shared else component
            used.setdefault(key, Counter()).update([symbols[0][0]])
            used.setdefault(16 | key, Counter()).update(s for s, _ in symbols[1:])
    tables = {key: flat_table(list(symbols), spare) for key, symbols in used.items()}
    out = b"\xff\xd8" + _headers(picture, interval)
    out += _segment(0xC4, b"".join(bytes((k,)) + t[0] + t[1] for k, t in tables.items()))
    for scan, blocks in coded:
        ids = [(c, 0 if shared else c) for c in scan]
        body = bytes((len(scan), *(b for c, t in ids for b in (c + 1, t << 4 | t)), 0, 63, 0))
        out += _segment(0xDA, body) + _entropy(blocks, tables, shared=shared)
    return out + b"\xff\xd9"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def _headers(picture: Picture, interval: int) -> bytes:
    wide = 1 + (picture.precision > 8)
    out = b""
    for component, steps in enumerate(picture.steps):
        values = b"".join(step.to_bytes(wide) for step in steps)
        out += _segment(0xDB, bytes(((wide - 1) << 4 | component,)) + values)
    parts = [bytes((c + 1, h << 4 | v, c)) for c, (h, v) in enumerate(picture.sampling)]
    shape = picture.rows.to_bytes(2) + picture.columns.to_bytes(2)
    body = bytes((picture.precision,)) + shape + bytes((len(parts),)) + b"".join(parts)
    out += _segment(0xC1 if picture.precision > 8 else 0xC0, body)
    return out + _segment(0xDD, interval.to_bytes(2)) if interval else out


def _coded(
    picture: Picture, scan: Sequence[int], interval: int
) -> Iterator[tuple[bool, int, list[tuple[int, int]]]]:
    """Yield for each block whether a new interval starts, its component and its symbols."""
    previous = dict.fromkeys(scan, 0)
    for number, mcu in enumerate(picture.order(scan)):
        restarts = bool(interval and number and number % interval == 0)
        if restarts:
            previous = dict.fromkeys(scan, 0)
        for component, row, column in mcu:
            block = picture.coefficients[component][row, column]
            yield restarts, component, _symbols(block, previous[component])
            previous[component] = int(block[0])
            restarts = False


def _entropy(
    blocks: list[tuple[bool, int, list[tuple[int, int]]]],
    tables: dict[int, tuple[bytes, bytes]],
    *,
    shared: bool,
) -> bytes:
    codes = {
        key: {symbol: f"{code:0{length}b}" for (length, code), symbol in codes_of(*table).items()}
        for key, table in tables.items()
    }
    pieces = [""]
    for restarts, component, symbols in blocks:
        key = 0 if shared else component
        if restarts:
            pieces.append("")
        for place, (symbol, value) in enumerate(symbols):
            size = symbol & 15
            pieces[-1] += codes[key | (16 if place else 0)][symbol]
            if size:
                pieces[-1] += f"{value if value > 0 else value + (1 << size) - 1:0{size}b}"
    out = b""
    for number, text in enumerate(pieces):
        padded = text + "1" * (-len(text) % 8)
        data = int("1" + padded, 2).to_bytes(len(padded) // 8 + 1)[1:]
        out += bytes((0xFF, 0xD0 + (number - 1) % 8)) if number else b""
        out += data.replace(b"\xff", b"\xff\x00")
    return out
