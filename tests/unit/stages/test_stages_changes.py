from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doubles.printed import put, rect_of
from scrub.model.geometry import Rect
from scrub.stages.changes import (
    BLOCK,
    CHANGED,
    areas_of,
    changed_blocks,
    correlation,
    joined,
    pattern,
)

AT = (40, 60)
BLANK = np.full((160, 240, 3), 40, np.uint8)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 149)), max_size=5))
def test_areas_hold_every_changed_pixel_and_a_block_around(points: list[tuple[int, int]]) -> None:
    before = np.zeros((100, 150, 3), np.uint8)
    after = before.copy()
    for row, column in points:
        after[row, column, (row + column) % 3] = CHANGED + 1
    areas = areas_of(changed_blocks(before, after), 100, 150)
    for row, column in points:
        around = Rect(column, row, column + 1, row + 1).grow(BLOCK).clip(100, 150)
        assert around
        assert any(area.covers(around) for area in areas)
    assert bool(areas) == bool(points)
    apart = joined(areas)
    assert all(any(one.covers(area) for one in apart) for area in areas)
    assert not any(a.intersect(b) for a in apart for b in apart if a != b)


def test_a_pattern_correlates_with_itself_whatever_its_contrast() -> None:
    rect = rect_of("DOE", *AT).grow(4)
    strong, weak = put(BLANK, "DOE", *AT), put(BLANK, "DOE", *AT, value=60)
    assert correlation(pattern(strong, rect), pattern(weak, rect)) > 0.99
    assert correlation(pattern(strong, rect), pattern(BLANK, rect)) == 0
