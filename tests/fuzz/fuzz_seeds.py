"""Writes inputs for fuzz_splice.c: from frames made here, and from real DICOM and JPEG files."""

from __future__ import annotations

import struct
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.errors import InvalidDicomError
from pydicom.uid import RLELossless

from doubles.encoded_frames import COLUMNS, ROWS, cases
from doubles.jpeg_coefficients import empty
from doubles.jpeg_scenes import saved, scene
from doubles.jpeg_written import noise, write
from scrub.errors import InstanceError
from scrub.pixels.codecs.jpeg_blocks import quantized_dc
from scrub.pixels.codecs.jpeg_entropy import ScanData
from scrub.pixels.codecs.jpeg_markers import parse
from scrub.pixels.codecs.jpeg_walk import BlockCoding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrub.pixels.codecs.jpeg_frame import Jpeg, Scan

MOST_BYTES = 6000
"""Of pixel data in a seed; a fuzzer is slow with more."""

MOST_FRAMES = 3
_JPEG = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
_SAMPLINGS = (
    [(1, 1)],
    [(1, 1), (1, 1), (1, 1)],
    [(2, 1), (1, 1), (1, 1)],
    [(2, 2), (1, 1), (1, 1)],
    [(2, 2), (2, 1), (1, 2)],
)


def write_seeds(folder: Path, real: Path | None = None) -> int:
    """Write each seed once, named by its digest, and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = {*made(), *(found(real) if real else ())}
    for seed in seeds:
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return len(seeds)


def made() -> Iterator[bytes]:
    """Yield seeds of frames made here."""
    for number, sampling in enumerate(_SAMPLINGS):
        for interval in (0, 1, 3):
            for precision in (8, 12):
                picture = noise(empty(40, 56, precision, sampling), seed=number)
                scans = [[0], list(range(1, len(sampling)))] if interval == 1 else [[0]]
                whole = [list(range(len(sampling)))]
                scans = scans if interval == 1 and len(sampling) > 1 else whole
                yield from of_jpeg(write(picture, scans, interval=interval))
    for quality in (10, 50, 95, 100):
        yield from of_jpeg(saved(scene(48, 64), quality=quality, optimize=quality == 50))
        yield from of_jpeg(saved(scene(48, 64)[..., 0], quality=quality, restart_marker_rows=1))
    for case in cases():
        if case.image.transfer_syntax_uid == RLELossless:
            yield from of_rle(case.frame, ROWS, COLUMNS)


def found(folder: Path) -> Iterator[bytes]:
    """Yield seeds of the files in a folder that are JPEG, or DICOM with JPEG or RLE."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.read_bytes()[:2] == b"\xff\xd8":
            yield from of_jpeg(path.read_bytes())
            continue
        try:
            dataset = dcmread(path)
            uid = dataset.file_meta.TransferSyntaxUID
            if uid not in (*_JPEG, RLELossless):
                continue
            number = int(dataset.get("NumberOfFrames") or 1)
            frames = list(generate_frames(dataset.PixelData, number_of_frames=number))
        except (InvalidDicomError, AttributeError, ValueError):
            continue
        for frame in frames[:MOST_FRAMES]:
            is_rle = uid == RLELossless
            yield from of_rle(frame, dataset.Rows, dataset.Columns) if is_rle else of_jpeg(frame)


def of_rle(frame: bytes, rows: int, columns: int) -> Iterator[bytes]:
    """Yield the beginnings of each segment."""
    number, *offsets = struct.unpack("<16L", frame[:64])
    bounds = [*offsets[:number], len(frame)]
    rows = min(rows, 8)
    for start, stop in pairwise(bounds):
        rect = struct.pack("<4h", columns // 4, 1, columns // 2, max(rows - 1, 2))
        head = struct.pack("<BHHBB", 1, rows - 1, columns - 1, 0, 1)
        yield head + rect + frame[start:stop][:MOST_BYTES]


def of_jpeg(frame: bytes) -> Iterator[bytes]:
    """Yield the beginnings of each scan: some MCUs black in the middle, and all."""
    try:
        jpeg = parse(frame)
    except InstanceError:
        return
    for scan in jpeg.scans:
        data = _begun(_scan_data(frame, jpeg, scan))
        for options in (0, 1, 4, 9):
            yield _jpeg(data, options)


def _scan_data(frame: bytes, jpeg: Jpeg, scan: Scan) -> ScanData:
    blocks: list[BlockCoding] = []
    for c in scan.components:
        part = jpeg.frame.components[c.index]
        dc = quantized_dc(0, jpeg.frame.precision, c.dc_step)
        many = part.horizontal * part.vertical if len(scan.components) > 1 else 1
        blocks += [BlockCoding(c.index, c.dc_id, c.ac_id, dc)] * many
    rows, columns = jpeg.frame.mcus
    if len(scan.components) == 1:
        rows, columns = jpeg.frame.blocks(jpeg.frame.components[scan.components[0].index])
    return ScanData(
        data=frame[scan.start_of_data : scan.stop],
        black=np.zeros((rows * columns, len(blocks)), dtype=np.bool_),
        blocks=tuple(blocks),
        tables={c.dc_id: c.dc for c in scan.components} | {c.ac_id: c.ac for c in scan.components},
        restart_interval=scan.restart_interval,
    )


def _begun(scan: ScanData) -> ScanData:
    """Return so many MCUs from the start as a seed can hold."""
    mcus, interval = len(scan.black), scan.restart_interval
    if len(scan.data) <= MOST_BYTES:
        return scan
    mcus = max(mcus * MOST_BYTES // len(scan.data) // 2, 1)
    data = scan.data[:MOST_BYTES]
    if interval:
        number = -(-mcus // interval)
        starts = [i for i in range(len(scan.data) - 1) if scan.data[i] == 255 != scan.data[i + 1]]
        markers = [i for i in starts if 0xD0 <= scan.data[i + 1] <= 0xD7]
        data = scan.data[: markers[number - 1]] if number <= len(markers) else scan.data
    return replace(scan, data=data, black=scan.black[:mcus])


def _jpeg(scan: ScanData, options: int) -> bytes:
    keys = sorted(scan.tables)
    mcus = len(scan.black)
    places = (len(scan.blocks) - 1, mcus - 1, scan.restart_interval, mcus // 3, mcus // 3)
    out = struct.pack("<BBHHHH", 0, *places) + bytes((options, len(keys) - 1))
    for b in scan.blocks:
        black = b.black % (1 << 16)
        out += struct.pack("<BBBH", b.component, keys.index(b.dc_id), keys.index(b.ac_id), black)
    for key in keys:
        out += b"\x03" + scan.tables[key].counts + scan.tables[key].symbols
    return out + scan.data
