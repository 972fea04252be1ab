"""Finds where each block of entropy-coded data starts and stops, and its DC difference.

Source: ITU-T T.81 F.2.2 (sequential Huffman decoding).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError
from scrub.pixels.codecs.jpeg_huffman import (
    ADVANCE_BITS,
    ADVANCE_MASK,
    ENDS_BLOCK,
    LAST_COEFFICIENT,
    ac_lookup,
    ac_lookup_of_many,
    dc_advances,
    dc_lookup,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable

    _Lookups = tuple[memoryview, memoryview, memoryview]

_PAST_END = bytes(8)
_WINDOW = 16
_SURELY_ENDS = ENDS_BLOCK + LAST_COEFFICIENT
_MASK = (1 << _WINDOW) - 1


@dataclass(frozen=True, slots=True)
class BlockCoding:
    """How one block of each MCU is coded, and its quantized DC where it is black.

    `dc_id` and `ac_id` are a table's class and destination as DHT has them.
    """

    component: int
    dc_id: int
    ac_id: int
    black: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a restart interval, each array MCUs x blocks of an MCU.

    A block's bits are start <= i < stop; its AC coefficients start at bit `ac`. `difference` is
    that of its DC to the last one of its component. `is_flat` where it has no AC at all.
    """

    start: NDArray[np.int64]
    ac: NDArray[np.int64]
    stop: NDArray[np.int64]
    difference: NDArray[np.int64]
    is_flat: NDArray[np.bool_]


class Walk:
    """Reads intervals of one scan."""

    def __init__(self, blocks: tuple[BlockCoding, ...], tables: Mapping[int, HuffmanTable]) -> None:
        self.blocks = blocks
        self._dc = {block.dc_id: dc_lookup(tables[block.dc_id]) for block in blocks}
        dc = {key: dc_advances(lookup).data for key, lookup in self._dc.items()}
        ac = {block.ac_id: tables[block.ac_id] for block in blocks}
        self._ac = {key: ac_lookup(table) for key, table in ac.items()}
        many = {key: ac_lookup_of_many(one) for key, one in self._ac.items()}
        self._lookups = [(dc[b.dc_id], many[b.ac_id].data, self._ac[b.ac_id].data) for b in blocks]

    def read(self, bits: bytes, mcus: int) -> Blocks:
        """Return the blocks of so many MCUs.

        Raises:
            CodecError: if the bits hold fewer, or something else.

        """
        words = _words(bits)
        try:
            bounds = np.array(_bounds(words.data, mcus, self._lookups), dtype=np.int64)
        except IndexError:
            raise CodecError("a truncated JPEG, or a broken one") from None
        if bounds[-1] > 8 * len(bits):
            raise CodecError("a truncated JPEG")
        start, stop = bounds[:-1].reshape(mcus, -1), bounds[1:].reshape(mcus, -1)
        found = _windows(words, start)
        for place, block in enumerate(self.blocks):
            found[:, place] = self._dc[block.dc_id][found[:, place]]
        category, length = found >> ADVANCE_BITS, found & ADVANCE_MASK
        value = _windows(words, start + length) >> (_WINDOW - category)
        difference = np.where(
            value >> np.maximum(category - 1, 0), value, value + 1 - (1 << category)
        )
        ac = start + length + category
        return Blocks(start, ac, stop, difference, self._is_flat(words, ac))

    def _is_flat(self, words: NDArray[np.uint32], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        windows = _windows(words, at)
        first = [self._ac[b.ac_id][windows[:, place]] for place, b in enumerate(self.blocks)]
        is_flat: NDArray[np.bool_] = np.stack(first, axis=1) >> ADVANCE_BITS == ENDS_BLOCK
        return is_flat


def _words(bits: bytes) -> NDArray[np.uint32]:
    """Return the 32 bits from each byte on."""
    octets = np.frombuffer(bits + _PAST_END, dtype=np.uint8).astype(np.uint32)
    words = octets[:-3] << 24 | octets[1:-2] << 16 | octets[2:-1] << 8 | octets[3:]
    return words.astype(np.uint32, copy=False)


def _windows(words: NDArray[np.uint32], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the 16 bits from each position on."""
    windows: NDArray[np.int64] = words[at >> 3].astype(np.int64) >> (_WINDOW - (at & 7)) & _MASK
    return windows


def _bounds(words: memoryview, mcus: int, lookups: Sequence[_Lookups]) -> list[int]:
    """Return the bit at which each block starts, and the one after the last.

    `words` are the 32 bits from each byte on. One lookup takes as many symbols as fit 16 bits;
    near the last coefficient, where it might read on into the next block, one symbol at a time.

    Raises:
        IndexError: if the bits are used up.

    """
    bounds = [0]
    add = bounds.append
    at = 0
    for _ in range(mcus):
        for dc, many, one in lookups:
            at += dc[words[at >> 3] >> 16 - (at & 7) & 0xFFFF]
            done = 0
            while done < LAST_COEFFICIENT:
                window = words[at >> 3] >> 16 - (at & 7) & 0xFFFF
                step = many[window]
                after = done + (step >> ADVANCE_BITS)
                if after > LAST_COEFFICIENT and not ENDS_BLOCK <= after < _SURELY_ENDS:
                    step = one[window]
                    after = done + (step >> ADVANCE_BITS)
                    if LAST_COEFFICIENT < after != done + ENDS_BLOCK:
                        raise CodecError("entropy-coded data of this JPEG are broken")
                done = after
                at += step & ADVANCE_MASK
            add(at)
    return bounds
