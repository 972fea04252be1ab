"""The options of PS3.15 Table E.1-1: their columns, their codes, and what each does to a rule.

2026-11: where an option asks to clean what cannot be cleaned (bytes, curves), the Basic Profile
holds. Where one keeps a date and another moves it, it moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.data import profile_rows
from scrub.errors import RecipeError
from scrub.header.rules import Cleaning, Rule
from scrub.model.text import PhiKind
from scrub.recipe import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FULL_DATES = "retain-full-dates"
MODIFIED_DATES = "retain-modified-dates"
UIDS = "retain-uids"
SAFE_PRIVATE = "retain-safe-private"
DESCRIPTORS = "clean-descriptors"
STRUCTURED_CONTENT = "clean-structured-content"
GRAPHICS = "clean-graphics"
DEVICE = "retain-device-identity"
INSTITUTION = "retain-institution-identity"
PATIENT = "retain-patient-characteristics"

# The last that has something to say decides.
_COLUMNS = {
    SAFE_PRIVATE: "retain_safe_private",
    UIDS: "retain_uids",
    DEVICE: "retain_device_identity",
    INSTITUTION: "retain_institution_identity",
    PATIENT: "retain_patient_characteristics",
    DESCRIPTORS: "clean_descriptors",
    STRUCTURED_CONTENT: "clean_structured_content",
    GRAPHICS: "clean_graphics",
    FULL_DATES: "retain_longitudinal_full_dates",
    MODIFIED_DATES: "retain_longitudinal_modified_dates",
}

_DATES = frozenset({"DA", "DT", "TM"})
_TEXTS = frozenset({"AE", "CS", "LO", "LT", "SH", "ST", "UC", "UT"})

_RETAINED = {
    FULL_DATES: frozenset({PhiKind.DATE, PhiKind.TIME}),
    DEVICE: frozenset({PhiKind.DEVICE}),
    INSTITUTION: frozenset({PhiKind.INSTITUTION}),
    PATIENT: frozenset({PhiKind.AGE, PhiKind.SEX}),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of CID 7050, of the coding scheme DCM."""

    value: str
    meaning: str


@cache
def codes() -> Mapping[str, Code]:
    """Return the codes of the profile and its options by column of Table E.1-1."""
    rows = profile_rows("cid7050")
    found = {r["e1_1_column"]: Code(r["code_value"], r["code_meaning"]) for r in rows}
    return MappingProxyType(found)


def code_of(option: str) -> Code:
    """Return what De-identification Method Code Sequence says of an option."""
    return codes()[_COLUMNS[option]]


def checked(options: Sequence[str]) -> tuple[str, ...]:
    """Return options once each, in an order of their own.

    Raises:
        RecipeError: if there is no such option, or two do not go together.

    """
    for option in options:
        if option not in _COLUMNS:
            raise RecipeError(f"no option {option!r}: there is {', '.join(OPTIONS)}")
    if FULL_DATES in options and MODIFIED_DATES in options:
        raise RecipeError(f"{FULL_DATES} and {MODIFIED_DATES} do not go together")
    return tuple(sorted(set(options)))


def retained_kinds(options: Sequence[str]) -> frozenset[PhiKind]:
    """Return the kinds of text that may be said of a person, since the header says them too."""
    return frozenset().union(*(_RETAINED.get(option, frozenset()) for option in options))


def with_options(basic: Rule, row: Mapping[str, str], options: Sequence[str]) -> Rule:
    """Return the rule for a row of the table once options are given."""
    rule = basic
    for option, column in _COLUMNS.items():
        if option in options and row[column]:
            rule = _changed(basic, option, row[column]) or rule
    return rule


def _changed(basic: Rule, option: str, cell: str) -> Rule | None:
    """Return what an option's cell, K or C, makes of a basic rule; None if it stays."""
    source = f"{option} {cell}"
    if cell == "K":
        if basic.vr == "AS":
            return _cleaned(basic, source, Cleaning.AGE)
        return replace(basic, code="K", source=source, otherwise=basic.code, asked=True)
    if basic.vr == "SQ":
        # What is in it is judged element by element.
        return replace(basic, code="K", source=source, otherwise=basic.code)
    if option == MODIFIED_DATES:
        return modified(basic, source)
    if option == DEVICE:
        # An Application Entity Title: it stays, unless it says who the patient is.
        return replace(_cleaned(basic, source, Cleaning.OWN_WORDS), asked=True)
    return _cleaned(basic, source, Cleaning.TEXT) if basic.vr in _TEXTS else None


def modified(basic: Rule, source: str) -> Rule | None:
    """Return the rule for a date that moves; a zone stays."""
    if basic.vr in _DATES:
        return _cleaned(basic, source, Cleaning.SHIFT)
    return replace(basic, code="K", source=source, asked=True) if basic.vr == "SH" else None


def _cleaned(basic: Rule, source: str, clean: Cleaning) -> Rule:
    return replace(basic, code="C", source=source, clean=clean, otherwise=basic.code)
