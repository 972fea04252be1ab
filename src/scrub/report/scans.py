"""What was found on one instance → JSON, schema-numbered: what `scrub scan --report` writes.

In this order of keys; rectangles and frames are as in scrub.report.records. What is marked * is
there only when someone asked to reveal.

    schema               1
    source               a keyed hash that stands for the path
    path*                the file, and "!" and the member in a ZIP
    found                found: something may identify someone; clear: nothing that was looked at
                         does; refused, failed, not dicom: it could not be looked at
    reason               why it could not
    modality, equipment, frames, rows, columns, transfer_syntax_uid
    has_pixels, looked   whether there are pixels, and whether every frame was looked at
    templates            names of the mask templates that fit
    findings             [{rect, frames, kind, reason, recognizer, score, length, text*}]
    kept_texts           how many texts were seen that say nothing of anybody
    plane_texts          how many texts on overlay planes may identify someone
    in_unused_bits       whether there is text in bits that no viewer shows
    header               {kind: how many attributes of the header}, where it was asked for
    seconds              wall time
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.outcome import Outcome, Verdict
from scrub.model.plan import Plan
from scrub.report.records import record

if TYPE_CHECKING:
    from scrub.model.scanned import Scanned
    from scrub.report.records import Record

SCHEMA = 1
"""Counts up when a key changes its meaning or goes."""

FOUND, CLEAR = "found", "clear"

_AS_OF_A_RUN = (
    *("modality", "equipment", "frames", "rows", "columns", "transfer_syntax_uid"),
    *("has_pixels", "looked", "templates", "findings", "kept_texts"),
)


def told(scanned: Scanned) -> str:
    """Return in a word how it went."""
    if scanned.problem:
        return str(scanned.problem)
    return FOUND if scanned.identifies else CLEAR


def scan_record(scanned: Scanned, source_id: str, *, reveal: bool) -> Record:
    """Return all that is remembered of one instance. Text and paths only if revealed."""
    whole = record(_as_of_a_run(scanned), source_id, reveal=reveal)
    return {
        "schema": SCHEMA,
        "source": source_id,
        **({"path": whole["path"]} if reveal else {}),
        "found": told(scanned),
        "reason": scanned.reason,
        **{key: whole[key] for key in _AS_OF_A_RUN},
        "plane_texts": scanned.plane_texts,
        "in_unused_bits": scanned.in_unused_bits,
        "header": {str(kind): count for kind, count in scanned.header},
        "seconds": round(scanned.seconds, 6),
    }


def _as_of_a_run(scanned: Scanned) -> Outcome:
    plan = Plan(
        source_sha256="",
        recipe_digest="",
        target="",
        header=(),
        transfer_syntax_uid=scanned.transfer_syntax_uid,
        findings=scanned.findings,
        kept_texts=scanned.kept_texts,
        templates=scanned.templates,
        has_pixels=scanned.has_pixels,
        looked=scanned.looked,
    )
    return Outcome(
        scanned.source,
        scanned.problem or Verdict.HELD,
        scanned.reason,
        plan,
        modality=scanned.modality,
        equipment=scanned.equipment,
        number_of_frames=scanned.number_of_frames,
        rows=scanned.rows,
        columns=scanned.columns,
    )
