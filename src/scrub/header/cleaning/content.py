"""The Clean Structured Content Option (PS3.15 E.3.7): what becomes of each content item.

Table E.3.4-1 (2026d) says it by the item's concept and Value Type. Of what it does not list, text
is cleaned, an age of ninety and more becomes the class of all such ages, and the rules for
attributes hold: a name becomes a dummy, a UID is mapped, a date goes as dates do.

2026-11: X asks to remove an item. One stays, with a dummy for a value, where items below it stay,
where a report refers to items by their position, which others would take, and where the standard
wants one (PS3.3 C.7.6.22, specimens). D and X/D ask for a dummy; for images, waveforms and other
instances that is the new UID that each of them gets anyway.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.data import profile_rows
from scrub.header import options as known
from scrub.header.cleaning.content_items import (
    CODE_MEANING,
    CODE_VALUE,
    CODING_SCHEME_DESIGNATOR,
    CONCEPT_CODE,
    CONTENT,
    EXACTLY,
    LONG_CODE_VALUE,
    NUMERIC_VALUE,
    UNFORMATTED_TEXT,
    URN_CODE_VALUE,
    VALUES,
    Code,
    content_of,
)
from scrub.header.cleaning.free_text import is_free_scheme
from scrub.header.cleaning.told_ages import OLDEST_CLASS
from scrub.header.rules import Cleaning, Rule
from scrub.model.header import ITEM, TagPath

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pydicom.dataset import Dataset

    from scrub.header.cleaning.content_items import Content, ContentItem
    from scrub.header.walk import Items, Snapshot

_ACQUISITION_CONTEXT = 0x00400555
_SPECIMEN_PREPARATION = 0x00400610
_WAVEFORM_ANNOTATION = 0x0040B020
_GRAPHIC_ANNOTATION = 0x00700001
_STRUCTURED = frozenset(
    {CONTENT, _ACQUISITION_CONTEXT, _SPECIMEN_PREPARATION, _WAVEFORM_ANNOTATION}
)

# Sequences that may be empty or absent, and what is asked of one whose items all go.
_WHEN_EMPTY = {CONTENT: "X", _ACQUISITION_CONTEXT: "Z"}

# Options by the columns of the table; the last that has something to say decides.
_COLUMNS = {
    known.UIDS: "retain_uids",
    known.DEVICE: "retain_device_identity",
    known.INSTITUTION: "retain_institution_identity",
    known.PATIENT: "retain_patient_characteristics",
    known.DESCRIPTORS: "clean_descriptors",
    known.FULL_DATES: "retain_longitudinal_full_dates",
    known.MODIFIED_DATES: "retain_longitudinal_modified_dates",
}

_DATES = frozenset({"DATE", "TIME", "DATETIME"})
_AGES = frozenset(
    [
        *(Code(value, "DCM") for value in ("121033",)),
        *(Code(value, "SCT") for value in ("397669002", "424144002", "445518008")),
        *(Code(value, "LN") for value in ("21611-9", "21612-7", "29553-5", "30525-0", "63900-5")),
    ]
)
"""Subject Age; Age, Current chronological age, Age at onset; ages estimated and so on."""

_UNITS_A_YEAR = {"a": 1.0, "mo": 12.0, "wk": 52.17, "d": 365.2}
"""By the unit's code in UCUM; what has another unit counts as years."""

_UNKNOWN = {CODE_VALUE: "261665006", CODING_SCHEME_DESIGNATOR: "SCT", CODE_MEANING: "Unknown"}
_CODE_VRS = {CODE_VALUE: "SH", CODING_SCHEME_DESIGNATOR: "SH", CODE_MEANING: "LO"}


@dataclass(frozen=True, slots=True)
class ContentRules:
    """Rules for values by their place, and items that go whole: paths that end with ITEM."""

    rules: Mapping[TagPath, Rule] = field(default_factory=lambda: MappingProxyType({}))
    gone: tuple[TagPath, ...] = ()


