"""What goes because it stands alone: two or three letters may be somebody's initials.

2026-11: of all pairs of letters four in ten are known as a label or an abbreviation, and so were
kept four in ten initials of those who scanned. Most such pairs mean something beside a number or a
word only; so do some of three letters, which are one in ten.
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

_INITIALS = Cause(PhiKind.UNKNOWN, "vocabulary", "letters alone may be initials", 0.4)


def lone_letters(piece: Sequence[tuple[int, Word]]) -> Causes:
    """Return a cause for a text of two or three letters that is no label, and no usual mark."""
    if len(piece) != 1:
        return {}
    ((place, word),) = piece
    text = word.text.reveal().strip()
    letters = text.strip(EDGES).replace(".", "").casefold()
    if text.endswith(":") or not _may_be_initials(letters):
        return {}
    return {place: _INITIALS}


def _may_be_initials(letters: str) -> bool:
    if _PAIR.fullmatch(letters):
        return letters not in words("lone-pairs")
    return letters in words("beside-only")
