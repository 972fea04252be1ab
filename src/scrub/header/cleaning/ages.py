"""Ages of 90 years and more: which they are, and what becomes of them (45 CFR 164.514(b)(2)(i)(C)).

All such ages are one class. A year of birth that shows one goes as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.header.cleaning.dates import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_TOO_OLD = 90

# AS has three digits and a capital (PS3.5 6.2); more and fewer occur.
_AGE = re.compile(r"([0-9]{1,9}) *([DWMY])", re.IGNORECASE)

# The fewest that 90 years can be: 1900 was no leap year.
_FEWEST = {"D": 32871, "W": 4695, "M": 1080, "Y": _TOO_OLD}


def capped(text: str, cap: str) -> str | None:
    """Return an Age String as it is, or `cap` if it is of 90 years or more, in whatever unit.

    None if it is no age: of a number without a unit it cannot be said.
    """
    over = _is_over(text)
    return None if over is None else cap if over else text


def is_over_89(ages: Iterable[str], birth: str, on: Iterable[str]) -> bool:
    """Tell whether an age, or a birth date against the dates of a record, shows 90 years or more.

    `birth` and `on` are DA or DT. What is not exact counts as the oldest it can be. Of a birth
    date with neither an age nor a date beside it we cannot say that it does not, so it does.
    """
    read = [over for over in map(_is_over, ages) if over is not None]
    born = bounds(birth)
    if any(read) or born is None:
        return any(read)
    dates = [found for found in map(bounds, on) if found]
    if not dates:
        return not read
    return any(_years(born[0], last) >= _TOO_OLD for _, last in dates)


def _is_over(text: str) -> bool | None:
    match = _AGE.fullmatch(text)
    return None if match is None else int(match[1]) >= _FEWEST[match[2].upper()]


def _years(born: date, on: date) -> int:
    """Return how old someone is on a day, in whole years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
