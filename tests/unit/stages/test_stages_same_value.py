"""Pixel Data that was to stay as it is, compared byte by byte with what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom
import pytest

from scrub.model.instance import Source
from scrub.stages.read import read
from scrub.stages.same_value import holds_no_more, same_value

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20


def of_length(length: int, sample: Path, target: Path) -> Source:
    """Write a frame of one chunk, and zeros that are there too many."""
    dataset = pydicom.dcmread(sample / "us-single.dcm")
    dataset.PhotometricInterpretation, dataset.SamplesPerPixel = "MONOCHROME2", 1
    dataset.Rows = dataset.Columns = 1024
    dataset.PixelData = bytes(length)
    dataset.save_as(target)
    return Source(str(target))


@pytest.mark.parametrize("surplus", [0, 2, CHUNK])
def test_zeros_after_the_frames_of_the_source_are_not_missed(
    surplus: int, sample: Path, tmp_path: Path
) -> None:
    written = of_length(CHUNK, sample, tmp_path / "written")
    original = of_length(CHUNK + surplus, sample, tmp_path / "original")
    with read(written) as after, read(original) as before:
        assert same_value(after, before)


@pytest.mark.parametrize("surplus", [0, 2, CHUNK])
def test_a_draft_may_hold_nothing_after_its_frames(
    surplus: int, sample: Path, tmp_path: Path
) -> None:
    written = of_length(CHUNK + surplus, sample, tmp_path / "written")
    with read(written) as after:
        assert after.image is not None
        assert holds_no_more(after.image) is (surplus == 0)
