"""Replaces blocks in the entropy-coded data of one scan; all other coefficients keep their bits.

The pure route: slow, and what the compiled one has to equal byte for byte.

Source: ITU-T T.81 F.1.2 and F.2.2 (sequential Huffman coding), B.1.1.5 (stuffing and padding).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import CodecError
from scrub.pixels.codecs.jpeg_huffman import (
    COMPLETE_DC,
    END_OF_BLOCK,
    codes_of,
    tables_with,
)
from scrub.pixels.codecs.jpeg_walk import Walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable
    from scrub.pixels.codecs.jpeg_walk import BlockCoding, Blocks

_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_NO_STUFFING = re.compile(rb"\xff(?!\x00)")
_FILL = b"\xff"
_ONE = b"\x01"


@dataclass(frozen=True, slots=True)
class ScanData:
    """The entropy-coded data of one scan, without the marker after it.

    `black` is MCUs x blocks of an MCU, in the order of coding, true where a block is to be black;
    `blocks` says how each block of an MCU is coded, `tables` has the tables by class and
    destination. `restart_interval` is in MCUs, 0 for none.
    """

    data: bytes
    black: NDArray[np.bool_]
    blocks: tuple[BlockCoding, ...]
    tables: Mapping[int, HuffmanTable]
    restart_interval: int


@dataclass(frozen=True, slots=True)
class _Interval:
    """A restart interval and the marker after it; `change` is None where it stays as it is."""

    data: bytes
    marker: bytes
    change: _Change | None


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of the blocks of an interval, each array MCUs x blocks of an MCU.

    `recoded` blocks get a new DC code, for `difference`; black ones of them lose their AC.
    """

    bits: bytes
    blocks: Blocks
    black: NDArray[np.bool_]
    recoded: NDArray[np.bool_]
    difference: NDArray[np.int64]


def splice(scan: ScanData) -> tuple[bytes, Mapping[int, HuffmanTable]]:
    """Return the scan's data with the black blocks replaced, and the tables it now needs.

    A black block has its DC and no AC. Only tables that changed are returned: they got the codes
    that black needs. Restart intervals with nothing to replace are copied unread, and those whose
    black blocks are black already with every byte.

    Raises:
        CodecError: if the data are broken, or do not hold the scan's MCUs.
        UnsupportedInstanceError: if a table has no room for a code.

    """
    intervals = _intervals(scan, ())
    tables = tables_with(scan.tables, _needed(scan.blocks, intervals))
    replaced = [key for key, table in tables.items() if table is COMPLETE_DC]
    if replaced:
        intervals = _intervals(scan, replaced)
    codes = {key: codes_of(table) for key, table in {**scan.tables, **tables}.items()}
    data = b"".join(
        (i.data if i.change is None else _emit(i.change, scan.blocks, codes)) + i.marker
        for i in intervals
    )
    return data, tables


