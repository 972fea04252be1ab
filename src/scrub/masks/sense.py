"""Whether a condition makes sense by what DICOM says of its attribute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR, tag_for_keyword

from scrub.masks.attributes import shown
from scrub.masks.modalities import MODALITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrub.model.mask import Condition

# Attributes of macros that are used in items of sequences only (PS3.3 8.8, 10.11, C.8.5.5).
_IN_ITEMS = frozenset(
    {
        *("CodeValue", "LongCodeValue", "URNCodeValue", "CodeMeaning"),
        *("CodingSchemeDesignator", "CodingSchemeVersion", "ContextIdentifier"),
        *("ReferencedSOPClassUID", "ReferencedSOPInstanceUID"),
        *("RegionSpatialFormat", "RegionDataType", "RegionFlags"),
        *("RegionLocationMinX0", "RegionLocationMinY0"),
        *("RegionLocationMaxX1", "RegionLocationMaxY1"),
        *("PhysicalUnitsXDirection", "PhysicalUnitsYDirection"),
        *("PhysicalDeltaX", "PhysicalDeltaY"),
    }
)

_NUMBERS = frozenset({"US", "UL", "SS", "SL", "IS", "DS", "FD", "FL"})
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?(\\.*)?")

# What values of these VRs are made of (PS3.5 6.2); case is not regarded.
_LETTERS: Mapping[str, re.Pattern[str]] = {
    "UI": re.compile(r"[0-9.\\]+"),
    "CS": re.compile(r"[A-Za-z0-9_ \\]+"),
}


def mistakes(condition: Condition) -> Iterator[str]:
    """Yield why a condition that is not negated can never hold, or holds of anything."""
    name = shown(condition.attribute)
    if name in _IN_ITEMS and condition.op != "absent":
        yield f"{name} stands in items of sequences only: ask for *.{name}"
    for value in condition.values:
        if condition.op == "matches" and re.search(value, ""):
            yield f"the pattern {value!r} is found in any text"
        elif name == "Modality" and not _is_of_modality(condition.op, value):
            yield f"there is no Modality {value!r}"
        elif condition.op == "equals" and _kind(name) in _NUMBERS and not _NUMBER.fullmatch(value):
            yield f"{name} is a number, and never {value!r}"


def _is_of_modality(op: str, value: str) -> bool:
    value = value.upper()
    if op == "equals":
        # Some write two in one.
        return all(part in MODALITIES for part in value.split("\\"))
    if op in {"startswith", "endswith"}:
        return any(getattr(name, op)(value) for name in MODALITIES)
    return op != "contains" or any(value in name for name in MODALITIES)


def doubts(condition: Condition) -> Iterator[str]:
    """Yield what may be a mistake, though machines do not keep to the standard."""
    name = shown(condition.attribute)
    letters = _LETTERS.get(_kind(name))
    if letters is None or name == "Modality" or condition.op == "matches":
        return
    for value in condition.values:
        if not letters.fullmatch(value):
            yield f"{value!r} has characters that {name} should not have"


def _kind(attribute: str) -> str:
    """Return the VR of an attribute, or nothing if it is private."""
    tag = tag_for_keyword(attribute.rpartition(".")[2])
    return "" if tag is None else dictionary_VR(tag)
