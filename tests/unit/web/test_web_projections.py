from __future__ import annotations

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scrub.web.projections import Projection, Sums

stacks = st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.uint8, (*shape, 3))
)


def sums_of(stack: np.ndarray) -> Sums:
    sums = Sums(*stack.shape[1:3])
    assert all(sums.add(picture) for picture in stack)
    return sums


@given(stacks)
def test_projections_are_what_they_are_of_all_frames_at_once(stack: np.ndarray) -> None:
    sums = sums_of(stack)
    mean = np.rint(stack.astype(float).mean(axis=0))
    assert np.array_equal(sums.picture(Projection.MEAN), mean)
    assert np.array_equal(sums.picture(Projection.MAX), stack.max(axis=0))
    spread = np.ptp(stack.astype(int), axis=0).max(axis=2)
    for color in range(3):
        assert np.array_equal(sums.picture(Projection.SPREAD)[..., color], spread)


@given(stacks)
def test_the_deviation_is_white_where_it_is_largest(stack: np.ndarray) -> None:
    shown = sums_of(stack).picture(Projection.DEVIATION)[..., 0]
    deviation = stack.astype(float).std(axis=0).max(axis=2)
    wanted = deviation * 255 / deviation.max() if deviation.max() > 1e-6 else deviation
    assert np.abs(shown - wanted).max() <= 0.51


@given(stacks)
def test_gray_frames_are_shown_as_they_would_be_in_color(stack: np.ndarray) -> None:
    gray = np.repeat(stack[..., :1], 3, axis=3)
    colored = np.concatenate([stack, gray])
    for projection in Projection:
        one, other = sums_of(gray), Sums(*stack.shape[1:3])
        other._take_color()
        assert all(map(other.add, gray))
        assert np.array_equal(one.picture(projection), other.picture(projection))
        turned = sums_of(np.concatenate([gray, stack])).picture(projection)
        assert np.array_equal(turned, sums_of(colored).picture(projection))


def test_a_frame_of_another_size_is_left_out() -> None:
    sums = Sums(2, 2)
    assert not sums.add(np.zeros((2, 3, 3), np.uint8))
    assert sums.frames == 0


def test_without_a_frame_all_is_dark() -> None:
    for projection in Projection:
        assert not Sums(2, 3).picture(projection).any()


def test_memory_does_not_grow_with_the_frames() -> None:
    picture = np.full((400, 400, 3), 7, np.uint8)
    sums = Sums(400, 400)
    sums.add(picture)
    tracemalloc.start()
    for _ in range(300):
        sums.add(picture)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * picture.nbytes
