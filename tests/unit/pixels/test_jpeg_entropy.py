from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from doubles.every_route import splice
from doubles.jpeg_coefficients import empty
from doubles.jpeg_written import noise, write
from scrub.errors import CodecError
from scrub.pixels.codecs.jpeg_entropy import ScanData
from scrub.pixels.codecs.jpeg_huffman import COMPLETE_DC, HuffmanTable, codes_of
from scrub.pixels.codecs.jpeg_markers import parse
from scrub.pixels.codecs.jpeg_walk import BlockCoding

MCUS = 6


def scan_data(interval: int = 2, spare: int = 1, black: int = -300) -> ScanData:
    """A row of blocks, gray: the third is to be black."""
    picture = noise(empty(8, 8 * MCUS, 8, [(1, 1)]), seed=2)
    picture.coefficients[0][0, :, 0] = 1
    frame = write(picture, [[0]], interval=interval, spare=spare)
    scan = parse(frame).scans[0]
    (coded,) = scan.components
    return ScanData(
        data=frame[scan.start_of_data : scan.stop],
        black=(np.arange(MCUS) == 2).reshape(-1, 1),
        blocks=(BlockCoding(0, coded.dc_id, coded.ac_id, black),),
        tables={coded.dc_id: coded.dc, coded.ac_id: coded.ac},
        restart_interval=scan.restart_interval,
    )


def test_only_the_interval_with_a_black_block_is_rewritten() -> None:
    scan = scan_data()
    data, _ = splice(scan)
    old, new = (d.replace(b"\xff\xd1", b"\xff\xd0").split(b"\xff\xd0") for d in (scan.data, data))
    assert (old[0], old[2]) == (new[0], new[2])
    assert old[1] != new[1]


def test_intervals_with_nothing_to_replace_are_not_read() -> None:
    scan = scan_data()
    broken = bytes(len(scan.data.split(b"\xff\xd0")[0])) + scan.data[scan.data.index(b"\xff\xd0") :]
    assert splice(replace(scan, data=broken))[0].startswith(broken[:4])


def test_a_table_gets_only_the_codes_it_lacks() -> None:
    scan = scan_data()
    _, tables = splice(scan)
    (old,) = (scan.tables[key] for key in tables)
    (new,) = tables.values()
    assert set(new.symbols) - set(old.symbols) == {9}
    assert codes_of(old).items() <= codes_of(new).items()


def test_a_full_table_gives_way_to_the_complete_one_in_every_interval() -> None:
    scan = scan_data(spare=0)
    data, tables = splice(scan)
    assert list(tables.values()) == [COMPLETE_DC]
    assert data.split(b"\xff\xd0")[0] != scan.data.split(b"\xff\xd0")[0]


def test_blocks_that_are_black_already_keep_their_bytes() -> None:
    picture = empty(8, 8 * MCUS, 8, [(1, 1)])
    picture.coefficients[0][0, :, 0] = 5
    frame = write(picture, [[0]], interval=2)
    scan = parse(frame).scans[0]
    (coded,) = scan.components
    data = ScanData(
        data=frame[scan.start_of_data : scan.stop],
        black=np.ones((MCUS, 1), dtype=np.bool_),
        blocks=(BlockCoding(0, coded.dc_id, coded.ac_id, 5),),
        tables={coded.dc_id: coded.dc, coded.ac_id: coded.ac},
        restart_interval=2,
    )
    assert splice(data) == (data.data, {})


def test_what_is_black_already_keeps_the_bytes_that_follow_it() -> None:
    scan = scan_data(interval=0)
    data, tables = splice(scan)
    again = replace(scan, data=data + b"\x55", tables={**scan.tables, **tables})
    assert splice(again) == (again.data, {})


