"""What a confidentiality profile asks of each attribute (PS3.15 Table E.1-1).

Table E.1-1 does not name every attribute that can identify. The rule for those it leaves out,
first form, 2026-11, by why `beyond-e11.csv` lists them:

- a UID of an instance is mapped, as those of the table are;
- a date or time goes as X/Z/D, and a person's name or an unlisted identifier is emptied;
- a URL, a birth or death date as text, bulk data that may identify, and what is left of
  signatures are removed;
- text that may identify is kept as long as none of the header's own words is in it.

Whatever is in no table and not in the data dictionary either is not understood, so it goes.
So do private attributes, group lengths, curves, whole overlay planes (their data and comments
are X), and groups that are no part of a data set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR

from scrub.data import profile_rows
from scrub.errors import RecipeError
from scrub.model.header import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.model.header import Tag, TagPath

_EDITIONS = {"basic": "ps3.15-2026d"}

_BEYOND = {
    "URL": "X",
    "birth or death date as text": "X",
    "bulk data that may identify": "X",
    "date or time": "X/Z/D",
    "instance-like UID": "U",
    "person name": "Z",
    "signature void once anything changes": "X",
    "unlisted free text": "C",
    "unlisted identifier": "Z",
    "unlisted text that may identify": "C",
}

_NO_DATA_SET_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0xFFFE})
_PIXEL_GROUP = 0x7FE0
_PIXEL_ELEMENTS = frozenset({0x0001, 0x0002, 0x0003, 0x0008, 0x0009, 0x0010})

_X, _Z, _D, _K = Action.REMOVE, Action.EMPTY, Action.DUMMY, Action.KEEP
_ANY = {"1", "1C", "2", "2C", "3", ""}
_BY_TYPE: Mapping[str, Mapping[str, Action]] = {
    "X": dict.fromkeys(_ANY, _X) | {"1": _D},
    "Z": dict.fromkeys(_ANY, _Z) | {"1": _D, "1C": _D},
    "D": dict.fromkeys(_ANY, _D),
    "U": dict.fromkeys(_ANY, Action.REPLACE_UID),
    "K": dict.fromkeys(_ANY, _K),
    "C": dict.fromkeys(_ANY, Action.CLEAN),
    "X/Z": dict.fromkeys(_ANY, _Z) | {"1": _D, "1C": _D, "3": _X},
    "X/D": dict.fromkeys(_ANY, _D) | {"3": _X},
    "X/Z/D": {"1": _D, "1C": _D, "2": _Z, "2C": _Z, "3": _X, "": _D},
    "Z/D": {"1": _D, "1C": _D, "2": _Z, "2C": _Z, "3": _Z, "": _D},
    # The sequence stays where its IOD asks for it, or may: what is in it is cleaned as any other.
    "X/Z/U*": dict.fromkeys(_ANY, _K) | {"3": _X},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of one attribute: a code of PS3.15 Table E.1-1a, its VR, and who asks.

    `vr` is empty where neither table nor dictionary has one, and `US or SS` where it varies.
    """

    code: str
    vr: str
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: a rule for every attribute, and types by which compound codes are settled.

    `types` maps a SOP Class UID to the types of its attributes (PS3.3), by path: tags in
    hexadecimal, joined by dots, one sequence deep. What is not there is of Type 3.
    """

    name: str
    edition: str
    rules: Mapping[Tag, Rule] = field(repr=False)
    types: Mapping[str, Mapping[str, str]] = field(repr=False)

    def rule(self, tag: Tag) -> Rule:
        """Return what is asked of an attribute; there is no tag without a rule."""
        return _structural(tag) or self.rules.get(tag) or _unlisted(tag)

    def action(self, path: TagPath, sop_class_uid: str) -> Action:
        """Return what to do with an element, by its type in that SOP Class."""
        return _BY_TYPE[self.rule(path.tag).code][self._type(path, sop_class_uid)]

    def _type(self, path: TagPath, sop_class_uid: str) -> str:
        """Return 1, 1C, 2, 2C or 3; nothing if the types do not reach there."""
        types = self.types.get(sop_class_uid)
        if types is None or len(path.items) > 1:
            return ""
        tags = [tag for tag, _ in path.items]
        return types.get(".".join(f"{tag:08X}" for tag in (*tags, path.tag)), "3")


@cache
def load_profile(name: str = "basic", options: tuple[str, ...] = ()) -> Profile:
    """Return a profile by its name.

    Raises:
        RecipeError: if there is no such profile, or no such option of it.

    """
    if name not in _EDITIONS:
        raise RecipeError(f"no profile {name!r}: there is {', '.join(sorted(_EDITIONS))}")
    if options:
        raise RecipeError(f"profile {name!r} has no option {options[0]!r}")
    rules = {
        _tag(row["tag"]): Rule(_BEYOND[row["why"]], row["vr"], f"beyond E.1-1: {row['why']}")
        for row in profile_rows("beyond-e11")
    }
    for row in profile_rows(_EDITIONS[name]):
        if "x" not in row["tag"] and "g" not in row["tag"]:
            code = row["basic_profile"]
            rules[_tag(row["tag"])] = Rule(code, row["vr"], f"E.1-1 {code}")
    edition = _EDITIONS[name].partition("-")[2]
    return Profile(name, edition, MappingProxyType(rules), _types())


@cache
def _types() -> Mapping[str, Mapping[str, str]]:
    types: dict[str, dict[str, str]] = {}
    for row in profile_rows("iod-types"):
        types.setdefault(row["sop_class_uid"], {})[row["path"]] = row["type"]
    return MappingProxyType(types)


def _tag(text: str) -> Tag:
    """Return the tag of `(gggg,eeee)`."""
    return int(text[1:5] + text[6:10], 16)


def _structural(tag: Tag) -> Rule | None:
    """Return the rule for what goes by its group or place alone."""
    group, element = tag >> 16, tag & 0xFFFF
    reasons = {
        "group length": element == 0,
        "E.1-1 private": group % 2 == 1,
        "no part of a data set": group in _NO_DATA_SET_GROUPS,
        "E.1-1 curve": group & 0xFF00 == 0x5000,  # noqa: PLR2004 - (50xx,xxxx)
        "E.1-1 overlay": group & 0xFF00 == 0x6000,  # noqa: PLR2004 - (60xx,xxxx)
        "other pixel data": group & 0xFF00 == 0x7F00  # noqa: PLR2004 - (7Fxx,xxxx)
        and not (group == _PIXEL_GROUP and element in _PIXEL_ELEMENTS),
    }
    return next((Rule("X", "", reason) for reason, holds in reasons.items() if holds), None)


@cache
def _unlisted(tag: Tag) -> Rule:
    try:
        return Rule("K", dictionary_VR(tag), "not in E.1-1")
    except KeyError:
        return Rule("X", "", "unknown attribute")
