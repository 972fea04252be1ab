"""Words that a reading, one letter off, was most likely meant to be."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scrub.phi.lettering import distance, plain, squashed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MIN_LETTERS = 5
_MIN_SHORT = 3
_OFTEN_CONFUSED = str.maketrans("0i1|!58", "olllLsb".casefold())
_SMALL_PRINT = str.maketrans("mhy50|!1", "nngsolll")
_ANY_EDIT_LETTERS = 7
"""From so many letters on, any one letter may be wrong; below, only for one that looks like it."""

_LOOK_ALIKE = frozenset(
    frozenset(pair)
    for pair in re.findall(
        r"\S+",
        "ec ef co cg ce hn hb uv vy rn tf tl li ij mn pr kx nu ae eo ao fp ft hk "
        "mw nm wv xk yv rt jl bh gq qg gy ss bd o0 il tr ea",
    )
    if len(set(pair)) > 1
)


@dataclass(frozen=True, slots=True)
class NearWords:
    """Words by how they are misread: with confusable letters folded, or one letter left out."""

    folded: frozenset[str]
    short: frozenset[str]
    without_one: Mapping[str, tuple[str, ...]]
    small_print: frozenset[str]

    def knows(self, word: str) -> bool:
        """Tell whether a casefolded word is one of them, misread."""
        if self.folds(word):
            return True
        if len(word) < _MIN_LETTERS:
            return False
        return any(_is_misread(word, meant) for meant in self._candidates(plain(word)))

    def folds(self, word: str) -> bool:
        """Tell whether it is one of them but for confusable letters; short ones for fewer."""
        if len(word) < _MIN_LETTERS:
            return word.translate(_OFTEN_CONFUSED) in self.short
        return squashed(word) in self.folded

    def knows_in_small_print(self, word: str) -> bool:
        """Tell whether it is one of them as letters of few pixels are confused: TUHHEL, AHTRUH."""
        return len(word) >= _MIN_LETTERS and small_print(word) in self.small_print

    def _candidates(self, word: str) -> Iterator[str]:
        yield from self.without_one.get(word, ())
        for key in _one_left_out(word):
            yield from self.without_one.get(key, ())


def _one_left_out(word: str) -> Iterator[str]:
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def _is_misread(word: str, meant: str) -> bool:
    if min(len(word), len(meant)) >= _ANY_EDIT_LETTERS:
        return distance(word, meant, 1) <= 1
    differing = [frozenset(pair) for pair in zip(word, meant, strict=False) if len(set(pair)) > 1]
    return len(word) == len(meant) and len(differing) == 1 and differing[0] in _LOOK_ALIKE


def small_print(word: str) -> str:
    """Return a casefolded word with the letters alike that few pixels do not tell apart."""
    return word.translate(_SMALL_PRINT)


@lru_cache(maxsize=8)
def near_words(vocabulary: frozenset[str]) -> NearWords:
    """Return the index of a vocabulary's words of three letters or more."""
    long_words = [w for w in map(plain, vocabulary) if len(w) >= _MIN_LETTERS and w.isalpha()]
    index: dict[str, list[str]] = defaultdict(list)
    for word in long_words:
        for key in {word, *_one_left_out(word)}:
            index[key].append(word)
    short = {w.translate(_OFTEN_CONFUSED) for w in vocabulary if len(w) >= _MIN_SHORT}
    return NearWords(
        frozenset(map(squashed, long_words)),
        frozenset(w for w in short if len(w) < _MIN_LETTERS and w.isalpha()),
        {key: tuple(found) for key, found in index.items()},
        frozenset(map(small_print, long_words)),
    )
