"""Huffman tables of a JPEG: their codes, further codes, and lookups to walk a scan with.

Source: ITU-T T.81 Annex C (codes from counts), F.1.2 (what DC and AC symbols mean), K.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError, UnsupportedInstanceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

AC_CLASS = 0x10
"""In a table's class and destination, as DHT has them, tells AC from DC."""

LONGEST_CODE = 16
END_OF_BLOCK = 0x00
LAST_COEFFICIENT = 63
LARGEST_DC_CATEGORY = 15

ADVANCE_BITS = 5
"""In an AC lookup the low bits say how far to go, the others how many coefficients that was."""
ADVANCE_MASK = (1 << ADVANCE_BITS) - 1
ENDS_BLOCK = 128
"""Added to the coefficients of an AC lookup's entry that ends with an end of block."""
NO_CODE_COEFFICIENTS = 512
"""The coefficients of an AC lookup's entry where no code is."""
NO_CODE_ADVANCE = 1 << 40
"""A DC lookup's entry where no code is: beyond the end of any scan."""

_ZERO_RUN = 0xF0
_MOST_CODES = 255
"""Of one length, so that their number fits a byte."""


@dataclass(frozen=True, slots=True)
class HuffmanTable:
    """A table as DHT has it: how many codes of 1..16 bits, and the symbols in that order."""

    counts: bytes
    symbols: bytes


COMPLETE_DC = HuffmanTable(
    counts=bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)), symbols=bytes(range(16))
)
"""Table K.3 with the categories of 12-bit images as well."""


def codes_of(table: HuffmanTable) -> Mapping[int, tuple[int, int]]:
    """Return code and length in bits of each symbol; of several codes, the first.

    Raises:
        CodecError: if there are more codes than fit their lengths.

    """
    codes: dict[int, tuple[int, int]] = {}
    for symbol, code, length in _assigned(table):
        codes.setdefault(symbol, (code, length))
    return codes


def _assigned(table: HuffmanTable) -> Iterator[tuple[int, int, int]]:
    """Yield symbol, code and length of each code (T.81 Annex C)."""
    code = 0
    symbols = iter(table.symbols)
    for length, count in enumerate(table.counts, start=1):
        code <<= 1
        if code + count > 1 << length:
            raise CodecError("a Huffman table of this JPEG has too many codes")
        for symbol in islice(symbols, count):
            yield symbol, code, length
            code += 1


def tables_with(
    tables: Mapping[int, HuffmanTable], needed: Mapping[int, Collection[int]]
) -> Mapping[int, HuffmanTable]:
    """Return those tables that lack a needed symbol, with codes for it too.

    All their codes are still the same, but for a DC table that had no room: COMPLETE_DC is
    returned in its place. Tables are by class and destination.

    Raises:
        CodecError: if a DC category is needed that there is not.
        UnsupportedInstanceError: if an AC table has no room.

    """
    found = {}
    for key, symbols in sorted(needed.items()):
        if max(symbols, default=0) > LARGEST_DC_CATEGORY:
            raise CodecError("a JPEG with DC coefficients out of range")
        lacking = set(symbols) - set(tables[key].symbols)
        if lacking:
            found[key] = _with_codes(key, tables[key], lacking)
    return found


def _with_codes(key: int, table: HuffmanTable, lacking: set[int]) -> HuffmanTable:
    roomier = extended(table, lacking)
    if roomier is not None:
        return roomier
    if key & AC_CLASS:
        raise UnsupportedInstanceError("a JPEG whose Huffman table has no room for a code")
    return COMPLETE_DC


def extended(table: HuffmanTable, symbols: Collection[int]) -> HuffmanTable | None:
    """Return the table with codes for further symbols, or None if it has no room.

    They come after all others, so every code that the table had is still the same. The code of
    ones only is never given away (T.81 C.2).
    """
    free = 0
    last = max((i for i, count in enumerate(table.counts, start=1) if count), default=1)
    for length, count in enumerate(table.counts, start=1):
        free = free * 2 + count
        room = (1 << length) - free - 1
        if length >= last and room >= len(symbols) <= _MOST_CODES - count:
            counts = bytearray(table.counts)
            counts[length - 1] += len(symbols)
            return HuffmanTable(bytes(counts), table.symbols + bytes(sorted(symbols)))
    return None


def dc_lookup(table: HuffmanTable) -> NDArray[np.int64]:
    """Return for each 16 bits the category and length: category << 5 | length, 0 for no code."""
    lookup = np.zeros(1 << LONGEST_CODE, dtype=np.int64)
    for symbol, windows, length in _ranges(table):
        if symbol <= LARGEST_DC_CATEGORY:
            lookup[windows] = symbol << ADVANCE_BITS | length
    return lookup


def dc_advances(lookup: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each 16 bits how long code and difference are together."""
    advance = (lookup >> ADVANCE_BITS) + (lookup & ADVANCE_MASK)
    return np.where(lookup > 0, advance, NO_CODE_ADVANCE)


def ac_lookup(table: HuffmanTable) -> NDArray[np.int64]:
    """Return for each 16 bits what their first symbol takes.

    An entry is coefficients << 5 | bits, the bits being those of code and value together.
    """
    lookup = np.full(1 << LONGEST_CODE, NO_CODE_COEFFICIENTS << ADVANCE_BITS, dtype=np.int64)
    for symbol, windows, length in _ranges(table):
        lookup[windows] = _coefficients(symbol) << ADVANCE_BITS | (length + (symbol & 15))
    return lookup


def ac_lookup_of_many(one: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what all symbols take whose bits are within the 16, up to an end of block."""
    many = one.copy()
    windows = np.arange(1 << LONGEST_CODE)
    going = windows
    while going.size:
        sofar = many[going]
        bits = sofar & ADVANCE_MASK
        following = one[(windows[going] << bits) & 0xFFFF]
        together = sofar + following
        fits = bits + (following & ADVANCE_MASK) <= LONGEST_CODE
        fits &= (sofar >> ADVANCE_BITS < ENDS_BLOCK) & (
            following >> ADVANCE_BITS < NO_CODE_COEFFICIENTS
        )
        fits &= (together >> ADVANCE_BITS) % ENDS_BLOCK < LAST_COEFFICIENT
        going = going[fits]
        many[going] = together[fits]
    return many


def _ranges(table: HuffmanTable) -> Iterator[tuple[int, slice, int]]:
    """Yield for each code its symbol, which 16 bits begin with it, and its length."""
    for symbol, code, length in _assigned(table):
        shift = LONGEST_CODE - length
        yield symbol, slice(code << shift, (code + 1) << shift), length


def _coefficients(symbol: int) -> int:
    """Return how many coefficients an AC symbol takes (T.81 F.1.2.2)."""
    if symbol == END_OF_BLOCK:
        return ENDS_BLOCK
    if symbol & 15 or symbol == _ZERO_RUN:
        return (symbol >> 4) + 1
    return NO_CODE_COEFFICIENTS
