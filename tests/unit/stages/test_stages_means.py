from __future__ import annotations

import numpy as np
import pytest

from scrub.model.geometry import Rect
from scrub.stages.means import FEWEST, WINDOW, Means, without


@pytest.mark.parametrize("count", [FEWEST, WINDOW - 1, WINDOW, 3 * WINDOW + 5, 300])
def test_the_mean_of_all_is_that_of_all_and_so_is_each_windows(count: int) -> None:
    frames = np.random.default_rng(count).integers(0, 256, (count, 6, 8, 3), np.uint8)
    means = Means()
    for index, frame in enumerate(frames):
        mean = means.add(frame)
        assert (mean is None) == ((index + 1) % WINDOW != 0)
        if mean is not None:
            assert (mean == np.round(frames[index + 1 - WINDOW : index + 1].mean(axis=0))).all()
    assert means.frames == count
    assert (means.of_all() == np.round(frames.mean(axis=0))).all()


def test_the_brightest_frames_do_not_overflow() -> None:
    means = Means()
    for _ in range(2 * WINDOW):
        means.add(np.full((2, 2, 3), 255, np.uint8))
    mean = means.of_all()
    assert mean is not None
    assert (mean == 255).all()


def test_a_mean_of_few_frames_is_none() -> None:
    means = Means()
    for _ in range(FEWEST - 1):
        means.add(np.zeros((2, 2, 3), np.uint8))
    assert means.of_all() is None


def test_a_mean_without_some_pictures_is_that_of_the_others_where_those_showed_something() -> None:
    others, popped = np.full((4, 6, 3), 40.0), np.full((2, 3, 3), 220, np.uint8)
    rect = Rect(1, 1, 4, 3)
    mean = others.copy()
    mean[1:3, 1:4] = (18 * 40 + 6 * 220) / 24
    rest = without(mean.astype(np.uint8), 24, [(rect, popped, 4), (rect, popped, 2)])
    assert rest is not None
    assert (rest == 40).all()


@pytest.mark.parametrize(("count", "shown"), [(24, 13), (6, 3)])
def test_of_few_other_pictures_there_is_no_mean(count: int, shown: int) -> None:
    mean = np.full((4, 6, 3), 40, np.uint8)
    assert without(mean, count, [(Rect(1, 1, 4, 3), mean[1:3, 1:4], shown)]) is None
