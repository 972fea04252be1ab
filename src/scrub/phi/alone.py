"""What goes because it stands alone: few letters may be initials, digits a number or a great age.

2026-11: of all pairs of letters four in ten are known as a label or an abbreviation, and so were
kept four in ten initials of those who scanned. Most such pairs mean something beside a number or a
word only; so do some of three letters, which are one in ten. Longer numbers go anyway, and shorter
ones are on every scale; those of four digits that are on scales are round, and others have a unit.
Of `96 F` the letter is often lost: 13 of 159 texts that stayed on nine made sets were great ages.
On scales such numbers are multiples of five.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from scrub.data import words
from scrub.model.text import PhiKind
from scrub.phi.causes import Cause, Causes
from scrub.phi.shapes import EDGES
from scrub.phi.word_lists import clinical_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import Word

_PAIR = re.compile("[a-z]{2}")
_DOTTED = re.compile(r"[A-Z](?:[.,][A-Z]){1,2}|[A-Z]-[A-Z]-[A-Z]")
"""Marks and labels have no dots between their letters. A dot may be read as a comma or a dash,"""

_MISREAD = re.compile(
    r"(?:[A-Z]\.[A-Z]\.\d|[A-Z]\.\d\.[A-Z]|\d\.[A-Z]\.[A-Z])\.?|[A-Z]\.\d\.|\d\.[A-Z]\."
)
"""and one letter as a digit; of two, the last dot tells that they are no version."""

_SLASHED = re.compile(r"[/\\|17l](?P<after>[A-Z]{2,3})|[A-Z]{2,3}/|/[A-Z]")
"""Nor are they behind a slash, which may be read as a digit; from below, it is the last. Where the
screen ends one letter is left of them."""

_CAPITALS = re.compile("[A-Z]{3}")
_CERTAIN = 0.95
"""A reading so sure is no misreading."""

_DIGITS = 4
_ROUND = (10, 128)
"""Numbers on scales are multiples of one of these, as are sizes of pictures."""

_GREAT_AGE = re.compile(r"(?P<years>0?9\d)|0?(?:9|10)\d(?P<misread>[EPV])", re.ASCII)
"""In years, of which ages from 90 on identify (45 CFR 164.514(b)(2)(i)(C)), or as PS3.5 6.2 has it
in AS; its last letter, or that of the sex, may be lost, or misread. Few are older than 99, and
`LO` is read as 107."""

_STEP = 5

_INITIALS = Cause(PhiKind.UNKNOWN, "vocabulary", "letters alone may be initials", 0.4)
_AGE = Cause(PhiKind.AGE, "vocabulary", "a number alone may be a great age", 0.4)
_RECORD = Cause(PhiKind.UNKNOWN, "vocabulary", "a number alone may be a record's", 0.4)


def standing_alone(piece: Sequence[tuple[int, Word]]) -> Causes:
    """Return a cause for a text of few letters that is no label and no usual mark, or a number."""
    if len(piece) != 1:
        return {}
    ((place, word),) = piece
    text = word.text.reveal().strip()
    bare = text.strip(EDGES)
    if _may_be_a_record(bare):
        return {place: _RECORD}
    if _may_be_an_age(text):
        return {place: _AGE}
    if text.endswith(":") or not (
        _is_written_so(text, bare)
        or _may_be_initials(bare)
        or (word.confidence >= _CERTAIN and _is_nothing_else(bare))
    ):
        return {}
    return {place: _INITIALS}


def _is_written_so(text: str, bare: str) -> bool:
    """Tell whether it is written as initials are, and nothing else."""
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        return (slashed["after"] or "").casefold() not in words("units")
    return bool(_DOTTED.fullmatch(bare) or _MISREAD.fullmatch(text))


def _may_be_a_record(text: str) -> bool:
    if len(text) != _DIGITS or not (text.isascii() and text.isdecimal()):
        return False
    return text.startswith("0") or all(int(text) % one for one in _ROUND)


def _may_be_an_age(text: str) -> bool:
    age = _GREAT_AGE.fullmatch(text.strip("()[],.;"))
    return age is not None and (bool(age["misread"]) or int(age["years"]) % _STEP != 0)


def _is_nothing_else(bare: str) -> bool:
    """Tell whether capitals are known only as they might be misread: BLG for BIG."""
    return bool(_CAPITALS.fullmatch(bare)) and bare.casefold() not in _known()


@cache
def _known() -> frozenset[str]:
    lists = "body-parts", "field-labels", "model-prefixes", "timer-labels", "titles", "units"
    return clinical_words().union(*map(words, lists))


def _may_be_initials(bare: str) -> bool:
    letters = bare.replace(".", "").casefold()
    if _PAIR.fullmatch(letters):
        return letters not in words("lone-pairs")
    return letters in words("beside-only")
