from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Sensitive, TextHit, Word
from scrub.phi.read_again import ACROSS, ALONG, SURE, read_again
from scrub.phi.vocabulary import Vocabulary

ALL = FrameRange(0, 1)
PLACE = Rect(100, 40, 200, 60)


def hit(
    text: str, rect: Rect = PLACE, confidence: float = 0.95, frames: FrameRange = ALL
) -> TextHit:
    return TextHit((Word(Sensitive(text), rect, confidence),), frames)


def reading(*others: TextHit, first: str = "") -> list[str]:
    """Return what is taken as read where the first look read that."""
    line = TextHit((Word(Sensitive("MI"), Rect(60, 40, 90, 60), 1.0), *hit(first).words), ALL)
    (seen,) = read_again([line], others, Vocabulary())
    return [word.text.reveal() for word in seen.words]


def test_a_measurement_that_the_other_look_read_is_taken_as_read() -> None:
    assert reading(hit("20Hz")) == ["MI", "20Hz"]
    parts = hit("20", Rect(100, 40, 140, 60)), hit("Hz", Rect(150, 40, 200, 60))
    assert reading(*parts) == ["MI", "20", "Hz"]


@pytest.mark.parametrize("text", ["LIVER", "DOE", "4711", "12/03/1961"])
def test_other_text_is_not(text: str) -> None:
    assert reading(hit(text)) == ["MI", ""]


def test_what_the_first_look_read_stays_as_it_was_read() -> None:
    assert reading(hit("20Hz"), first="DOE") == ["MI", "DOE"]


@pytest.mark.parametrize(
    ("other", "is_taken"),
    [
        (hit("20Hz", confidence=SURE), True),
        (hit("20Hz", confidence=SURE - 0.01), False),
        (hit("20Hz", frames=FrameRange(1, 2)), False),
        (hit("20Hz", Rect(100, 40, 100 + int(100 * ALONG), 60)), True),
        (hit("20Hz", Rect(100, 40, 99 + int(100 * ALONG), 60)), False),
        (hit("20Hz", Rect(100, 60 - int(20 * ACROSS), 200, 60)), True),
        (hit("20Hz", Rect(100, 61 - int(20 * ACROSS), 200, 60)), False),
        (hit("20Hz", Rect(100, 30, 200, 49)), False),
    ],
    ids=["sure", "unsure", "other frames", "long", "short", "high", "low", "mostly elsewhere"],
)
def test_it_is_read_surely_in_nearly_all_of_the_place(other: TextHit, *, is_taken: bool) -> None:
    assert (reading(other) == ["MI", "20Hz"]) == is_taken
