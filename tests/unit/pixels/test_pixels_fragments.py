"""Fragments found, and put together to frames."""

from __future__ import annotations

import io
import struct
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.encoded_frames import JPEG, RLE, image_of
from doubles.pixel_data import END, item
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels import fragments
from scrub.pixels.fragments import _starts_of_table, _unwrapped
from scrub.pixels.frames import Frames

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.instance import ImagePixel

J2K, BASELINE, JXL = JPEG + "90", JPEG + "50", JPEG + "110"
SOI = b"\xff\xd8\xff\xe0"


def value(*parts: bytes, table: bytes = b"", end: bytes = END) -> io.BytesIO:
    return io.BytesIO(b"".join(map(item, (table, *parts))) + end)


def basic(*offsets: int) -> bytes:
    return struct.pack(f"<{len(offsets)}L", *offsets)


def image(uid: str, number: int) -> ImagePixel:
    return replace(image_of(uid, "MONOCHROME2", (8, 8)), number_of_frames=number)


def frames(file: io.BytesIO, uid: str, number: int) -> list[bytes]:
    found = Frames(file, image(uid, number))
    return [found.frame(index) for index in range(number)]


@pytest.mark.parametrize("shift", [0, 8, 12, 16, 5000])
def test_a_table_that_counts_from_elsewhere_is_put_right(shift: int) -> None:
    file = value(b"ab", b"cd", b"ef", table=basic(shift, 20 + shift))
    assert frames(file, JXL, 2) == [b"abcd", b"ef"]


def test_a_table_is_wrong_whose_numbers_are_no_items_places() -> None:
    for table in ((0, 19), (0, 21), (0, 30), (20, 0), (0, 0), (0, 10, 20), (0,)):
        with pytest.raises(CodecError, match="which fragments"):
            frames(value(b"ab", b"cd", b"ef", table=basic(*table)), JXL, 2)


def test_an_extended_table_goes_before_a_basic_one() -> None:
    file = value(b"ab", b"cd", b"ef", table=basic(0, 20))
    both = replace(image(JXL, 2), extended_offset_table=struct.pack("<2Q", 0, 10))
    assert Frames(file, both).frame(1) == b"cdef"


@pytest.mark.parametrize("wrong", [b"", b"1234567", struct.pack("<2Q", 0, 2**64 - 1)])
def test_a_wrong_extended_table_leaves_the_word_to_the_basic_one(wrong: bytes) -> None:
    file = value(b"ab", b"cd", b"ef", table=basic(0, 20))
    both = replace(image(JXL, 2), extended_offset_table=wrong)
    assert Frames(file, both).frame(1) == b"ef"


@given(
    lengths=st.lists(st.integers(1, 1 << 31), min_size=1, max_size=12),
    data=st.data(),
)
def test_offsets_that_begin_from_0_again_at_each_4_gib_are_put_right(
    lengths: list[int], data: st.DataObject
) -> None:
    sizes = np.array(lengths, np.uint64) * np.uint64(2) - np.uint64(2)
    offsets = np.concatenate([[np.uint64(0)], np.cumsum(sizes + np.uint64(8))[:-1]])
    found = fragments.Fragments(0, offsets.astype(np.uint64), sizes, 0, 0, np.empty(0, np.int64))
    begin = data.draw(st.sets(st.integers(1, len(lengths)))) - {len(lengths)}
    starts = [0, *sorted(begin)]
    table = offsets[starts].astype(np.uint64)
    if (np.diff(table) >= np.uint64(1 << 32)).any():
        return
    stored = table.astype(np.uint32).astype(np.uint64)
    got = _starts_of_table(_unwrapped(stored), found)
    assert got is not None
    assert got.tolist() == starts


def test_a_frame_that_begins_beyond_4_gib_is_found_by_a_table_of_32_bits(tmp_path: Path) -> None:
    long = 0x90000000
    second, third = 8 + long, 2 * (8 + long)
    with (tmp_path / "sparse").open("w+b") as file:
        file.write(item(basic(0, second, third & 0xFFFFFFFF)))
        for _ in range(2):
            file.write(struct.pack("<HHL", 0xFFFE, 0xE000, long))
            file.seek(long, io.SEEK_CUR)
        file.write(item(b"ab") + item(b"cd") + END)
        assert Frames(file, image(JXL, 3)).frame(2) == b"abcd"


