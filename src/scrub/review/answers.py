"""What the page is told, as JSON. Pictures apart, no text that was found is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.decision import Ruling
from scrub.review.items import told_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.decision import Decision
    from scrub.review.items import Item, Record

_DECIDED = "decided"
_STATES = {Ruling.ACCEPT: "accepted", Ruling.REJECT: "rejected"}


def mine(item: Item, held: Sequence[Decision], bytes_id: str = "") -> tuple[Decision, ...]:
    """Return the decisions that were made on the bytes an instance has, as far as is known."""
    known = bytes_id or item.record.get("bytes_id", "")
    return tuple(one for one in held if not known or one.bytes_id == known)


def state_of(item: Item, held: Sequence[Decision]) -> str:
    """Return accepted or rejected; begun, if a place was decided on; or nothing."""
    own = mine(item, held)
    said = next((_STATES[one.ruling] for one in own if one.ruling in _STATES), "")
    return said or ("begun" if own else "")


def line(number: int, item: Item, held: Sequence[Decision]) -> Record:
    """Return what the list shows of an instance."""
    record = item.record
    return {
        "id": number,
        "verdict": record["verdict"],
        "why": item.why,
        "machine": record["equipment"] or record["modality"] or "unnamed equipment",
        "modality": record["modality"],
        "frames": record["frames"],
        "rows": record["rows"],
        "columns": record["columns"],
        "findings": len(record["findings"]),
        "needs": item.needs_a_person,
        "there": item.source is not None,
        "state": state_of(item, held),
        "due": is_due(item, mine(item, held)),
    }


def is_due(item: Item, own: Sequence[Decision]) -> bool:
    """Tell whether the last run did not know all that holds of an instance now."""
    told = item.record.get("decisions") or {}
    said = {one.ruling for one in own}
    applied = (told.get("applied", 0), told.get("accepted", False), told.get("rejected", False))
    if applied != (len(own), Ruling.ACCEPT in said, Ruling.REJECT in said):
        return True
    cleared = [
        told_of(one.rect, one.frames)
        for one in own
        if one.ruling is Ruling.CLEAR and one.rect and one.frames
    ]
    return any(one not in told.get("cleared", ()) for one in cleared)


def page(item: Item, held: Sequence[Decision], version: int, bytes_id: str) -> Record:
    """Return what is to be known of one instance."""
    record = item.record
    own = mine(item, held, bytes_id)
    return {
        "reason": record["reason"],
        "step": item.step,
        "file": _file(item),
        "checks": [one for one in record["checks"] if not one["passed"]],
        "templates": record["templates"],
        "looked": record["looked"],
        "has_pixels": record["has_pixels"] or bool(record["rows"]),
        "findings": [{**one, "text": ""} for one in record["findings"]],
        "mask": [{key: one[key] for key in ("rect", "frames", "reason")} for one in record["mask"]],
        "written": bool(record["output"]),
        "other_bytes": len(held) - len(own),
        "stale": bool(bytes_id and record.get("bytes_id") not in {None, "", bytes_id}),
        "decisions": [decision(one) for one in own],
        "version": version,
        "bytes": bytes_id,
    }


def decision(one: Decision) -> Record:
    """Return a decision as the page is told it."""
    place = told_of(one.rect, one.frames) if one.rect and one.frames else {}
    return {
        "id": one.id,
        "ruling": str(one.ruling),
        "by": one.by,
        "at": one.at,
        "note": one.note,
        **place,
    }


def _file(item: Item) -> str:
    if item.source is None:
        return ""
    name = item.source.path or item.source.file
    shown = f"{name}!{item.source.member}" if item.source.member else name
    # Names of files are bytes and need not be text.
    return shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
