"""What may be left of each attribute, by the profile and options that an output claims.

Made from the tables alone (PS3.15 Table E.1-1, what goes beyond it, Safe Harbor), and not by the
code that scrubs by them. It is asked the other way round: not what to do to a value, but whether
one that is there can be what was left of it. So any dummy or nothing will do where one may stand,
and a value that an option keeps may be any.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR

from scrub.audit.claims import HIPAA, columns_of
from scrub.data import profile_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrub.audit.claims import Claims

_TABLE = "ps3.15-2026d"


class Form(StrEnum):
    """What a value may be, besides empty or a dummy."""

    NOTHING = "nothing"
    ANY = "any"
    KEPT = "kept"
    """Any, since someone asked for it to stay."""

    TEXT = "text"
    """Text in which nothing identifies."""

    UID = "uid"
    """A new UID, or the standard's own."""

    DATE = "date"
    """A date or time: it was kept or moved, which cannot be told apart."""

    YEAR = "year"
    AGE = "age"
    ZIP = "zip"
    PATIENT = "patient"
    """What stands for the patient."""

    SAFE_PRIVATE = "safe private"
    ITEMS = "items"
    """A sequence: each element in it is judged by itself."""


_PATIENT = frozenset({0x00100010, 0x00100020})
_STATEMENT = frozenset({0x00120062, 0x00120063, 0x00120064})
_BY_CLEANING = {
    "age": Form.AGE,
    "own words": Form.ANY,
    "text": Form.TEXT,
    "year": Form.YEAR,
    "zip": Form.ZIP,
}
_BEYOND = {
    "instance-like UID": Form.UID,
    "unlisted free text": Form.TEXT,
    "unlisted text that may identify": Form.ANY,
}
_DATES = frozenset({"DA", "DT", "TM"})
_DATE_COLUMNS = frozenset({"retain_longitudinal_full_dates", "retain_longitudinal_modified_dates"})
_OUTSIDE = frozenset({0x0000, 0x0002, 0x0004, 0xFFFE})
_PIXEL_GROUP = 0x7FE0
_CURVES, _OVERLAYS, _OTHER_PIXELS = 0x5000, 0x6000, 0x7F00


def form_of(tag: int, claims: Claims) -> Form:
    """Return what may be left of an attribute that no rule of a site's own is about."""
    by_group = _by_group(tag, claims.options)
    if by_group is not None:
        return by_group
    if claims.profile == HIPAA and tag in _rows("hipaa"):
        return _of_safe_harbor(tag, _rows("hipaa")[tag])
    if tag in _rows(_TABLE):
        return _of_table(_rows(_TABLE)[tag], columns_of(claims.options))
    if tag in _rows("beyond-e11"):
        return _of_beyond(_rows("beyond-e11")[tag], columns_of(claims.options))
    vr = vr_of(tag)
    return Form.ITEMS if vr == "SQ" else Form.ANY if vr else Form.NOTHING


@cache
def vr_of(tag: int) -> str:
    """Return the VR that the dictionary has for an attribute, or nothing."""
    try:
        return dictionary_VR(tag)
    except KeyError:
        return ""


def _by_group(tag: int, options: Iterable[str]) -> Form | None:
    """Return what goes by its group or place alone; None where the tables say more."""
    group, element = tag >> 16, tag & 0xFFFF
    if tag in _PATIENT:
        return Form.PATIENT
    if tag in _STATEMENT:
        return Form.KEPT
    if group & 1 and element:
        return Form.SAFE_PRIVATE if "retain-safe-private" in options else Form.NOTHING
    if group & 0xFF00 == _OVERLAYS and element:
        return Form.ANY if "clean-graphics" in options else Form.NOTHING
    other_pixels = group & 0xFF00 == _OTHER_PIXELS and group != _PIXEL_GROUP
    if not element or group in _OUTSIDE or group & 0xFF00 == _CURVES or other_pixels:
        return Form.NOTHING
    return None


def _of_table(row: Mapping[str, str], columns: Iterable[str]) -> Form:
    """Return what a row of Table E.1-1 leaves, with the options of some columns."""
    vr = row["vr"]
    cells = {column: row[column] for column in columns if row[column]}
    if not cells:
        return _of_code(row["basic_profile"], vr)
    if vr == "SQ":
        return Form.ITEMS
    if vr == "AS":
        return Form.AGE
    if "K" in cells.values():
        return Form.KEPT
    if _DATE_COLUMNS.intersection(cells):
        return Form.DATE if vr in _DATES else Form.ANY
    # Names, and what is no text, cannot be cleaned: the profile holds.
    is_text = vr in {"AE", "CS", "LO", "LT", "SH", "ST", "UC", "UT"}
    return Form.TEXT if is_text else _of_code(row["basic_profile"], vr)


def _of_code(code: str, vr: str) -> Form:
    if code == "U":
        return Form.UID
    if vr == "SQ" and ("D" in code or "U" in code or code in {"K", "C"}):
        return Form.ITEMS
    return {"K": Form.ANY, "C": Form.TEXT}.get(code, Form.NOTHING)


def _of_beyond(row: Mapping[str, str], columns: Iterable[str]) -> Form:
    why, vr = row["why"], row["vr"]
    if why == "date or time" and _DATE_COLUMNS.intersection(columns):
        return Form.DATE
    if why == "instance-like UID" and "retain_uids" in columns:
        return Form.KEPT
    form = _BEYOND.get(why, Form.NOTHING)
    return Form.ITEMS if vr == "SQ" and form is not Form.NOTHING else form


def _of_safe_harbor(tag: int, row: Mapping[str, str]) -> Form:
    if row["code"] == "C":
        return _BY_CLEANING[row["clean"]]
    if row["code"] == "K":
        return Form.ITEMS if vr_of(tag) == "SQ" else Form.ANY
    return Form.NOTHING


@cache
def _rows(name: str) -> Mapping[int, Mapping[str, str]]:
    """Return the rows of a table by tag."""
    return MappingProxyType(
        {
            int(row["tag"][1:5] + row["tag"][6:10], 16): row
            for row in profile_rows(name)
            if "x" not in row["tag"] and "g" not in row["tag"]
        }
    )
