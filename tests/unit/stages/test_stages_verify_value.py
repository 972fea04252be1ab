"""Pixel Data that was to stay as it is, compared byte by byte with what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom
import pytest

from scrub.model.instance import Source
from scrub.stages.read import read
from scrub.stages.verify import _same_value

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20


def of_length(length: int, sample: Path, target: Path) -> Source:
    """Write a frame of one chunk, and what is there too many or another."""
    dataset = pydicom.dcmread(sample / "us-single.dcm")
    dataset.PhotometricInterpretation, dataset.SamplesPerPixel = "MONOCHROME2", 1
    dataset.Rows = dataset.Columns = 1024
    dataset.PixelData = bytes(length)
    dataset.save_as(target)
    return Source(str(target))


@pytest.mark.parametrize(("one", "other"), [(0, 0), (2, 0), (0, 2)])
def test_a_value_with_bytes_too_many_is_not_the_same(
    one: int, other: int, sample: Path, tmp_path: Path
) -> None:
    written = of_length(CHUNK + one, sample, tmp_path / "written")
    original = of_length(CHUNK + other, sample, tmp_path / "original")
    with read(written) as after, read(original) as before:
        assert _same_value(after, before) is (one == other)
