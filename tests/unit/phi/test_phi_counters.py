from __future__ import annotations

from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Sensitive, TextHit, Word
from scrub.phi.counters import as_counted

PLACE = Rect(200, 40, 240, 54)


def hit(*texts: str, first: int = 0, stop: int | None = None, place: Rect = PLACE) -> TextHit:
    words = (
        Word(Sensitive(text), place.move(-60 * (len(texts) - 1 - n), 0), 0.9)
        for n, text in enumerate(texts)
    )
    return TextHit(tuple(words), FrameRange(first, stop or first + 1))


READ = tuple(hit(f"{number}/12", first=number - 1) for number in (1, 2, 3))


def told(*hits: TextHit) -> list[tuple[str, ...]]:
    return [tuple(w.text.reveal() for w in one.words) for one in as_counted((*READ, *hits))][3:]


def test_a_stroke_read_as_a_digit_or_a_letter_is_a_stroke_where_others_count() -> None:
    assert told(hit("4712", first=3), hit("11l12", first=10), hit("(5112)", first=4)) == [
        ("4/12",),
        ("11/12",),
        ("5/12",),
    ]


def test_a_number_beyond_the_last_or_elsewhere_is_left_as_it_was_read() -> None:
    beside = Rect(200, 80, 240, 94)
    assert told(hit("13712", first=3)) == [("13712",)]
    assert told(hit("0712", first=3)) == [("0712",)]
    assert told(hit("4712", first=3, place=beside)) == [("4712",)]
    assert told(hit("4713", first=3)) == [("4713",)]


def test_two_numbers_may_be_two_dates() -> None:
    found = as_counted((*READ[:2], hit("4712", first=8)))
    assert [w.text.reveal() for one in found for w in one.words] == ["1/12", "2/12", "4712"]


def test_what_is_the_number_of_its_frame_counts_though_its_stroke_was_misread() -> None:
    lines = [hit(f"{number}712", first=number - 1) for number in (1, 2, 3, 5)]
    lines += [hit("10/12", first=9), hit("11712", first=10), hit("412", first=3)]
    found = [w.text.reveal() for one in as_counted(lines) for w in one.words]
    assert found == ["1/12", "2/12", "3/12", "5/12", "10/12", "11/12", "412"]


def test_a_number_that_stays_while_frames_go_by_counts_nothing() -> None:
    lines = tuple(hit("3712", first=index) for index in range(5))
    assert as_counted(lines) == lines
    lines = tuple(hit(f"{number}712", first=number + 3) for number in (1, 2, 3))
    assert as_counted(lines) == lines


def test_the_same_number_again_and_again_counts_nothing() -> None:
    lines = (*(hit("1/12", first=index) for index in range(4)), hit("4712", first=4))
    assert as_counted(lines) == lines


def test_a_counter_is_a_line_for_itself() -> None:
    assert told(hit("Frame", "4712", first=3)) == [("Frame",), ("4/12",)]


def test_what_was_not_read_there_is_left_out_on_frames_that_were() -> None:
    assert told(hit("", first=0, stop=3)) == []
    assert told(hit("", first=0, stop=4)) == [("",)]
    assert told(hit("", "", first=0, stop=3)) == [("", "")]
    assert told(hit("", first=1, place=Rect(180, 40, 240, 54))) == [("",)]


def test_so_are_digits_of_it_but_nothing_else_and_on_no_other_frame() -> None:
    assert told(hit("412", first=0, stop=3), hit("8912M", first=1)) == []
    assert told(hit("412", first=0, stop=4)) == [("412",)]
    assert told(hit("DOE", first=1), hit("9000412", first=1)) == [("DOE",), ("9000412",)]
