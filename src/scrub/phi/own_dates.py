"""One date or time in every form it is written in, misread digits included."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from scrub.data import table
from scrub.phi.lettering import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_BETWEEN = r"[^a-z0-9]{0,3}"
_APART = r"[^a-z0-9]{1,3}"
_OF = r"(?:[^a-z0-9]{0,2}(?:oe|oel|of))?"
"""de, del, of; folded."""
_NOON = 12


def date_pattern(value: str) -> re.Pattern[str] | None:
    """Return a pattern for folded text, of a date as yyyymmdd, yyyy-mm-dd or longer."""
    digits = re.match(r"\s*(\d{4})\D?(\d{2})\D?(\d{2})", value)
    if not digits:
        return None
    year, month, day = digits.groups()
    y4, y2 = fold(year), fold(year[2:])
    m2, d2 = fold(month), fold(day)
    m, d = _unpadded(month), _unpadded(day)
    y = f"(?:{y4}|{y2})"
    name = "(?:" + "|".join(_month_names().get(month, ("-",))) + r")[^\W\d_]{0,3}"
    ordinal = "(?:st|no|ro|th|er)?"
    forms = (
        f"{y4}{_BETWEEN}{m2}{_BETWEEN}{d2}",
        f"{y4}{_APART}{m}{_APART}{d}",
        f"{y2}{_APART}{m2}{_APART}{d2}",
        f"{d2}{m2}{y4}",
        f"{m2}{d2}{y4}",
        f"{d}{_APART}{m}{_APART}{y}",
        f"{m}{_APART}{d}{_APART}{y}",
        f"{d}{ordinal}{_BETWEEN}{_OF}{_BETWEEN}{name}{_BETWEEN}{_OF}{_BETWEEN}{y}",
        f"{name}{_BETWEEN}{d}{ordinal}{_APART}{y}",
        f"{y4}{_BETWEEN}{name}{_BETWEEN}{d}",
    )
    return re.compile("|".join(forms))


def time_pattern(value: str) -> re.Pattern[str] | None:
    """Return a pattern for folded text, of a time as hhmm, hhmmss or hh:mm:ss, fraction or not."""
    digits = re.match(r"\s*(\d{2}):?(\d{2}):?(\d{2})?", value)
    if not digits:
        return None
    hour, minute, second = digits.groups()
    short = int(hour) % _NOON or _NOON
    hours = "|".join({_unpadded(hour), _unpadded(f"{short:02}")})
    minutes, seconds = fold(minute), fold(second or "00")
    apart = r"(?:[^a-z0-9]{1,2}|h)"
    return re.compile(
        rf"(?<![a-z0-9])(?:{hours}){apart}{minutes}(?:{apart}{seconds})?(?:\s*[ap]\.?m)?(?![a-z0-9])"
        rf"|{fold(hour)}{minutes}{seconds}"
    )


def _unpadded(two_digits: str) -> str:
    """Return a pattern for a number with or without its leading zero."""
    folded = fold(two_digits)
    return f"o?{folded[1]}" if two_digits[0] == "0" else folded


@cache
def _month_names() -> Mapping[str, tuple[str, ...]]:
    """Return the folded beginnings of each month's names, by its two digits."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in table("patterns", "months"):
        names[row["month"]].append(re.escape(fold(row["name"])))
    return {month: tuple(sorted(set(found), reverse=True)) for month, found in names.items()}
