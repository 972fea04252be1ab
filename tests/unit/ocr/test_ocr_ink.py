from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.ocr.ink import gap_between, lines_of, tight
from scrub.ocr.margin import KEPT

if TYPE_CHECKING:
    from scrub.seams import Picture


def paper(rows: int = 60, columns: int = 120, shade: int = 40) -> Picture:
    return np.full((rows, columns, 3), shade, np.uint8)


def inked(picture: Picture, *rects: Rect, shade: int = 220) -> Picture:
    for rect in rects:
        picture[rect.top : rect.bottom, rect.left : rect.right] = shade
    return picture


@pytest.mark.parametrize(("background", "ink"), [(40, 220), (220, 40), (0, 12), (250, 60)])
def test_a_box_is_drawn_tight_around_the_ink_and_a_little_is_kept(
    background: int, ink: int
) -> None:
    letters = Rect(30, 20, 80, 34)
    picture = inked(paper(shade=background), letters, shade=ink)
    assert tight(picture, Rect(20, 11, 90, 43)) == letters.grow(KEPT)


@pytest.mark.parametrize("line", ["level", "upright"])
def test_ink_much_fainter_than_what_stands_beside_it_is_not_cut_off(line: str) -> None:
    faint, bright = Rect(14, 20, 60, 30), Rect(64, 18, 90, 30)
    picture = inked(inked(paper(shade=200), faint, shade=150), bright, shade=0)
    box = Rect(8, 12, 95, 38)
    if line == "upright":
        picture = np.ascontiguousarray(picture.transpose(1, 0, 2))
        faint, box = (Rect(r.top, r.left, r.bottom, r.right) for r in (faint, box))
    assert tight(picture, box).covers(faint)


def speckled(picture: Picture, shade: int) -> Picture:
    """Return a picture with grains of up to this shade on its right part, from column 70 on."""
    rng = np.random.default_rng(3)
    grains = rng.integers(0, shade, (picture.shape[0], 50, 1), np.uint8)
    picture[:, 70:] = np.maximum(picture[:, 70:], grains)
    return picture


LETTERS = tuple(Rect(left, 20, left + 7, 40) for left in range(20, 92, 9))
"""A word of eight bars, which ends at column 90."""


def test_a_large_word_that_runs_onto_speckle_ends_where_its_color_does() -> None:
    picture = inked(speckled(paper(shade=0), 190), *LETTERS, shade=255)
    word, box = Rect(20, 20, 90, 40), Rect(14, 14, 98, 46)
    assert tight(picture, box, is_read=True) == word.grow(KEPT)
    assert tight(picture, box) != word.grow(KEPT)
    assert tight(picture, box).covers(word.grow(KEPT))


def test_it_does_not_where_the_speckle_is_as_bright_or_the_word_is_small() -> None:
    bright = inked(speckled(paper(shade=0), 255), *LETTERS, shade=255)
    assert tight(bright, Rect(14, 14, 98, 46), is_read=True).right == 98
    small = tuple(Rect(r.left, 20, r.right, 30) for r in LETTERS)
    picture = inked(speckled(paper(shade=0), 190), *small, shade=255)
    assert tight(picture, Rect(14, 15, 98, 36), is_read=True).right == 98


@pytest.mark.parametrize(
    "brighter",
    [Rect(16, 41, 96, 44), Rect(20, 20, 50, 40)],
    ids=["a rule below", "the first half of it"],
)
def test_where_something_else_is_brighter_nothing_of_a_word_is_cut_off(brighter: Rect) -> None:
    picture = inked(paper(shade=0), *LETTERS, shade=150)
    picture = inked(speckled(picture, 100), brighter, shade=255)
    assert tight(picture, Rect(14, 14, 98, 46), is_read=True).covers(Rect(20, 20, 90, 40))


def test_a_trace_that_runs_through_a_word_and_is_darker_is_not_taken_for_it() -> None:
    picture = inked(paper(shade=220), *LETTERS, shade=150)
    picture = inked(
        picture, Rect(10, 41, 110, 44), Rect(40, 24, 42, 44), Rect(70, 24, 72, 44), shade=0
    )
    assert tight(picture, Rect(14, 14, 98, 46), is_read=True).covers(Rect(20, 20, 90, 40))


def test_a_part_that_seems_empty_is_not_cut_off_beyond_the_widest_margin() -> None:
    picture = inked(paper(), Rect(60, 30, 66, 34))
    box = Rect(10, 20, 110, 44)
    assert tight(picture, box).covers(Rect(34, 28, 86, 36))


@pytest.mark.parametrize("at", ["top", "left"])
def test_a_line_at_the_edge_of_the_picture_keeps_all_of_its_ink(at: str) -> None:
    line, other = Rect(4, 1, 60, 8), Rect(30, 14, 50, 20)
    picture, box = inked(paper(), line, other), Rect(0, 0, 66, 15)
    if at == "left":
        picture = np.ascontiguousarray(picture.transpose(1, 0, 2))
        line, box = (Rect(r.top, r.left, r.bottom, r.right) for r in (line, box))
    assert tight(picture, box).covers(line)


