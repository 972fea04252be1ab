from __future__ import annotations

import pytest

from scrub.phi.known_lines import certain_words, known_words
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Zvorg FA 7:14", (False, True, True)),
        ("XYZQ 1.2 mGy Zvorg", (True, True, True, False)),
        ("Zvorg SUP INE", (False, True, True)),
        ("22.3 nn", (True, True)),
        ("Zvorg nn", (False, False)),
        ("", ()),
    ],
)
def test_a_word_is_known_alone_or_with_its_neighbors(line: str, known: tuple[bool, ...]) -> None:
    assert tuple(known_words(line.split(), VOCABULARY)) == known


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        ("PHT 217 ms LONG", (True, True, True, False)),
        ("ASL 4", (False, False)),
        ("3190 W.", (False, False)),
        ("Zorg L.", (False, False)),
        ("12.0 x 9.0mm", (True, True, True)),
    ],
)
def test_a_number_is_certain_with_its_unit_only(line: str, certain: tuple[bool, ...]) -> None:
    assert tuple(certain_words(line.split(), VOCABULARY)) == certain
