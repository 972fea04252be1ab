from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scrub.model.geometry import Rect
from scrub.model.text import TextBox
from scrub.ocr.cutting import Attempt, Reading, words_of
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from scrub.model.text import Word

LINE = Rect(100, 40, 340, 64)  # ten times as long as high
SHORT = Rect(100, 40, 150, 64)
BEFORE, AFTER = Rect(95, 40, 100, 64), Rect(340, 40, 347, 64)
BESIDE = Rect(150, 40, 156, 64)
FIRST, LAST = 0.05, 0.95
"""Where the middles of letters are that fill the line: 12 pixels from its ends."""


def box() -> TextBox:
    return replace(level_box(LINE, 0.8), beyond=(AFTER, BEFORE))


def cut(first: float, last: float, of: TextBox | None = None) -> tuple[Word, ...]:
    """Return the words of `AB CD`, its letters so spread over the line."""
    centers = tuple(
        np.interp(range(5), (0, 1, 2, 3, 4), (first, first + 0.1, 0.5, last - 0.1, last))
    )
    reading = Reading("AB CD", centers, (0.9,) * 5)
    strip = np.full((LINE.height, LINE.width, 3), 20, np.uint8)
    return words_of(Attempt(reading, strip, of or box()), 7)


def test_the_first_and_the_last_word_may_go_on_beyond_the_line() -> None:
    first, last = cut(FIRST, LAST)
    assert (first.text.reveal(), last.text.reveal()) == ("AB", "CD")
    assert (first.beyond, last.beyond) == ((BEFORE,), (AFTER,))


def test_at_an_end_with_room_for_another_letter_none_does() -> None:
    first, last = cut(FIRST, 0.9)
    assert (first.beyond, last.beyond) == ((BEFORE,), ())
    first, last = cut(0.1, LAST)
    assert (first.beyond, last.beyond) == ((), (AFTER,))


@pytest.mark.parametrize(("last", "reach"), [(0.95, 7), (0.96, 10), (0.94, 5)])
def test_it_goes_on_no_farther_than_a_letter_takes(last: float, reach: int) -> None:
    far = replace(level_box(LINE, 0.8), beyond=(Rect(60, 40, 100, 64), Rect(340, 40, 380, 64)))
    first, final = cut(FIRST, last, far)
    assert (first.beyond, final.beyond) == (
        (Rect(93, 40, 100, 64),),
        (Rect(340, 40, 340 + reach, 64),),
    )


def test_an_upright_line_goes_on_up_and_down_no_farther() -> None:
    standing = Rect(40, 100, 64, 340)
    corners = ((40, 340), (40, 100), (64, 100), (64, 340))
    places = Rect(40, 60, 64, 100), Rect(40, 340, 64, 380)
    first, last = cut(FIRST, LAST, TextBox(standing, corners, 0.8, places))
    assert (first.beyond, last.beyond) == ((Rect(40, 340, 64, 347),), (Rect(40, 93, 64, 100),))


def test_of_a_slanted_line_all_of_the_place_counts() -> None:
    corners = ((100, 40), (334, 94), (329, 117), (95, 63))
    places = Rect(60, 20, 100, 50), Rect(330, 94, 370, 130)
    box = TextBox(Rect(95, 40, 334, 117), corners, 0.8, places)
    first, last = cut(FIRST, LAST, box)
    assert (first.beyond, last.beyond) == (places[:1], places[1:])


def test_a_line_ends_a_letter_behind_the_last_that_was_read() -> None:
    first, last = cut(FIRST, LAST)
    assert (first.rect.left, last.rect.right) == (LINE.left, LINE.right)
    first, last = cut(0.1, 0.88)
    assert (first.rect.left, last.rect.right) == (106, 330)


def test_a_lone_word_ends_so_too_but_not_where_nothing_was_read() -> None:
    strip = np.full((LINE.height, LINE.width, 3), 20, np.uint8)
    (word,) = words_of(Attempt(Reading("A", (0.5,), (0.9,)), strip, box()), 0)
    assert word.rect == Rect(202, 40, 238, 64)
    (word,) = words_of(Attempt(Reading("", (), ()), strip, box()), 0)
    assert word.rect == LINE


def test_a_line_that_is_read_from_its_other_end_goes_on_there() -> None:
    turned = replace(box(), corners=box().corners[2:] + box().corners[:2])
    first, last = cut(FIRST, LAST, turned)
    assert (first.beyond, last.beyond) == ((AFTER,), (BEFORE,))


@pytest.mark.parametrize(
    ("letters", "beyond"),
    [
        ((0.25, 0.75), {BEFORE, BESIDE}),
        ((0.25, 0.6), {BEFORE}),
        ((0.4, 0.75), {BESIDE}),
        ((), set()),
    ],
)
def test_a_lone_word_may_go_on_at_both_ends_and_none_where_nothing_was_read(
    letters: tuple[float, ...], beyond: set[Rect]
) -> None:
    short = replace(level_box(SHORT, 0.8), beyond=(BEFORE, BESIDE))
    reading = Reading("AB"[: len(letters)], letters, (0.9,) * len(letters))
    strip = np.full((SHORT.height, SHORT.width, 3), 20, np.uint8)
    (word,) = words_of(Attempt(reading, strip, short), 0)
    assert set(word.beyond) == beyond


@pytest.mark.parametrize(("text", "is_longer"), [("タ", True), ("田", False), ("A", False)])
def test_behind_katakana_there_may_be_the_sign_of_a_long_vowel(
    text: str, *, is_longer: bool
) -> None:
    strip = np.full((SHORT.height, SHORT.width, 3), 20, np.uint8)
    reading = Reading("X" + text, (0.25, 0.75), (0.9, 0.9))
    (word,) = words_of(Attempt(reading, strip, level_box(SHORT, 0.8)), 0)
    assert word.beyond == ((Rect(150, 40, 174, 64),) if is_longer else ())
