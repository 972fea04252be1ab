from __future__ import annotations

import pytest

from doubles.lettered import lettered
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.stages.track import Track, track_of

PLACE = Rect(18, 18, 130, 48)


def words(*said: tuple[str, float]) -> tuple[Word, ...]:
    return tuple(Word(Sensitive(text), PLACE, confidence) for text, confidence in said)


def track(*said: tuple[str, float]) -> Track:
    return track_of(lettered(("248 504", 20, 20)), PLACE, words(*said))


@pytest.mark.parametrize(("reading", "same"), [("248.504", True), ("248 505", False), ("", False)])
def test_marks_do_not_make_another_text_and_digits_do(reading: str, same: bool) -> None:  # noqa: FBT001 (a case)
    assert track(("248", 1.0), ("504", 0.8)).says(words((reading, 1.0))) == same


def test_a_surer_reading_of_a_part_is_not_better() -> None:
    one = track(("248", 0.9), ("504", 0.9))
    one.read_again(words(("248", 1.0)))
    assert len(one.words) == 2
    one.read_again(words(("248", 0.95), ("504", 0.9)))
    assert one.words[0].confidence == 0.95
