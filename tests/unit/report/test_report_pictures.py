from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.report.pictures import HIGHEST, WIDEST, hit_picture


def decoded(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[..., ::-1].astype(np.uint8)


@given(rows=st.integers(1, 900), columns=st.integers(1, 900), scale=st.floats(0.01, 2))
def test_a_picture_fits_a_report(rows: int, columns: int, scale: float) -> None:
    frame = np.zeros((rows, columns, 3), np.uint8)
    shown = decoded(hit_picture(frame, [Rect(0, 0, columns, rows)], scale))
    assert 1 <= shown.shape[0] <= HIGHEST
    assert 1 <= shown.shape[1] <= WIDEST


def test_the_outline_goes_round_the_place_and_leaves_the_rest() -> None:
    frame = np.full((100, 200, 3), 80, np.uint8)
    frame[20:30, 40:90] = 0
    shown = decoded(hit_picture(frame, [Rect(40, 20, 90, 30)])).astype(int)
    changed = np.abs(shown - frame).max(axis=2) > 8
    assert changed[19, 39:91].all()
    assert changed[30, 39:91].all()
    assert not changed[20:30, 40:90].any()
    assert not changed[32:].any()


@pytest.mark.parametrize("rect", [Rect(-5, -5, 3, 3), Rect(190, 90, 260, 140)])
def test_a_place_that_leaves_the_frame_is_no_error(rect: Rect) -> None:
    assert hit_picture(np.zeros((100, 200, 3), np.uint8), [rect])


def test_the_frame_itself_is_not_drawn_on() -> None:
    frame = np.zeros((50, 60, 3), np.uint8)
    hit_picture(frame, [Rect(5, 5, 20, 20)])
    assert not frame.any()