def _intervals(scan: ScanData, replaced: Collection[int]) -> Sequence[_Interval]:
    """Return the restart intervals; every DC code of the replaced tables changes."""
    walk = Walk(scan.blocks, scan.tables)
    anyway = np.array([block.dc_id in replaced for block in scan.blocks])
    length = scan.restart_interval or len(scan.black)
    pieces = list(_pieces(scan.data))
    if len(pieces) != -(-len(scan.black) // length):
        raise CodecError("a JPEG with restart markers missing, or too many")
    found = []
    for number, (data, marker) in enumerate(pieces):
        black = scan.black[number * length : (number + 1) * length]
        touched = anyway.any() or black.any()
        change = _change(data, black, walk, anyway) if touched else None
        found.append(_Interval(data, marker, change))
    return found


def _pieces(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the data of each restart interval and the marker after it, with its fill bytes."""
    at = 0
    for number, match in enumerate(_RESTART.finditer(data)):
        if match[0][1] != 0xD0 + number % 8:
            raise CodecError("restart markers of this JPEG are out of order")
        piece = data[at : match.start()].rstrip(_FILL)
        yield piece, data[at + len(piece) : match.end()]
        at = match.end()
    yield data[at:], b""


def _change(
    data: bytes, black: NDArray[np.bool_], walk: Walk, anyway: NDArray[np.bool_]
) -> _Change | None:
    if _NO_STUFFING.search(data):
        raise CodecError("entropy-coded data of this JPEG are broken")
    bits = data.replace(b"\xff\x00", b"\xff")
    blocks = walk.read(bits, len(black))
    difference = np.empty_like(blocks.difference)
    components = np.array([block.component for block in walk.blocks])
    targets = np.array([block.black for block in walk.blocks])
    for component in set(components.tolist()):
        mine = components == component
        shape = blocks.difference[:, mine].shape
        dc = np.cumsum(blocks.difference[:, mine]).reshape(shape)
        wanted = np.where(black[:, mine], targets[mine], dc)
        difference[:, mine] = np.diff(wanted.ravel(), prepend=0).reshape(shape)
    recoded = (black & ~blocks.is_flat) | anyway | (difference != blocks.difference)
    return _Change(bits, blocks, black, recoded, difference) if recoded.any() else None


def _needed(
    blocks: Sequence[BlockCoding], intervals: Sequence[_Interval]
) -> Mapping[int, set[int]]:
    """Return the symbols that recoded blocks need, by class and destination of their table."""
    needed: dict[int, set[int]] = {}
    for change in (i.change for i in intervals if i.change is not None):
        for place, block in enumerate(blocks):
            recoded = change.recoded[:, place]
            differences = np.unique(np.abs(change.difference[recoded, place]))
            categories = {int(difference).bit_length() for difference in differences}
            needed.setdefault(block.dc_id, set()).update(categories)
            if (change.black[:, place] & recoded).any():
                needed.setdefault(block.ac_id, set()).add(END_OF_BLOCK)
    return needed


def _emit(
    change: _Change,
    blocks: Sequence[BlockCoding],
    codes: Mapping[int, Mapping[int, tuple[int, int]]],
) -> bytes:
    """Return an interval's data: runs of old bits, with new codes between them."""
    bits = np.unpackbits(np.frombuffer(change.bits, dtype=np.uint8)).tobytes()
    known: dict[tuple[int, int, bool], bytes] = {}
    pieces: list[bytes] = []
    at = 0
    for start, coefficients, stop, place, difference, black in _recoded(change):
        key = place, difference, black
        if key not in known:
            known[key] = _new_bits(blocks[place], codes, difference, black=black)
        pieces += (bits[at:start], known[key])
        at = stop if black else coefficients
    pieces.append(bits[at : int(change.blocks.stop[-1, -1])])
    pieces.append(_ONE * (-sum(map(len, pieces)) % 8))
    new = np.packbits(np.frombuffer(b"".join(pieces), dtype=np.uint8)).tobytes()
    return new.replace(b"\xff", b"\xff\x00")


def _recoded(change: _Change) -> Iterator[tuple[int, int, int, int, int, bool]]:
    """Yield start, AC and stop of each recoded block, its place, its difference, and if black."""
    which = np.nonzero(change.recoded)
    blocks = change.blocks
    return zip(
        blocks.start[which].tolist(),
        blocks.ac[which].tolist(),
        blocks.stop[which].tolist(),
        which[1].tolist(),
        change.difference[which].tolist(),
        change.black[which].tolist(),
        strict=True,
    )


def _new_bits(
    block: BlockCoding,
    codes: Mapping[int, Mapping[int, tuple[int, int]]],
    difference: int,
    *,
    black: bool,
) -> bytes:
    """Return a DC difference, and if black an end of block, as one byte for each bit."""
    category = abs(difference).bit_length()
    bits = _bits(*codes[block.dc_id][category])
    bits += _bits(difference if difference > 0 else difference + (1 << category) - 1, category)
    return bits + _bits(*codes[block.ac_id][END_OF_BLOCK]) if black else bits


def _bits(value: int, length: int) -> bytes:
    return bytes(value >> i & 1 for i in reversed(range(length)))
