from __future__ import annotations

import pytest

from doubles.burning import at
from scrub.masks.places import is_outside, parts, uncovered
from scrub.model.geometry import Rect, join_all

SIZE = (480, 640)


def hulls(*texts: Rect, staying: tuple[Rect, ...] = ()) -> list[Rect]:
    return [join_all(part) for part in parts(texts, *SIZE, staying)]


def test_no_texts_are_in_no_place() -> None:
    assert not parts((), *SIZE)


def test_what_is_near_is_one_place_and_what_is_far_is_another() -> None:
    line = [at(10, 10, 80), at(100, 10, 60), at(10, 28, 90)]
    far = at(500, 440, 100)
    assert hulls(*line, far) == [Rect(10, 10, 160, 44), far]


def test_a_line_along_the_top_and_a_column_at_the_side_are_not_the_whole_frame() -> None:
    line = [at(left, 4, 90) for left in range(0, 600, 100)]
    column = [at(560, top, 70) for top in range(4, 440, 30)]
    found = hulls(*line, *column)
    assert sum(rect.area for rect in found) < 0.2 * 480 * 640
    assert len(found) == 2


def test_four_corners_are_four_places() -> None:
    corners = [at(x, y, 90) for x in (4, 540) for y in (4, 450)]
    assert hulls(*corners) == sorted(corners)


def test_a_place_goes_around_text_that_stays() -> None:
    above, below, between = at(10, 10, 90), at(10, 42, 90), at(10, 26, 90)
    assert hulls(above, below) == [Rect(10, 10, 100, 58)]
    assert hulls(above, below, staying=(between,)) == [above, below]


@pytest.mark.parametrize("rows", [1, 17, 3000])
def test_texts_at_the_very_edge_of_any_frame_have_a_place(rows: int) -> None:
    whole = Rect(0, 0, 2999, rows)
    assert parts([whole], rows, 2999, [whole]) == ((whole,),)


def test_parts_of_a_text_may_be_covered_by_several() -> None:
    rect = at(10, 10, 100)
    assert uncovered(rect, ()) == 1
    assert uncovered(rect, [at(0, 0, 60, 99), at(60, 0, 90, 99)]) == 0
    assert uncovered(rect, [at(0, 0, 60, 99), at(50, 0, 10, 99)]) == 0.5
    assert is_outside(rect, [at(0, 0, 60, 99)])
    assert not is_outside(rect, [at(0, 0, 101, 99)])
