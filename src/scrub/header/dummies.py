"""What stands where a value must be: short, legal for its VR, and plainly no one's."""

from __future__ import annotations

_WORD = "ANONYMIZED"

# Bytes are written in hexadecimal: the shortest that are whole values (PS3.5 6.2).
_DUMMIES = {
    "AE": "ANON",
    "AS": "000D",
    "AT": "00000000",
    "CS": "ANON",
    "DA": "19000101",
    "DT": "19000101000000",
    "LO": _WORD,
    "LT": _WORD,
    "OB": "0000",
    "OD": "0000000000000000",
    "OF": "00000000",
    "OL": "00000000",
    "OV": "0000000000000000",
    "OW": "0000",
    "PN": _WORD,
    "SH": _WORD,
    "ST": _WORD,
    "TM": "000000",
    "UC": _WORD,
    "UN": "0000",
    "UR": "http://anonymized.invalid/",
    "UT": _WORD,
}


def dummy(vr: str) -> tuple[str, ...]:
    """Return the values to set: none for a sequence, which gets one empty item; else one."""
    return () if vr == "SQ" else (_DUMMIES.get(vr, "0"),)
