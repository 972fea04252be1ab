"""Dates and times as text: moved by whole days, or cut to their year (PS3.5 6.2).

A text is one value of DA, DT or TM, stripped, or a range of two as queries have them, one of which
may be missing (PS3.4 C.2.2.2.5). What can be a zone, -1200 to +1400, is one: `20040119-0500` is
no range. Years are 0001 to 9999.

2026-11: the forms of ACR-NEMA 300, 1961.03.17 and 07:27:31, are read, since PS3.5 6.2 names them
as what readers may meet; they are written as DA and TM.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SHIFT = range(1, 3653)
"""By how many days dates may go back: at least one, so that none stays; at most about ten years.

2026-11: back, so that no date is one that has not been yet. Less than ten years, and who knows
some events of a life could find the shift from the gaps and the season; more, and scans would be
older than the machines that made them. The week day is not kept, since it says where in the week
the shift lies.
"""

# Of a range of DT (PS3.5 6.2).
_LONGEST = 54
_HOURS = r"(?:[01]\d|2[0-3])"
_SIXTY = r"[0-5]\d"
_SECONDS = rf"(?:{_SIXTY}|60)(?:\.\d{{1,6}})?"
_ZONE = rf"(?:\+(?:0\d|1[0-3]){_SIXTY}|\+1400|-(?:0\d|1[01]){_SIXTY}|-1200)"
_FORMS = {
    "DA": re.compile(r"(\d{4})(?P<dot>\.?)(\d\d)(?P=dot)(\d\d)", re.ASCII),
    "DT": re.compile(
        rf"(\d{{4}})(?:(\d\d)(?:(\d\d)(?:{_HOURS}(?:{_SIXTY}(?:{_SECONDS})?)?)?)?)?{_ZONE}?",
        re.ASCII,
    ),
    "TM": re.compile(rf"{_HOURS}(?:{_SIXTY}(?:{_SECONDS})?|:{_SIXTY}(?::{_SECONDS})?)?", re.ASCII),
}
_GROUPS = {"DA": (1, 3, 4), "DT": (1, 2, 3)}


def days_of(digest: bytes) -> int:
    """Return the number of days, -3652 to -1, that a keyed hash of 8 bytes or more stands for.

    Raises:
        ValueError: if there are fewer bytes.

    """
    if len(digest) < 8:  # noqa: PLR2004 - bytes of a number much greater than SHIFT is long
        raise ValueError("fewer than 8 bytes")
    return -SHIFT[int.from_bytes(digest[:8]) % len(SHIFT)]


def shifted(vr: str, text: str, days: int) -> str | None:
    """Return a value moved by whole days: its precision, fraction and zone stay, and so does a TM.

    None if it is not of its VR, if it has no day that could be moved (a DT of a year or month
    alone, whose end would have to be made up), or if the year would be none.
    """
    if vr == "TM":
        return _each(vr, text, lambda end: end.replace(":", ""))
    return _each(vr, text, lambda end: _moved(vr, end, days))


def year_only(vr: str, text: str) -> str | None:
    """Return what is left of a date when only its year may be: YYYY0101 of a DA, YYYY of a DT.

    A DA cannot say a year alone (PS3.5 6.2), so its month and day are the first. None if it is
    not of its VR, and of a TM, which has no year.
    """
    if vr == "TM":
        return None
    suffix = "0101" if vr == "DA" else ""
    return _each(vr, text, lambda end: end[:4] + suffix)


def bounds(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a DA or DT, or the ends of a range, can mean."""
    for vr in _GROUPS:
        found = [_days(vr, end) for end in _ends(vr, text) if end]
        days = [day for pair in found if pair for day in pair]
        if days and None not in found:
            return min(days), max(days)
    return None


def _each(vr: str, text: str, change: Callable[[str], str | None]) -> str | None:
    """Return a value with both ends of a range changed, or itself.

    None if one cannot be, if they are not in order, or if the result would read as something
    else: of the years 0900 to 1100, `0900-1100` would be one in a zone.
    """
    ends = _ends(vr, text)
    if vr in _GROUPS and not _are_ordered(vr, ends):
        return None
    new = tuple(change(end) if end else "" for end in ends)
    said = tuple(end for end in new if end is not None)
    joined = "-".join(said)
    return joined if said and said == new == _ends(vr, joined) else None


def _ends(vr: str, text: str) -> tuple[str, ...]:
    """Return one value, or the two of a range, one of which may be empty; none if it is neither."""
    form = _FORMS.get(vr)
    if form is None or len(text) > _LONGEST:
        return ()
    hyphens = [at for at, character in enumerate(text) if character == "-"]
    ways = [(text,), *((text[:at], text[at + 1 :]) for at in hyphens)]
    for ends in ways:
        if any(ends) and all(not end or form.fullmatch(end) for end in ends):
            return ends
    return ()


def _are_ordered(vr: str, ends: tuple[str, ...]) -> bool:
    """Tell whether every end is a date, and a range does not end before it begins.

    What would is no range but a zone that there is not: 20040119-1300.
    """
    found = [_days(vr, end) for end in ends if end]
    days = [pair for pair in found if pair]
    in_order = all(first[0] <= second[1] for first, second in pairwise(days))
    return len(days) == len(found) and in_order


def _moved(vr: str, end: str, days: int) -> str | None:
    pair = _days(vr, end)
    if pair is None or pair[0] != pair[1]:
        return None
    try:
        new = pair[0] + timedelta(days)
    except OverflowError:
        return None
    rest = end[8:] if vr == "DT" else ""
    return new.isoformat().replace("-", "") + rest


def _days(vr: str, end: str) -> tuple[date, date] | None:
    """Return the first and last day that a single DA or DT can mean."""
    match = _FORMS[vr].fullmatch(end)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group(*_GROUPS[vr]))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last = month or 12
    return first, date(first.year, last, monthrange(first.year, last)[1])
