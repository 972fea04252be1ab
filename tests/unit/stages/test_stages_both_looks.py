from __future__ import annotations

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Finding, PhiKind, Sensitive, TextHit, Word
from scrub.stages.both_looks import united

ALL, LATER = FrameRange(0, 4), FrameRange(2, 4)
NAME = Rect(10, 10, 60, 20)


def finding(rect: Rect, frames: FrameRange = ALL, kind: PhiKind = PhiKind.NAME) -> Finding:
    return Finding(Sensitive("DOE"), rect, frames, kind, "names", "a name", 1.0)


def read(*rects: Rect, frames: FrameRange = ALL) -> list[TextHit]:
    return [TextHit((Word(Sensitive("TIS"), rect, 1.0),), frames) for rect in rects]


def test_what_the_second_look_shows_more_of_a_text_is_beyond_it() -> None:
    longer = Rect(10, 9, 75, 21)
    (one,) = united([finding(NAME)], [finding(longer)], read(NAME))
    assert (one.rect, one.beyond) == (NAME, (longer,))


def test_a_text_seen_in_two_parts_takes_in_more_of_each() -> None:
    parts = finding(NAME), finding(Rect(80, 10, 120, 20))
    longer = Rect(10, 9, 75, 21), Rect(76, 9, 121, 21)
    first, second = united(parts, [finding(r) for r in longer], read(*(p.rect for p in parts)))
    assert (first.beyond, second.beyond) == ((longer[0],), (longer[1],))


def test_it_shows_more_of_the_text_that_it_shares_most_with() -> None:
    small, large = finding(Rect(0, 0, 20, 10)), finding(Rect(20, 0, 80, 10))
    _, second = united([small, large], [finding(Rect(0, 0, 90, 10))], ())
    assert second.beyond == (Rect(0, 0, 90, 10),)


def test_no_rim_is_left_where_the_two_are_of_different_height() -> None:
    (one,) = united([finding(NAME)], [finding(Rect(30, 5, 75, 18))], ())
    assert one.beyond == (Rect(10, 5, 75, 20),)


def test_what_is_beyond_the_second_is_beyond_both() -> None:
    more = Rect(75, 10, 80, 20)
    longer = Finding(
        Sensitive("DOE"), Rect(10, 10, 75, 20), ALL, PhiKind.NAME, "names", "", 1.0, (more,)
    )
    (one,) = united([finding(NAME)], [longer], ())
    assert one.beyond == (longer.rect, more)


def test_what_it_saw_smaller_changes_nothing() -> None:
    first = finding(NAME)
    assert united([first], [finding(Rect(12, 11, 40, 19))], ()) == (first,)


def test_text_that_only_the_second_saw_is_found() -> None:
    first, second = finding(NAME), finding(Rect(100, 10, 140, 20), kind=PhiKind.UNREADABLE)
    assert united([first], [second], read(NAME)) == (first, second)


def test_text_that_the_first_lets_stay_stays() -> None:
    assert united([], [finding(NAME)], read(Rect(8, 8, 58, 19))) == ()


def test_other_frames_are_another_place() -> None:
    early = finding(NAME, FrameRange(0, 2))
    late = finding(Rect(10, 10, 75, 20), LATER)
    assert united([early], [late], read(NAME, frames=FrameRange(0, 2))) == (early, late)
