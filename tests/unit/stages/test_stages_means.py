from __future__ import annotations

import numpy as np
import pytest

from scrub.stages.means import FEWEST, WINDOW, Means


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
