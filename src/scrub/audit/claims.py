"""What an output says was done to it (PS3.15 E.1.1), in its words and in its codes.

It is read anew, from the output alone: what a run meant to say is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.audit.faults import identifies, wrong
from scrub.audit.reading import texts_at
from scrub.data import profile_rows
from scrub.recipe import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydicom.dataset import Dataset

    from scrub.audit.asked import Asked
    from scrub.audit.faults import Fault

BASIC, HIPAA = "basic", "hipaa"

BASIC_CODE, PIXEL_CODE = "113100", "113101"
_PIXEL_COLUMN = "(pixel data; no E.1-1 column)"

_METHOD, _CODES = "(0012,0063)", "(0012,0064)"
_REMOVED, _TEMPORAL, _BURNED_IN = "(0012,0062)", "(0028,0303)", "(0028,0301)"

_SAID = re.compile(
    r"scrub [\w.+-]{1,24}: (?:(PS3\.15 Basic Profile)(?: \d{4}[a-z])?"
    r"|(HIPAA Safe Harbor), 45 CFR 164\.514\(b\)\(2\))",
    re.ASCII,
)
_OWN_RULES = "with rules of the site's own"
_FULL, _MODIFIED = "retain-full-dates", "retain-modified-dates"
_DEIDENTIFYING = "109104"


@dataclass(frozen=True, slots=True)
class Claims:
    """What an output says. `profile` is empty if it does not say so in words of ours.

    `options` are named as in a recipe. `codes` are all of (0012,0064) that are DCM's.
    `own_rules` tells that a site's own rules kept what the profile does not.
    """

    profile: str = ""
    options: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    own_rules: bool = False
    pixels_clean: bool = False


def claims_of(dataset: Dataset) -> Claims:
    """Return what a data set claims."""
    first, *more = (*texts_at(dataset, "DeidentificationMethod"), "")
    said = _SAID.fullmatch(first)
    profile = (BASIC if said[1] else HIPAA) if said else ""
    codes = tuple(_codes(dataset))
    by_code = {_options()[code] for code in codes if code in _options()}
    in_words = {word for word in more if word in OPTIONS}
    return Claims(
        profile=profile,
        options=frozenset(by_code | in_words),
        codes=codes,
        own_rules=_OWN_RULES in more,
        pixels_clean=PIXEL_CODE in codes,
    )


def claim_faults(dataset: Dataset, claims: Claims, asked: Asked | None) -> Iterator[Fault]:
    """Yield where what is claimed does not go together, or is not what a run was asked for."""
    yield from _removed(dataset, claims)
    yield from _of_codes(dataset, claims)
    yield from _of_dates(dataset, claims)
    yield from _of_pixels(dataset, claims, asked)
    if (
        asked
        and claims.profile
        and (claims.profile, claims.options)
        != (
            asked.profile,
            frozenset(asked.options),
        )
    ):
        yield wrong(_METHOD, "another profile, or other options, than the run was asked for")


def _removed(dataset: Dataset, claims: Claims) -> Iterator[Fault]:
    said = texts_at(dataset, "PatientIdentityRemoved")
    if said != ("YES",) and not (said == ("NO",) and claims.own_rules):
        yield wrong(_REMOVED, "does not say YES")
    if not claims.profile:
        yield wrong(_METHOD, "does not say which profile, as scrub does")
    for word in texts_at(dataset, "DeidentificationMethod")[1 if claims.profile else 0 :]:
        if word not in OPTIONS and word != _OWN_RULES:
            yield identifies(_METHOD, "says what scrub does not", len(word))
    listed = dataset.get("ContributingEquipmentSequence") or ()
    purposes = (item.get("PurposeOfReferenceCodeSequence") or () for item in listed)
    if not any(texts_at(one, "CodeValue") == (_DEIDENTIFYING,) for of in purposes for one in of):
        yield wrong("(0018,A001)", "does not name what de-identified it")


def _of_codes(dataset: Dataset, claims: Claims) -> Iterator[Fault]:
    listed = len(dataset.get("DeidentificationMethodCodeSequence") or ())
    if listed != len(claims.codes) or len(set(claims.codes)) != listed:
        yield wrong(_CODES, "has a code that is none, or one twice")
    basic = claims.profile == BASIC and not claims.own_rules
    if (BASIC_CODE in claims.codes) != basic:
        yield wrong(_CODES, f"{BASIC_CODE} does not go with (0012,0063)")
    options = {_options()[code] for code in claims.codes if code in _options()}
    if options - (claims.options if basic else frozenset()):
        yield wrong(_CODES, "claims an option beside what is no Basic Profile")


def _of_dates(dataset: Dataset, claims: Claims) -> Iterator[Fault]:
    modified = _MODIFIED in claims.options or claims.profile == HIPAA
    kept = "MODIFIED" if modified else "REMOVED"
    expected = "UNMODIFIED" if _FULL in claims.options else kept
    if texts_at(dataset, "LongitudinalTemporalInformationModified") != (expected,):
        yield wrong(_TEMPORAL, f"does not say {expected}, as (0012,0063) and (0012,0064) would")


def _of_pixels(dataset: Dataset, claims: Claims, asked: Asked | None) -> Iterator[Fault]:
    says_no = texts_at(dataset, "BurnedInAnnotation") == ("NO",)
    if claims.pixels_clean and not says_no:
        yield wrong(_BURNED_IN, f"does not say NO, and {PIXEL_CODE} is claimed")
    # Where no pixels were to be looked at, it is the source's own.
    its_own = asked is not None and not asked.pixel
    if says_no and not claims.pixels_clean and not its_own:
        yield wrong(_BURNED_IN, f"says NO, and {PIXEL_CODE} is not claimed")


def _codes(dataset: Dataset) -> Iterator[str]:
    known = {row["code_value"]: row["code_meaning"] for row in profile_rows("cid7050")}
    for item in dataset.get("DeidentificationMethodCodeSequence") or ():
        value, scheme, meaning = (
            "".join(texts_at(item, keyword))
            for keyword in ("CodeValue", "CodingSchemeDesignator", "CodeMeaning")
        )
        if scheme == "DCM" and known.get(value) == meaning:
            yield value


@cache
def _options() -> Mapping[str, str]:
    """Return the options by code, as a recipe names them."""
    columns = {column_of(option): option for option in OPTIONS}
    rows = profile_rows("cid7050")
    return MappingProxyType(
        {
            row["code_value"]: columns[row["e1_1_column"]]
            for row in rows
            if row["e1_1_column"] in columns
        }
    )


def column_of(option: str) -> str:
    """Return the column of Table E.1-1 that an option of a recipe is."""
    return _COLUMNS.get(option, option.replace("-", "_"))


_COLUMNS = {
    _FULL: "retain_longitudinal_full_dates",
    _MODIFIED: "retain_longitudinal_modified_dates",
}


def columns_of(options: Sequence[str] | frozenset[str]) -> tuple[str, ...]:
    """Return the columns of some options, in order."""
    return tuple(sorted(map(column_of, options)))