def test_a_neighbor_that_reaches_in_is_left_out() -> None:
    picture = inked(paper(), Rect(30, 20, 80, 34), Rect(34, 4, 70, 13), Rect(40, 41, 60, 50))
    assert tight(picture, Rect(26, 11, 86, 43)) == Rect(28, 18, 82, 36)


def test_a_box_without_ink_stays_as_it_is() -> None:
    assert tight(paper(), Rect(5, 5, 50, 25)) == Rect(5, 5, 50, 25)


def test_over_anatomy_as_bright_as_the_text_nothing_is_cut_off() -> None:
    picture = inked(paper(), Rect(30, 20, 80, 34), Rect(10, 0, 100, 60))
    box = Rect(18, 10, 95, 45)
    assert tight(picture, box) == box


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(2, 40))
def test_a_tight_box_lies_in_the_box_and_has_all_of_what_stands_out(
    seed: int, width: int, height: int
) -> None:
    rng = np.random.default_rng(seed)
    box = Rect(10, 8, 70, 50)
    letters = Rect(14, 15, 14 + width, 15 + min(height, 28))
    picture = inked(paper(), letters)
    picture += rng.integers(0, 8, picture.shape, np.uint8)
    drawn = tight(picture, box)
    assert box.covers(drawn)
    assert drawn.covers(letters)


def test_lines_are_told_apart_by_empty_rows_from_the_top() -> None:
    lines = [Rect(10, 8, 90, 20), Rect(10, 24, 70, 36), Rect(10, 40, 110, 52)]
    assert lines_of(inked(paper(), *lines)) == tuple(line.grow(KEPT) for line in lines)


def test_the_dot_of_an_i_is_not_a_line() -> None:
    dot, stem = Rect(20, 10, 24, 13), Rect(20, 14, 24, 26)
    assert lines_of(inked(paper(), dot, stem)) == (dot.join(stem).grow(KEPT),)


def test_the_gap_between_two_letters_is_the_widest_place_without_ink() -> None:
    strip = inked(paper(20, 100), Rect(10, 4, 30, 16), Rect(33, 4, 40, 16), Rect(60, 4, 90, 16))
    assert gap_between(strip, 0.2, 0.75) == pytest.approx((0.5, 0.5), abs=0.01)


def test_a_gap_is_found_though_the_letter_before_it_was_seen_late() -> None:
    letters = [Rect(10, 4, 18, 16), Rect(20, 4, 28, 16), Rect(38, 4, 46, 16), Rect(48, 4, 56, 16)]
    strip = inked(paper(20, 100), *letters)
    assert gap_between(strip, 0.31, 0.44) == pytest.approx((0.33, 0.33), abs=0.01)


def test_words_of_other_colors_than_their_neighbors_are_told_apart() -> None:
    strip = inked(inked(paper(20, 100), Rect(10, 4, 40, 16)), Rect(50, 4, 90, 16), shade=80)
    assert gap_between(strip, 0.35, 0.55) == pytest.approx((0.45, 0.45), abs=0.01)


def strokes(left: int, right: int) -> list[Rect]:
    """Return strokes of letters from one column to another."""
    return [Rect(at, 4, min(at + 2, right), 16) for at in range(left, right, 5)]


def test_on_a_rough_ground_what_is_near_the_gap_belongs_to_both_words() -> None:
    rng = np.random.default_rng(3)
    strip = paper(20, 100)
    strip += rng.integers(0, 120, (20, 100, 1), np.uint8)
    stop, start = gap_between(inked(strip, Rect(10, 4, 40, 16), Rect(50, 4, 90, 16)), 0.35, 0.55)
    assert start < 0.45
    assert stop > 0.45
    assert stop - start > 0.05


def test_on_a_rough_ground_what_is_between_strokes_belongs_to_both_words() -> None:
    rng = np.random.default_rng(3)
    strip = paper(20, 100)
    strip += rng.integers(0, 120, (20, 100, 1), np.uint8)
    stop, start = gap_between(inked(strip, *strokes(10, 40), *strokes(52, 90)), 0.35, 0.55)
    assert start < 0.46
    assert stop > 0.46
    assert stop - start > 0.05


@pytest.mark.parametrize("edge", range(30, 90, 6))
def test_an_edge_of_the_ground_in_a_word_is_neither_ink_nor_a_gap(edge: int) -> None:
    strip = paper(20, 120, shade=250)
    strip[:, edge:] = 60
    letters = [*strokes(20, 56), *strokes(78, 100)]
    stop, start = gap_between(inked(strip, *letters, shade=20), 54 / 120, 80 / 120)
    # All of the first word is in it, and of the second one in the other, with what is near.
    assert 57 / 120 <= stop <= 82 / 120
    assert 53 / 120 <= start <= 78 / 120
