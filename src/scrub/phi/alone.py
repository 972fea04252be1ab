"""What goes because it stands alone: two letters may be somebody's initials.

2026-11: of all pairs of letters four in ten are known as a label or an abbreviation, and so were
kept four in ten initials of those who scanned. Most such pairs mean something beside a number or a
word only.
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

_INITIALS = Cause(PhiKind.UNKNOWN, "vocabulary", "two letters alone may be initials", 0.4)


def lone_pair(piece: Sequence[tuple[int, Word]]) -> Causes:
    """Return a cause for a text of two letters that is no label, and no mark of pictures."""
    if len(piece) != 1:
        return {}
    ((place, word),) = piece
    text = word.text.reveal().strip()
    letters = text.strip(EDGES).replace(".", "").casefold()
    is_known = text.endswith(":") or not _PAIR.fullmatch(letters) or letters in words("lone-pairs")
    return {} if is_known else {place: _INITIALS}
