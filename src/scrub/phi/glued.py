"""Words that ran together, because a machine or a reading left the spaces out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MIN_LETTERS = 4
_MIN_SHORT, _MIN_LONG, _MIN_PAIR = 3, 5, 8
_CAPITALS = re.compile(r"[A-Z]{2,}(?=[a-z])")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_HUMP = re.compile("[a-z][A-Z]")
_LATERALITY = frozenset({"lt", "rt", "ap", "pa"})
_SIDES = frozenset({"l", "r"})


def ran_together(letters: str, words: frozenset[str], is_part: Callable[[str], bool]) -> bool:
    """Tell whether it is such words of four letters and more, or parts each with its capital.

    `PWDepth` is of parts that capitals tell apart, `RTKIDNEY` a side and a word.
    """
    folded = letters.casefold()
    if letters not in (folded, letters.upper()):
        camel = [piece.casefold() for piece in _CAMEL.findall(letters)]
        if len(camel) > 1 and "".join(camel) == folded and all(map(is_part, camel)):
            return True
        if _changes_case(letters, is_part):
            return True
    # `MRAliste` may be MRA and a word, `MrAliste` may not: capitals would tell its parts apart.
    may_be_exact = letters[1:] != folded[1:] and not _HUMP.search(letters)
    return _splits(folded, words) or is_pair(
        folded, is_part if may_be_exact else words.__contains__
    )


def _changes_case(letters: str, is_part: Callable[[str], bool]) -> bool:
    """Tell whether capitals, then small letters, are two parts: `GBfree`, `PANORAMICkVp`."""
    found = _CAPITALS.match(letters)
    return found is not None and all(
        is_part(part.casefold()) for part in (found.group(), letters[found.end() :])
    )


def is_pair(letters: str, is_part: Callable[[str], bool]) -> bool:
    """Tell whether it is two words, one of them long: `normalecg`."""
    return len(letters) >= _MIN_PAIR and any(
        max(cut, len(letters) - cut) >= _MIN_LONG
        and is_part(letters[:cut])
        and is_part(letters[cut:])
        for cut in range(_MIN_SHORT, len(letters) - _MIN_SHORT + 1)
    )


def _splits(letters: str, words: frozenset[str]) -> bool:
    if letters[:2] in _LATERALITY and letters[2:] in words:
        return len(letters) >= _MIN_LETTERS + 2
    if letters[:1] in _SIDES and len(letters) > _MIN_LONG:
        rest = letters[1:]
        if rest in words or (rest[:_MIN_SHORT] in words and rest[_MIN_SHORT:] in words):
            return True
    return any(
        letters[:cut] in words and (letters[cut:] in words or _splits(letters[cut:], words))
        for cut in range(_MIN_LETTERS, len(letters) - _MIN_LETTERS + 1)
    )


@cache
def without_spaces(*lists: frozenset[str]) -> frozenset[str]:
    """Return the phrases of lists as they are read where spaces are narrow: `gynev`."""
    phrases = [phrase for known in lists for phrase in known if " " in phrase]
    return frozenset(p.replace(" ", "") for p in phrases if len(p) > _MIN_LETTERS)
