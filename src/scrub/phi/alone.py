"""What goes because it stands alone: few letters may be initials, four digits a record's number.

2026-11: of all pairs of letters four in ten are known as a label or an abbreviation, and so were
kept four in ten initials of those who scanned. Most such pairs mean something beside a number or a
word only; so do some of three letters, which are one in ten. Longer numbers go anyway, and shorter
ones are on every scale; those of four digits that are on scales are round, and others have a unit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.data import words
from scrub.model.text import PhiKind
from scrub.phi.causes import Cause, Causes
from scrub.phi.shapes import EDGES

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

_SLASHED = re.compile(r"[/\\|17l](?P<after>[A-Z]{2,3})|[A-Z]{2,3}/")
"""Nor are they behind a slash, which may be read as a digit; from below, it is the last."""

_DIGITS = 4
_ROUND = (10, 128)
"""Numbers on scales are multiples of one of these, as are sizes of pictures."""

_INITIALS = Cause(PhiKind.UNKNOWN, "vocabulary", "letters alone may be initials", 0.4)
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
    if text.endswith(":") or not (_is_written_so(text, bare) or _may_be_initials(bare)):
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


def _may_be_initials(bare: str) -> bool:
    letters = bare.replace(".", "").casefold()
    if _PAIR.fullmatch(letters):
        return letters not in words("lone-pairs")
    return letters in words("beside-only")
