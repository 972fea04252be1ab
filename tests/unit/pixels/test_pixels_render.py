from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from doubles.encoded_frames import NATIVE, image_of
from scrub.model.instance import Palette, Polarity
from scrub.pixels.render import render

GRAY = image_of(NATIVE, "MONOCHROME2", (16, 16))
RAMP = np.arange(0, 4096, dtype=np.uint16).reshape(64, 64)


def test_the_darkest_is_black_and_the_brightest_white() -> None:
    (picture, *_) = render(RAMP, GRAY)
    assert picture.shape == (64, 64, 3)
    assert (picture[0, 0, 0], picture[-1, -1, 0]) == (0, 255)


def test_monochrome1_is_shown_the_other_way_round() -> None:
    inverse = replace(GRAY, polarity=Polarity.HIGH_IS_DARK)
    assert (render(RAMP, inverse)[0] == 255 - render(RAMP, GRAY)[0]).all()


def test_signed_values_are_shown_from_the_lowest() -> None:
    signed = (RAMP.astype(np.int32) - 2048).astype(np.int16)
    assert (render(signed, replace(GRAY, pixel_representation=1))[0] == render(RAMP, GRAY)[0]).all()


@pytest.mark.parametrize(("width", "views"), [(400.0, 2), (4096.0, 1), (3500.0, 1)])
def test_a_window_narrower_than_the_range_is_another_view(width: float, views: int) -> None:
    pictures = render(RAMP, replace(GRAY, windows=((2048.0, width),)))
    assert len(pictures) == views
    if views > 1:
        assert (pictures[1] == 0).mean() > 0.4


def test_text_of_the_few_values_of_a_window_is_seen_in_its_view() -> None:
    stored = RAMP.copy()
    stored[10:14, 10:40] = 2040
    stored[11, 12:38] = 2060
    full, window = render(stored, replace(GRAY, windows=((2050.0, 40.0),)))
    assert np.ptp(full[10:14, 12:38].astype(int)) < 5
    assert np.ptp(window[10:14, 12:38].astype(int)) > 100


def test_few_levels_of_eight_bits_are_stretched() -> None:
    stored = np.full((4, 4), 7, np.uint8)
    stored[1] = 9
    (picture,) = render(stored, image_of(NATIVE, "MONOCHROME2", (8, 8)))
    assert (picture.min(), picture.max()) == (0, 255)


def test_a_palette_gives_the_colors_and_its_ends_go_on() -> None:
    palette = Palette(5, ((1, 2, 3), (4, 5, 6)))
    image = replace(image_of(NATIVE, "PALETTE COLOR", (8, 8)), palette=palette)
    (picture,) = render(np.array([[0, 5, 6, 200]], np.uint8), image)
    assert picture.tolist() == [[[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]]


def test_luminance_first_is_shown_in_its_colors() -> None:
    colors = np.array([[[255, 0, 0], [0, 200, 30], [90, 90, 90]]], np.uint8)
    stored = np.asarray(cv2.cvtColor(colors, cv2.COLOR_RGB2YCrCb), np.uint8)[..., [0, 2, 1]]
    (picture,) = render(stored, image_of(NATIVE, "YBR_FULL", (8, 8)))
    assert np.abs(picture.astype(int) - colors).max() <= 3
    (same,) = render(colors, image_of(NATIVE, "RGB", (8, 8)))
    assert (same == colors).all()
