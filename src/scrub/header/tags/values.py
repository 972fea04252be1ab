"""Values as people write them, checked against their VR (PS3.5 6.2) and character set (6.1).

2026-11: not by pydicom's validators: they let pass what their expressions allow, such as the 31st
of February or a number that is too large, and their messages quote the value.
"""

from __future__ import annotations

import math
import re
import struct
import warnings
from datetime import date
from typing import TYPE_CHECKING

from pydicom.charset import (
    convert_encodings,
    decode_bytes,
    default_encoding,
    encode_string,
    python_encoding,
)

from scrub.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENCODED_VRS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
"""VRs whose text is in the Specific Character Set."""

BYTES_VRS = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
"""VRs whose values people write in hexadecimal, as they are stored."""

_UNSPLIT = frozenset({"LT", "ST", "UR", "UT"}) | BYTES_VRS
_LONG_VRS = BYTES_VRS | {"SV", "UC", "UR", "UT", "UV"}
_LONGEST = 0xFFFE
_LENGTHS = {"AE": 16, "CS": 16, "DS": 16, "IS": 12, "LO": 64, "SH": 16, "UI": 64}
_LENGTHS |= {"LT": 10240, "ST": 1024}
_WORD_BYTES = {"OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2}
_RANGES = {
    "IS": (-(1 << 31), (1 << 31) - 1),
    "SL": (-(1 << 31), (1 << 31) - 1),
    "SS": (-(1 << 15), (1 << 15) - 1),
    "SV": (-(1 << 63), (1 << 63) - 1),
    "UL": (0, (1 << 32) - 1),
    "US": (0, (1 << 16) - 1),
    "UV": (0, (1 << 64) - 1),
}
_TIME = r"([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?"
_ZONE = r"([+-])(\d\d)([0-5]\d)"
_FORMS = {
    "AE": (re.compile(r"[ -\[\]-~]*"), "printable ASCII without backslash"),
    "AS": (re.compile(r"\d{3}[DWMY]"), "three digits and D, W, M or Y"),
    "AT": (re.compile(r"\(?[0-9A-Fa-f]{4},?[0-9A-Fa-f]{4}\)?"), "a tag as gggg,eeee"),
    "CS": (re.compile(r"[A-Z0-9 _]*"), "capitals, digits, spaces and underscores"),
    "DA": (re.compile(r"\d{8}"), "a date as YYYYMMDD"),
    "DS": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "a decimal number"),
    "DT": (re.compile(rf"\d{{4}}(\d\d(\d\d({_TIME})?)?)?({_ZONE})?"), "YYYYMMDDHHMMSS.FFFFFF&ZZXX"),
    "IS": (re.compile(r"[+-]?\d+"), "a whole number"),
    "TM": (re.compile(_TIME), "a time as HHMMSS.FFFFFF"),
    "UI": (re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))*"), "numbers with dots, without leading 0"),
    "UR": (re.compile(r"[A-Za-z\d:/?#\[\]@!$&'()*+,;=%_.~-]*"), "a URI, without spaces"),
}
_FORMS |= dict.fromkeys(("SL", "SS", "SV", "UL", "US", "UV"), _FORMS["IS"])
_FORMS |= dict.fromkeys(("FD", "FL"), _FORMS["DS"])
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_OF_TEXTS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MULTIPLICITY = re.compile(r"(\d+)(?:-(\d*)(n?))?")
_LATIN = re.compile("[\x80-\xff]")
_GROUPS, _COMPONENTS, _GROUP_LENGTH = 3, 5, 64


def checked(vr: str, text: str, multiplicity: str = "1-n") -> tuple[str, ...]:
    r"""Return the values that a text stands for, none for an empty one, as HeaderEdit holds them.

    Values are parted by backslashes. Bytes are in hexadecimal, tags as gggg,eeee.

    Raises:
        UsageError: if it is no value of this VR, or not of so many. It does not quote the value.

    """
    if not text:
        return ()
    values = (text,) if vr in _UNSPLIT else tuple(text.split("\\"))
    if vr not in BYTES_VRS:
        _count(len(values), multiplicity)
    made = tuple(_one(vr, value) for value in values)
    if vr not in _LONG_VRS and len("\\".join(made).encode("utf-8", "replace")) > _LONGEST:
        raise UsageError("more than 64 KiB")
    return made


def fits(vr: str, values: Sequence[str], terms: Sequence[str]) -> bool:
    """Tell whether text can be said in a Specific Character Set, which an unknown one cannot.

    `terms` are its values, none for the default, which holds ASCII alone (PS3.5 6.1.1).
    """
    text = "\\".join(values)
    if text.isascii() or vr not in ENCODED_VRS:
        return text.isascii()
    if not is_known(terms):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        encodings = convert_encodings(list(terms))
        if encodings[0] == default_encoding and _LATIN.search(text):
            # To pydicom the default is Latin 1; to the standard it is not.
            return False
        return all(_survives(value, encodings) for value in values)


