from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.text import PhiKind, Sensitive, Word
from scrub.phi.beside import around_months
from scrub.phi.causes import Cause

GOES = Cause(PhiKind.UNKNOWN, "vocabulary", "not known", 0.5)


def going(*texts: str, known: tuple[int, ...]) -> list[int]:
    """Return which words go too, where all go but those known."""
    piece = [
        (place, Word(Sensitive(text), Rect(40 * place, 0, 40 * place + 30, 12), 0.9))
        for place, text in enumerate(texts)
    ]
    found = {place: GOES for place in range(len(texts)) if place not in known}
    return sorted(around_months(piece, found))


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (("22", "Xqzbr", "1929"), (0, 2)),
        (("1953", "Xqz", "brq", "7"), (0, 3)),
        (("Liver", "03", "", "2001"), (0, 1, 3)),
    ],
)
def test_day_and_year_go_with_what_may_be_their_month(
    texts: tuple[str, ...], known: tuple[int, ...]
) -> None:
    assert going(*texts, known=known) == [k for k in known if texts[k] != "Liver"]


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (("22", "1929"), (0, 1)),
        (("45", "Xqzbr", "1929"), (0, 2)),
        (("22", "Xqzbr", "80"), (0, 2)),
        (("22", "a", "b", "c", "d", "1929"), (0, 5)),
        (("22", "Xqzbr", "Liver", "1929"), (0, 2, 3)),
    ],
)
def test_numbers_that_are_no_date_or_stand_apart_stay(
    texts: tuple[str, ...], known: tuple[int, ...]
) -> None:
    assert going(*texts, known=known) == []
