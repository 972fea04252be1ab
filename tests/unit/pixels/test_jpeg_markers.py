from __future__ import annotations

import time

import pytest

from doubles.jpeg_coefficients import empty
from doubles.jpeg_written import noise, write
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.codecs.jpeg_huffman import HuffmanTable
from scrub.pixels.codecs.jpeg_markers import huffman_segment, parse

FRAME = write(noise(empty(45, 70, 8, [(2, 1), (1, 1), (1, 1)]), seed=1), [[0], [1, 2]], interval=2)
SOF = FRAME.index(b"\xff\xc0")
SOS = FRAME.index(b"\xff\xda")


def changed(at: int, *values: int) -> bytes:
    return FRAME[:at] + bytes(values) + FRAME[at + len(values) :]


def test_the_frame_and_its_scans_are_found_where_they_are() -> None:
    jpeg = parse(FRAME)
    assert (jpeg.frame.precision, jpeg.frame.rows, jpeg.frame.columns) == (8, 45, 70)
    assert jpeg.frame.mcus == (6, 5)
    assert [jpeg.frame.footprint(c) for c in jpeg.frame.components] == [(8, 8), (16, 8), (16, 8)]
    assert [[c.index for c in scan.components] for scan in jpeg.scans] == [[0], [1, 2]]
    first, second = jpeg.scans
    assert (first.start, second.start) == (SOS, first.stop)
    assert FRAME[second.stop :] == b"\xff\xd9"
    assert {scan.restart_interval for scan in jpeg.scans} == {2}


@pytest.mark.parametrize(
    ("marker", "reason"),
    [(0xC2, "progressive"), (0xC3, "lossless"), (0xC5, "hierarchical"), (0xC9, "arithmetic")],
)
def test_other_processes_are_refused_by_name(marker: int, reason: str) -> None:
    with pytest.raises(UnsupportedInstanceError, match=reason):
        parse(changed(SOF + 1, marker))


def test_a_height_told_later_is_refused() -> None:
    with pytest.raises(UnsupportedInstanceError, match="height"):
        parse(changed(SOF + 5, 0, 0))


def test_sampling_that_does_not_divide_is_refused() -> None:
    with pytest.raises(UnsupportedInstanceError, match="divide"):
        parse(changed(SOF + 11, 0x31, 0, 2, 0x21))


BROKEN = {
    "nothing": b"",
    "no start": FRAME[2:],
    "no frame": FRAME[:SOF] + FRAME[SOF + 19 :],
    "an end at once": b"\xff\xd8\xff\xd9",
    "two frames": FRAME[:SOS] + FRAME[SOF : SOF + 19] + FRAME[SOS:],
    "no columns": changed(SOF + 7, 0, 0),
    "10 bits": changed(SOF + 4, 10),
    "sampling of 0": changed(SOF + 11, 0x20),
    "sampling of 5": changed(SOF + 11, 0x51),
    "too short a frame": FRAME[:SOF]
    + b"\xff\xc0\x00\x08"
    + FRAME[SOF + 4 : SOF + 10]
    + FRAME[SOS:],
    "a scan of an unknown component": changed(SOS + 5, 9),
    "a scan of a component again": changed(SOS + 5, 2),
    "a scan of no table": changed(SOS + 6, 0x33),
    "a scan before the frame": FRAME[:2] + FRAME[SOS:],
    "bytes between segments": FRAME[:SOF] + b"junk" + FRAME[SOF:],
    "a restart between segments": FRAME[:SOF] + b"\xff\xd0" + FRAME[SOF:],
    "a length of 1": changed(SOF + 2, 0, 1),
    "a length beyond the end": changed(SOF + 2, 255, 255),
    "a table beyond its segment": FRAME[:2]
    + b"\xff\xc4\x00\x14"
    + b"\x00" * 17
    + b"\x01"
    + FRAME[2:],
    "no end": FRAME[:-2],
    "half an end": FRAME[:-1],
    "an end without scans": FRAME[:SOS] + b"\xff\xd9",
    "an end after one scan": FRAME[: parse(FRAME).scans[0].stop] + b"\xff\xd9",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_whole_jpeg_fails(data: bytes) -> None:
    with pytest.raises(CodecError):
        parse(data)


def test_fill_bytes_before_a_marker_are_no_harm() -> None:
    jpeg = parse(FRAME[:SOF] + b"\xff\xff" + FRAME[SOF:SOS] + b"\xff" + FRAME[SOS:])
    assert jpeg.scans[0].start == SOS + 3


def test_huffman_tables_are_read_as_written() -> None:
    tables = {0: HuffmanTable(bytes((1, 1)) + bytes(14), b"\x0a\x0b")}
    data = FRAME[:SOS] + huffman_segment(tables) + FRAME[SOS:]
    assert parse(data).scans[0].components[0].dc == tables[0]


@pytest.mark.parametrize("octet", [b"", b"\x00", b"\xd0"])
def test_fill_bytes_without_end_take_no_time(octet: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(CodecError):
        parse(FRAME[:-2] + b"\xff" * 500_000 + octet)
    assert time.monotonic() - begun < 1
