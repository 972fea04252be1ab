from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.ocr.unread import unread


def strip(*letters: int, ink: int = 200, rough: int = 0) -> np.ndarray:
    """Return a level line, 20 x 200, with a letter of 8 columns at each of these places."""
    rng = np.random.default_rng(5)
    picture = np.full((20, 200, 3), 30, np.uint8)
    picture += rng.integers(0, rough + 1, picture.shape[:2], np.uint8)[..., None]
    for left in letters:
        picture[5:15, left : left + 8] = ink
    return picture


def centers(*letters: int) -> list[float]:
    return [(left + 4) / 200 for left in letters]


def test_a_line_of_which_every_letter_was_read_has_no_unread_part() -> None:
    letters = (4, 16, 28, 60, 72, 150, 180)
    assert unread(strip(*letters), "A" * len(letters), centers(*letters)) == []


def test_letters_passed_over_are_told_and_those_beside_them_are_not() -> None:
    letters = (4, 16, 60, 72, 84, 150)
    ((start, stop),) = unread(strip(*letters), "AAA", centers(4, 16, 150))
    assert start * 200 <= 60
    assert stop * 200 >= 92
    assert start * 200 >= 24
    assert stop * 200 <= 150


@pytest.mark.parametrize("read", [(), (100,)])
def test_what_stands_before_and_behind_all_that_was_read_is_told(read: tuple[int, ...]) -> None:
    letters = (4, 16, 28, 100, 160, 172, 184)
    parts = unread(strip(*letters), "A" * len(read), centers(*read))
    columns = {c for a, b in parts for c in range(round(a * 200), round(b * 200))}
    for left in {4, 16, 28, 160, 172, 184} - set(read):
        assert left + 4 in columns


def test_dashes_between_letters_are_read_though_no_one_does() -> None:
    picture = strip(4, 16, 160)
    for left in (30, 60, 90, 120):
        picture[9:12, left : left + 24] = 200
    assert unread(picture, "AAA", centers(4, 16, 160)) == []
    picture[8:12, 60:84] = 200
    ((start, stop),) = unread(picture, "AAA", centers(4, 16, 160))
    assert start * 200 <= 60
    assert stop * 200 >= 84


def test_on_texture_a_wide_gap_is_taken_to_be_filled() -> None:
    picture = strip(4, 184, ink=120, rough=80)
    assert unread(picture, "AA", centers(4, 184))
    assert unread(strip(4, 184), "AA", centers(4, 184)) == []


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(1, 30), st.integers(1, 60))
def test_parts_lie_in_the_line_in_order_and_apart(found: list[float], rows: int, wide: int) -> None:
    picture = np.random.default_rng(rows).integers(0, 255, (rows, wide, 3), np.uint8)
    parts = unread(picture, "A" * len(found), sorted(found))
    edges = [edge for part in parts for edge in part]
    assert edges == sorted(edges)
    assert all(0 <= edge <= 1 for edge in edges)
    assert all(start < stop for start, stop in parts)


def test_signs_read_out_of_letters_leave_the_rest_of_those_unread() -> None:
    picture = strip(4, 29, 54, ink=120, rough=80)[:, :66]
    middles = [8 / 66, 33 / 66, 58 / 66]
    assert not unread(picture, "ABC", middles)
    assert unread(picture, ".,.", middles)


def test_a_percent_sign_is_as_wide_as_a_letter() -> None:
    letters = (4, 16, 28)
    late = [*centers(4, 16), 26 / 200]
    assert unread(strip(*letters), "52%", late) == []
    assert unread(strip(*letters), "52.", late) != []
