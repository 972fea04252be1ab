"""Times that ran since something began, which no clock showed: `FA 7:14`, `RT BREAST 10:00`."""

from __future__ import annotations

import re
from functools import cache

from scrub.data import words

_NOT_DATED = r"(?![\d:.;]|\s?[ap]\.?m)"


def without_elapsed(text: str) -> str:
    """Return it with a full stop for the colon of each such time; its length stays."""
    return _elapsed().sub(_dotted, text) if ":" in text else text


def _dotted(found: re.Match[str]) -> str:
    head, colon, tail = found.group().rpartition(":")
    return head + "." * len(colon) + tail


@cache
def _elapsed() -> re.Pattern[str]:
    """Return a pattern of minutes and seconds behind what says that they ran, or of a position.

    A lesion of the breast lies at an hour and no minutes, or half past.
    """
    labels = "|".join(sorted(map(re.escape, words("timer-labels")), reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?:{labels})\s?:?\s?\d{{1,2}}:[0-5]\d{_NOT_DATED}"
        rf"|(?<![^\W_])t\s?:?\s?0:[0-5]\d{_NOT_DATED}"
        rf"|(?<![^\W_])(?:breast|axilla|o'?clock)\s(?:1[0-2]|[1-9]):[03]0{_NOT_DATED}",
        re.IGNORECASE,
    )
