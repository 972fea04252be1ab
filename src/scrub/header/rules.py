"""What is asked of one attribute, by a profile, an option or a site, and how it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cleaning(StrEnum):
    """How a value that stays is made harmless (code C of PS3.15 Table E.1-1a)."""

    OWN_WORDS = "own words"
    """It stays as it is, unless one of the header's own words is in it: then it is emptied."""

    TEXT = "text"
    """Only the identifying words go."""

    SHIFT = "shift"
    """Dates move by the patient's number of days; times and zones stay."""

    YEAR = "year"
    """Of a date the year is left."""

    AGE = "age"
    """An age of 90 years or more becomes the class of all such ages."""

    ZIP = "zip"
    """Of an address in the United States the first three digits of the ZIP code are left."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of one attribute, its VR, and who asks.

    `code` is one of PS3.15 Table E.1-1a, compound ones too, or of a site: H for a keyed hash, R
    for `value`. `vr` is empty where neither table nor dictionary has one, and `US or SS` where it
    varies. `clean` says how, where the code is C. `otherwise` is the code to fall back to where a
    value cannot be cleaned. A K with `asked` is kept because someone asked for it, so that what
    it says is not looked for elsewhere either. `is_site` tells a site's own rule.
    """

    code: str
    vr: str
    source: str
    clean: Cleaning = Cleaning.OWN_WORDS
    otherwise: str = "X"
    value: tuple[str, ...] = ()
    asked: bool = False
    is_site: bool = False
