"""RSNA CTP, as far as its pixel anonymizer decides what to black: written anew from how it works.

It shares nothing with how we read or write its scripts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pydicom.datadict import tag_for_keyword
from pydicom.multival import MultiValue

if TYPE_CHECKING:
    from types import CodeType

    from pydicom.dataset import Dataset

_TERM = re.compile(r'(true|false)\.|([^\s!*+()"]+?|\[[^"]*?\])\.(\w+)\s*\("([^"]*)"\s*\)')
Box = tuple[int, int, int, int]


def blacked(script: str, header: Dataset, *, raw: bool = True) -> list[Box]:
    """Return left, top, right and bottom (not in it) of what CTP blacks in every frame."""
    for signature in re.finditer(r"\{([^}]*)\}([^{]*)", script):
        if _holds(signature[1], header):
            boxes = (
                _box(region, header, int(raw))
                for region in re.findall(r"\(([^)]*)\)", signature[2])
            )
            return [box for box in boxes if box is not None]
    return []


def _box(region: str, header: Dataset, more: int) -> Box | None:
    sides = region.split(",")
    if len(sides) != 4:
        return None
    x, y, width, height = (int(side) for side in sides)
    columns, rows = int(header.Columns), int(header.Rows)
    left = max(x + columns, 0) if x < 0 else x
    top = max(y + rows, 0) if y < 0 else y
    right = left + min(width, columns - left) + more
    bottom = top + min(height, rows - top) + more
    return left, top, min(right, columns), min(bottom, rows)


def _holds(script: str, header: Dataset) -> bool:
    code, terms = _read(script)
    names = {f"T{index}": _term(term, header) for index, term in enumerate(terms)}
    return bool(eval(code, {}, names))


@lru_cache(4096)
def _read(script: str) -> tuple[CodeType, tuple[re.Match[str], ...]]:
    """Return an expression that binds as CTP's does, and the terms T0, T1, … in it."""
    text, place = "", 0
    terms: list[re.Match[str]] = []
    while place < len(script):
        term = _TERM.match(script, place)
        if term is None:
            text += script[place]
            place += 1
            continue
        text += f" T{len(terms)} "
        terms.append(term)
        place = term.end()
    for sign, word in (("!", " not "), ("*", " and "), ("+", " or ")):
        text = text.replace(sign, word)
    return compile(" ".join(text.split()), "script", "eval"), tuple(terms)


def _term(term: re.Match[str], header: Dataset) -> bool:
    if term[1]:
        return term[1] == "true"
    value, method, wanted = _value(term[2], header), term[3], term[4]
    if method in {"isLessThan", "isGreaterThan"}:
        try:
            one, other = (float(re.sub(r"[^0-9.]", "", text)) for text in (value, wanted))
        except ValueError:
            return False
        return one < other if method == "isLessThan" else one > other
    if method == "matches":
        return _java(wanted).fullmatch(value) is not None
    if method.endswith("IgnoreCase"):
        value, wanted = value.lower(), wanted.lower()
    return {
        "equals": value == wanted,
        "contains": wanted in value,
        "startsWith": value.startswith(wanted),
        "endsWith": value.endswith(wanted),
    }[method.removesuffix("IgnoreCase")]


@lru_cache(4096)
def _java(pattern: str) -> re.Pattern[str]:
    pattern = pattern.replace("(?iu)", "(?i)").replace(r"\z", r"\Z")
    return re.compile(re.sub(r"\\0([0-7]{3})", lambda o: f"\\x{int(o[1], 8):02x}", pattern))


def _value(identifier: str, header: Dataset) -> str:
    item = header
    *sequences, last = identifier.removeprefix("root:").split("::")
    for step in sequences:
        items = item.get(_tag(step))
        if items is None or not items.value:
            return ""
        item = items.value[0]
    private = re.fullmatch(r"\[(....)\[(.*)\](..)\]", last)
    if private:
        try:
            element = item.private_block(int(private[1], 16), private[2])[int(private[3], 16)]
        except KeyError:
            return ""
    else:
        tag = _tag(last)
        home = header.file_meta if tag >> 16 == 2 else item
        element = home.get(tag)
    if element is None or element.value is None or element.VR == "SQ":
        return ""
    values = element.value if isinstance(element.value, MultiValue) else [element.value]
    return "\\".join(str(value).strip(" \0") for value in values)


def _tag(step: str) -> int:
    known = tag_for_keyword(step)
    return int(re.sub(r"[\[\],]", "", step), 16) if known is None else known
