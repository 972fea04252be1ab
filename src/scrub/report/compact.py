"""What the page knows of an instance: a short row for the table, and the rest for who opens it.

Values that come again and again are written once, in a list: below they are numbers, marked with #.
Nothing is packed harder than that, so that whoever searches the file for a name searches all of it.

    row      [verdict#, source, path, machine#, frames, [[kind#, how many]], [cause#], [template#],
              [near template#], seconds, reason#, what to do next#]
    detail   {findings: [[x, y, width, height, first, last, kind#, cause#, reason#, recognizer#,
                          score, length, text if it is revealed]],
              mask: [[x, y, width, height, first, last, reason#, cause#]], what was cleared too,
              checks: [[name, whether it passed, detail]], or # of such a list where no check has
              anything to add, header: [[rule#, how many]],
              facts: [[name#, value]], columns, rows, seconds: [[stage#, seconds]]}

Records of earlier schemas lack some keys: what is not there is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrub.model.text import PhiKind
from scrub.report.advice import next_step
from scrub.report.syntaxes import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Record = Mapping[str, Any]

_OWN = "own values"
_CAUSES = {
    _OWN: "header value",
    "patterns": "pattern",
    "names": "name",
    "vocabulary": "unknown",
    "all text": "all text",
}
_TEMPLATE = "template "
_DECIDED = "decided"
_CLEARED = "decided: it stays"
_KINDS = frozenset(map(str, PhiKind))


class Words:
    """Values that come again and again, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, value: object) -> int:
        """Return what stands for a value of JSON."""
        return self._numbers.setdefault(compact(value), len(self._numbers))

    def listed(self) -> str:
        """Return all values, as JSON, in the order of their numbers."""
        return f"[{','.join(self._numbers)}]"


def compact(value: object) -> str:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def machine_of(record: Record) -> str:
    """Return what made an instance, as far as it is known."""
    return " ".join(filter(None, (record.get("modality"), record.get("equipment")))) or "unknown"


def seconds_of(record: Record) -> float:
    """Return how long an instance took."""
    return float(sum(record.get("seconds", {}).values()))


def row(record: Record, words: Words) -> list[object]:
    """Return what the table shows of an instance."""
    findings = record.get("findings", ())
    kinds = Counter(finding["kind"] for finding in findings)
    causes = dict.fromkeys(map(_cause, findings))
    causes |= dict.fromkeys(filter(None, (_place_cause(p["reason"]) for p in _mask(record))))
    verdict, reason = record["verdict"], record.get("reason", "")
    return [
        words.number(verdict),
        record["source"],
        record.get("path", ""),
        words.number(machine_of(record)),
        record.get("frames", 0),
        [[words.number(kind), count] for kind, count in kinds.most_common()],
        [words.number(cause) for cause in causes],
        [words.number(name) for name in record.get("templates", ())],
        [words.number(name) for name in record.get("near_templates", ())],
        round(seconds_of(record), 2),
        words.number(reason),
        words.number(next_step(verdict, reason)),
    ]


def detail(record: Record, words: Words) -> dict[str, object]:
    """Return what is shown of an instance when it is opened."""
    checks = [[c["name"], c["passed"], c.get("detail", "")] for c in record.get("checks", ())]
    return {
        "findings": [_finding(finding, words) for finding in record.get("findings", ())],
        "mask": [_place(place, words) for place in (*_mask(record), *_cleared(record))],
        # What checks add is as various as the instances: the list of words would grow with them.
        "checks": checks if any(said for _, _, said in checks) else words.number(checks),
        "header": [[words.number(rule), many] for rule, many in record.get("header", {}).items()],
        "facts": [[words.number(name), value] for name, value in _facts(record) if value],
        "columns": record.get("columns", 0),
        "rows": record.get("rows", 0),
        "seconds": [
            [words.number(stage), round(seconds, 2)]
            for stage, seconds in record.get("seconds", {}).items()
        ],
    }


def _mask(record: Record) -> list[Record]:
    return list(record.get("mask", ()))


def _cleared(record: Record) -> Iterator[Record]:
    """Yield places that a person cleared, as if that were the reason of a black one."""
    for place in (record.get("decisions") or {}).get("cleared", ()):
        yield {**place, "reason": _CLEARED}


def _facts(record: Record) -> Iterator[tuple[str, object]]:
    yield "SHA-256", record.get("source_sha256")
    yield "output", record.get("output")
    yield "pseudonym", record.get("pseudonym")
    yield "ended", record.get("ended")
    yield "transfer syntax", _syntax(record.get("transfer_syntax_uid", ""))
    if record.get("has_pixels"):
        yield "every frame looked at", "yes" if record.get("looked") else "no"
        yield "texts seen and left", str(record.get("kept_texts", 0))
    yield "template says it is complete", "yes" if record.get("template_is_complete") else ""
    yield "frames with comments removed", str(record.get("commented_frames") or "")
    yield "bits cleared", ", ".join(map(str, record.get("clear_bits", ())))
    decided = record.get("decisions") or {}
    by = ", ".join(decided.get("by", ()))
    said = [word for word in ("accepted", "rejected") if decided.get(word)]
    yield "a person said", ", ".join(said)
    yield "decisions applied", f"{decided['applied']}, by {by}" if decided.get("applied") else ""
    yield "decisions on other bytes, not applied", str(decided.get("other_bytes") or "")


def _finding(finding: Record, words: Words) -> list[object]:
    shown = [finding["text"]] if "text" in finding else []
    return [
        *_where(finding),
        words.number(finding["kind"]),
        words.number(_cause(finding)),
        words.number(_reason(finding)),
        words.number(finding["recognizer"]),
        finding["score"],
        finding["length"],
        *shown,
    ]


def _place(place: Record, words: Words) -> list[object]:
    reason = place["reason"]
    cause = words.number(_place_cause(reason))
    return [*_where(place), words.number(reason.removeprefix(_TEMPLATE)), cause]


def _where(one: Record) -> tuple[int, ...]:
    rect, frames = one["rect"], one["frames"]
    return (*(rect[key] for key in ("x", "y", "width", "height")), frames["first"], frames["last"])


def _cause(finding: Record) -> str:
    recognizer = str(finding.get("recognizer", ""))
    return _CAUSES.get(recognizer, recognizer)


def _place_cause(reason: str) -> str:
    """Return what asked for a black place, and nothing where a finding did."""
    if reason.startswith(_TEMPLATE):
        return "template"
    if reason.startswith(_DECIDED):
        return "decision"
    return "" if reason in _KINDS else "region"


def _reason(finding: Record) -> str:
    """Return the reason; of the header's own values with the tag they stand in."""
    reason = str(finding["reason"])
    return _with_tag(reason) if finding.get("recognizer") == _OWN else reason


@cache
def _with_tag(keyword: str) -> str:
    # It takes its time to import, and only what was found in pixels is told so.
    tag = import_module("pydicom.datadict").tag_for_keyword(keyword)
    return keyword if tag is None else f"{keyword} ({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _syntax(uid: str) -> str:
    name = name_of(uid)
    return uid if name == uid else f"{name} ({uid})"
