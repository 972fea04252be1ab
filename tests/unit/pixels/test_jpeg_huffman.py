from __future__ import annotations

import numpy as np
import pytest

from scrub.errors import CodecError
from scrub.pixels.codecs.jpeg_huffman import (
    ADVANCE_BITS,
    ADVANCE_MASK,
    COMPLETE_DC,
    ENDS_BLOCK,
    HuffmanTable,
    ac_lookup,
    ac_lookup_of_many,
    codes_of,
    dc_advances,
    dc_lookup,
    extended,
)


def table(*counts: int, symbols: bytes) -> HuffmanTable:
    return HuffmanTable(bytes(counts) + bytes(16 - len(counts)), symbols)


def test_codes_count_up_and_double_with_each_bit() -> None:
    codes = codes_of(table(0, 2, 1, symbols=b"\x03\x01\x02"))
    assert codes == {3: (0b00, 2), 1: (0b01, 2), 2: (0b100, 3)}


def test_more_codes_than_fit_are_refused() -> None:
    with pytest.raises(CodecError, match="too many"):
        codes_of(table(3, symbols=b"\x00\x01\x02"))


def test_the_complete_table_has_every_category_of_12_bits() -> None:
    assert set(codes_of(COMPLETE_DC)) == set(range(16))


@pytest.mark.parametrize("lacking", [{9}, {0, 11}, {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11}])
def test_an_extended_table_keeps_every_code_it_had(lacking: set[int]) -> None:
    old = table(1, 1, symbols=b"\x03\x0c")
    new = extended(old, lacking)
    assert new is not None
    codes = codes_of(new)
    assert {symbol: codes[symbol] for symbol in (3, 12)} == codes_of(old)
    assert set(codes) == {3, 12} | lacking
    assert all(code != (1 << length) - 1 for code, length in codes.values())


@pytest.mark.parametrize(
    "full",
    [
        table(2, symbols=b"\x00\x01"),
        table(*[1] * 16, symbols=bytes(range(16))),
        table(*[0] * 15, 255, symbols=bytes(range(255))),
    ],
)
def test_a_full_table_is_not_extended(full: HuffmanTable) -> None:
    assert extended(full, {255}) is None


def test_a_table_of_no_codes_can_get_some() -> None:
    new = extended(table(symbols=b""), {0})
    assert new is not None
    assert codes_of(new) == {0: (0, 1)}


def test_the_dc_lookup_knows_only_categories() -> None:
    lookup = dc_lookup(table(1, 1, symbols=b"\x05\x10"))
    assert lookup[0] == 5 << ADVANCE_BITS | 1
    assert lookup[0b1000_0000_0000_0000] == 0
    advances = dc_advances(lookup)
    assert advances[0] == 6
    assert advances[-1] > 1 << 32


def test_the_lookup_of_many_takes_what_one_at_a_time_takes() -> None:
    symbols = bytes((0x00, 0x01, 0xF0, 0x12, 0x03, 0x20))
    one = ac_lookup(table(0, 1, 2, 1, 1, 1, symbols=symbols))
    many = ac_lookup_of_many(one)
    for window in np.random.default_rng(0).integers(0, 1 << 16, 500):
        bits = coefficients = 0
        while True:
            step = int(one[(int(window) << bits) & 0xFFFF])
            after = bits + (step & ADVANCE_MASK)
            if bits and (after > 16 or step >> ADVANCE_BITS > ENDS_BLOCK):
                break
            if bits and (coefficients + (step >> ADVANCE_BITS)) % ENDS_BLOCK >= 63:
                break
            bits, coefficients = after, coefficients + (step >> ADVANCE_BITS)
            if coefficients >= ENDS_BLOCK:
                break
        assert many[window] == coefficients << ADVANCE_BITS | bits
