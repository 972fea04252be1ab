"""Ages of ninety and more as people write them: what of a text tells that class of patients.

HIPAA has all ages over 89 in one class (45 CFR 164.514(b)(2)(i)(C)); so has PS3.15 E.3.5 for
ages that are retained. Recognizers know most ways to write an age in years; the rest is here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.model.text import PhiKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_CLASS = 90
"""Years; all ages from there on are one class."""

_DAYS_A_YEAR = 365.25
_DAYS = {"y": _DAYS_A_YEAR, "m": _DAYS_A_YEAR / 12, "w": 7.0, "d": 1.0}

_IN_YEARS = re.compile(
    r"(?<![\d.,])(?P<number>9\d|1[0-4]\d)"
    r"(?:\s?[-–]\s?(?:year|yr|y)[a-z]*(?:\s?[-–]\s?old)?|\s?[-–]?\s?jähr[a-z]*|\s?lj\.|a(?!\.\w))(?!\w)"
    r"|\b(?:aged|aetatis|patient is)\s*(?P<aged>9\d|1[0-4]\d)(?![\d.,]?\w)",
    re.IGNORECASE,
)
_IN_PARTS = re.compile(
    r"(?<![\w.,])(?P<number>\d{3,5})\s?[-–]?\s?(?P<unit>mo(?:n?ths?)?|monate?|mois|mes(?:es)?|m"
    r"|weeks?|wks?|wochen?|w|days?|tage?|d)(?:\s?[-–]?\s?old)?(?!\w)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\b(?:ninety|(?:one|a) hundred)(?:[-\s]?(?:and\s)?(?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten))?[-\s]?years?[-\s]?(?:old|of age)?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_UNIT = re.compile(r"\d\s*([mwd])", re.IGNORECASE)
_LONE_LETTER = 1


def told_ages(text: str) -> Iterator[Span]:
    """Yield where an age over 89 stands: 93-year-old, aged 93, 97-jährig, 1125 months, 1125M."""
    for found in (*_IN_YEARS.finditer(text), *_IN_WORDS.finditer(text)):
        yield _span(found)
    for found in _IN_PARTS.finditer(text):
        if _is_age(found) and is_over(found.group()):
            yield _span(found)


def is_over(age: str) -> bool:
    """Tell whether an age in digits, of years where it does not say else, is over 89 years.

    What has no digits may be any age.
    """
    number = _NUMBER.search(age)
    if number is None:
        return True
    unit = _UNIT.search(age)
    days = int(number.group()) * _DAYS[unit[1].lower() if unit else "y"]
    return days >= OLDEST_CLASS * _DAYS_A_YEAR


def _is_age(found: re.Match[str]) -> bool:
    """Tell whether it may be one: `1125M`, not `1125 m` (meters), nor `1200d`."""
    unit = found["unit"]
    return len(unit) > _LONE_LETTER or (unit.isupper() and found.group()[-2:-1].isdigit())


def _span(found: re.Match[str]) -> Span:
    return Span(*found.span(), PhiKind.AGE, 0.8, "an age over 89")
