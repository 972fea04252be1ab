"""What a confidentiality profile asks of each attribute (PS3.15 Table E.1-1).

Table E.1-1 does not name every attribute that can identify. The rule for those it leaves out, by
why `beyond-e11.csv` lists them (2026-11):

- a UID of an instance is mapped, as those of the table are;
- a date or time goes as X/Z/D, and a person's name or an unlisted identifier is emptied;
- a URL, a birth or death date as text, bulk data that may identify, and what is left of
  signatures are removed;
- of free text the identifying words go, but no part of a code's value;
- other text that may identify stays as long as none of the header's own words is in it.

The options do to the first two what they do to such attributes of the table, and Clean
Descriptors to the last what it does to free text.

Whatever is in no table and not in the data dictionary either is not understood, so it goes.
So do private attributes, group lengths, curves, whole overlay planes (their data and comments
are X), and groups that are no part of a data set.

The profile `hipaa` is Safe Harbor, 45 CFR 164.514(b)(2): `hipaa.csv` holds each attribute of which
it asks something else than the Basic Profile, with the category (A to R) that the rest of it falls
under, or `-` where Safe Harbor does not ask for it to go. Of dates the year is left (of a DA as
YYYY0101, since it cannot say a year alone), of a United States address three digits of the ZIP
code, of an age over 89 its class, and then no year of birth; of descriptions the identifying words
go. What describes a patient or names a maker stays, and so does the country. 2026-11: ethnic group,
religion, occupation and rank go: with three digits of a ZIP code they can be one person's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR

from scrub.data import profile_rows, profile_rows_of
from scrub.errors import RecipeError
from scrub.header import options as known
from scrub.header.rules import Cleaning, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrub.model.header import Tag, TagPath
    from scrub.model.text import PhiKind

BASIC, HIPAA = "basic", "hipaa"
PROFILES = (BASIC, HIPAA)

_EDITION = "ps3.15-2026d"

_DATE_OR_TIME = "date or time"
_INSTANCE_UID = "instance-like UID"
_FREE_TEXT = "unlisted free text"
_OTHER_TEXT = "unlisted text that may identify"
_BEYOND = {
    "URL": "X",
    "birth or death date as text": "X",
    "bulk data that may identify": "X",
    _DATE_OR_TIME: "X/Z/D",
    _INSTANCE_UID: "U",
    "person name": "Z",
    "signature void once anything changes": "X",
    _FREE_TEXT: "C",
    "unlisted identifier": "Z",
    _OTHER_TEXT: "C",
}

# Long Code Value and URN Code Value: cut, they would be other codes.
_CODE_VALUES = frozenset({0x00080119, 0x00080120})

_NOT_SAFE_HARBOR = frozenset(
    {known.FULL_DATES, known.MODIFIED_DATES, known.DEVICE, known.INSTITUTION, known.UIDS}
)
_AGE_CAPS = {BASIC: "090Y", HIPAA: "089Y"}

_NO_DATA_SET_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0xFFFE})
_PIXEL_GROUP = 0x7FE0
_PIXEL_ELEMENTS = frozenset({0x0001, 0x0002, 0x0003, 0x0008, 0x0009, 0x0010})


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: a rule for every attribute, and types by which compound codes are settled.

    `age_cap` is what an age of 90 years or more becomes.
    """

    name: str
    edition: str
    rules: Mapping[Tag, Rule] = field(repr=False)
    options: tuple[str, ...] = ()
    age_cap: str = "090Y"

    def rule(self, tag: Tag) -> Rule:
        """Return what is asked of an attribute; there is no tag without a rule."""
        return _structural(tag) or self.rules.get(tag) or _unlisted(tag)

    def attribute_type(self, path: TagPath, sop_class_uid: str) -> str:
        """Return 1, 1C, 2, 2C or 3; nothing if the types do not reach there."""
        types = _types(sop_class_uid)
        if not types or len(path.items) > 1:
            return ""
        above = path.items[0][0] if path.items else 0
        return types.get(above << 32 | path.tag, "3")

    @property
    def retained_kinds(self) -> frozenset[PhiKind]:
        """Return the kinds of text that stay in pixels and descriptions too."""
        options = (*self.options, known.PATIENT) if self.name == HIPAA else self.options
        return known.retained_kinds(options)


