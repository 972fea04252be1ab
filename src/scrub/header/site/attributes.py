"""Attributes as people write them: keywords, tags, tags with wildcards, groups."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom._dicom_dict import RepeatersDictionary
from pydicom.datadict import dictionary_VR, keyword_dict

from scrub.data import profile_rows
from scrub.model.site import TagPattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.model.header import Tag

_DIGITS = r"([0-9A-Fa-fXx]{4})"
_TAG = re.compile(rf"(?:{_DIGITS}, ?{_DIGITS}|\({_DIGITS}, ?{_DIGITS}\)|{_DIGITS}{_DIGITS})")
_GROUP = re.compile(_DIGITS)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9' _-]*")
_SEPARATORS = re.compile(r"[' _-]")
_ALIKE = 0.75
_ANY_DIGIT = str.maketrans("Xx", "00")


def tags_of(text: str) -> TagPattern:
    """Return the tags that a text stands for.

    It is a keyword, a tag (`0010,1010`, `(0010,1010)`, `00101010`), one in which x stands for any
    digit, or a group (`0018`).

    Raises:
        ValueError: if it is none of these; it says which attribute may be meant.

    """
    match = _TAG.fullmatch(text)
    if match:
        return _pattern("".join(filter(None, match.groups())))
    if _GROUP.fullmatch(text):
        return _pattern(f"{text}xxxx")
    if text in _by_keyword():
        return _by_keyword()[text]
    raise ValueError(_unknown(text))


@cache
def listed_vr(tag: Tag) -> str:
    """Return the VR of an attribute, `US or SS` where it varies; nothing if none is known."""
    listed = _rows().get(tag)
    if listed:
        return listed
    try:
        return dictionary_VR(tag)
    except KeyError:
        return ""


def suggestion(text: str, known: tuple[str, ...]) -> str:
    """Return `; did you mean …?`, or nothing where none of what is known is like a text."""
    plain = {_plain(one): one for one in known}
    close = get_close_matches(_plain(text), plain, n=1, cutoff=_ALIKE)
    return f"; did you mean {plain[close[0]]}?" if close else ""


def _pattern(digits: str) -> TagPattern:
    """Return the tags of eight digits, some of them x."""
    mask = "".join("0" if digit in "Xx" else "F" for digit in digits)
    return TagPattern(int(digits.translate(_ANY_DIGIT), 16), int(mask, 16))


def _unknown(text: str) -> str:
    if _NAME.fullmatch(text):
        return f"no attribute {text!r}{suggestion(text, tuple(_by_keyword()))}"
    return (
        f"{text!r} is neither a keyword nor a tag:"
        " a tag is 0010,1010 or (0010,1010) or 00101010, with x for any digit"
    )


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", text).casefold()


@cache
def _by_keyword() -> Mapping[str, TagPattern]:
    """Return tags by keyword: of the dictionary, of the profile's tables, of repeating groups."""
    found = {word: _pattern(digits) for digits, (*_, word) in RepeatersDictionary.items()}
    for row in (*profile_rows("ps3.15-2026d"), *profile_rows("beyond-e11")):
        if row["keyword"] and "g" not in row["tag"]:
            found[row["keyword"]] = _pattern(row["tag"][1:5] + row["tag"][6:10])
    found |= {word: TagPattern(int(tag), 0xFFFFFFFF) for word, tag in keyword_dict.items()}
    found.pop("", None)
    return MappingProxyType(found)


@cache
def _rows() -> Mapping[Tag, str]:
    """Return the VRs of the profile's tables by tag; pydicom knows not all of those attributes."""
    rows = (*profile_rows("ps3.15-2026d"), *profile_rows("beyond-e11"))
    single = (row for row in rows if not set(row["tag"]) & set("xg"))
    return MappingProxyType({int(r["tag"][1:5] + r["tag"][6:10], 16): r["vr"] for r in single})