def test_of_several_codes_for_a_symbol_each_is_read() -> None:
    dc = HuffmanTable(bytes((1, 1, 1, *[0] * 13)), b"\x00\x01\x00")
    ac = HuffmanTable(bytes((1, 1, 1, *[0] * 13)), b"\x00\x01\x00")
    blocks = (BlockCoding(0, 0, 16, 0),)
    black = np.array([[False], [True]])
    scan = ScanData(bytes((0b110_110_10, 0b1_110_1111)), black, blocks, {0: dc, 16: ac}, 0)
    assert splice(scan) == (bytes((0b110_110_0_0,)), {})


def by_hand(data: bytes, mcus: int, dc: HuffmanTable, ac: HuffmanTable) -> ScanData:
    blocks = (BlockCoding(0, 0, 16, 1),)
    return ScanData(data, np.ones((mcus, 1), np.bool_), blocks, {0: dc, 16: ac}, 0)


def test_a_single_bit_too_few_fails() -> None:
    table = HuffmanTable(bytes((1, 1, *[0] * 14)), b"\x00\x01")
    ac = HuffmanTable(bytes((1, 1, *[0] * 14)), b"\x01\x00")
    whole = by_hand(bytes((0b0_10_0_10_0_1, 0b0111_1111)), 3, table, ac)
    assert splice(whole) == (bytes((0b10_1_10_0_10, 0b0_10_11111)), {})
    with pytest.raises(CodecError, match="truncated"):
        splice(replace(whole, data=whole.data[:1]))


def test_zero_runs_without_end_fail() -> None:
    dc = HuffmanTable(bytes((1, 1, *[0] * 14)), b"\x00\x01")
    ac = HuffmanTable(bytes((1, 1, *[0] * 14)), b"\xf0\x00")
    with pytest.raises(CodecError, match="broken"):
        splice(by_hand(bytes((0, 0b0000_10_11)), 1, dc, ac))


@pytest.mark.parametrize("octet", [b"\x00", b"\xd0", b"\x55"])
def test_fill_bytes_without_end_take_no_time(octet: bytes) -> None:
    scan = scan_data()
    begun = time.monotonic()
    with pytest.raises(CodecError):
        splice(replace(scan, data=b"\xff" * 200_000 + octet))
    assert time.monotonic() - begun < 1


def test_nothing_black_changes_nothing() -> None:
    scan = scan_data()
    assert splice(replace(scan, black=np.zeros_like(scan.black))) == (scan.data, {})


def test_bytes_beyond_the_last_block_of_an_interval_go() -> None:
    scan = scan_data(interval=0)
    assert splice(replace(scan, data=scan.data + b"\x55\x55")) == splice(scan)


BROKEN = {
    "a restart marker gone": lambda data: data.replace(b"\xff\xd0", b""),
    "a restart marker too many": lambda data: data + b"\xff\xd2\x00",
    "restart markers out of order": lambda data: data.replace(b"\xff\xd0", b"\xff\xd3"),
    "fill bytes among the bits": lambda data: data.replace(b"\xff\xd1", b"\xff\xff\x00\xff\xd1"),
    "an interval cut short": lambda data: (
        data[: data.index(b"\xff\xd0") + 4] + data[data.index(b"\xff\xd1") :]
    ),
    "an interval of no bits": lambda data: (
        data[: data.index(b"\xff\xd0") + 2] + data[data.index(b"\xff\xd1") :]
    ),
    "an interval of ones": lambda data: (
        data[: data.index(b"\xff\xd0") + 2] + b"\xff\x00" * 9 + data[data.index(b"\xff\xd1") :]
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_fail(name: str) -> None:
    scan = scan_data()
    with pytest.raises(CodecError):
        splice(replace(scan, data=BROKEN[name](scan.data)))


def test_dc_that_no_code_reaches_fails() -> None:
    with pytest.raises(CodecError, match="out of range"):
        splice(scan_data(black=-40000))


def test_a_symbol_that_runs_past_the_block_fails() -> None:
    scan = scan_data(interval=0)
    (ac,) = (key for key in scan.tables if key & 16)
    past = replace(scan.tables[ac], symbols=bytes(0xF1 for _ in scan.tables[ac].symbols))
    with pytest.raises(CodecError, match="broken"):
        splice(replace(scan, tables={**scan.tables, ac: past}))
