from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.decided import decided
from scrub.model.decision import Decision, Ruling, holding
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange

PLACE = Rect(4, 4, 20, 12)
CLEAR, BLACK = (decided(ruling, PLACE) for ruling in (Ruling.CLEAR, Ruling.BLACK))
ACCEPT, REJECT = decided(Ruling.ACCEPT), decided(Ruling.REJECT)


def undo(of: Decision) -> Decision:
    return decided(Ruling.UNDO, of=of.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ruling": Ruling.CLEAR},
        {"ruling": Ruling.BLACK, "rect": PLACE, "frames": None},
        {"ruling": Ruling.BLACK, "frames": FrameRange(0, 1)},
        {"ruling": Ruling.ACCEPT, "rect": PLACE},
        {"ruling": Ruling.REJECT, "of": "1"},
        {"ruling": Ruling.UNDO},
        {"ruling": Ruling.ACCEPT, "id": ""},
        {"ruling": Ruling.ACCEPT, "source_id": ""},
        {"ruling": Ruling.ACCEPT, "bytes_id": ""},
    ],
)
def test_a_decision_that_does_not_say_what_its_ruling_needs_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"place|undo|without"):
        decided(**wrong)


def test_what_was_undone_does_not_hold_and_an_undo_can_be_undone() -> None:
    first = undo(CLEAR)
    assert holding((CLEAR, BLACK)) == (CLEAR, BLACK)
    assert holding((CLEAR, BLACK, first)) == (BLACK,)
    assert holding((CLEAR, BLACK, first, undo(first))) == (CLEAR, BLACK)


def test_an_undo_is_only_of_what_came_before_it() -> None:
    assert holding((undo(CLEAR), CLEAR)) == (CLEAR,)


def test_of_yes_and_no_the_last_word_holds_and_taking_it_back_leaves_the_one_before() -> None:
    assert holding((ACCEPT, REJECT)) == (REJECT,)
    assert holding((REJECT, CLEAR, ACCEPT)) == (CLEAR, ACCEPT)
    assert holding((ACCEPT, REJECT, undo(REJECT))) == (ACCEPT,)


@given(st.lists(st.integers(0, 9), max_size=12))
def test_taking_back_all_of_it_leaves_nothing_and_once_more_all_of_it(choices: list[int]) -> None:
    made = tuple(decided(Ruling.BLACK, PLACE) for _ in choices)
    undone = tuple(map(undo, made))
    assert holding((*made, *undone)) == ()
    assert holding((*made, *undone, *map(undo, undone))) == made
