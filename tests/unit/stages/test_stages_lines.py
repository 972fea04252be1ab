from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.stages.lines import is_text, lines


def word(text: str, rect: Rect, confidence: float = 0.95, detection: float = 0.95) -> Word:
    return Word(Sensitive(text), rect, confidence, 0, detection)


def at(left: int, top: int, width: int = 40, height: int = 14, text: str = "DOE") -> Word:
    return word(text, Rect(left, top, left + width, top + height))


def grouped(*boxes: Word) -> list[list[Rect]]:
    return [[one.rect for one in line] for line in lines([(box,) for box in boxes])]


def test_boxes_side_by_side_are_one_line_from_left_to_right() -> None:
    name, first = at(10, 20), at(55, 21)
    assert grouped(first, name) == [[name.rect, first.rect]]


@pytest.mark.parametrize(
    "other", [at(120, 20), at(10, 40), at(55, 30), at(55, 20, height=40), at(20, 20)]
)
def test_boxes_far_apart_or_not_level_are_two_lines(other: Word) -> None:
    assert len(grouped(at(10, 20), other)) == 2


def test_upright_boxes_are_lines_of_their_own() -> None:
    assert len(grouped(at(10, 20, 14, 60), at(26, 20, 14, 60))) == 2


def test_a_lone_letter_is_no_upright_box() -> None:
    assert len(grouped(at(10, 20, 6, 14, "L"), at(18, 20))) == 1


@given(
    st.lists(st.builds(at, st.integers(0, 90), st.integers(0, 90), st.integers(1, 60)), max_size=8)
)
def test_no_word_is_lost_or_doubled(words: list[Word]) -> None:
    joined = [one for line in lines([(one,) for one in words]) for one in line]
    assert sorted(map(repr, joined)) == sorted(map(repr, words))


RECT = Rect(0, 0, 60, 14)


@pytest.mark.parametrize(
    ("text", "confidence", "detection", "expected"),
    [
        ("", 0.0, 0.9, True),
        ("", 0.0, 0.62, True),
        ("", 0.0, 0.58, False),
        ("ab", 0.3, 0.74, True),
        ("ab", 0.9, 0.65, True),
        ("ab", 0.6, 0.65, False),
        ("abdo", 0.6, 0.65, True),
        ("a" * 30, 0.99, 0.65, False),
    ],
)
def test_text_is_what_was_surely_detected_or_read(
    *, text: str, confidence: float, detection: float, expected: bool
) -> None:
    assert is_text((word(text, RECT, confidence, detection),)) is expected


@pytest.mark.parametrize(
    ("text", "detection", "expected"), [("", 0.68, False), ("", 0.74, True), ("ab", 0.74, True)]
)
def test_what_stands_upright_and_cannot_be_read_has_to_be_surer(
    *, text: str, detection: float, expected: bool
) -> None:
    upright = Rect(0, 0, 14, 60)
    assert is_text((word(text, upright, 0.2 if text else 0.0, detection),)) is expected


@pytest.mark.parametrize(
    ("text", "confidence", "rect", "expected"),
    [
        ("", 0.0, Rect(0, 0, 61, 60), False),
        ("C", 0.4, Rect(0, 0, 12, 12), False),
        ("C", 0.8, Rect(0, 0, 12, 12), True),
        ("C", 0.4, Rect(0, 0, 30, 12), True),
    ],
)
def test_a_blob_of_which_nothing_is_read_has_to_be_surer(
    *, text: str, confidence: float, rect: Rect, expected: bool
) -> None:
    assert is_text((word(text, rect, confidence, 0.67),)) is expected


def test_a_faint_letter_is_no_longer_than_letters_are() -> None:
    assert is_text((word("K", Rect(0, 0, 20, 19), 0.95, 0.55),))
    assert not is_text((word("K", Rect(0, 0, 40, 19), 0.95, 0.55),))
