from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.report.pictures import (
    CROP_HIGHEST,
    CROP_WIDEST,
    HIGHEST,
    LARGEST_CROP,
    LARGEST_FRAME,
    WIDEST,
    crop,
    filled,
    small_frame,
)

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_DICE = np.random.default_rng(5)
NOISE = _DICE.integers(0, 255, (500, 700, 3), np.uint8)


def decoded(jpeg: bytes) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[..., ::-1].astype(np.uint8)


@given(rows=st.integers(1, 900), columns=st.integers(1, 900))
def test_a_frame_fits_a_report_and_a_crop_fits_a_line(rows: int, columns: int) -> None:
    frame = np.zeros((rows, columns, 3), np.uint8)
    shown = decoded(small_frame(frame))
    assert 1 <= shown.shape[0] <= HIGHEST
    assert 1 <= shown.shape[1] <= WIDEST
    made = crop(frame, Rect(0, 0, columns, rows))
    assert made
    part = decoded(made[0])
    assert 1 <= part.shape[0] <= CROP_HIGHEST
    assert 1 <= part.shape[1] <= CROP_WIDEST


def test_even_noise_takes_no_more_than_it_may() -> None:
    assert len(small_frame(NOISE)) <= LARGEST_FRAME
    made = crop(NOISE, Rect(100, 100, 300, 150))
    assert made
    assert len(made[0]) <= LARGEST_CROP


def test_nothing_of_what_was_in_a_filled_place_is_in_its_pictures() -> None:
    rect = Rect(110, 120, 290, 150)
    other = NOISE.copy()
    other[rect.top : rect.bottom, rect.left : rect.right] = 255
    one, two = filled(NOISE, [rect]), filled(other, [rect])
    assert crop(one, rect) == crop(two, rect)
    assert small_frame(one) == small_frame(two)
    assert crop(NOISE, rect) != crop(one, rect)


def test_a_crop_shows_what_is_round_its_place() -> None:
    frame = np.full((300, 400, 3), 200, np.uint8)
    rect = Rect(100, 100, 160, 120)
    made = crop(filled(frame, [rect]), rect)
    assert made
    jpeg, seen = made
    assert seen.covers(rect)
    shown = decoded(jpeg)
    assert shown.shape[:2] == (seen.height, seen.width)
    assert shown[:4].min() > 180
    middle = shown[rect.top - seen.top + 4 : rect.bottom - seen.top - 4, 40:-40]
    assert middle.max() < 30


@pytest.mark.parametrize("rect", [Rect(-5, -5, 3, 3), Rect(390, 290, 460, 340)])
def test_a_place_that_leaves_the_frame_is_cut_off(rect: Rect) -> None:
    made = crop(np.zeros((300, 400, 3), np.uint8), rect)
    assert made
    assert Rect(0, 0, 400, 300).covers(made[1])
    assert filled(np.ones((300, 400, 3), np.uint8), [rect]).min() == 0


def test_a_place_outside_the_frame_has_no_crop() -> None:
    frame = np.ones((30, 40, 3), np.uint8)
    assert crop(frame, Rect(50, 0, 60, 10)) is None
    assert np.array_equal(filled(frame, [Rect(50, 0, 60, 10)]), frame)


def test_the_frame_itself_is_not_drawn_on() -> None:
    frame = np.ones((50, 60, 3), np.uint8)
    filled(frame, [Rect(5, 5, 20, 20)])
    assert frame.min() == 1


def test_a_gray_frame_is_a_frame() -> None:
    assert decoded(small_frame(np.full((50, 60), 90, np.uint8))).shape == (50, 60, 3)
