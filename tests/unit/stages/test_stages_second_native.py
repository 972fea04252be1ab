"""Native frames seen by verifying as pydicom sees them, where the element says they are."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.pixels.utils import iter_pixels

from doubles.made_instances import (
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    Pixels,
    described,
    drawn,
    native_octets,
    natively,
    written,
)
from scrub.errors import CodecError
from scrub.model.instance import Source
from scrub.stages.read import read
from scrub.stages.second_native import is_plain, plain_frames

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 1100
"""Rows and columns of frames that are too large to be held in memory with their file."""

KINDS = [
    Pixels(frames=3),
    Pixels("RGB", frames=2),
    Pixels(allocated=16, stored_or_all=12, signed=1, frames=3),
    Pixels(allocated=32),
    Pixels("RGB", allocated=16, rows=LARGE, columns=LARGE),
    Pixels(rows=LARGE, columns=LARGE, frames=4),
]


def made(pixels: Pixels, folder: Path, syntax: str = EXPLICIT) -> Path:
    octets = native_octets(drawn(pixels), pixels, syntax, "OW")
    return written(natively(described(pixels), octets), folder / "a.dcm", syntax)


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, DEFLATED])
@pytest.mark.parametrize("pixels", KINDS, ids=str)
def test_frames_are_those_that_pydicom_finds(pixels: Pixels, syntax: str, tmp_path: Path) -> None:
    path = made(pixels, tmp_path, syntax)
    with read(Source(str(path))) as instance:
        assert instance.image
        assert is_plain(instance.image)
        seen = list(plain_frames(instance, instance.image))
    # From a file that is deflated as a whole, pydicom reads no pixels; from a data set it does.
    for frame, other in zip(seen, iter_pixels(dcmread(path), raw=True), strict=True):
        assert frame.shape == other.shape
        assert np.array_equal(frame.view(other.dtype), other)


@pytest.mark.parametrize("by", [-2, 2, 1])
def test_a_value_that_is_not_where_its_element_says_is_not_taken_for_it(
    by: int, tmp_path: Path
) -> None:
    with read(Source(str(made(Pixels(), tmp_path)))) as instance:
        assert instance.image
        moved = replace(instance.image, value_offset=instance.image.value_offset + by)
        with pytest.raises(CodecError, match="where it should be"):
            list(plain_frames(instance, moved))


def test_a_value_of_another_length_than_its_element_says_is_not_taken_for_it(
    tmp_path: Path,
) -> None:
    with read(Source(str(made(Pixels(), tmp_path)))) as instance:
        assert instance.image
        length = (instance.image.value_length or 0) - 2
        with pytest.raises(CodecError, match="where it should be"):
            list(plain_frames(instance, replace(instance.image, value_length=length)))


def test_a_value_that_ends_within_a_frame_is_an_error(tmp_path: Path) -> None:
    path = made(Pixels(frames=2), tmp_path)
    with read(Source(str(path))) as instance:
        image = instance.image
    assert image
    path.write_bytes(path.read_bytes()[:-100])
    with path.open("rb") as file:
        cut = replace(instance, stream=file, raw=file)
        with pytest.raises(CodecError, match="as many frames"):
            list(plain_frames(cut, image))


@pytest.mark.parametrize(
    "pixels", [Pixels("RGB", planar=1), Pixels(allocated=1), Pixels("YBR_FULL_422", columns=62)]
)
def test_what_does_not_lie_pixel_by_pixel_is_left_to_others(pixels: Pixels, tmp_path: Path) -> None:
    with read(Source(str(made(pixels, tmp_path)))) as instance:
        assert instance.image
        assert not is_plain(instance.image)


def test_the_tag_is_that_of_the_keyword(tmp_path: Path) -> None:
    path = made(Pixels(), tmp_path)
    octets = path.read_bytes()
    tag = struct.pack("<HH2s", 0x7FE0, 0x0010, b"OW")
    assert octets.count(tag) == 1
    with read(Source(str(path))) as instance:
        assert instance.image
        other = replace(instance.image, keyword="FloatPixelData")
        with pytest.raises(CodecError, match="where it should be"):
            list(plain_frames(instance, other))
