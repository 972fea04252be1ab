"""Pixel Data of more than 4 GiB: a sparse source, and drafts that are removed at once."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame

from doubles.instances import saved
from scrub.header.key import make_key

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

UNCOMPRESSED = "1.2.840.10008.1.2.1.98"
SIDE, NUMBER = 2048, 1100
FRAME_BYTES = SIDE * SIDE
ITEM_BYTES = 8 + FRAME_BYTES
MASKED, WRITTEN_ON, BANNER = NUMBER - 3, (0, 700, NUMBER - 3, NUMBER - 1), 40
ROOM = NUMBER * ITEM_BYTES + (1 << 30)
MOST_RESIDENT = 100 << 20

SCRUB = f"""
import sys
from dataclasses import replace
from pathlib import Path
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.plan import Plan
from scrub.pixels.codecs.native import NativeCodec
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.read import read
from scrub.toolbox import assemble

folder, masked = Path(sys.argv[1]), sys.argv[2] == "masked"
tools = assemble(Recipe(pixel=False), str(folder / "key"))
region = Region(Rect(0, 0, {SIDE}, {BANNER}), FrameRange({MASKED}, {MASKED + 1}), "")
with read(Source(str(folder / "large"))) as instance:
    plan = Plan("", "", "", (), instance.transfer_syntax_uid, has_pixels=True)
    if masked:
        plan = replace(plan, mask=Mask((region,)), black=(0,))
    apply(instance, plan, folder / "draft", replace(tools, codecs=(NativeCodec(),)))
# Not ru_maxrss, which counts what started this process too.
(line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in one]
print(int(line.split()[1]) << 10)
"""


def content(index: int) -> NDArray[np.uint8]:
    """Return a frame of zeros, or of noise on the few that are written on."""
    if index not in WRITTEN_ON:
        return np.zeros((SIDE, SIDE), np.uint8)
    return np.random.default_rng(index).integers(1, 256, (SIDE, SIDE), np.uint8)


def make(path: Path, table: str) -> None:
    """Write a cine whose frames of zeros are holes in the file."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.3.1", "2.25.77"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = NUMBER, SIDE, SIDE
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    offsets = [index * ITEM_BYTES for index in range(NUMBER)]
    basic = b""
    if table == "extended":
        dataset.ExtendedOffsetTable = struct.pack(f"<{NUMBER}Q", *offsets)
        dataset.ExtendedOffsetTableLengths = struct.pack(f"<{NUMBER}Q", *[FRAME_BYTES] * NUMBER)
    elif table == "wrapped":
        basic = struct.pack(f"<{NUMBER}L", *(offset & 0xFFFFFFFF for offset in offsets))
    saved(dataset, path, UNCOMPRESSED)
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(struct.pack("<HH2s2xL", 0x7FE0, 0x0010, b"OB", 0xFFFFFFFF))
        file.write(struct.pack("<HHL", 0xFFFE, 0xE000, len(basic)) + basic)
        for index in range(NUMBER):
            file.write(struct.pack("<HHL", 0xFFFE, 0xE000, FRAME_BYTES))
            if index in WRITTEN_ON:
                file.write(content(index).tobytes())
            else:
                file.seek(FRAME_BYTES, os.SEEK_CUR)
        file.write(struct.pack("<HHL", 0xFFFE, 0xE0DD, 0))


@pytest.mark.slow
@pytest.mark.parametrize(("table", "masked"), [("extended", "masked"), ("wrapped", "as it was")])
def test_more_than_4_gib_of_frames_are_written_with_an_extended_offset_table(
    tmp_path: Path, table: str, masked: str
) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert free > ROOM, f"{ROOM >> 20} MiB are needed in {tmp_path}, and there are {free >> 20}"
    make(tmp_path / "large", table)
    assert (tmp_path / "large").stat().st_blocks * 512 < 100 << 20
    make_key(tmp_path / "key")
    try:
        resident = scrubbed(tmp_path, masked)
        compare(tmp_path / "draft", masked)
    finally:
        (tmp_path / "draft").unlink(missing_ok=True)
    assert resident <= MOST_RESIDENT


def scrubbed(folder: Path, masked: str) -> int:
    """Apply in a process of its own, and return its peak resident bytes."""
    command = [sys.executable, "-c", SCRUB, str(folder), masked]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return int(done.stdout)


def compare(path: Path, masked: str) -> None:
    header = dcmread(path, stop_before_pixels=True)
    tables = header.ExtendedOffsetTable, header.ExtendedOffsetTableLengths
    assert struct.unpack(f"<{NUMBER}Q", tables[0])[-1] == (NUMBER - 1) * ITEM_BYTES > 1 << 32
    with path.open("rb") as file:
        file.seek(-8, os.SEEK_END)
        assert file.read() == struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
        start = path.stat().st_size - 8 - NUMBER * ITEM_BYTES - 8
        for index in (*WRITTEN_ON, 1, 699, MASKED + 1):
            file.seek(start)
            frame = get_frame(file, index, extended_offsets=tables)
            meant = content(index)
            if masked == "masked" and index == MASKED:
                meant[:BANNER] = 0
            assert frame == meant.tobytes()
