"""Whatever the frame and the rects: what is under them is black, all else is as it was."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from doubles.every_route import EveryJpegBlocksCodec
from doubles.jpeg_coefficients import empty, judge
from doubles.jpeg_scenes import image as described_as
from doubles.jpeg_written import noise, write
from scrub.errors import InstanceError
from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

CODEC = EveryJpegBlocksCodec()


def image(rows: int, columns: int, samples: int, bits: int = 8) -> ImagePixel:
    return described_as(rows, columns, "YBR_FULL_422" if samples == 3 else "MONOCHROME2", bits)


sizes = st.tuples(st.integers(1, 50), st.integers(1, 50))
encodings = st.fixed_dictionaries(
    {"quality": st.sampled_from([5, 30, 75, 95, 100]), "subsampling": st.integers(0, 2)},
    optional={
        "optimize": st.booleans(),
        "restart_marker_blocks": st.integers(1, 9),
        "restart_marker_rows": st.just(1),
    },
)
writings = st.fixed_dictionaries(
    {"interval": st.integers(0, 5), "spare": st.integers(0, 3), "shared": st.booleans()}
)
samplings = st.sampled_from(
    [
        [(1, 1)],
        [(2, 2)],
        [(1, 1), (1, 1), (1, 1)],
        [(2, 1), (1, 1), (1, 1)],
        [(2, 2), (1, 1), (1, 1)],
        [(4, 1), (1, 1), (1, 1)],
        [(1, 2), (1, 1), (1, 1)],
        [(2, 2), (2, 1), (1, 2)],
        [(2, 2), (2, 2), (1, 1)],
    ]
)


@st.composite
def cells(draw: st.DrawFn, rows: int, columns: int) -> tuple[Rect, ...]:
    """Rects on the 8 x 8 grid, clipped to the frame."""
    rects = []
    for _ in range(draw(st.integers(1, 3))):
        left = 8 * draw(st.integers(0, (columns - 1) // 8))
        top = 8 * draw(st.integers(0, (rows - 1) // 8))
        right = min(left + 8 * draw(st.integers(1, 4)), columns)
        rects.append(Rect(left, top, right, min(top + 8 * draw(st.integers(1, 4)), rows)))
    return tuple(rects)


def check(frame: bytes, rects: tuple[Rect, ...], described: ImagePixel) -> None:
    """Judge coefficients, then samples as one decoder has them."""
    half = 1 << (described.bits_stored - 1)
    black = (0, half, half)[: described.samples_per_pixel]
    out = CODEC.blackout(frame, rects, black, described)
    assert judge(frame, out, rects) == []
    assert CODEC.blackout(out, rects, black, described) == out
    before, after = CODEC.decode(frame, described), CODEC.decode(out, described)
    grid = CODEC.grid(frame, described)
    changed = (before != after).reshape(*before.shape[:2], -1).any(axis=-1)
    for rect in rects:
        first = after.reshape(*after.shape[:2], -1)[..., 0]
        assert not first[rect.top : rect.bottom, rect.left : rect.right].any()
        reach = rect.round_out(grid.reach_columns, grid.reach_rows).grow(grid.reach)
        changed[max(reach.top, 0) : reach.bottom, max(reach.left, 0) : reach.right] = False
    assert not changed.any()


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=sizes, encoding=encodings, gray=st.booleans(), seed=st.integers(0, 99))
def test_frames_of_an_encoder_change_under_the_rects_only(
    data: st.DataObject, size: tuple[int, int], encoding: dict[str, Any], seed: int, *, gray: bool
) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    picture[: size[0] // 2] //= 16
    out = io.BytesIO()
    Image.fromarray(picture[..., 0] if gray else picture).save(out, "JPEG", **encoding)
    check(out.getvalue(), data.draw(cells(*size)), image(*size, 1 if gray else 3))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=sizes, sampling=samplings, writing=writings, seed=st.integers(0, 99))
def test_any_order_of_scans_and_any_tables_will_do(
    data: st.DataObject,
    size: tuple[int, int],
    sampling: list[tuple[int, int]],
    writing: dict[str, Any],
    seed: int,
) -> None:
    picture = noise(empty(*size, 8, sampling), seed)
    for values in picture.coefficients:
        # So that a full table has its end of block.
        values[0, 0] = 0
    scans = [[0], [2, 1]] if len(sampling) == 3 and seed % 2 else [list(range(len(sampling)))]
    check(write(picture, scans, **writing), data.draw(cells(*size)), image(*size, len(sampling)))


@settings(max_examples=20, deadline=None)
@given(data=st.data(), size=sizes, level=st.integers(20, 100), optimize=st.booleans())
def test_12_bits_change_under_the_rects_only(
    data: st.DataObject, size: tuple[int, int], level: int, *, optimize: bool
) -> None:
    picture = np.random.default_rng(level).integers(0, 4096, size, dtype=np.uint16)
    frame = imagecodecs.jpeg8_encode(picture, level=level, bitspersample=12, optimize=optimize)
    check(bytes(frame), data.draw(cells(*size)), image(*size, 1, 12))


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.floats(0.05, 1),
    restarts=st.integers(0, 3),
)
def test_broken_bytes_raise_nothing_but_our_errors(
    changes: list[tuple[float, int]], cut: float, restarts: int
) -> None:
    frame = bytearray(
        write(noise(empty(30, 40, 8, [(2, 1), (1, 1), (1, 1)]), 7), [[0, 1, 2]], interval=restarts)
    )
    for where, value in changes:
        frame[int(where * (len(frame) - 1))] = value
    described = image(30, 40, 3)
    part = bytes(frame[: int(cut * len(frame))]) if cut < 0.9 else bytes(frame)
    try:
        out = CODEC.blackout(part, [Rect(8, 8, 24, 16)], (0, 128, 128), described)
    except InstanceError:
        return
    assert out
