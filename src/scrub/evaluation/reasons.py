"""How right the reasons are: what a finding takes a text for, against what it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from scrub.model.geometry import Rect
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.evaluation.truth import Case, Text

MEANS: Mapping[str, frozenset[str]] = {
    "phi_name": frozenset({PhiKind.NAME}),
    "phi_doctor": frozenset({PhiKind.NAME}),
    "phi_operator": frozenset({PhiKind.NAME}),
    "phi_initials": frozenset({PhiKind.NAME}),
    "phi_id": frozenset({PhiKind.IDENTIFIER}),
    "phi_accession": frozenset({PhiKind.IDENTIFIER}),
    "phi_dob": frozenset({PhiKind.DATE, PhiKind.TIME}),
    "phi_date": frozenset({PhiKind.DATE, PhiKind.TIME}),
    "phi_datetime": frozenset({PhiKind.DATE, PhiKind.TIME}),
    "phi_time": frozenset({PhiKind.TIME, PhiKind.DATE}),
    "phi_age": frozenset({PhiKind.AGE}),
    "phi_phone": frozenset({PhiKind.CONTACT}),
    "phi_email": frozenset({PhiKind.CONTACT}),
    "phi_address": frozenset({PhiKind.ADDRESS}),
    "phi_institution": frozenset({PhiKind.INSTITUTION}),
}
"""The kinds of finding that are right for a kind of truth; any is, for a kind not named here."""

_COVERED = 0.3
"""The share of a text, or of a finding, that the other must cover to be about it."""


class Judged(StrEnum):
    """What a finding turned out to be."""

    RIGHT = "right"
    OTHER_KIND = "other kind"
    TECHNICAL = "technical text"
    NOTHING = "no text"


def judge(case: Case, record: Mapping[str, Any]) -> tuple[tuple[str, Judged], ...]:
    """Return the kind of each finding that a report's record holds, and what it turned out to be.

    A finding over several texts is right if it is for any one of them.
    """
    found = []
    for finding in record.get("findings", ()):
        texts = [text for text in case.texts if _is_about(finding, text)]
        found.append((str(finding["kind"]), _judged(str(finding["kind"]), texts)))
    return tuple(found)


def _judged(kind: str, texts: list[Text]) -> Judged:
    told = [text for text in texts if text.phi]
    if any(kind in MEANS.get(text.kind, {kind}) for text in told):
        return Judged.RIGHT
    if told:
        return Judged.OTHER_KIND
    return Judged.TECHNICAL if texts else Judged.NOTHING


def _is_about(finding: Mapping[str, Any], text: Text) -> bool:
    place, frames = finding["rect"], finding["frames"]
    if text.frames is not None and not (
        frames["first"] <= text.frames.stop and text.frames.first < frames["last"]
    ):
        return False
    right, bottom = place["x"] + place["width"], place["y"] + place["height"]
    rect = Rect(place["x"], place["y"], right, bottom)
    common = rect.intersect(text.rect)
    return common is not None and common.area >= _COVERED * min(rect.area, text.rect.area)
