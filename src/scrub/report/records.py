"""Outcome → JSON: what the ledger keeps and the report shows, schema-numbered.

One instance's record, in this order of keys. Rectangles are in pixels of the frame from its top
left corner, frames are counted from 1. What is marked * is there only when someone asked to reveal.

    schema               1
    source               a keyed hash that stands for the path
    path*                the file, and "!" and the member in a ZIP
    source_sha256*       of the file
    verdict, reason      see scrub.model.outcome
    ended                when it came to its verdict: UTC, ISO 8601; empty if nobody said
    output               the file written, relative to the output; empty if there is none
    recipe               the digest of what was asked
    modality, equipment, frames, rows, columns, transfer_syntax_uid
    has_pixels, looked   whether there are pixels, and whether every frame was looked at
    templates            names of the mask templates that matched
    template_is_complete
    near_templates       where none matched: those that fit in all but the size of the frame, or its
                         ultrasound regions; they black nothing
    reach                how far beyond the mask color may change: in whole cells of reach_columns x
                         reach_rows, and reach pixels more (see scrub.model.instance.Grid)
    mask                 [{rect: {x, y, width, height}, changed: {x, y, width, height},
                         frames: {first, last}, reason}]: the rect is black; no pixel outside
                         changed has another value, whatever decodes it
    findings             [{rect, frames, kind, reason, recognizer, score, length, text*}]
    kept_texts           how many texts were seen and left
    commented_frames     from how many frames' codestreams comments and the like were removed
    clear_bits           bits of each stored value that were cleared, to remove what is drawn there
    header               {rule: how many elements it changed}
    patient_id_hash      a keyed hash of the original Patient ID
    pseudonym            what stands for it
    elements             how many elements the header had, those in items of sequences too
    edits                {action: {rule: {element: how many}}}: what became of elements, without
                         what the header says of having been scrubbed. The action is remove, empty,
                         replace or clean; an element in a sequence is (gggg,eeee)>(gggg,eeee),
                         whichever its item
    bytes_id             a keyed hash of the source's bytes, by which decisions name them
    decisions            {applied, by: [names], other_bytes, accepted, rejected,
                         cleared: [{rect, frames}]}: how many decisions of people were applied, who
                         made them, how many were not since they were made on other bytes; and what
                         they say. What is black since a person said so is in the mask
    checks               [{name, passed, detail}]
    seconds              {stage: seconds}
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scrub.model.decision import Ruling
from scrub.model.header import Effect, HeaderEdit, one_by_one
from scrub.model.outcome import Verdict
from scrub.model.plan import Plan
from scrub.recipe import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrub.model.decision import Decision, Rulings
    from scrub.model.geometry import Rect
    from scrub.model.header import Removal, Tag, TagPath
    from scrub.model.instance import Grid, Source
    from scrub.model.mask import FrameRange, Region
    from scrub.model.outcome import Outcome
    from scrub.model.text import Finding
    from scrub.recipe import Recipe

SCHEMA = 1
"""Counts up when a key changes its meaning or goes."""

Record = dict[str, Any]

_STATEMENT = "statement"
_ACTIONS = {Effect.SET: "replace", Effect.EMPTY: "empty", Effect.REMOVE: "remove"}

_NO_PLAN = Plan(source_sha256="", recipe_digest="", target="", header=(), transfer_syntax_uid="")


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is remembered of a whole run. `versions` are (package, version).

    `started` is an ISO 8601 time; `counts` are by verdict; `kept` of them were done before.
    """

    recipe: Recipe
    versions: tuple[tuple[str, str], ...]
    started: str
    seconds: float
    counts: tuple[tuple[Verdict, int], ...]
    kept: int = 0
    frames: int = 0
    interrupted: bool = False
    revealed: bool = False


def record(outcome: Outcome, source_id: str, *, reveal: bool, ended: str = "") -> Record:
    """Return all that is remembered of one instance. Text and paths only if revealed.

    `ended` is a time in UTC, as ISO 8601 has it.
    """
    plan = outcome.plan or _NO_PLAN
    written = outcome.verdict is Verdict.WRITTEN
    header, edits = _edits(plan)
    return {
        "schema": SCHEMA,
        "source": source_id,
        **(_revealed(outcome.source, plan) if reveal else {}),
        "verdict": str(outcome.verdict),
        "reason": outcome.reason,
        "ended": ended,
        "output": plan.target if written else "",
        "recipe": plan.recipe_digest,
        "modality": outcome.modality,
        "equipment": outcome.equipment,
        "frames": outcome.number_of_frames,
        "rows": outcome.rows,
        "columns": outcome.columns,
        "transfer_syntax_uid": plan.transfer_syntax_uid,
        "has_pixels": plan.has_pixels,
        "looked": plan.looked,
        "templates": list(plan.templates),
        "template_is_complete": plan.template_is_complete,
        "near_templates": list(plan.near_templates),
        "reach": asdict(plan.grid),
        "mask": [_region(region, plan.grid, outcome) for region in plan.mask.regions],
        "findings": [_finding(finding, reveal=reveal) for finding in plan.findings],
        "kept_texts": plan.kept_texts,
        "commented_frames": plan.commented_frames,
        "clear_bits": list(plan.clear_bits),
        "header": header,
        "patient_id_hash": plan.patient_hash,
        "pseudonym": plan.pseudonym,
        "elements": plan.elements,
        "edits": edits,
        "bytes_id": plan.rulings.bytes_id,
        "decisions": _decisions(plan.rulings),
        "checks": [
            {"name": check.name, "passed": check.passed, "detail": check.detail}
            for check in outcome.checks
        ],
        "seconds": {stage: round(seconds, 6) for stage, seconds in outcome.seconds},
    }


