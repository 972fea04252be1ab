"""Floating point pixels as an eye would see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from doubles.encoded_frames import NATIVE, image_of
from scrub.model.instance import Polarity
from scrub.pixels.floats import LEVELS, as_integers
from scrub.pixels.render import render

FLOAT = replace(image_of(NATIVE, "MONOCHROME2", (32, 32)), keyword="FloatPixelData")
RAMP = np.linspace(-2.5, 7.5, 400, dtype=np.float32).reshape(20, 20)


@pytest.mark.parametrize("factor", [1e-30, 1e-3, 1.0, 1e30])
def test_a_ramp_is_shown_from_black_to_white_at_any_scale(factor: float) -> None:
    picture = render(RAMP * np.float32(factor), FLOAT)[0]
    assert (picture[0, 0, 0], picture[-1, -1, 0]) == (0, 255)
    assert (np.diff(picture[..., 0].ravel().astype(int)) >= 0).all()


def test_the_widest_range_of_doubles_is_shown() -> None:
    widest = np.finfo(np.float64).max
    stored = np.array([[-widest, 0.0, widest]])
    picture = render(stored, replace(FLOAT, bits_allocated=64, bits_stored=64))[0]
    assert picture[0, :, 0].tolist() == [0, 127, 255]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("level", [-2.5, 7.5])
def test_text_that_is_not_finite_is_seen_on_a_flat_ground(odd: float, level: float) -> None:
    stored = np.full((8, 8), level, np.float32)
    stored[3, 2:6] = odd
    picture = render(stored, FLOAT)[0].astype(int)
    assert abs(picture[3, 3, 0] - picture[0, 0, 0]) > 30


def test_what_is_not_finite_keeps_away_from_what_is() -> None:
    stored = np.array([[0.0, 1.0, np.inf, -np.inf, np.nan]], np.float32)
    levels, _ = as_integers(stored, FLOAT)
    assert levels.tolist()[0][:2] == [0, LEVELS]
    assert levels[0, 4] < levels[0, 3] < 0
    assert levels[0, 2] > LEVELS


def test_a_frame_of_nothing_finite_is_dark() -> None:
    assert not render(np.full((4, 4), np.nan, np.float32), FLOAT)[0].any()


def test_windows_and_polarity_hold() -> None:
    narrow = replace(FLOAT, windows=((2.5, 1.0),))
    full, window = render(RAMP, narrow)
    assert np.ptp(window[9:11].astype(int)) > 4 * np.ptp(full[9:11].astype(int))
    inverse = replace(FLOAT, polarity=Polarity.HIGH_IS_DARK)
    assert np.array_equal(render(RAMP, inverse)[0], 255 - full)


@pytest.mark.parametrize("tiny", [np.finfo(np.float32).smallest_subnormal, 1e-44])
def test_values_too_close_to_be_told_apart_are_flat(tiny: float) -> None:
    stored = np.array([[0.0, tiny]])
    picture = render(stored, replace(FLOAT, bits_allocated=64, bits_stored=64))[0]
    assert picture.shape == (1, 2, 3)
