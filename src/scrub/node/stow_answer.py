"""What is answered to STOW-RS: which instances were stored, which were not, and why.

The response module of PS3.18 10.5.3 and PS3.3 C.12.1.17 (as JSON: PS3.18 Annex F).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLASS, _INSTANCE = "00081150", "00081155"
_RETRIEVE, _REASON = "00081190", "00081197"
_FAILED, _STORED, _OTHERS = "00081198", "00081199", "0008119A"

OUT_OF_RESOURCES, NOT_OF_THE_STUDY, CANNOT_UNDERSTAND, FAILURE = 0xA700, 0xA900, 0xC000, 0x0110
"""Failure Reasons (PS3.18 Table I.2-2)."""


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a message. UIDs are empty where it has none; a reason of 0 is that it is in."""

    sop_class: str
    sop_instance: str
    reason: int = 0


@dataclass(slots=True)
class Answer:
    """All parts of a message."""

    told: list[Told] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of HTTP (PS3.18 Table 10.5.3-1); 507 (RFC 4918) if there is no room."""
        failed = [one.reason for one in self.told if one.reason]
        if not failed:
            return 200 if self.told else 400
        if len(failed) < len(self.told):
            return 202
        return 507 if OUT_OF_RESOURCES in failed else 409

    def data(self) -> dict[str, Any]:
        """Return the data set, as JSON has it."""
        known = [one for one in self.told if one.sop_instance]
        others = [one for one in self.told if not one.sop_instance]
        made = {
            _FAILED: _sequence(_reference(one) for one in known if one.reason),
            _STORED: _sequence(_reference(one) for one in known if not one.reason),
            _OTHERS: _sequence({_REASON: _number(one.reason)} for one in others if one.reason),
        }
        return {_RETRIEVE: {"vr": "UR"}} | {tag: made[tag] for tag in made if made[tag]["Value"]}


def _reference(one: Told) -> dict[str, Any]:
    uids = {_CLASS: _uid(one.sop_class), _INSTANCE: _uid(one.sop_instance)}
    last = {_REASON: _number(one.reason)} if one.reason else {_RETRIEVE: {"vr": "UR"}}
    return uids | last


def _sequence(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"vr": "SQ", "Value": list(items)}


def _uid(uid: str) -> dict[str, Any]:
    return {"vr": "UI", "Value": [uid]} if uid else {"vr": "UI"}


def _number(number: int) -> dict[str, Any]:
    return {"vr": "US", "Value": [number]}
