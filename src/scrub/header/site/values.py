"""Whether a value that a site gives may stand in an attribute (PS3.5 6.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom import config
from pydicom.valuerep import DA, DT, validate_value

if TYPE_CHECKING:
    from collections.abc import Sequence

HASHABLE = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UT"})
"""VRs that may hold a hash: 16 hexadecimal digits in capitals, or a UID for a UID."""

_WHOLE = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})
_FLOATING = frozenset({"FD", "FL"})
_ONE_VALUE = frozenset({"LT", "ST", "UR", "UT"})
_AS_TEXT = HASHABLE | {"AS", "DA", "DS", "DT", "IS", "TM", "UR"}
_FORMS = {
    "DA": re.compile(r"[0-9]{8}"),
    "DT": re.compile(r"[0-9]{4,14}(?:\.[0-9]{1,6})?(?:[+-][0-9]{4})?"),
    "IS": re.compile(r"[+-]?[0-9]{1,10}"),
    "TM": re.compile(r"[0-9]{2,6}(?:\.[0-9]{1,6})?"),
}
_DATES = {"DA": DA, "DT": DT}
_LARGEST_IS = (1 << 31) - 1


def objection_to(texts: Sequence[str], vr: str, vm: str) -> str:
    """Return why values cannot stand in an attribute; nothing if they can.

    `vr` is `US or SS` where it varies: then they must be right for each. `vm` is 1, 2, 1-3 or 2-n.
    """
    for one in vr.split(" or "):
        if one not in _AS_TEXT | _WHOLE | _FLOATING:
            return f"what has VR {vr} cannot be given a value"
        wrong = next(filter(None, (_wrong(text, one) for text in texts)), "")
        if wrong:
            return wrong
    return _miscounted(len(texts), "1" if vr in _ONE_VALUE else vm)


def _wrong(text: str, vr: str) -> str:
    if not text.isascii() or not text.isprintable():
        return f"{text!r}: only printable ASCII, which every character set has"
    if "\\" in text and vr not in _ONE_VALUE:
        return f"{text!r}: a backslash parts values: write a list"
    form = _FORMS.get(vr)
    if form and not form.fullmatch(text):
        return f"{text!r} is no value of VR {vr}"
    try:
        validate_value(vr, _typed(text, vr), config.RAISE)
    except (ValueError, OverflowError) as error:
        return _plain(error, text, vr)
    return ""


def _plain(error: Exception, text: str, vr: str) -> str:
    if "length" in str(error):
        return f"{text!r} is too long for VR {vr}"
    return f"{text!r} is no value of VR {vr}"


def _typed(text: str, vr: str) -> str | int | float:
    if vr in _WHOLE:
        return int(text)
    if vr == "IS" and abs(int(text)) > _LARGEST_IS:
        raise ValueError
    if vr in _DATES:
        _DATES[vr](text)
    return float(text) if vr in _FLOATING else text


def _miscounted(count: int, vm: str) -> str:
    first, _, last = vm.partition("-")
    fewest = int(first) if first.isdigit() else 1
    most = int(last or first) if (last or first).isdigit() else count
    if fewest <= count <= most:
        return ""
    return f"{count} value{'s' if count > 1 else ''} where there are to be {vm}"
