"""The word lists that the vocabulary is made of, put together by how exactly a word must stand."""

from __future__ import annotations

from functools import cache

from scrub.data import words

_EXACT = (
    "beside-only",
    "clinical-languages",
    "console-terms",
    "console-words",
    "dicom-terms",
    "screen-languages",
    "screen-terms",
)
_MIN_MISREAD = 8
"""Of a plain word: shorter ones are too like people's names."""


@cache
def clinical_words() -> frozenset[str]:
    """Return the words and phrases of every list that is clinical or technical."""
    return words("clinical-vocabulary") | exact_words()


@cache
def exact_words() -> frozenset[str]:
    """Return those that count letter for letter only."""
    return frozenset().union(*map(words, _EXACT))


@cache
def misread_words() -> frozenset[str]:
    """Return those that a word one letter off may have been."""
    plain_words = words("console-words") | words("console-terms")
    return words("clinical-vocabulary") | {w for w in plain_words if len(w) >= _MIN_MISREAD}


@cache
def names() -> frozenset[str]:
    """Return people's names, and those that would pass for a misread clinical word."""
    return words("given-names") | words("family-names") | words("look-alike-names")


@cache
def titles() -> frozenset[str]:
    """Return what stands before or behind a name and goes with it."""
    return words("titles") | words("name-particles")
