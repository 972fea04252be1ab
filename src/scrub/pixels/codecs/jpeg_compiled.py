"""Replaces blocks in the entropy-coded data of one scan, by what a C compiler made.

It gives what the pure route gives, byte for byte, and fails where that fails.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError
from scrub.pixels.codecs import _splice
from scrub.pixels.codecs.jpeg_huffman import COMPLETE_DC, tables_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrub.pixels.codecs.jpeg_entropy import ScanData
    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable

_BLOCK = struct.Struct("=BBBBi")
"""A component, which tables, whether its DC is coded anew in every MCU, and the DC of black."""


def splice(scan: ScanData) -> tuple[bytes, Mapping[int, HuffmanTable]]:
    """Return the scan's data with the black blocks replaced, and the tables it now needs.

    Raises:
        CodecError: if the data are broken, or do not hold the scan's MCUs.
        UnsupportedInstanceError: if a table has no room for a code.

    """
    made = _made(scan, {})
    if isinstance(made, bytes):
        return made, {}
    lacking = {key: set(_symbols(m)) for key, m in zip(sorted(scan.tables), made, strict=True)}
    tables = tables_with(scan.tables, lacking)
    data = _made(scan, tables)
    if not isinstance(data, bytes):
        raise CodecError("a JPEG whose tables lack codes still")
    return data, tables


def _made(scan: ScanData, tables: Mapping[int, HuffmanTable]) -> bytes | tuple[int, ...]:
    """Return the data, or the symbols that each table lacks, one bit for each."""
    keys = sorted(scan.tables)
    place = {key: index for index, key in enumerate(keys)}
    blocks = b"".join(
        _BLOCK.pack(
            block.component,
            place[block.dc_id],
            place[block.ac_id],
            tables.get(block.dc_id) is COMPLETE_DC,
            block.black,
        )
        for block in scan.blocks
    )
    old = tuple(_written(scan.tables[key]) for key in keys)
    new = tuple(_written(tables.get(key, scan.tables[key])) for key in keys)
    black = np.ascontiguousarray(scan.black).data
    try:
        return _splice.jpeg(scan.data, black, blocks, (old, new), scan.restart_interval)
    except ValueError as problem:
        raise CodecError(str(problem)) from None


def _written(table: HuffmanTable) -> bytes:
    return table.counts + table.symbols


def _symbols(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)
