from __future__ import annotations

import pytest

from scrub.model.text import PhiKind
from scrub.phi.reach import is_setting, within_reach
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()
LINE = dict(enumerate(["Zork", "Zvil", "LONG", "7", "AXIS", "LIVER", "RT", "KIDNEY"]))


def _reached(going: set[int], doubted: set[int]) -> set[int]:
    return set(within_reach(LINE, going, doubted))


def test_a_short_name_reaches_as_far_as_a_long_one_with_it() -> None:
    assert _reached({0}, {1, 2, 3, 4, 5, 6, 7}) == {1, 2, 3, 4, 5}
    assert _reached({0, 1}, {2, 3, 4, 5, 6, 7}) == {2, 3, 4, 5}


def test_from_a_long_name_doubt_still_reaches_two_words() -> None:
    assert _reached({0, 1, 2, 4, 5}, {6, 7}) == {6, 7}


def test_doubt_reaches_to_the_left_too() -> None:
    assert _reached({7}, {0, 1, 2, 3, 4, 5, 6}) == {6, 5, 4, 3, 2}


def test_nothing_is_doubted_beyond_a_word_that_stays() -> None:
    assert _reached({0}, {2, 3, 4}) == set()


@pytest.mark.parametrize("text", ["E/A0.7", "Sp>C5.1", "IM:145", "En:B5"])
def test_a_decimal_or_a_colon_is_a_setting_whatever_stands_beside(text: str) -> None:
    assert all(is_setting(text, {kind}, VOCABULARY) for kind in PhiKind)


@pytest.mark.parametrize("text", ["R2", "SP4", "JL4", "A4C"])
def test_a_code_is_a_setting_beside_a_date_but_not_beside_a_number(text: str) -> None:
    assert is_setting(text, {PhiKind.DATE, PhiKind.TIME}, VOCABULARY)
    assert not is_setting(text, {PhiKind.DATE, PhiKind.IDENTIFIER}, VOCABULARY)
    assert not is_setting(text, {PhiKind.NAME, PhiKind.UNKNOWN}, VOCABULARY)


@pytest.mark.parametrize("text", ["M45", "45Y", "F92", "63J", "LONG", "12", "Zork7", ""])
def test_an_age_a_word_and_the_unknown_are_no_settings_beside_a_date(text: str) -> None:
    assert not is_setting(text, {PhiKind.DATE}, VOCABULARY)
