from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.phi.pieces import pieces
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()
HEIGHT = 10


def _line(*parts: str | int) -> list[Word]:
    """Return words; a number between two is the gap between them in pixels."""
    words, left = [], 0
    for part in parts:
        if isinstance(part, int):
            left += part
        else:
            rect = Rect(left, 0, left + 8 * len(part), HEIGHT)
            words.append(Word(Sensitive(part), rect, 0.9))
            left = rect.right
    return words


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ((), ()),
        (("LIVER",), ((0,),)),
        (("RT", 5, "KIDNEY", 9, "LONG"), ((0, 1, 2),)),
        (("QUILL", 12, "FR", 4, "34Hz"), ((0,), (1, 2))),
        (("Name:", 30, "QUILL"), ((0, 1),)),
        (("Pat.", 4, "ID", 30, "0048"), ((0, 1, 2),)),
        (("3190", 4, "W.", 12, "Juniper"), ((0, 1, 2),)),
        (("QUILL", 12, "48", 12, "LIVER"), ((0, 1), (1, 2))),
        (("M.", 12, "R."), ((0, 1),)),
    ],
)
def test_words_apart_are_of_two_parts_but_for_a_label_and_its_value(
    line: tuple[str | int, ...], places: tuple[tuple[int, ...], ...]
) -> None:
    assert pieces(_line(*line), VOCABULARY) == places


def test_words_of_an_upright_line_are_together() -> None:
    words = [Word(Sensitive(t), Rect(0, 40 * n, 10, 40 * n + 30), 0.9) for n, t in enumerate("ab")]
    assert pieces(words, VOCABULARY) == ((0, 1),)
