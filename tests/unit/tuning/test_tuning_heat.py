from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.tuning.heat import GONE, counts, heat

ROWS, COLUMNS = 12, 9

rects = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h),
    st.integers(-4, 14),
    st.integers(-4, 14),
    st.integers(1, 12),
    st.integers(1, 12),
)


@given(st.lists(rects, max_size=8))
def test_each_pixel_counts_the_rectangles_that_hold_it(boxes: list[Rect]) -> None:
    held = counts(boxes, ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            pixel = Rect(column, row, column + 1, row + 1)
            assert held[row, column] == sum(box.covers(pixel) for box in boxes)


def test_one_of_many_can_still_be_seen_and_nothing_is_clear() -> None:
    held = np.array([[0, 1, 200]], np.int32)
    shown = heat(held, GONE)
    clear, faint, dense = shown[0, :, 3]
    assert clear == 0
    assert 30 < faint < dense
    assert tuple(shown[0, 2, :3]) == GONE


def test_no_text_is_no_heat() -> None:
    assert not heat(counts([], ROWS, COLUMNS), GONE)[..., 3].any()
