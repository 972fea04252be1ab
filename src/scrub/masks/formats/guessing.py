"""Which tool's format a text is in, told by what only that format has in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS = r"-?\d+\s*(?:,\s*-?\d+\s*){3}"

_MARKS: Mapping[str, re.Pattern[str]] = {
    "deid": re.compile(r"^\s*(?:FORMAT\s+dicom|%filter\s|LABEL\s)", re.MULTILINE | re.IGNORECASE),
    "dre": re.compile(r"\b(?:device|variant|deny_when)\("),
    "dicomedit": re.compile(r"\balterPixels\s*\["),
    "karnak": re.compile(
        r"^\s*(?:-\s+)?(?:masks|stationName|imageWidth|rectangles)\s*:", re.MULTILINE
    ),
    "smi": re.compile(r"\A\W*filename\W*[,\t]", re.IGNORECASE),
    "pixelmed": re.compile(r"^\s*\d+\s*x\s*\d+\s*=\s*\(", re.MULTILINE | re.IGNORECASE),
    "ctp": re.compile(rf"\{{[^}}]*\.\w+\([^}}]*\}}[^{{]*\({_NUMBERS}\)", re.DOTALL),
}
"""In the order in which they are tried: what is more its own comes first."""


def guess(text: str) -> str:
    """Return the name of a format, or nothing if none is known by what is in the text."""
    return next((name for name, mark in _MARKS.items() if mark.search(text)), "")
