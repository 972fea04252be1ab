"""Elements as people name them: by keyword, tag or private creator, inside items of sequences.

PatientName                                              a keyword (PS3.6)
0010,0010   (0010,0010)   00100010                       a tag
0029,"SIEMENS CSA HEADER",08                             a private element (PS3.5 7.8.1)
RequestAttributesSequence[0].ScheduledProcedureStepID    inside an item, counted from 0
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import (
    dictionary_has_tag,
    dictionary_VM,
    dictionary_VR,
    keyword_dict,
    keyword_for_tag,
    private_dictionary_VR,
    tag_for_keyword,
)

from scrub.data import profile_rows
from scrub.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.model.header import Tag

_STEP = re.compile(
    r"""(?:
        \(?(?P<group>[0-9A-Fa-f]{4}),?(?P<element>[0-9A-Fa-f]{4})\)?
      | \(?(?P<odd>[0-9A-Fa-f]{4}),"(?P<creator>[^"\\]+)",(?P<last>[0-9A-Fa-f]{2})\)?
      | (?P<keyword>[A-Za-z][A-Za-z0-9]*)
    )(?:\[(?P<index>[0-9]{1,9})\])?(?:\.|\Z)""",
    re.VERBOSE,
)
_SUGGESTIONS = 3
_PRIVATE_BLOCK = 0xFF00


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way: `index` is of the item to go into, and None where the way ends.

    With a creator, the second last byte of `tag` is 0: which block it has, each data set says.
    """

    tag: Tag
    creator: str = ""
    index: int | None = None

    def __str__(self) -> str:
        where = "" if self.index is None else f"[{self.index}]"
        return f"{shown_tag(self.tag, self.creator)}{where}"


Name = tuple[Step, ...]
"""At least one step."""


def parsed(text: str) -> Name:
    """Return the way that a text names.

    Raises:
        UsageError: if it names none; with the keywords that are nearly the same.

    """
    steps: list[Step] = []
    at = 0
    while at < len(text) or not steps:
        match = _STEP.match(text, at)
        if match is None:
            raise UsageError("neither a keyword, a tag as gggg,eeee, nor a path of these")
        steps.append(_step(match))
        at = match.end()
    if text.endswith(".") or steps[-1].index is not None:
        raise UsageError("a path ends in an element, not in an item")
    if any(step.index is None for step in steps[:-1]):
        raise UsageError("which item is meant? Sequence[0] is the first")
    return tuple(steps)


def shown(name: Name) -> str:
    """Return a text that names this way."""
    return ".".join(map(str, name))


def shown_tag(tag: Tag, creator: str = "") -> str:
    """Return the keyword; of what has none, the tag, with the creator where one is given."""
    if creator:
        return f'{tag >> 16:04X},"{creator}",{tag & 0xFF:02X}'
    return keyword_of(tag) or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"


def keyword_of(tag: Tag) -> str:
    """Return the keyword of a tag, or nothing."""
    return keyword_for_tag(tag) or _rows().get(tag, {}).get("keyword", "")


def vr_of(tag: Tag, creator: str = "") -> str:
    """Return the VR that dictionaries have, `US or SS` where it varies, nothing if they do not."""
    if tag >> 16 & 1:
        return _private_vr(tag, creator)
    try:
        return dictionary_VR(tag)
    except KeyError:
        return _rows().get(tag, {}).get("vr", "")


def vm_of(tag: Tag) -> str:
    """Return the value multiplicity (PS3.5 6.4): of what no dictionary has, any."""
    try:
        return dictionary_VM(tag)
    except KeyError:
        return _rows().get(tag, {}).get("vm") or "1-n"


def _step(match: re.Match[str]) -> Step:
    index = None if match["index"] is None else int(match["index"])
    if match["keyword"]:
        return Step(_of_keyword(match["keyword"]), index=index)
    if match["creator"]:
        group = int(match["odd"], 16)
        if not group & 1:
            raise UsageError("groups with a creator have an odd number")
        return Step(group << 16 | int(match["last"], 16), match["creator"].strip(), index)
    return Step(int(match["group"] + match["element"], 16), index=index)


def _of_keyword(keyword: str) -> Tag:
    tag = tag_for_keyword(keyword)
    if tag is not None:
        return int(tag)
    if keyword in _newer():
        return _newer()[keyword]
    near = get_close_matches(keyword, _keywords(), _SUGGESTIONS)
    raise UsageError(f"no attribute has this keyword{': ' if near else ''}{' or '.join(near)}")


def _private_vr(tag: Tag, creator: str) -> str:
    if tag & _PRIVATE_BLOCK == 0 and not creator:
        # A Private Creator (PS3.5 7.8.1).
        return "LO"
    try:
        return private_dictionary_VR(tag, creator)
    except KeyError:
        return ""


@cache
def _keywords() -> tuple[str, ...]:
    return tuple(sorted({*keyword_dict, *_newer()} - {""}))


@cache
def _newer() -> Mapping[str, Tag]:
    """Return the tags of keywords that are too new for pydicom's dictionary."""
    return MappingProxyType({row["keyword"]: tag for tag, row in _rows().items()})


@cache
def _rows() -> Mapping[Tag, Mapping[str, str]]:
    rows = (row for row in profile_rows("ps3.15-2026d") if row["keyword"])
    by_tag = {_tag(row["tag"]): row for row in rows if not set("xg") & set(row["tag"])}
    return MappingProxyType({t: row for t, row in by_tag.items() if not dictionary_has_tag(t)})


def _tag(text: str) -> Tag:
    return int(text[1:5] + text[6:10], 16)
