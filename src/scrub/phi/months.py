"""Patterns of months' names in every language, as they are written and as they are misread.

What reads Latin letters only gives for `мар` what looks like it: map, Map, rnap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from scrub.data import table
from scrub.phi.lettering import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_MORE_LETTERS = r"(?![^\W\d_])"

_MISREAD = {
    "o": "o0qd", "l": "l1i|!", "i": "i1l|!j", "s": "s5$", "b": "b8", "z": "z2", "g": "g69q",
    "e": "ec", "c": "ceo", "t": "tfr+", "y": "yv", "v": "vy", "u": "uv", "a": "aeo4", "n": "nhm",
    "m": "mnhw", "r": "rt", "d": "do0c", "j": "j3",
}  # fmt: skip
"""Latin letters, and all that each may be read as."""

_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u04ff]+")


@cache
def written(*, alone: bool) -> str:
    """Return a pattern of every month's name, or of those that mean a month without a year."""
    names = _names(alone=alone)
    return rf"(?:{_alternatives(names | set(map(plain, names)), {})}){_NO_MORE_LETTERS}"


@cache
def misread() -> str:
    """Return a pattern of every month's name in Latin letters, some misread for others or digits.

    Only a day and a year around it make it a month.
    """
    names = {name for name in map(plain, _names(alone=False)) if name.isascii()}
    return f"(?:{_alternatives(names, _MISREAD)})"


@cache
def in_look_alikes() -> str:
    """Return a pattern of the Cyrillic and Greek months' names in Latin letters that look alike.

    Only a day and a year of four digits around it make it a month. What looks alike, small or
    large, are the rows of data/patterns/look-alikes.csv.
    """
    plain_names = (plain(name).strip(".") for name in _names(alone=False))
    names = {name for name in plain_names if _CYRILLIC_OR_GREEK.fullmatch(name)}
    rows = table("patterns", "look-alikes")
    looks = {row["letter"]: row["letter"] + row["like"] for row in rows}
    return rf"(?:{_alternatives(names, looks)}){_NO_MORE_LETTERS}"


def _names(*, alone: bool) -> set[str]:
    rows = table("patterns", "months")
    return {row["name"].lower() for row in rows if row["alone"] != "no" or not alone}


def _alternatives(names: Iterable[str], looks: dict[str, str]) -> str:
    """Return a pattern of all names, longest first, that tries each first letter once."""
    tails: dict[str, set[str]] = defaultdict(set)
    for name in names:
        tails[name[:1]].add(name[1:])
    branches = (
        _letter(first, looks) + (f"(?:{_alternatives(tail, looks)})" if tail != {""} else "")
        for first, tail in sorted(tails.items(), reverse=True)
    )
    return "|".join(branches)


def _letter(letter: str, looks: dict[str, str]) -> str:
    alike = looks.get(letter, "")
    return f"[{re.escape(alike)}]" if alike else re.escape(letter)
