from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Sensitive, TextHit, Word
from scrub.phi.unit_alone import units_alone

ALL = FrameRange(0, 3)


def hit(*words: tuple[str, int], frames: FrameRange = ALL) -> TextHit:
    """Return a line of words, each with its left side, 12 pixels high and as wide as a letter."""
    return TextHit(
        tuple(Word(Sensitive(text), Rect(left, 4, left + 10, 16), 0.9) for text, left in words),
        frames,
    )


def gone(*hits: TextHit) -> list[int]:
    return [finding.rect.left for finding in units_alone(hits)]


def test_years_without_their_number_go() -> None:
    assert gone(hit(("Y", 40))) == [40]
    assert gone(hit((":", 10), ("Y", 40), ("24-MAY", 80))) == [40]


@pytest.mark.parametrize(
    "line",
    [hit(("12", 28), ("Y", 40)), hit(("Y", 40), ("12", 52)), hit(("y", 40)), hit(("M", 40))],
    ids=["behind a number", "before one", "small", "another letter"],
)
def test_other_letters_and_what_is_beside_others_stay(line: TextHit) -> None:
    assert gone(line) == []


def test_an_axis_stays_where_others_are_named_so_on_the_same_frames() -> None:
    axes = hit(("Y", 40)), hit(("X", 90))
    assert gone(*axes) == []
    assert gone(hit(("Y", 40)), hit(("Z", 90), frames=FrameRange(2, 5))) == []
    assert gone(hit(("Y", 40)), hit(("X", 90), frames=FrameRange(3, 5))) == [40]
