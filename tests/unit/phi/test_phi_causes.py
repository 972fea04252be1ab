from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive, Word
from scrub.phi.causes import found_in, is_own, stronger, without_overrun
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()
ABOUT = Identity(
    (OwnValue(PhiKind.INSTITUTION, Sensitive("Zorkpark Hospital"), "InstitutionName"),)
)
LINE = ["LIVER", "Zorkpark", "Hospital", "Anterior", "Zvil"]


def _words(*texts: str) -> list[Word]:
    return [
        Word(Sensitive(text), Rect(100 * n, 0, 100 * n + 90, 12), 0.9)
        for n, text in enumerate(texts)
    ]


def _left(about: Identity) -> set[int]:
    line = _words(*LINE)
    found = found_in(line, about, (OwnValues(VOCABULARY), Patterns(VOCABULARY)))
    return set(without_overrun(line, found, VOCABULARY))


def test_the_headers_institution_ends_where_the_header_says_but_for_unknown_words() -> None:
    assert _left(ABOUT) == {1, 2, 4}


def test_an_institution_that_is_only_guessed_takes_its_neighbors() -> None:
    assert _left(Identity(())) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(("about", "own"), [(ABOUT, True), (Identity(()), False)])
def test_only_a_whole_own_value_is_own(about: Identity, own: bool) -> None:  # noqa: FBT001 - a case
    found = found_in(_words(*LINE), about, (OwnValues(VOCABULARY), Patterns(VOCABULARY)))
    assert is_own(found[1]) is own
    assert stronger(None, found[0]) is found[0]
