from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from doubles.every_route import EveryJpegBlocksCodec
from doubles.jpeg_coefficients import empty, judge
from doubles.jpeg_scenes import image, saved, scene
from doubles.jpeg_written import noise, write
from scrub.errors import UnsupportedInstanceError
from scrub.model.geometry import Rect

CODEC = EveryJpegBlocksCodec()
YBR_BLACK = (0, 128, 128)
RECTS = (Rect(8, 8, 40, 16), Rect(48, 32, 70, 45))

SCANS = {
    "one scan": [[0, 1, 2]],
    "a scan for each": [[0], [1], [2]],
    "color in a scan of its own": [[0], [1, 2]],
    "color first": [[2, 1], [0]],
}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("spare", [0, 1, 2])
@pytest.mark.parametrize("scans", SCANS.values(), ids=SCANS)
def test_tables_get_the_codes_that_black_needs(
    scans: list[list[int]], spare: int, *, shared: bool
) -> None:
    picture = noise(empty(45, 70, 8, [(2, 2), (1, 1), (1, 1)]), seed=spare)
    picture.coefficients[0][..., 0] = 3
    frame = write(picture, scans, interval=4, spare=spare, shared=shared)
    described = image(45, 70, "YBR_FULL_422")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    assert judge(frame, out, RECTS) == []
    assert CODEC.blackout(out, RECTS, YBR_BLACK, described) == out
    opened = np.asarray(Image.open(io.BytesIO(out)))
    assert np.array_equal(opened, imagecodecs.jpeg8_decode(out))
    assert not CODEC.decode(out, described)[8:16, 8:40, 0].any()


def test_tables_that_have_the_codes_stay() -> None:
    frame, described = saved(scene(45, 70), subsampling=2), image(45, 70, "YBR_FULL_422")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    scan = frame.index(b"\xff\xda")
    assert out[: scan + 14] == frame[: scan + 14]


def test_a_table_of_no_end_of_block_gets_one() -> None:
    picture = noise(empty(16, 16, 8, [(1, 1)]), seed=1, density=1)
    picture.coefficients[0][..., 63] = 5
    frame, rects = write(picture, [[0]]), [Rect(8, 0, 16, 8)]
    out = CODEC.blackout(frame, rects, [0], image(16, 16, "MONOCHROME2"))
    assert judge(frame, out, rects) == []
    assert not CODEC.decode(out, image(16, 16, "MONOCHROME2"))[:8, 8:].any()


def test_a_table_with_no_room_for_an_end_of_block_is_refused() -> None:
    picture = empty(16, 16, 8, [(1, 1)])
    picture.coefficients[0][:] = 1
    picture.coefficients[0][0, 0, 1] = 2
    frame = write(picture, [[0]], spare=0)
    with pytest.raises(UnsupportedInstanceError, match="room"):
        CODEC.blackout(frame, [Rect(0, 0, 8, 8)], [0], image(16, 16, "MONOCHROME2"))


def test_a_later_scan_keeps_the_tables_it_was_coded_with() -> None:
    picture = empty(24, 24, 8, [(1, 1), (1, 1), (1, 1)])
    for values in picture.coefficients:
        values[..., 0] = 1
        values[1, 1, 5] = 3
    frame, described = write(picture, [[0], [1], [2]], spare=0), image(24, 24, "YBR_FULL")
    rects = [Rect(8, 8, 16, 16)]
    out = CODEC.blackout(frame, rects, YBR_BLACK, described)
    assert out.count(b"\xff\xc4") == frame.count(b"\xff\xc4") + 2
    assert judge(frame, out, rects) == []
