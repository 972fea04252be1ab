from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.ocr.fusion import continued, more_of, upright_joined
from scrub.ocr.regions import placed
from scrub.ocr.shapes import length, thickness
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from scrub.model.text import TextBox

SHAPE = 200, 300


def at(left: int, top: int, right: int, bottom: int, score: float = 0.8) -> TextBox:
    return level_box(Rect(left, top, right, bottom), score)


LINE = at(20, 50, 120, 64)


def rects(boxes: tuple[TextBox, ...]) -> list[Rect]:
    return [box.rect for box in boxes]


@pytest.mark.parametrize("seen", [LINE, at(18, 48, 122, 66), at(40, 51, 90, 63)])
def test_what_two_views_show_is_one_box_as_the_first_drew_it(seen: TextBox) -> None:
    assert more_of((LINE,), (seen,), SHAPE) == (LINE,)


def test_what_only_the_second_view_shows_is_there_too() -> None:
    other = at(20, 90, 60, 104)
    assert more_of((LINE,), (other,), SHAPE) == (LINE, other)


def test_a_line_seen_longer_is_one_line_with_the_surer_score() -> None:
    (line,) = more_of((LINE,), (at(60, 49, 190, 65, 0.9),), SHAPE)
    assert (line.rect, line.score) == (Rect(20, 49, 190, 65), 0.9)


def test_a_box_over_two_lines_that_are_known_is_none() -> None:
    below = at(20, 66, 120, 80)
    assert more_of((LINE, below), (at(18, 49, 150, 81),), SHAPE) == (LINE, below)


def test_a_thick_box_beside_a_line_is_kept_as_it_is() -> None:
    thick = at(110, 30, 200, 84)
    assert rects(more_of((LINE,), (thick,), SHAPE)) == [LINE.rect, thick.rect]


boxes = st.builds(
    lambda x, y, w, h: at(x, y, x + w, y + h),
    st.integers(0, 220),
    st.integers(0, 160),
    st.integers(8, 80),
    st.integers(6, 40),
)


@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_nothing_known_is_lost(known: list[TextBox], seen: list[TextBox]) -> None:
    kept = more_of(tuple(known), seen, SHAPE)
    assert all(any(box.rect.covers(one.rect) for box in kept) for one in known)


UPRIGHT = at(50, 40, 64, 120)


@pytest.mark.parametrize("part", [at(51, 118, 63, 132), at(49, 24, 65, 41), at(50, 128, 64, 140)])
def test_what_goes_on_an_upright_line_is_part_of_it(part: TextBox) -> None:
    (line,) = upright_joined((part, UPRIGHT))
    assert line.rect == UPRIGHT.rect.join(part.rect)


@pytest.mark.parametrize(
    "other", [at(66, 40, 80, 120), at(50, 140, 64, 152), at(50, 122, 120, 136), LINE]
)
def test_what_stands_beside_an_upright_line_or_far_from_it_is_not(other: TextBox) -> None:
    assert sorted(rects(upright_joined((UPRIGHT, other)))) == sorted([UPRIGHT.rect, other.rect])


def test_level_lines_below_each_other_are_no_upright_line() -> None:
    stack = tuple(at(20, 50 + 16 * n, 80, 64 + 16 * n) for n in range(4))
    assert sorted(rects(upright_joined(stack))) == sorted(rects(stack))


def slanting(left: float, top: float, length: float, angle: float, thick: float = 14) -> TextBox:
    """Return a box that begins there and runs down to the right at an angle, in degrees."""
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    across = np.array([-along[1], along[0]])
    start = np.array([left, top])
    ends = (start, start + length * along)
    corners = [*ends, ends[1] + thick * across, ends[0] + thick * across]
    box = placed(np.array(corners, np.float32), 0.8, SHAPE)
    assert box
    return box


@pytest.mark.parametrize("angle", [0, 12, 25, 60])
def test_boxes_that_overlap_on_one_line_are_one_at_any_angle(angle: float) -> None:
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    second = np.array([60, 10]) + 45 * along
    (line,) = continued(
        (slanting(60, 10, 50, angle), slanting(float(second[0]), float(second[1]), 60, angle))
    )
    assert thickness(line) < 18
    assert length(line) > 100


@pytest.mark.parametrize(
    "other",
    [at(20, 58, 120, 72), at(110, 50, 180, 80), at(60, 45, 74, 120), at(30, 52, 44, 59)],
)
def test_lines_that_touch_and_boxes_of_another_size_stay_apart(other: TextBox) -> None:
    assert sorted(rects(continued((LINE, other)))) == sorted([LINE.rect, other.rect])


@given(st.lists(boxes, max_size=7))
def test_all_that_was_boxed_stays_boxed(seen: list[TextBox]) -> None:
    kept = continued(seen)
    assert all(any(line.rect.covers(box.rect) for line in kept) for box in seen)


def test_what_is_beyond_the_parts_is_beyond_the_line_at_any_angle() -> None:
    before, after = Rect(0, 50, 20, 64), Rect(190, 49, 200, 65)
    first, second = replace(LINE, beyond=(before,)), replace(at(110, 49, 190, 65), beyond=(after,))
    for joined in (continued((first, second)), more_of((first,), (second,), SHAPE)):
        assert sorted(joined[0].beyond) == [before, after]
    upright = replace(at(50, 20, 64, 120), beyond=(before,)), at(50, 125, 64, 140)
    assert upright_joined(upright)[0].beyond == (before,)
    slanted = [
        placed(np.array(corners, np.float32), 0.8, SHAPE)
        for corners in (
            ((20, 60), (100, 30), (105, 44), (25, 74)),
            ((90, 34), (170, 4), (175, 18), (95, 48)),
        )
    ]
    assert all(slanted)
    (line,) = continued(replace(box, beyond=(after,)) for box in slanted if box)
    assert line.beyond == (after, after)


def aslant(start: float, stop: float, aside: float = 0.0, score: float = 0.7) -> TextBox:
    """A box 16 thick on a line that falls by 20 degrees, so far along it and beside it."""
    along = np.array([np.cos(np.radians(20)), np.sin(np.radians(20))])
    across = np.array([-along[1], along[0]])
    left, top = ((20, 40) + start * along + (aside - 8) * across).tolist()
    return replace(slanting(left, top, stop - start, 20, 16), score=score)


def test_words_that_follow_each_other_aslant_are_one_line() -> None:
    (line,) = continued([aslant(0, 80), aslant(100, 150, score=0.9)])
    assert length(line) == pytest.approx(150, abs=1)
    assert thickness(line) == pytest.approx(16, abs=1)
    assert line.score == 0.9


def test_so_is_a_short_one_that_is_drawn_level() -> None:
    word = aslant(95, 120)
    (line,) = continued([aslant(0, 80), level_box(word.rect, 0.7)])
    assert length(line) >= 118
    assert thickness(line) == pytest.approx(16, abs=1)


@pytest.mark.parametrize(
    "other",
    [
        aslant(110, 160),
        aslant(100, 150, aside=8),
        aslant(100, 150, score=0.5),
        aslant(0, 80, aside=17),
    ],
)
def test_what_is_far_away_beside_it_or_faint_is_another_line(other: TextBox) -> None:
    assert len(continued([aslant(0, 80), other])) == 2


def test_words_of_a_level_line_wait_to_be_read() -> None:
    boxes = at(20, 50, 120, 64), at(134, 50, 180, 64)
    assert continued(boxes) == boxes