def content_rules(
    dataset: Dataset | Snapshot, options: Collection[str], age_cap: str = "090Y"
) -> ContentRules:
    """Return what holds for content items and annotations, where options keep them.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    if not {known.STRUCTURED_CONTENT, known.GRAPHICS} & {*options}:
        return ContentRules()
    content = content_of(dataset)
    rules = dict(_annotations(content, options))
    if known.STRUCTURED_CONTENT not in options:
        return ContentRules(MappingProxyType(rules))
    rules |= dict(_free_codes(content))
    gone = _gone(content, options)
    for item in content.items:
        if not _is_inside(item.items, gone):
            rules |= dict(_item_rules(content, item, options, age_cap))
    emptied = _emptied(content, gone)
    rules |= emptied
    left = (i for i in gone if TagPath(i[:-1], i[-1][0]) not in emptied)
    return ContentRules(
        MappingProxyType(rules), tuple(TagPath(items, ITEM) for items in sorted(left))
    )


def _annotations(content: Content, options: Collection[str]) -> Iterator[tuple[TagPath, Rule]]:
    """Yield that the text of annotations that stay is cleaned: it may be all that they say."""
    asked = {_WAVEFORM_ANNOTATION: known.STRUCTURED_CONTENT, _GRAPHIC_ANNOTATION: known.GRAPHICS}
    for items, found in content.elements.items():
        option = asked.get(items[0][0]) if items else None
        if option in options and UNFORMATTED_TEXT in found:
            yield TagPath(items, UNFORMATTED_TEXT), _text("ST", f"{option} C")


def _free_codes(content: Content) -> Iterator[tuple[TagPath, Rule]]:
    """Yield that meanings of local codes in content are text that someone typed in."""
    for items, found in content.elements.items():
        inside = CODE_MEANING in found and any(tag in _STRUCTURED for tag, _ in items)
        if inside and is_free_scheme(content.text(items, CODING_SCHEME_DESIGNATOR)):
            yield TagPath(items, CODE_MEANING), _text("LO", "local code")


def _gone(content: Content, options: Collection[str]) -> frozenset[Items]:
    """Return the items to remove whole, without those inside others."""
    below: dict[Items, list[Items]] = defaultdict(list)
    for item in content.items:
        below[item.items[:-1]].append(item.items)
    gone: set[Items] = set()
    for item in sorted(content.items, key=lambda item: len(item.items), reverse=True):
        empty = item.value_type == "CONTAINER" or gone.issuperset(below[item.items])
        if empty and _may_go(content, item, options):
            gone.add(item.items)
    return frozenset(items for items in gone if not _is_inside(items[:-1], gone))


def _may_go(content: Content, item: ContentItem, options: Collection[str]) -> bool:
    if not item.items or item.items[-1][0] not in _WHEN_EMPTY:
        return False
    if item.items[-1][0] == CONTENT and content.has_references:
        return False
    return _asked(item, options) == "X"


def _asked(item: ContentItem, options: Collection[str]) -> str:
    """Return the table's code for an item, an option's if there is one; nothing if not listed."""
    row = _rows().get((item.concept, item.value_type))
    if row is None:
        return ""
    cells = [row[column] for option, column in _COLUMNS.items() if option in options]
    return next(filter(None, reversed(cells)), row["basic_profile"])


def _item_rules(
    content: Content, item: ContentItem, options: Collection[str], age_cap: str
) -> Iterator[tuple[TagPath, Rule]]:
    code = _asked(item, options)
    for tag in item.values:
        value_type, vr = VALUES[tag]
        rule = _value_rule(value_type, vr, code)
        if rule:
            yield TagPath(item.items, tag), rule
    if code in {"X", "D", "X/D"} and item.value_type == "CODE":
        yield from _unknown_code(content, (*item.items, (CONCEPT_CODE, 0)))
    if item.concept in _AGES and code in {"", "K"}:
        yield from _capped(content, item, int(age_cap[:3]))


def _value_rule(value_type: str, vr: str, code: str) -> Rule | None:
    """Return the rule for a value that stays in its item; None where its attribute's holds."""
    source = f"E.3.4-1 {code}" if code else "not in E.3.4-1"
    if code == "K":
        return Rule("K", vr, source, otherwise="D", asked=True)
    if value_type == "TEXT" and code in {"", "C"}:
        return _text(vr, source)
    if value_type in _DATES and code == "C":
        return Rule("C", vr, source, Cleaning.SHIFT, otherwise="D")
    if value_type in {"TEXT", "PNAME"} or (value_type in _DATES and code == "X"):
        return Rule("D", vr, source)
    return Rule("Z", vr, source) if value_type == "NUM" and code else None


def _text(vr: str, source: str) -> Rule:
    return Rule("C", vr, source, Cleaning.TEXT, otherwise="D")


def _unknown_code(content: Content, items: Items) -> Iterator[tuple[TagPath, Rule]]:
    """Yield the rules by which a code becomes one that says nothing: Type 1, it cannot be empty."""
    for tag, value in _UNKNOWN.items():
        yield TagPath(items, tag), Rule("R", _CODE_VRS[tag], "E.3.4-1 X", value=(value,))
    for tag, vr in ((LONG_CODE_VALUE, "UC"), (URN_CODE_VALUE, "UR")):
        if content.has(items, tag):
            yield TagPath(items, tag), Rule("X", vr, "E.3.4-1 X")


def _capped(content: Content, item: ContentItem, cap: int) -> Iterator[tuple[TagPath, Rule]]:
    for items, number, unit in content.numbers(item):
        a_year = _UNITS_A_YEAR.get(unit, 1.0)
        if _is_below(number, OLDEST_CLASS * a_year):
            continue
        capped = (f"{cap * a_year:.0f}",)
        yield TagPath(items, NUMERIC_VALUE), Rule("R", "DS", "age over 89", value=capped)
        for tag, vr in EXACTLY.items():
            yield TagPath(items, tag), Rule("X", vr, "age over 89")


def _is_below(number: str, limit: float) -> bool:
    """Tell whether it is a number below another; what is none is not."""
    try:
        return float(number) < limit
    except ValueError:
        return False


def _emptied(content: Content, gone: Collection[Items]) -> Mapping[TagPath, Rule]:
    """Return what is asked of sequences whose items all go."""
    counts = Counter((items[:-1], items[-1][0]) for items in gone)
    return {
        TagPath(*place): Rule(_WHEN_EMPTY[place[1]], "SQ", "no content item is left")
        for place, count in counts.items()
        if content.lengths[place] == count
    }


def _is_inside(items: Items, gone: Collection[Items]) -> bool:
    return any(items[:depth] in gone for depth in range(1, len(items) + 1))


@cache
def _rows() -> Mapping[tuple[Code, str], Mapping[str, str]]:
    """Return the rows of the table by concept and Value Type; SNOMED concepts by old codes too."""
    rows = {}
    for row in profile_rows("content-items"):
        rows[Code(row["code"], row["scheme"]), row["value_type"]] = row
        for scheme in ("SRT", "SNM3", "99SDM") if row["srt"] else ():
            rows[Code(row["srt"], scheme), row["value_type"]] = row
    return MappingProxyType(rows)