def test_frames_without_a_table_are_told_apart_by_how_a_codestream_begins() -> None:
    parts = (SOI + b"1", b"23", SOI, SOI + b"4", b"\xff\xd9")
    expected = [SOI + b"123", SOI, SOI + b"4\xff\xd9"]
    assert frames(value(*(p + bytes(len(p) % 2) for p in parts)), BASELINE, 3) == [
        SOI + b"1\x0023",
        SOI,
        SOI + b"4\x00\xff\xd9",
    ]
    assert frames(value(*parts), BASELINE, 3) == expected
    for uid, number in ((BASELINE, 2), (RLE, 3), (JXL, 3)):
        with pytest.raises(CodecError, match="which fragments"):
            frames(value(*parts), uid, number)


def test_an_empty_fragment_is_part_of_a_frame_and_none_itself() -> None:
    assert frames(value(b"ab", b"", b"cd", b""), RLE, 2) == [b"ab", b"cd"]
    assert frames(value(b"", b"ab", b"", b"cd"), RLE, 2) == [b"ab", b"cd"]
    assert frames(value(b"", SOI, b"", b"12", SOI), BASELINE, 2) == [SOI + b"12", SOI]
    assert frames(value(b"", b"ab", table=basic(0)), JXL, 1) == [b"ab"]
    for parts in ((b"ab", b""), (b"", b"")):
        with pytest.raises(CodecError, match="which fragments"):
            frames(value(*parts), RLE, 2)
    with pytest.raises(CodecError, match="which fragments"):
        frames(value(b""), RLE, 1)


def test_an_odd_length_is_read_where_the_next_item_follows_at_once() -> None:
    assert frames(value(b"abc", b"d"), RLE, 2) == [b"abc", b"d"]
    padded = item(b"") + item(b"abc") + b"\0" + item(b"d") + b"\0" + END
    with pytest.raises(CodecError, match="sequence of fragments"):
        frames(io.BytesIO(padded), RLE, 2)


def test_an_end_may_be_missing_only_where_nothing_else_can_be() -> None:
    assert frames(value(b"ab", b"cd", end=b""), RLE, 2) == [b"ab", b"cd"]
    with pytest.raises(CodecError, match="without an end"):
        frames(value(b"ab", b"cd", end=b""), JXL, 1)
    with pytest.raises(CodecError, match="without an end"):
        frames(value(SOI, b"12", SOI, end=b""), BASELINE, 2)
    for part in range(1, 8):
        with pytest.raises(CodecError, match="ends within"):
            frames(value(b"ab", b"cd", end=END[:part]), RLE, 2)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        END,
        item(b"")[:7],
        b"\xff\xd8\xff\xe0\0\0\0\0" + END,
        item(b"") + struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF) + item(b"ab") + END,
        item(b"") + struct.pack("<HHL", 0xFFFE, 0xE00D, 0) + END,
        item(b"") + struct.pack("<HHL", 0x0010, 0x0010, 2) + b"ab" + END,
        item(b"") + struct.pack("<HHL", 0xFFFE, 0xE000, 40) + b"ab" + END,
        item(b"") + item(b"ab") + struct.pack("<HHL", 0xFFFE, 0xE0DD, 2) + b"ab",
        struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFE) + END,
        struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF) + item(b"ab") + END,
    ],
)
def test_what_is_no_sequence_of_fragments_is_a_codec_error(octets: bytes) -> None:
    with pytest.raises(CodecError):
        frames(io.BytesIO(octets), RLE, 1)


@given(st.binary(max_size=200), st.integers(1, 5), st.sampled_from([RLE, BASELINE, JXL]))
def test_whatever_is_there_is_frames_or_an_error_of_ours(
    octets: bytes, number: int, uid: str
) -> None:
    file = io.BytesIO(item(b"") + octets + END)
    try:
        got = frames(file, uid, number)
    except CodecError:
        return
    assert len(got) == number
    assert sum(map(len, got)) <= len(octets)


@given(
    parts=st.lists(st.lists(st.binary(max_size=9), min_size=1, max_size=3), min_size=1, max_size=5)
)
def test_with_a_right_table_any_fragments_are_put_together(parts: list[list[bytes]]) -> None:
    at, offsets = 0, []
    for frame in parts:
        offsets.append(at)
        at += sum(8 + len(part) for part in frame)
    file = value(*(part for frame in parts for part in frame), table=basic(*offsets))
    assert frames(file, JXL, len(parts)) == [b"".join(frame) for frame in parts]


def test_more_fragments_than_we_try_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST", 3)
    assert len(frames(value(*[b"ab"] * 3), RLE, 3)) == 3
    with pytest.raises(UnsupportedInstanceError, match="fragments"):
        frames(value(*[b"ab"] * 4), RLE, 4)


def test_a_hundred_thousand_frames_are_found_in_two_seconds_of_work() -> None:
    file = value(*[b"ab"] * 100_000)
    since = time.process_time()
    found = Frames(file, image(RLE, 100_000))
    assert found.frame(99_999) == b"ab"
    assert time.process_time() - since < 2
