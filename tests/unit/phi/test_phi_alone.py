from __future__ import annotations

from dataclasses import replace

import pytest

from scrub.data import words
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.phi.alone import standing_alone
from scrub.phi.vocabulary import Vocabulary


def goes(*texts: str) -> bool:
    piece = [
        (place, Word(Sensitive(text), Rect(40 * place, 0, 40 * place + 20, 12), 0.9))
        for place, text in enumerate(texts, 3)
    ]
    found = standing_alone(piece)
    assert set(found) <= {3}
    return bool(found)


@pytest.mark.parametrize("text", ["GD", "gt", "(PG)", "DP,", "B.H", "ECU"])
def test_few_letters_alone_may_be_initials_though_they_are_known(text: str) -> None:
    assert Vocabulary().knows(text)
    assert goes(text)


@pytest.mark.parametrize("text", ["R.T.", "D.R", "(L.V.)", "P.A.S", "M.Z."])
def test_so_may_marks_with_dots_between_their_letters(text: str) -> None:
    assert goes(text)


@pytest.mark.parametrize("text", ["R,T.", "P-A-S", "G.R.6", "6.H.", "R.5.", "1.B.C."])
def test_so_may_those_whose_dots_or_letters_are_misread(text: str) -> None:
    assert goes(text)


@pytest.mark.parametrize(
    "text", ["/RT", "/PVS", "7HB", "1RT", "lVW", "|RT", "\\LCV", "CM/", "PVS/", "/S"]
)
def test_so_may_marks_behind_a_slash_whatever_it_is_read_as(text: str) -> None:
    assert goes(text)


@pytest.mark.parametrize(("sure", "is_gone"), [(0.99, True), (0.9, False)])
def test_capitals_that_might_be_a_misread_term_stay_unless_they_are_read_surely(
    sure: float, *, is_gone: bool
) -> None:
    for misread, meant in (("BLG", "BIG"), ("TDL", "TDI")):
        assert Vocabulary().knows(misread)
        word = Word(Sensitive(misread), Rect(0, 0, 20, 12), sure)
        assert bool(standing_alone([(0, word)])) is is_gone
        assert not standing_alone([(0, replace(word, text=Sensitive(meant), confidence=1.0))])


@pytest.mark.parametrize("text", ["7CM", "1MHZ", "4CH", "3VV", "1/RT", "cm/", "lvw", "1RTLV", "7H"])
def test_units_views_and_words_behind_such_a_stroke_stay(text: str) -> None:
    assert not goes(text)


@pytest.mark.parametrize("text", ["l.v.", "r.t.", "R.", "D.R:", "A.B.C.D.", "V.2", "1.2.R", "A-P"])
def test_other_abbreviations_with_dots_stay(text: str) -> None:
    assert not goes(text)


@pytest.mark.parametrize("text", ["RT", "lv", "[OD]", "PN:", "R", "2D", "PSV", "ЛЖ"])
def test_marks_labels_and_other_lengths_stay(text: str) -> None:
    assert not goes(text)


def test_beside_a_word_or_a_number_they_mean_something() -> None:
    assert not goes("PG", "12")
    assert not goes("GS", "12.4", "mm")


@pytest.mark.parametrize("text", ["9261", "1121", "(8043)", "0550", "1999"])
def test_four_digits_alone_may_be_a_record(text: str) -> None:
    assert goes(text)


@pytest.mark.parametrize("text", ["2500", "1280", "4096", "926", "92.61", "9261:1", "926m", "٩٢٦١"])
def test_round_numbers_and_those_of_other_lengths_or_with_signs_stay(text: str) -> None:
    assert not goes(text)


@pytest.mark.parametrize("text", ["96", "(94)", "91.", "097", "94E", "95P", "102V", "092V"])
def test_a_number_alone_may_be_a_great_age(text: str) -> None:
    assert goes(text)


@pytest.mark.parametrize(
    "text",
    ["89", "90", "95", "100", "-96", "+96", "96%", "96.0", "112", "107", "089", "96/1", "٩٦"],
)
def test_lesser_ages_and_what_is_on_scales_stay(text: str) -> None:
    assert not goes(text)


def test_a_number_beside_its_label_or_unit_stays() -> None:
    assert not goes("96", "bpm")
    assert not goes("Im:", "96")
    assert not goes("9261", "Hz")
    assert not goes("Frames:", "1127")


def test_every_lone_pair_is_two_letters_and_known() -> None:
    vocabulary = Vocabulary()
    for pair in words("lone-pairs"):
        assert len(pair) == 2, pair
        assert vocabulary.knows(pair), pair