def is_known(terms: Sequence[str]) -> bool:
    """Tell whether these are Defined Terms of Specific Character Set (PS3.3 C.12.1.1.2)."""
    return all(term in python_encoding and (term or not place) for place, term in enumerate(terms))


def _survives(text: str, encodings: list[str]) -> bool:
    octets = encode_string(text, encodings)
    return decode_bytes(octets, encodings, {0x0A, 0x0C, 0x0D, 0x5E, 0x3D}) == text


def _count(number: int, multiplicity: str) -> None:
    match = _MULTIPLICITY.fullmatch(multiplicity)
    if match is None:
        return
    low = int(match[1])
    high = low if match[2] is None else math.inf if match[3] else int(match[2])
    step = int(match[2] or 1) if match[3] else 1
    if not low <= number <= high or number % step:
        raise UsageError(f"it takes {multiplicity} values, not {number}")


def _one(vr: str, value: str) -> str:
    if vr in BYTES_VRS:
        return _bytes(vr, value)
    if vr in ENCODED_VRS:
        _text(vr, value)
        return value
    value = value.strip(" ")
    _form(vr, value)
    if vr == "AT":
        return value.strip("()").replace(",", "").upper()
    return value


def _bytes(vr: str, value: str) -> str:
    try:
        octets = bytes.fromhex(value)
    except ValueError:
        raise UsageError(f"{vr} takes bytes in hexadecimal") from None
    if len(octets) % _WORD_BYTES.get(vr, 1):
        raise UsageError(f"{vr} takes words of {_WORD_BYTES[vr]} bytes")
    return (octets + bytes(len(octets) % 2)).hex().upper()


def _text(vr: str, value: str) -> None:
    unwanted = _CONTROLS_OF_TEXTS if vr in {"LT", "ST", "UT"} else _CONTROLS
    if unwanted.search(value):
        raise UsageError(f"{vr} has no such control characters")
    if vr == "PN":
        _name(value)
    _length(vr, value)


def _name(value: str) -> None:
    groups = value.split("=")
    if len(groups) > _GROUPS:
        raise UsageError(f"a name has up to {_GROUPS} groups")
    if any(len(group.split("^")) > _COMPONENTS for group in groups):
        raise UsageError(f"a group of a name has up to {_COMPONENTS} components")
    if any(len(group) > _GROUP_LENGTH for group in groups):
        raise UsageError(f"a group of a name has up to {_GROUP_LENGTH} characters")


def _form(vr: str, value: str) -> None:
    if vr not in _FORMS:
        raise UsageError(f"values of VR {vr} cannot be written as text")
    form, meant = _FORMS[vr]
    # A value among others may be empty, where it is text.
    if not value and vr not in _RANGES.keys() - {"IS"} and vr not in {"AT", "FD", "FL"}:
        return
    if not value.isascii() or not form.fullmatch(value):
        raise UsageError(f"{vr} takes {meant}")
    _length(vr, value)
    if vr in _RANGES:
        low, high = _RANGES[vr]
        if not low <= int(value) <= high:
            raise UsageError(f"{vr} takes {low} to {high}")
    if vr in _FURTHER and not _FURTHER[vr](value):
        raise UsageError(f"{vr} takes {meant}, and there is no such one")


def _length(vr: str, value: str) -> None:
    longest = _LENGTHS.get(vr)
    if longest and len(value) > longest:
        raise UsageError(f"{vr} takes up to {longest} characters")


def _is_date(value: str) -> bool:
    """Tell whether there is such a day, or month, or year."""
    try:
        date(int(value[:4]), int(value[4:6] or 1), int(value[6:8] or 1))
    except ValueError:
        return False
    return True


def _is_date_time(value: str) -> bool:
    zone = re.search(rf"{_ZONE}\Z", value)
    if zone is None:
        return _is_date(value)
    # From twelve hours behind to fourteen hours ahead (PS3.5 6.2).
    minutes = int(f"{zone[1]}{int(zone[2]) * 60 + int(zone[3])}")
    return -12 * 60 <= minutes <= 14 * 60 and zone[0] != "-0000" and _is_date(value[: zone.start()])


def _is_single(value: str) -> bool:
    try:
        return math.isfinite(struct.unpack("<f", struct.pack("<f", float(value)))[0])
    except OverflowError:
        return False


_FURTHER: dict[str, Callable[[str], bool]] = {
    "DA": _is_date,
    "DS": lambda value: math.isfinite(float(value)),
    "DT": _is_date_time,
    "FD": lambda value: math.isfinite(float(value)),
    "FL": _is_single,
}
