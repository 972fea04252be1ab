"""Times that ran since something began, which no clock showed: `FA 7:14`, `RT BREAST 10:00`."""

from __future__ import annotations

import re
from functools import cache

from scrub.data import words

_NOT_DATED = r"(?![\d:.;]|\s?[ap]\.?m)"

_BREAST = r"(?:breast|brust|mamma|mama|mammella|sein|seno|borst|bröst|bryst|pierś|prs)"
_OF_BREAST = re.compile(
    rf"(?<![^\W\d_])(?:{_BREAST}|[lr]t{_BREAST}|nipple|areola|cm ?fn|axilla|mammary)(?![^\W\d_])",
    re.IGNORECASE,
)
_HOUR = rf"(?:1[0-2]|[1-9]):[03]0{_NOT_DATED}"


_SINCE = re.compile(rf"(?<![\w+])\+ ?\d{{1,2}}:[0-5]\d:[0-5]\d{_NOT_DATED}")
"""Since a contrast agent or a stage began: `+2:09:04`."""


def without_elapsed(text: str) -> str:
    """Return it with a full stop for the colon of each such time, or letters; its length stays."""
    if ":" not in text:
        return text
    text = _SINCE.sub(_in_hours, text)
    text = _elapsed().sub(_dotted, text)
    return _beside_breast().sub(_dotted, text) if _OF_BREAST.search(text) else text


def _in_hours(found: re.Match[str]) -> str:
    head, minutes, seconds = found.group().split(":")
    return f"{head}h{minutes}m{seconds}"


def _dotted(found: re.Match[str]) -> str:
    head, colon, tail = found.group().rpartition(":")
    return head + "." * len(colon) + tail


@cache
def _elapsed() -> re.Pattern[str]:
    """Return a pattern of minutes and seconds behind what says that they ran, or of a position.

    What is past 24 is no hour. A lesion of the breast lies at an hour and no minutes, or half past.
    """
    labels = "|".join(sorted(map(re.escape, words("timer-labels")), reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?:{labels})\s?:?\s?\d{{1,2}}:[0-5]\d{_NOT_DATED}"
        rf"|(?<![^\W_])t\s?:?\s?0:[0-5]\d{_NOT_DATED}"
        rf"|(?<![\d:.,/-])(?<!\d )(?:2[5-9]|[3-5]\d):[0-5]\d{_NOT_DATED}"
        rf"|(?:{_BREAST}|axilla|o'?clock)\s?{_HOUR}",
        re.IGNORECASE,
    )


@cache
def _beside_breast() -> re.Pattern[str]:
    """Return a pattern of a side with an hour, for lines that speak of a breast."""
    return re.compile(rf"(?<![^\W_])(?:[lr]|[lr]t|left|right)\.?\s?{_HOUR}", re.IGNORECASE)
