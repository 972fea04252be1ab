"""Every element of an output's header, judged against what the output claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.audit.expected import Form, form_of
from scrub.audit.faults import AuditCheck, identifies, wrong
from scrub.audit.forms import (
    has_form,
    is_dummy,
    is_dummy_patient,
    is_dummy_sequence,
    is_empty,
    is_pseudonym,
)
from scrub.audit.private import is_safe_private
from scrub.audit.reading import places, texts_of
from scrub.audit.sites import site_form
from scrub.recipe import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.audit.asked import Asked
    from scrub.audit.claims import Claims
    from scrub.audit.faults import Fault
    from scrub.audit.reading import Place
    from scrub.audit.words import Words

TAGS = "no element says who it is"
PRIVATE = "no private element is left"
DATES = "dates and times are gone, or as claimed"
UIDS = "every UID is new, the standard's own, or kept as claimed"
WORDS = "text that stays says nothing of anybody"
CHECKS = (TAGS, PRIVATE, DATES, UIDS, WORDS)

_DATES = frozenset({"DA", "DT", "TM"})
_OF_MAKERS = frozenset({0x00080070, 0x00081090, 0x00181020, 0x00080104})
"""Manufacturer, model, software versions, what a code means: names and dates, and nobody's."""

_WORDY = frozenset({"LO", "LT", "SH", "ST", "UC", "UT"})
_AGE_CAPS = {"hipaa": 89}
_OLDEST = 90

_Found = tuple[str, "Fault"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a header is judged by. `asked` is None where no run tells what it was asked for."""

    claims: Claims
    asked: Asked | None
    words: Words

    @property
    def age_cap(self) -> int:
        """Return the oldest age, in years, that may be told."""
        if self.asked and self.asked.age_cap:
            return int(self.asked.age_cap[:3])
        return _AGE_CAPS.get(self.claims.profile, _OLDEST)


def header_checks(dataset: Dataset, rules: Rules) -> tuple[AuditCheck, ...]:
    """Return what there is to say of every element, however deep."""
    found: dict[str, list[Fault]] = defaultdict(list)
    for place in places(dataset):
        for check, fault in _judged(place, rules):
            found[check].append(fault)
    return tuple(AuditCheck(name, tuple(found[name])) for name in CHECKS)


def _judged(place: Place, rules: Rules) -> Iterator[_Found]:
    element = place.element
    if element is None:
        yield TAGS, wrong(str(place), "cannot be read as what it should be")
        return
    if is_empty(element):
        return
    form = _form(place, rules)
    if form is Form.PATIENT:
        yield from _patient(place, rules)
    elif form is Form.NOTHING:
        yield from _nothing(place, element)
    elif not (place.is_sequence or is_dummy(element) or has_form(element, form, rules.age_cap)):
        what = f"is no {form} that may be left"
        yield _check_of(place), identifies(str(place), what, _length(place))
    elif form in {Form.ANY, Form.TEXT}:
        yield from _telling(place, rules, cleaned=form is Form.TEXT)


def _form(place: Place, rules: Rules) -> Form:
    form = site_form(place, rules.asked) or form_of(place.tag, rules.claims)
    if form is Form.SAFE_PRIVATE:
        return Form.ANY if is_safe_private(place) else Form.NOTHING
    return form


def _telling(place: Place, rules: Rules, *, cleaned: bool) -> Iterator[_Found]:
    if place.vr in _WORDY and (cleaned or place.tag not in _OF_MAKERS):
        for text in texts_of(place.element):
            if rules.words.identify(text, cleaned=cleaned):
                fault = identifies(str(place), "has words that may identify", len(text))
                yield WORDS, replace(fault, guess=True)


def _nothing(place: Place, element: DataElement) -> Iterator[_Found]:
    """Yield what is wrong with an element of which nothing may be left but a dummy."""
    if place.is_private:
        yield PRIVATE, identifies(str(place), "is private", _length(place))
    elif place.is_sequence:
        if not is_dummy_sequence(element):
            yield TAGS, identifies(str(place), "is a sequence that should be gone")
    elif not is_dummy(element):
        what = "has a value where there may be none, or a dummy"
        yield _check_of(place), identifies(str(place), what, _length(place))


def _check_of(place: Place) -> str:
    """Return the check that an element belongs to."""
    if place.is_private:
        return PRIVATE
    return UIDS if place.vr == "UI" else DATES if place.vr in _DATES else TAGS


def _patient(place: Place, rules: Rules) -> Iterator[_Found]:
    """Yield what is wrong with Patient's Name or Patient ID."""
    asked = rules.asked
    if asked and asked.brought_along:
        # A site's own pseudonyms have any form.
        return
    prefix = asked.prefix if asked else None
    for text in texts_of(place.element):
        strategy = asked.strategy if asked else None
        stands = (strategy in {None, Strategy.PSEUDONYMIZE} and is_pseudonym(text, prefix)) or (
            strategy in {None, Strategy.DUMMY} and is_dummy_patient(text)
        )
        if not stands:
            yield TAGS, identifies(str(place), "is neither a pseudonym nor a dummy", len(text))


def _length(place: Place) -> int:
    return sum(map(len, texts_of(place.element)))