@cache
def load_profile(name: str = BASIC, options: tuple[str, ...] = (), age_cap: str = "") -> Profile:
    """Return a profile by its name.

    Raises:
        RecipeError: if there is no such profile, or no such option of it.

    """
    if name not in PROFILES:
        raise RecipeError(f"no profile {name!r}: there is {', '.join(PROFILES)}")
    asked = known.checked(options)
    if name == HIPAA:
        for option in asked:
            if option in _NOT_SAFE_HARBOR:
                raise RecipeError(f"{option} is not what Safe Harbor allows (profile hipaa)")
    rules = dict(_beyond(asked))
    for row in profile_rows(_EDITION):
        if "x" not in row["tag"] and "g" not in row["tag"]:
            code = row["basic_profile"]
            basic = Rule(code, row["vr"], f"E.1-1 {code}")
            rules[_tag(row["tag"])] = known.with_options(basic, row, asked)
    if name == HIPAA:
        rules |= dict(_safe_harbor(rules))
    edition = _EDITION.partition("-")[2]
    cap = age_cap or _AGE_CAPS[name]
    return Profile(name, edition, MappingProxyType(rules), asked, cap)


def _beyond(options: tuple[str, ...]) -> Iterator[tuple[Tag, Rule]]:
    """Yield the rules for attributes that may identify and are not in the table."""
    for row in profile_rows("beyond-e11"):
        why = row["why"]
        rule = Rule(_BEYOND[why], row["vr"], f"beyond E.1-1: {why}")
        tag = _tag(row["tag"])
        yield tag, rule if tag in _CODE_VALUES else _asked(rule, why, options)


def _asked(rule: Rule, why: str, options: tuple[str, ...]) -> Rule:
    clean = replace(rule, code="C", otherwise=rule.code)
    if why == _DATE_OR_TIME and known.FULL_DATES in options:
        return replace(rule, code="K", asked=True)
    if why == _DATE_OR_TIME and known.MODIFIED_DATES in options:
        return known.modified(rule, rule.source) or rule
    if why == _INSTANCE_UID and known.UIDS in options:
        return replace(rule, code="K", asked=True)
    words = why == _OTHER_TEXT and known.DESCRIPTORS in options
    if why == _FREE_TEXT or words:
        # Its type is in no table of ours: it may have to have a value.
        return replace(clean, clean=Cleaning.TEXT, otherwise="D")
    return rule


def _safe_harbor(basic: Mapping[Tag, Rule]) -> Iterator[tuple[Tag, Rule]]:
    """Yield the rules of Safe Harbor that are not the Basic Profile's."""
    for row in profile_rows("hipaa"):
        tag = _tag(row["tag"])
        listed = basic.get(tag)
        vr = listed.vr if listed else dictionary_VR(tag)
        yield (
            tag,
            Rule(
                code=row["code"],
                vr=vr,
                source=f"Safe Harbor {row['category']}",
                clean=Cleaning(row["clean"]) if row["clean"] else Cleaning.OWN_WORDS,
                otherwise=row["otherwise"] or "X",
                # What is in a sequence has rules of its own.
                asked=row["code"] == "K" and vr != "SQ",
            ),
        )


@lru_cache(64)
def _types(sop_class_uid: str) -> Mapping[int, str]:
    """Return the types of a SOP Class's attributes (PS3.3), by tag; nothing if it is not known.

    One sequence deep, they are by its tag << 32 | theirs. What is not there is of Type 3.
    """
    rows = profile_rows_of("iod-types", sop_class_uid)
    return MappingProxyType({int(row["path"].replace(".", ""), 16): row["type"] for row in rows})


def _tag(text: str) -> Tag:
    """Return the tag of `(gggg,eeee)`."""
    return int(text[1:5] + text[6:10], 16)


@cache
@lru_cache(1 << 16)
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
