"""What has the shape of something that identifies, and is none after all."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scrub.data import words
from scrub.model.text import PhiKind
from scrub.phi.word_lists import clinical_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrub.phi.vocabulary import Vocabulary

_MIN_DIGITS, _MIN_LETTERS = 3, 2
_MIN_DIGITS_OF = {PhiKind.IDENTIFIER: 5, PhiKind.CONTACT: 6}
_LONG, _MIN_DIGITS_OF_LONG = 7, 4
"""So many letters and digits make a number of record with fewer digits; `22G22` is a setting."""

_JOINING = frozenset({"of", "to", "at", "by", "per", "von", "sur", "di", "iz", "из", "bis"})
_BEFORE_NUMBERS = frozenset({"tr", "te", "ti", "fa", "im", "se", "sl", "fr", "ww", "wl", "exp"})
"""Short labels that pages of scanners write between a small and a large number."""

_MIN_SHARE = 0.55
"""Of a match in the boldest reading: so much of it was read as digits."""


def has_digits(text: str, kind: PhiKind) -> bool:
    """Tell whether what matches once letters are taken for digits was mostly digits as read."""
    digits, length = sum(map(str.isdigit, text)), sum(map(str.isalnum, text))
    least = _MIN_DIGITS_OF.get(kind, _MIN_DIGITS)
    if length >= _LONG:
        least = min(least, _MIN_DIGITS_OF_LONG)
    return digits >= least and digits >= _MIN_SHARE * length


def _is_clinical(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether all of it is known, and no word is a family's name too."""
    return vocabulary.knows(text) and not set(text.casefold().split()) & _surnames()


def _is_scale(text: str, _: Vocabulary) -> bool:
    """Tell whether numbers are even steps or each twice the last, as beside a ruler."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    steps = {after - before for before, after in pairwise(numbers)}
    doubled = all(after == 2 * before for before, after in pairwise(numbers))
    return len(steps) == 1 or doubled


def _is_range(text: str, _: Vocabulary) -> bool:
    """Tell whether two numbers rise, with no zero before them: from one to the other."""
    numbers = re.findall(r"\d+", text)
    rising = all(int(before) < int(after) for before, after in pairwise(numbers))
    return rising and not any(number.startswith("0") for number in numbers)


def _is_letters(text: str, _: Vocabulary) -> bool:
    """Tell whether there are too few digits for a date, or letters for a month."""
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    return digits < _MIN_DIGITS or letters < _MIN_LETTERS


def _is_abbreviation(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the letters, without the full stops, are a clinical abbreviation."""
    return vocabulary.is_word("".join(filter(str.isalpha, text)))


def _is_unit_between(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the letters between two numbers are a unit, or a word that joins numbers."""
    letters = "".join(filter(str.isalpha, text)).casefold()
    return letters in vocabulary.units or letters in _JOINING or letters in _BEFORE_NUMBERS


EXCUSES: Mapping[str, Callable[[str, Vocabulary], bool]] = {
    "clinical": _is_clinical,
    "scale": _is_scale,
    "range": _is_range,
    "letters": _is_letters,
    "abbreviation": _is_abbreviation,
    "unit": _is_unit_between,
}
"""By the name that a row of the patterns gives for it."""


@cache
def _surnames() -> frozenset[str]:
    """Return family names that are clinical words too, less those that settings are called."""
    return (words("family-names") & clinical_words()) - words("never-names")
