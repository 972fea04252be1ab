"""How far doubt reaches from what goes: a name is of a few words, and none is a setting.

2026-11: a line of a banner is often joined from many; one name in it took all settings along.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.model.text import DOUBTS, PhiKind
from scrub.phi import shapes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scrub.phi.vocabulary import Vocabulary

_MAY_BE_CODES = DOUBTS | {PhiKind.IDENTIFIER}
_CLOCKED = frozenset({PhiKind.DATE, PhiKind.TIME})
_LONGEST_NAME, _LEAST = 5, 2
_WORD = re.compile(r"[^\W\d_]{2}")
_CODED = re.compile(r"(?=.*[^\W\d_])(?=.*\d)")
_PROBE = re.compile(r"[^\W\d_]{2,4}\d{1,2}-\d{1,2}[^\W\d_]")
_AGED = re.compile(r"[MFWO]\d|\d+[MFWYDJ]", re.IGNORECASE)
_DECIMAL = re.compile(r"\d\.\d")


def has_word(text: str) -> bool:
    """Tell whether two letters stand together in it."""
    return bool(_WORD.search(text))


def is_code_of(text: str, least: int) -> bool:
    """Tell whether it has letters as well as digits, and so many of both."""
    return bool(_CODED.match(text)) and sum(map(str.isalnum, text)) >= least


def is_setting(text: str, beside: Collection[PhiKind], vocabulary: Vocabulary) -> bool:
    """Tell whether it is known letters and digits that are no part of what goes beside it.

    A decimal never is: `E/A0.7`; nor a short name with a colon: `IM:145`. A short code may be of a
    number of record or of an age, but a date ends with its year: `JL4`.
    """
    if not _CODED.match(text) or not vocabulary.knows(text):
        return False
    if _DECIMAL.search(text) or shapes.is_setting(text):
        return True
    if _MAY_BE_CODES.intersection(beside):
        return False
    is_dated = set(beside) <= _CLOCKED and not _AGED.match(text)
    return is_dated or bool(_PROBE.match(text)) or vocabulary.is_plain_word(text)


def within_reach(
    line: Mapping[int, str], going: Collection[int], doubted: Collection[int]
) -> Iterator[int]:
    """Yield the doubted that may be of one name with what goes, from left and from right.

    At least two words; more where what goes is short; none beyond a word that stays. Numbers,
    signs and lone letters do not count as words.
    """
    for ordered in (list(line), list(line)[::-1]):
        length, left = 0, 0
        for place in ordered:
            counts = has_word(line[place]) or not line[place]
            if place in going:
                length += counts
                left = max(_LEAST, _LONGEST_NAME - length)
            elif place in doubted and left:
                left -= counts
                length = 0
                yield place
            else:
                left = length = 0
