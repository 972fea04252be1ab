"""A plan done: what is in the file that comes of it."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames, parse_basic_offsets
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from doubles.instances import dataset_of, saved, tools_with
from scrub.errors import OutputError
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, Mask, Region
from scrub.pixels.codecs.native import NativeCodec
from scrub.stages.apply import apply
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from scrub.model.instance import Draft, ImagePixel, Source
    from scrub.toolbox import Toolbox

UNCOMPRESSED = "1.2.840.10008.1.2.1.98"
FRAMES = np.random.default_rng(5).integers(1, 256, (5, 40, 30), np.uint8)
MASK = Mask(
    (
        Region(Rect(0, 0, 30, 7), FrameRange(0, 5), ""),
        Region(Rect(5, 20, 9, 33), FrameRange(2, 3), ""),
    )
)
BLACKED = FRAMES.copy()
BLACKED[:, :7] = 0
BLACKED[2, 20:33, 5:9] = 0


@pytest.fixture
def tools(key_file: Path) -> Toolbox:
    return tools_with(key_file)


def done(source: Source, tools: Toolbox, path: Path, mask: Mask = MASK) -> Draft:
    with read(source) as instance:
        plan = make_plan(gather(instance, tools, None), tools)
        return apply(instance, replace(plan, mask=mask, black=(0,)), path, tools)


def encapsulated(kind: str, frames: np.ndarray = FRAMES) -> Dataset:
    """Return uncompressed frames in fragments, with a table of a kind."""
    dataset = dataset_of(frames)
    octets = [frame.tobytes() for frame in frames]
    if kind == "extended":
        value, offsets, lengths = encapsulate_extended(octets)
        dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
        dataset.EncapsulatedPixelDataValueTotalLength = frames.size
    else:
        value = encapsulate(octets, has_bot=kind == "basic")
    dataset.PixelData = value
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return dataset


@pytest.mark.parametrize(
    "syntax",
    [
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ],
)
def test_native_frames_are_black_in_the_mask_and_else_as_they_were(
    syntax: str, tools: Toolbox, tmp_path: Path
) -> None:
    dataset = dataset_of(FRAMES)
    if syntax == ExplicitVRBigEndian:
        dataset["PixelData"].VR = "OB"
    draft = done(saved(dataset, tmp_path / "a.dcm", syntax), tools, tmp_path / "draft")
    assert np.array_equal(dcmread(draft.path).pixel_array, BLACKED)


def test_zeros_after_the_frames_are_left_out(tools: Toolbox, tmp_path: Path) -> None:
    dataset = dataset_of(FRAMES)
    dataset.PixelData += bytes(40)
    source = saved(dataset, tmp_path / "a.dcm")
    for name, mask in (("masked", MASK), ("as it was", Mask())):
        written = dcmread(done(source, tools, tmp_path / name, mask).path)
        assert written.PixelData == (BLACKED if mask else FRAMES).tobytes()


@pytest.mark.parametrize("mask", [MASK, Mask()])
def test_an_extended_offset_table_is_there_again_and_right(
    tools: Toolbox, tmp_path: Path, mask: Mask
) -> None:
    source = saved(encapsulated("extended"), tmp_path / "a.dcm", UNCOMPRESSED)
    written = dcmread(done(source, tools, tmp_path / "draft", mask).path)
    tables = (written.ExtendedOffsetTable, written.ExtendedOffsetTableLengths)
    assert parse_basic_offsets(written.PixelData) == []
    assert struct.unpack("<5Q", tables[0]) == tuple(1208 * index for index in range(5))
    frames = generate_frames(written.PixelData, number_of_frames=5, extended_offsets=tables)
    meant = BLACKED if mask else FRAMES
    assert list(frames) == [frame.tobytes() for frame in meant]
    assert "EncapsulatedPixelDataValueTotalLength" not in written


@pytest.mark.parametrize("kind", ["basic", "none"])
@pytest.mark.parametrize("mask", [MASK, Mask()])
def test_there_is_a_basic_offset_table_whether_there_was_one_or_not(
    tools: Toolbox, tmp_path: Path, kind: str, mask: Mask
) -> None:
    source = saved(encapsulated(kind), tmp_path / "a.dcm", UNCOMPRESSED)
    written = dcmread(done(source, tools, tmp_path / "draft", mask).path)
    assert parse_basic_offsets(written.PixelData) == [1208 * index for index in range(5)]
    assert "ExtendedOffsetTable" not in written


ONE = Mask((Region(Rect(0, 0, 30, 7), FrameRange(3, 4), ""),))


@pytest.mark.parametrize("fragments", [1, 3])
@pytest.mark.parametrize("odd", [0, 1])
def test_frames_that_the_mask_does_not_touch_keep_their_bytes(
    tools: Toolbox, tmp_path: Path, fragments: int, odd: int
) -> None:
    frames = FRAMES[:, :, : 30 - odd][:, : 40 - odd]
    dataset = encapsulated("basic", frames)
    octets = [np.ascontiguousarray(frame).tobytes() for frame in frames]
    dataset.PixelData = encapsulate(octets, fragments_per_frame=fragments)
    source = saved(dataset, tmp_path / "a.dcm", UNCOMPRESSED)
    written = dcmread(done(source, tools, tmp_path / "draft", ONE).path)
    got = list(generate_frames(written.PixelData, number_of_frames=5))
    black = frames[3].copy()
    black[:7] = 0
    octets[3] = np.ascontiguousarray(black).tobytes()
    assert got == [frame + bytes(len(frame) % 2) for frame in octets]


def test_stale_tables_of_a_native_instance_do_not_survive(tools: Toolbox, tmp_path: Path) -> None:
    dataset = dataset_of(FRAMES, ExtendedOffsetTable=b"DOE^JANE")
    dataset.ExtendedOffsetTableLengths = b"DOE^JANE"
    draft = done(saved(dataset, tmp_path / "a.dcm"), tools, tmp_path / "draft")
    assert b"DOE^JANE" not in (tmp_path / "draft").read_bytes()
    assert np.array_equal(dcmread(draft.path).pixel_array, BLACKED)


def test_what_is_to_be_black_is_never_written(tools: Toolbox, tmp_path: Path) -> None:
    """An interrupted draft may stay in the work folder until the next run."""
    frames = np.full((3, 2048, 1024), 7, np.uint8)
    frames[:, :1024] = 0xAB
    mask = Mask((Region(Rect(0, 0, 1024, 1024), FrameRange(0, 3), ""),))
    source = saved(dataset_of(frames), tmp_path / "a.dcm")
    path = tmp_path / "draft"

    def sees() -> None:
        assert b"\xab" * 64 not in path.read_bytes()

    class Watching(NativeCodec):
        def blackout(
            self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
        ) -> bytes:
            sees()
            return super().blackout(frame, rects, black, image)

    done(source, replace(tools, codecs=(Watching(),)), path, mask)
    sees()


def test_a_draft_is_its_owners_and_never_written_over(tools: Toolbox, tmp_path: Path) -> None:
    source = saved(dataset_of(FRAMES), tmp_path / "a.dcm")
    path = tmp_path / "draft"
    done(source, tools, path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OutputError):
        done(source, tools, path)
