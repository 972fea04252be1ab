"""Places that were cleared and blacked one after the other, as if they had been painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doubles.decided import BYTES, decided
from scrub.model.decision import Decision, Ruling, holding
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.stages.rulings import rulings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.decision import Place

SIDE, FRAMES = 12, 4


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    left, top = draw(st.integers(0, SIDE - 1)), draw(st.integers(0, SIDE - 1))
    right, bottom = draw(st.integers(left + 1, SIDE)), draw(st.integers(top + 1, SIDE))
    first = draw(st.integers(0, FRAMES - 1))
    frames = FrameRange(first, draw(st.integers(first + 1, FRAMES)))
    ruling = draw(st.sampled_from((Ruling.CLEAR, Ruling.BLACK)))
    return decided(ruling, Rect(left, top, right, bottom), frames=frames)


def painted(places: tuple[Place, ...]) -> NDArray[np.bool_]:
    canvas = np.zeros((FRAMES, SIDE, SIDE), bool)
    for rect, frames in places:
        canvas[frames.first : frames.stop, rect.top : rect.bottom, rect.left : rect.right] = True
    return canvas


@given(st.lists(decisions(), max_size=6))
def test_a_pixel_goes_black_if_the_last_who_spoke_of_it_said_so(made: list[Decision]) -> None:
    expected = np.zeros((FRAMES, SIDE, SIDE), bool)
    for one in made:
        assert one.rect
        assert one.frames
        here = painted(((one.rect, one.frames),))
        expected = expected & ~here if one.ruling is Ruling.CLEAR else expected | here
    assert (painted(rulings_of(made, BYTES).black) == expected).all()


@given(st.lists(decisions(), max_size=5), decisions())
def test_what_is_taken_back_is_as_if_it_had_never_been_said(
    made: list[Decision], one: Decision
) -> None:
    undone = (*made, one, decided(Ruling.UNDO, of=one.id))
    assert rulings_of(holding(undone), BYTES) == rulings_of(holding(tuple(made)), BYTES)
