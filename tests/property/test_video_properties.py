"""Damaged videos: decoded, or an error of ours; never another, and never without end."""

from __future__ import annotations

import time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.videos import H264, HEVC, MPEG2, Coding, coded, saved_video, scene, video_dataset
from scrub.errors import InstanceError
from scrub.pixels.frames import frames_of
from scrub.pixels.video.entrance import write_video
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

COUNT, ROWS, COLUMNS = 6, 48, 64
LONGEST = 5.0
KINDS = (
    (MPEG2, Coding("mpeg2video")),
    (MPEG2, Coding("mpeg2video", "vob")),
    (MPEG2, Coding("mpeg2video", "mpeg2video")),
    (H264, Coding(options={"bf": "2"})),
    (H264, Coding(container="mp4", sound=True)),
    (H264, Coding(container="h264")),
    (HEVC, Coding("libx265", options={"x265-params": "log-level=none"})),
    (HEVC, Coding("libx265", "mp4", options={"x265-params": "log-level=none"})),
)


@cache
def video(number: int) -> bytes:
    return coded(scene(COUNT, ROWS, COLUMNS), KINDS[number][1])


def damaged(octets: bytes, seed: int) -> bytes:
    random = np.random.default_rng(seed)
    body = bytearray(octets)
    at, length = int(random.integers(len(body))), int(random.integers(1, 300))
    match int(random.integers(6)):
        case 0:
            for place in random.integers(0, len(body), random.integers(1, 30)):
                body[place] ^= 1 << int(random.integers(8))
        case 1:
            body[at : at + length] = random.bytes(len(body[at : at + length]))
        case 2:
            body = body[:at]
        case 3:
            body[at : at + length] = bytes(len(body[at : at + length]))
        case 4:
            body[at:at] = body[at : at + length]
        case _:
            body[at:at] = random.bytes(length)
    return bytes(body)


def take(octets: bytes, syntax: str, path: Path) -> None:
    """Decode and write it, or end in an error of ours."""
    since = time.perf_counter()
    source = saved_video(video_dataset(octets, ROWS, COLUMNS, COUNT), path, syntax)
    try:
        with read(source) as instance:
            assert instance.image
            found = frames_of(instance.stream, instance.image)
            sizes = {len(found.frame(index)) for index in range(COUNT)}
            assert sizes == {ROWS * COLUMNS * 3 // 2}
            write_video(BytesIO(), instance.image, instance.stream, None)
            write_video(BytesIO(), instance.image, instance.stream, lambda _, picture: picture)
    except InstanceError:
        pass
    assert time.perf_counter() - since < LONGEST


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, len(KINDS) - 1), seed=st.integers(0, 2**32))
def test_a_damaged_video_is_an_error_of_ours_or_none(
    number: int, seed: int, tmp_path: Path
) -> None:
    take(damaged(video(number), seed), KINDS[number][0], tmp_path / "a.dcm")


@pytest.mark.slow
def test_damaged_videos_for_three_minutes(tmp_path: Path) -> None:
    until = time.monotonic() + 180
    seed = 0
    while time.monotonic() < until:
        number = seed % len(KINDS)
        take(damaged(video(number), seed), KINDS[number][0], tmp_path / "a.dcm")
        seed += 1
