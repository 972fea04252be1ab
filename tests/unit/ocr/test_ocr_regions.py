from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.model.text import TextBox
from scrub.ocr.regions import BOX_SCORE, PROBABILITY, placed, regions, scaled, turned_back
from scrub.ocr.tiling import level_box

ROWS, COLUMNS = 120, 300


def shown(*cores: tuple[Rect, float]) -> np.ndarray:
    probabilities = np.zeros((ROWS, COLUMNS), np.float32)
    for core, value in cores:
        probabilities[core.top : core.bottom, core.left : core.right] = value
    return probabilities


def test_a_region_is_a_box_around_it_with_its_mean_as_score() -> None:
    core = Rect(40, 50, 140, 58)
    (box,) = regions(shown((core, 0.8)))
    assert box.rect.covers(core)
    assert core.grow(10).covers(box.rect)
    assert box.score == pytest.approx(0.8, abs=0.01)


def test_what_is_faint_or_thin_is_no_box() -> None:
    core = Rect(40, 50, 140, 58)
    assert not regions(shown((core, PROBABILITY)))
    assert not regions(shown((core, (PROBABILITY + BOX_SCORE) / 2)))
    assert not regions(shown((Rect(40, 50, 140, 52), 0.9)))


def test_boxes_of_lines_that_nearly_touch_share_no_row() -> None:
    first, second = sorted(
        regions(shown((Rect(40, 40, 240, 48), 0.9), (Rect(40, 51, 240, 59), 0.9))),
        key=lambda box: box.rect.top,
    )
    assert first.rect.bottom <= second.rect.top + 1


def test_lines_that_a_bridge_joins_are_told_apart() -> None:
    lines = [(Rect(40, 40, 240, 48), 0.95), (Rect(40, 56, 240, 64), 0.95)]
    bridge = (Rect(40, 48, 48, 56), 0.3)
    assert len(regions(shown(*lines, bridge))) == 2


@pytest.mark.parametrize("angle", [10, 25, 45, -30])
def test_a_slanted_region_has_a_box_along_it(angle: int) -> None:
    probabilities = np.zeros((300, 300), np.float32)
    corners = cv2.boxPoints(((150.0, 150.0), (180.0, 12.0), float(angle)))
    cv2.fillPoly(probabilities, [np.round(corners).astype(np.int32)], 0.9)
    (box,) = regions(probabilities)
    inside = np.zeros((300, 300), np.uint8)
    cv2.fillPoly(inside, [np.round(np.array(box.corners)).astype(np.int32)], 1)
    assert inside[probabilities > 0].mean() > 0.99
    assert inside.sum() < 4 * (probabilities > 0).sum()


@given(
    st.tuples(st.integers(0, 290), st.integers(0, 110), st.integers(1, 90), st.integers(1, 40)),
    st.sampled_from([0.5, 2 / 3, 1.0, 2.0]),
)
def test_a_scaled_box_is_where_it_was_on_the_scaled_picture(
    sides: tuple[int, int, int, int], factor: float
) -> None:
    left, top, width, height = sides
    box = level_box(Rect(left, top, left + width, top + height), 0.5)
    shape = (round(400 * factor), round(800 * factor))
    again = scaled(box, factor, shape)
    assert again.score == box.score
    for before, after in zip(box.corners, again.corners, strict=True):
        assert after == pytest.approx((before[0] * factor, before[1] * factor), abs=0.01)


@given(st.tuples(st.integers(0, 290), st.integers(0, 110), st.integers(1, 90), st.integers(1, 40)))
def test_a_box_found_on_a_turned_picture_is_turned_back(sides: tuple[int, int, int, int]) -> None:
    left, top, width, height = sides
    picture = np.zeros((ROWS, COLUMNS), np.uint8)
    rect = Rect(left, top, left + width, top + height).clip(ROWS, COLUMNS)
    if rect is None:
        return
    picture[rect.top : rect.bottom, rect.left : rect.right] = 1
    turned = np.rot90(picture)
    rows, columns = np.nonzero(turned)
    seen = Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    assert turned_back(level_box(seen, 0.5), picture.shape).rect == rect


def test_a_box_beside_the_picture_is_none() -> None:
    corners = np.array([(500, 10), (520, 10), (520, 20), (500, 20)], np.float32)
    assert placed(corners, 0.9, (ROWS, COLUMNS)) is None
    assert isinstance(placed(corners - (250, 0), 0.9, (ROWS, COLUMNS)), TextBox)


def test_what_is_beyond_a_box_is_scaled_with_it_and_none_of_it_is_off_the_picture() -> None:
    box = replace(
        level_box(Rect(30, 30, 60, 45), 0.8), beyond=(Rect(15, 30, 30, 45), Rect(60, 30, 90, 45))
    )
    again = scaled(box, 1 / 1.5, (40, 50))
    assert again.beyond == (Rect(10, 20, 20, 30), Rect(40, 20, 50, 30))
