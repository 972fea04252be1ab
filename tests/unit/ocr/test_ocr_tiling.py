from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.model.text import TextBox
from scrub.ocr.tiling import CUT, OVERLAP, SIDE, apart, is_beside, is_new, level_box, merge, tiles

lengths = st.integers(1, 6000)


@st.composite
def boxes(draw: st.DrawFn) -> TextBox:
    left, top = draw(st.integers(0, 80)), draw(st.integers(0, 80))
    width, height = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    rect = Rect(left, top, left + width, top + height)
    return level_box(rect, draw(st.floats(0, 1)))


@given(lengths, lengths)
def test_tiles_cover_the_picture_and_no_more_of_it(rows: int, columns: int) -> None:
    found = list(tiles(rows, columns))
    assert all(tile.clip(rows, columns) == tile for tile in found)
    assert all(max(tile.width, tile.height) <= SIDE for tile in found)
    across = sorted({(tile.left, tile.right) for tile in found})
    down = sorted({(tile.top, tile.bottom) for tile in found})
    assert len(found) == len(across) * len(down)
    for cuts, length in ((across, columns), (down, rows)):
        assert (cuts[0][0], cuts[-1][1]) == (0, length)
        for (_, stop), (start, _) in itertools.pairwise(cuts):
            assert stop - start >= OVERLAP


def test_a_picture_no_larger_than_a_tile_is_one_tile() -> None:
    assert list(tiles(SIDE, 7)) == [Rect(0, 0, 7, SIDE)]


@given(st.lists(boxes(), max_size=8))
def test_every_pixel_that_was_boxed_is_still_boxed_but_for_upright_margins(
    found: list[TextBox],
) -> None:
    merged = merge(found)
    level = [box for box in found if box.rect.height <= 1.5 * box.rect.width]
    for box in level:
        assert sum(m.rect.intersect(box.rect) is not None for m in merged) >= 1
    assert list(merged) == sorted(merged, key=lambda b: (b.rect.top, b.rect.left, b.rect))


def test_a_box_inside_another_goes_and_the_better_score_stays() -> None:
    large, small = Rect(0, 0, 100, 20), Rect(10, 2, 60, 18)
    assert merge([level_box(small, 0.9), level_box(large, 0.6)]) == (level_box(large, 0.9),)


def test_the_halves_of_a_line_cut_by_tiles_are_joined() -> None:
    left, right = Rect(0, 0, 100, 20), Rect(80, 1, 180, 21)
    assert [box.rect for box in merge([level_box(left, 0.5), level_box(right, 0.5)])] == [
        left.join(right)
    ]


def test_the_halves_of_an_upright_line_are_joined() -> None:
    upper, lower = Rect(0, 0, 20, 100), Rect(1, 80, 21, 180)
    assert [box.rect for box in merge([level_box(upper, 0.5), level_box(lower, 0.5)])] == [
        upper.join(lower)
    ]


def test_lines_that_touch_one_above_the_other_stay_two() -> None:
    two = [Rect(0, 0, 100, 20), Rect(0, 17, 100, 37)]
    assert [box.rect for box in merge(level_box(rect, 0.5) for rect in two)] == two


def test_first_letters_below_each_other_are_no_text_of_their_own() -> None:
    level = [Rect(0, top, 100, top + 20) for top in (0, 24, 48)]
    margin = Rect(0, 0, 12, 68)
    merged = merge(level_box(rect, 0.5) for rect in [*level, margin])
    assert [box.rect for box in merged] == level


def test_a_turned_box_is_not_joined_to_a_level_one() -> None:
    turned = TextBox(Rect(70, 0, 130, 60), ((70, 30), (100, 0), (130, 30), (100, 60)), 0.8)
    level = level_box(Rect(0, 20, 90, 40), 0.8)
    assert set(merge([turned, level])) == {turned, level}


def test_lines_that_overlap_are_cut_in_the_middle_between_them() -> None:
    first, second = level_box(Rect(0, 0, 100, 20), 0.9), level_box(Rect(10, 14, 90, 34), 0.8)
    assert [box.rect for box in apart((first, second))] == [
        Rect(0, 0, 100, 17),
        Rect(10, 17, 90, 34),
    ]


def test_lines_beside_each_other_and_one_text_seen_twice_stay_as_they_are() -> None:
    first = level_box(Rect(0, 0, 100, 20), 0.9)
    for other in (Rect(95, 14, 200, 34), Rect(0, 8, 100, 28), Rect(0, 20, 100, 40)):
        pair = (first, level_box(other, 0.9))
        assert apart(pair) == pair


@given(st.lists(boxes(), max_size=8))
def test_no_more_than_margins_are_cut_off(found: list[TextBox]) -> None:
    for before, after in zip(found, apart(found), strict=True):
        assert before.rect.covers(after.rect)
        assert (after.rect.left, after.rect.right) == (before.rect.left, before.rect.right)
        for cut in (after.rect.top - before.rect.top, before.rect.bottom - after.rect.bottom):
            assert cut <= CUT * before.rect.height


def test_what_shows_a_known_line_a_little_larger_is_nothing_new_and_a_longer_line_is() -> None:
    known = [level_box(Rect(10, 10, 110, 26), 0.9)]
    assert not is_new(level_box(Rect(8, 8, 112, 28), 0.95), known)
    assert is_new(level_box(Rect(10, 10, 120, 26), 0.5), known)
    assert is_new(level_box(Rect(10, 26, 110, 42), 0.9), known)


def test_a_slanted_box_says_nothing_of_what_its_rectangle_covers() -> None:
    slanted = TextBox(Rect(0, 0, 100, 100), ((0, 90), (90, 0), (100, 10), (10, 100)), 0.9)
    assert is_new(level_box(Rect(20, 20, 50, 30), 0.9), [slanted])


def test_a_box_across_lines_below_each_other_is_not_beside_them() -> None:
    lines = [level_box(Rect(0, 20 * i, 100, 20 * i + 14), 0.9) for i in range(3)]
    assert not is_beside(level_box(Rect(10, 0, 50, 54), 0.9), lines)
    assert is_beside(level_box(Rect(102, 0, 120, 54), 0.9), lines)
    upright = [level_box(Rect(0, 0, 14, 40), 0.9)]
    assert is_beside(level_box(Rect(0, 0, 14, 100), 0.9), upright), "a piece of it"


def test_what_is_beyond_a_box_stays_with_it_moved_joined_and_cut() -> None:
    left = replace(level_box(Rect(20, 50, 120, 70), 0.8), beyond=(Rect(10, 50, 20, 70),))
    right = replace(level_box(Rect(100, 50, 200, 70), 0.8), beyond=(Rect(200, 50, 230, 70),))
    (line,) = merge((left, right))
    assert sorted(line.beyond) == [Rect(10, 50, 20, 70), Rect(200, 50, 230, 70)]
    assert line.move(5, 7).beyond == tuple(place.move(5, 7) for place in line.beyond)
    below = level_box(Rect(20, 66, 200, 86), 0.8)
    cut, _ = apart((line, below))
    assert cut.rect.bottom < 70
    assert {place.bottom for place in cut.beyond} == {cut.rect.bottom}
    assert sorted(place.left for place in cut.beyond) == [10, 200]
