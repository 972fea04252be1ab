"""Whether a value is one that may be left: nothing, a dummy, a pseudonym, or of its form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.audit.expected import Form
from scrub.audit.reading import is_text, texts_of
from scrub.header.dummies import dummy, dummy_item
from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement

ROOT = "2.25."
"""What UIDs of ours begin with: a UUID follows, in decimal (PS3.5 B.2)."""

_STANDARDS_OWN = "1.2.840.10008."
_VALID_UID = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+", re.ASCII)
_OURS = re.compile(r"2\.25\.(?:0|[1-9]\d{0,38})", re.ASCII)
LONGEST_UID = 64

_DUMMY_PATIENTS = frozenset({"ANONYMOUS^PATIENT", "ANONYMIZED"})
_PSEUDONYM = re.compile(r"[A-Za-z0-9_-]{0,16}[0-9A-F]{16}", re.ASCII)
_AGE = re.compile(r"(\d{3})([DWMY])", re.ASCII)
_TOO_OLD = {"D": 32871, "W": 4695, "M": 1080, "Y": 91}
_ZIP = re.compile(r"\d{3}", re.ASCII)
_YEARS = {
    "DA": re.compile(r"\d{4}0101", re.ASCII),
    "DT": re.compile(r"\d{4}", re.ASCII),
}
_YEAR_AS_TEXT = re.compile(r"\d{4}(?:0101)?", re.ASCII)
_DATES = {
    "DA": re.compile(r"[\d.-]{4,21}", re.ASCII),
    "DT": re.compile(r"[\d.+-]{4,54}", re.ASCII),
    "TM": re.compile(r"[\d.:-]{2,28}", re.ASCII),
}


def is_valid_uid(text: str) -> bool:
    """Tell whether a text is a UID (PS3.5 9.1)."""
    return len(text) <= LONGEST_UID and bool(_VALID_UID.fullmatch(text))


def is_our_uid(text: str) -> bool:
    """Tell whether a UID is one that scrub makes."""
    return bool(_OURS.fullmatch(text))


def is_nobodys_uid(text: str) -> bool:
    """Tell whether a UID says nothing of anybody: one of ours, or the standard's own."""
    return is_our_uid(text) or text.startswith(_STANDARDS_OWN)


def is_pseudonym(text: str, prefix: str | None) -> bool:
    """Tell whether a text can be what scrub makes of a patient, with a prefix or with any."""
    if prefix is None or not text.startswith(prefix):
        return prefix is None and bool(_PSEUDONYM.fullmatch(text))
    return bool(re.fullmatch("[0-9A-F]{16}", text.removeprefix(prefix)))


def is_dummy_patient(text: str) -> bool:
    """Tell whether a text is what stands for every patient."""
    return text in _DUMMY_PATIENTS


def is_empty(element: DataElement) -> bool:
    """Tell whether there is no value, or no item."""
    value = element.value
    return value is None or (hasattr(value, "__len__") and len(value) == 0) or not str(value)


def is_dummy(element: DataElement) -> bool:
    """Tell whether a value that is no sequence is the one that stands where one has to."""
    vr = str(element.VR)
    if is_text(vr):
        return set(texts_of(element)) <= {*dummy(vr), *_DUMMY_PATIENTS}
    if isinstance(element.value, bytes):
        return not any(element.value)
    values = element.value if element.VM > 1 else [element.value]
    return all(str(value) in {"0", "0.0"} or value == 0 for value in values)


def is_dummy_sequence(element: DataElement) -> bool:
    """Tell whether a sequence has one item at most, and in it what stands where one has to."""
    if len(element.value) > 1:
        return False
    sequence = HeaderEdit(TagPath((), int(element.tag)), Effect.SET, "", "SQ")
    meant = {text for one in dummy_item(sequence) for text in one.value}
    return all(
        inner.VR == "SQ" or is_empty(inner) or is_dummy(inner) or _all_in(inner, meant)
        for item in element.value
        for inner in item.iterall()
    )


def _all_in(element: DataElement, meant: set[str]) -> bool:
    values = element.value if element.VM > 1 else [element.value]
    return {str(value).removesuffix(".0") for value in values} <= meant


def has_form(element: DataElement, form: Form, age_cap: int) -> bool:
    """Tell whether every value is of a form that can be told from the value alone."""
    texts, vr = texts_of(element), str(element.VR)
    match form:
        case Form.UID:
            return all(map(is_nobodys_uid, texts))
        case Form.DATE:
            return vr not in _DATES or all(map(_DATES[vr].fullmatch, texts))
        case Form.YEAR:
            shape = _YEARS.get(vr, _YEAR_AS_TEXT)
            return all(map(shape.fullmatch, texts))
        case Form.AGE:
            return all(_may_be_told(text, age_cap) for text in texts)
        case Form.ZIP:
            return all(map(_ZIP.fullmatch, texts))
        case _:
            return form in {Form.ANY, Form.ITEMS, Form.KEPT, Form.TEXT}


def _may_be_told(age: str, cap: int) -> bool:
    """Tell whether an age is of a form that an age has, and no more than the oldest told."""
    found = _AGE.fullmatch(age)
    if not found:
        return False
    most = cap if found[2] == "Y" else _TOO_OLD[found[2]] - 1
    return int(found[1]) <= most
