from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image

from doubles.every_route import EveryJpegBlocksCodec
from doubles.jpeg_coefficients import empty, judge, read
from doubles.jpeg_scenes import encoded, image, saved, scene
from doubles.jpeg_written import noise, write
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.model.instance import Grid
from scrub.pixels.codecs.jpeg_blocks import quantized_dc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.seams import Codec

CODEC: Codec = EveryJpegBlocksCodec()
YBR_BLACK = (0, 128, 128)
RECTS = (Rect(8, 8, 40, 16), Rect(48, 32, 70, 45))


def decoded(frame: bytes) -> list[NDArray[np.uint8]]:
    """What three decoders make of it."""
    by_cv2 = cv2.imdecode(np.frombuffer(frame, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    assert by_cv2 is not None
    by_pillow = np.asarray(Image.open(io.BytesIO(frame)))
    return [by_pillow, by_cv2.astype(np.uint8), imagecodecs.jpeg8_decode(frame)]


def beyond(grid: Grid, rows: int, columns: int, rects: tuple[Rect, ...]) -> NDArray[np.bool_]:
    """Where the grid promises that nothing changes."""
    kept = np.ones((rows, columns), dtype=np.bool_)
    for rect in rects:
        reach = rect.round_out(grid.reach_columns, grid.reach_rows).grow(grid.reach)
        kept[max(reach.top, 0) : reach.bottom, max(reach.left, 0) : reach.right] = False
    return kept


COLOR = {
    "444": {"subsampling": 0},
    "422": {"subsampling": 1},
    "420": {"subsampling": 2},
    "420 of optimized tables": {"subsampling": 2, "optimize": True, "quality": 30},
    "422 of optimized tables": {"subsampling": 1, "optimize": True, "quality": 60},
    "444 of best quality": {"subsampling": 0, "quality": 100},
    "420 restarting each row": {"subsampling": 2, "restart_marker_rows": 1},
    "422 restarting each MCU": {"subsampling": 1, "restart_marker_blocks": 1},
    "420 restarting each 7 MCUs": {"subsampling": 2, "restart_marker_blocks": 7},
}


@pytest.mark.parametrize("options", COLOR.values(), ids=COLOR)
def test_only_the_blocks_under_the_rects_change_and_they_are_black(options: dict[str, Any]) -> None:
    frame, described = saved(scene(45, 70), **options), image(45, 70, "YBR_FULL_422")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    assert judge(frame, out, RECTS) == []
    assert CODEC.blackout(out, RECTS, YBR_BLACK, described) == out
    for rect in RECTS:
        luma = CODEC.decode(out, described)[rect.top : rect.bottom, rect.left : rect.right, 0]
        assert not luma.any()


@pytest.mark.parametrize("options", COLOR.values(), ids=COLOR)
def test_no_decoder_sees_a_change_beyond_the_reach(options: dict[str, Any]) -> None:
    frame, described = saved(scene(45, 70), **options), image(45, 70, "YBR_FULL_422")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    kept = beyond(CODEC.grid(frame, described), 45, 70, RECTS)
    assert kept.any()
    for before, after in zip(decoded(frame), decoded(out), strict=True):
        assert np.array_equal(before[kept], after[kept])


def test_color_at_full_resolution_is_black_to_the_edge_in_every_decoder() -> None:
    frame, described = saved(scene(45, 70), subsampling=0), image(45, 70, "YBR_FULL")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    assert CODEC.grid(frame, described) == Grid(8, 8, 8, 8, 0)
    for after in decoded(out):
        for rect in RECTS:
            assert not after[rect.top : rect.bottom, rect.left : rect.right].any()


@pytest.mark.parametrize("subsampling", ["411", "440", "420", "422"])
def test_subsampled_color_is_neutral_where_no_decoder_interpolates(subsampling: str) -> None:
    frame = encoded(scene(96, 128), level=90, subsampling=subsampling)
    rect, described = Rect(32, 32, 96, 64), image(96, 128, "YBR_FULL_422")
    out = CODEC.blackout(frame, [rect], YBR_BLACK, described)
    assert judge(frame, out, [rect]) == []
    inside = CODEC.decode(out, described)[rect.top : rect.bottom, rect.left : rect.right]
    assert not inside[..., 0].any()
    assert (inside[1:-1, 1:-1] == YBR_BLACK).all()


@pytest.mark.parametrize(("photometric", "value"), [("MONOCHROME2", 0), ("MONOCHROME1", 255)])
def test_gray_goes_to_the_asked_end_of_its_values(photometric: str, value: int) -> None:
    frame, described = saved(scene(45, 70)[..., 0], quality=40), image(45, 70, photometric)
    out = CODEC.blackout(frame, RECTS, [value], described)
    assert judge(frame, out, RECTS) == []
    for after in (*decoded(out), CODEC.decode(out, described)):
        for rect in RECTS:
            assert (after[rect.top : rect.bottom, rect.left : rect.right] == value).all()


@pytest.mark.parametrize("value", [0, 4095])
@pytest.mark.parametrize("optimize", [False, True])
def test_12_bits_go_to_the_asked_end_of_their_values(value: int, *, optimize: bool) -> None:
    samples = scene(45, 70)[..., 0].astype(np.uint16) * 16
    frame = encoded(samples, level=95, bitspersample=12, optimize=optimize)
    described = image(45, 70, "MONOCHROME2", 12)
    out = CODEC.blackout(frame, RECTS, [value], described)
    assert judge(frame, out, RECTS) == []
    before, after = CODEC.decode(frame, described), CODEC.decode(out, described)
    kept = beyond(CODEC.grid(frame, described), 45, 70, RECTS)
    assert after.dtype == np.uint16
    assert np.array_equal(before[kept], after[kept])
    assert (after[~kept] == value).all()


def test_stored_rgb_is_decoded_as_stored_and_goes_black_in_all_three() -> None:
    picture = scene(45, 70)
    frame = saved(picture, keep_rgb=True, quality=95, subsampling=0)
    described = image(45, 70, "RGB")
    stored = CODEC.decode(frame, described).astype(int)
    assert np.abs(stored - picture).mean() < 4
    out = CODEC.blackout(frame, RECTS, (0, 0, 0), described)
    assert judge(frame, out, RECTS) == []
    for after in decoded(out):
        assert not after[8:16, 8:40].any()


def test_ybr_is_decoded_without_conversion_to_color() -> None:
    gray = np.dstack([scene(45, 70)[..., 0]] * 3)
    samples = CODEC.decode(saved(gray, quality=95), image(45, 70, "YBR_FULL_422"))
    assert samples.dtype == np.uint8
    assert np.abs(samples[..., 1:].astype(int) - 128).max() <= 1


def test_no_rect_leaves_every_byte() -> None:
    frame = saved(scene(45, 70), subsampling=2) + b"\x00"
    assert CODEC.blackout(frame, [], YBR_BLACK, image(45, 70, "YBR_FULL_422")) == frame


def test_restart_intervals_without_a_rect_keep_their_bytes() -> None:
    frame = saved(scene(64, 64), subsampling=0, restart_marker_rows=1)
    out = CODEC.blackout(frame, [Rect(8, 16, 24, 24)], YBR_BLACK, image(64, 64, "YBR_FULL"))
    old, new = (f[f.index(b"\xff\xda") + 14 :].split(b"\xff\xd1") for f in (frame, out))
    assert old[0] == new[0]
    assert old[1].partition(b"\xff\xd2")[2] == new[1].partition(b"\xff\xd2")[2]
    assert old[1] != new[1]


def test_other_segments_and_what_follows_the_image_are_copied() -> None:
    frame = saved(scene(45, 70), comment=b"kept", subsampling=2) + b"\x00"
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, image(45, 70, "YBR_FULL_422"))
    assert b"kept" in out
    assert out.endswith(b"\xff\xd9\x00")


def test_padding_beyond_the_frame_goes_with_the_edge() -> None:
    frame = write(noise(empty(45, 70, 8, [(2, 2), (1, 1), (1, 1)]), seed=4), [[0, 1, 2]])
    rects, described = [Rect(64, 32, 70, 45)], image(45, 70, "YBR_FULL_422")
    luma = read(CODEC.blackout(frame, rects, YBR_BLACK, described)).coefficients[0]
    assert luma.shape[:2] == (6, 10)
    assert np.array_equal(luma[4:, 9], luma[4:, 8])
    assert not luma[4:, 9, 1:].any()


@pytest.mark.parametrize(
    ("sampling", "grid"),
    [
        ("444", Grid(8, 8, 8, 8, 0)),
        ("422", Grid(8, 8, 16, 8, 8)),
        ("420", Grid(8, 8, 16, 16, 8)),
        ("411", Grid(8, 8, 32, 8, 8)),
        ("440", Grid(8, 8, 8, 16, 8)),
    ],
)
def test_the_grid_has_luma_blocks_and_reaches_beyond_color_blocks(
    sampling: str, grid: Grid
) -> None:
    frame = encoded(scene(45, 70), subsampling=sampling)
    assert CODEC.grid(frame, image(45, 70, "YBR_FULL_422")) == grid


def test_sampling_factors_of_a_single_component_mean_nothing() -> None:
    frame = write(noise(empty(45, 70, 8, [(2, 2)]), seed=3), [[0]])
    described = image(45, 70, "MONOCHROME2")
    assert CODEC.grid(frame, described) == Grid(8, 8, 8, 8, 0)
    out = CODEC.blackout(frame, RECTS, [0], described)
    assert judge(frame, out, RECTS) == []


def test_a_progressive_frame_is_refused() -> None:
    frame, described = saved(scene(45, 70), progressive=True), image(45, 70, "YBR_FULL_422")
    for ask in (CODEC.grid, CODEC.decode):
        with pytest.raises(UnsupportedInstanceError, match="progressive"):
            ask(frame, described)
    with pytest.raises(UnsupportedInstanceError, match="progressive"):
        CODEC.blackout(frame, RECTS, YBR_BLACK, described)


def test_an_arithmetic_coded_frame_is_refused() -> None:
    frame = saved(scene(45, 70)).replace(b"\xff\xc0", b"\xff\xc9", 1)
    for ask in (CODEC.grid, CODEC.decode):
        with pytest.raises(UnsupportedInstanceError, match="arithmetic"):
            ask(frame, image(45, 70, "YBR_FULL_422"))


def test_a_frame_too_large_for_its_data_fails_before_anything_is_allocated() -> None:
    frame = saved(scene(45, 70))
    at = frame.index(b"\xff\xc0") + 5
    large = frame[:at] + b"\xff\xf8\xff\xf8" + frame[at + 4 :]
    described = image(0xFFF8, 0xFFF8, "YBR_FULL_422")
    for ask in (CODEC.grid, CODEC.decode):
        with pytest.raises(CodecError, match="truncated"):
            ask(large, described)
    with pytest.raises(CodecError, match="truncated"):
        CODEC.blackout(large, RECTS, YBR_BLACK, described)


def test_what_is_black_already_keeps_every_byte() -> None:
    frame, described = saved(scene(45, 70), subsampling=0), image(45, 70, "YBR_FULL")
    out = CODEC.blackout(frame, RECTS, YBR_BLACK, described)
    end = out.rindex(b"\xff\xd9")
    followed = out[:end] + b"\x2a" + out[end:]
    assert CODEC.blackout(followed, RECTS[:1], YBR_BLACK, described) == followed


def test_a_frame_of_another_size_or_other_components_fails() -> None:
    frame = saved(scene(45, 70))
    for described in (image(45, 71, "YBR_FULL"), image(45, 70, "MONOCHROME2")):
        with pytest.raises(CodecError, match="than its image"):
            CODEC.grid(frame, described)
    with pytest.raises(CodecError, match="black of other"):
        CODEC.blackout(frame, RECTS, [0], image(45, 70, "YBR_FULL"))


def test_pixels_of_two_samples_are_refused() -> None:
    frame = write(empty(16, 16, 8, [(1, 1), (1, 1)]), [[0, 1]])
    with pytest.raises(UnsupportedInstanceError, match="neither one sample nor three"):
        CODEC.grid(frame, replace(image(16, 16, "RGB"), samples_per_pixel=2))


def test_what_libjpeg_cannot_decode_fails() -> None:
    frame = saved(scene(45, 70), subsampling=0)
    at = frame.index(b"\xff\xc4") + 5
    with pytest.raises(CodecError, match="libjpeg"):
        CODEC.decode(frame[:at] + b"\x05\x01\x00" + frame[at + 3 :], image(45, 70, "YBR_FULL"))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_frame_fails(share: float) -> None:
    frame, described = saved(scene(45, 70)), image(45, 70, "YBR_FULL_422")
    cut = frame[: int(len(frame) * share)]
    for part in (cut, cut + b"\xff\xd9"):
        with pytest.raises(CodecError):
            CODEC.blackout(part, RECTS, YBR_BLACK, described)


@pytest.mark.parametrize(
    ("value", "precision", "step", "dc"),
    [
        (0, 8, 1, -1024),
        (0, 8, 3, -342),
        (0, 12, 16, -1024),
        (255, 8, 1, 1016),
        (255, 8, 3, 339),
        (4095, 12, 7, 2340),
        (128, 8, 5, 0),
        (2048, 12, 5, 0),
        (130, 8, 5, 3),
        (1, 8, 255, -4),
    ],
)
def test_dc_is_the_nearest_and_saturates_at_the_ends(
    value: int, precision: int, step: int, dc: int
) -> None:
    assert quantized_dc(value, precision, step) == dc