def show_path(kept: Record, source: Source) -> Record:
    """Return a record of an earlier run with its path revealed."""
    rest = {key: value for key, value in kept.items() if key not in {"schema", "source", "path"}}
    return {
        "schema": kept["schema"],
        "source": kept["source"],
        "path": _path(source),
        **rest,
    }


def with_yes(kept: Record, decisions: Iterable[Decision]) -> Record:
    """Return a record of what was written before, with who has since said yes to those bytes."""
    told = kept.get("decisions", {"accepted": True})
    yes = [
        one
        for one in decisions
        if one.ruling is Ruling.ACCEPT and one.bytes_id == kept.get("bytes_id")
    ]
    if not yes or told["accepted"] or kept["verdict"] != Verdict.WRITTEN:
        return kept
    by = sorted({*told["by"], *(one.by for one in yes if one.by)})
    more = {"applied": told["applied"] + len(yes), "by": by, "accepted": True}
    return kept | {"decisions": told | more}


def conceal(revealed: Mapping[str, Any]) -> Record:
    """Return a record without what only a reveal may show."""
    kept = {key: value for key, value in revealed.items() if key not in {"path", "source_sha256"}}
    kept["findings"] = [
        {key: value for key, value in finding.items() if key != "text"}
        for finding in revealed.get("findings", ())
    ]
    return kept


def run_record(facts: RunFacts) -> Record:
    """Return what run.json holds: the recipe, the versions, the counts. Folders are not named."""
    recipe = asdict(facts.recipe) | {"templates": len(facts.recipe.templates)}
    counts = {str(verdict): 0 for verdict in Verdict}
    counts.update({str(verdict): count for verdict, count in facts.counts})
    return {
        "schema": SCHEMA,
        "recipe": {**recipe, "digest": facts.recipe.digest()},
        "versions": dict(facts.versions),
        "started": facts.started,
        "seconds": round(facts.seconds, 3),
        "counts": counts,
        "kept": facts.kept,
        "frames": facts.frames,
        "interrupted": facts.interrupted,
        "revealed": facts.revealed,
    }


def _revealed(source: Source, plan: Plan) -> Record:
    return {"path": _path(source), "source_sha256": plan.source_sha256}


def _path(source: Source) -> str:
    path = f"{source.file}!{source.member}" if source.member else source.file
    # Names of files are bytes and need not be text.
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _rect(rect: Rect) -> dict[str, int]:
    return {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height}


def _frames(frames: FrameRange) -> dict[str, int]:
    return {"first": frames.first + 1, "last": frames.stop}


def _region(region: Region, grid: Grid, outcome: Outcome) -> Record:
    changed = grid.changed_by(region.rect).clip(outcome.rows, outcome.columns)
    return {
        "rect": _rect(region.rect),
        "changed": _rect(changed or region.rect),
        "frames": _frames(region.frames),
        "reason": region.reason,
    }


def _decisions(rulings: Rulings) -> Record:
    return {
        "applied": rulings.applied,
        "by": list(rulings.by),
        "other_bytes": rulings.other_bytes,
        "accepted": rulings.accepted,
        "rejected": rulings.rejected,
        "cleared": [
            {"rect": _rect(rect), "frames": _frames(frames)} for rect, frames in rulings.cleared
        ],
    }


def _edits(plan: Plan) -> tuple[dict[str, int], dict[str, dict[str, dict[str, int]]]]:
    """Return how many edits there are by rule; and by action, rule and element, as they come."""
    edits = tuple((edit.path, edit.effect, edit.rule) for edit in plan.header)
    return _counted(edits, plan.private)


@lru_cache(8)
def _counted(
    edits: tuple[tuple[TagPath, Effect, str], ...], private: Removal
) -> tuple[dict[str, int], dict[str, dict[str, dict[str, int]]]]:
    """Count edits; those of the instances of a series are mostly the same. Not to be changed."""
    counted: dict[str, dict[str, dict[str, int]]] = {}
    rules: Counter[str] = Counter()
    for edit in one_by_one(itertools.starmap(HeaderEdit, edits), private):
        rules[edit.rule] += 1
        if edit.rule != _STATEMENT:
            by_rule = counted.setdefault(_action(edit.effect, edit.rule), {})
            elements = by_rule.setdefault(edit.rule, {})
            tags = (*(tag for tag, _ in edit.path.items), edit.path.tag)
            name = ">".join(map(_tag, tags))
            elements[name] = elements.get(name, 0) + 1
    return dict(sorted(rules.items())), counted


def _action(effect: Effect, rule: str) -> str:
    """Return what an audit calls it: an option cleans by code C."""
    is_clean = effect is Effect.SET and rule.removesuffix(" C") in OPTIONS
    return "clean" if is_clean else _ACTIONS[effect]


@lru_cache(1 << 14)
def _tag(tag: Tag) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _finding(finding: Finding, *, reveal: bool) -> Record:
    shown = {"text": finding.text.reveal()} if reveal else {}
    return {
        "rect": _rect(finding.rect),
        "frames": _frames(finding.frames),
        "kind": str(finding.kind),
        "reason": finding.reason,
        "recognizer": finding.recognizer,
        "score": round(finding.score, 4),
        "length": len(finding.text),
        **shown,
    }
