from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scrub.evaluation.legibility import TENTH, compare

Values = NDArray[np.float32]

LETTERS, CELL, HIGH = 20, 6, 10


def line() -> tuple[Values, NDArray[np.bool_]]:
    """A line of letters, each a stroke two pixels wide in a cell of six."""
    ink = np.zeros((HIGH, LETTERS * CELL), np.bool_)
    for letter in range(LETTERS):
        ink[1:-1, letter * CELL + 2 : letter * CELL + 4] = True
    return np.where(ink[..., None], 200.0, 40.0).astype(np.float32), ink


def test_what_is_as_it_was_is_legible() -> None:
    before, ink = line()
    found = compare(before, before, ink)
    assert found is not None
    assert (found.kept, found.lost) == (1.0, 0.0)
    assert found.contrast == 160


def test_what_is_black_is_lost() -> None:
    before, ink = line()
    found = compare(before, np.zeros_like(before), ink)
    assert found is not None
    assert (found.kept, found.lost) == (0.0, 1.0)


@given(st.integers(0, LETTERS))
def test_each_letter_left_counts(left: int) -> None:
    before, ink = line()
    after = before.copy()
    after[:, left * CELL :] = 0
    found = compare(before, after, ink)
    assert found is not None
    assert found.kept == left / LETTERS
    assert (found.kept > TENTH) == (left > LETTERS / 10)


def test_a_text_that_runs_down_is_cut_across() -> None:
    before, ink = line()
    after = before.copy()
    after[:, : 5 * CELL] = 0
    turned = compare(before.transpose(1, 0, 2), after.transpose(1, 0, 2), ink.T)
    assert turned == compare(before, after, ink)


def test_a_third_of_the_contrast_is_still_legible_and_a_quarter_is_not() -> None:
    before, ink = line()
    for share, kept in ((0.36, 1.0), (0.34, 0.0)):
        found = compare(before, 40 + (before - 40) * np.float32(share), ink)
        assert found is not None
        assert found.kept == kept


def test_color_alone_makes_a_text_legible() -> None:
    _, ink = line()
    before = np.where(ink[..., None], (200.0, 90.0, 90.0), (90.0, 120.0, 200.0)).astype(np.float32)
    after = before.copy()
    after[..., 0] = after[..., 2] = 0
    found = compare(before, after, ink)
    assert found is not None
    assert found.kept == 0
    after[..., 2] = before[..., 2] / 2
    found = compare(before, after, ink)
    assert found is not None
    assert found.kept == 1


def test_a_text_that_was_never_there_tells_nothing() -> None:
    before, ink = line()
    flat = np.full_like(before, 40)
    assert compare(flat, before, ink) is None
