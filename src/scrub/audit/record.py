"""The record of an audit, as JSON: schema-numbered, and without anything of a patient.

Keys, in this order. Files are named by their path in the output, which is made of UIDs; one that
is not is null, and known by its item number, which is its place in the random order, from 1.

    schema          1
    tool            {name, version}: what made the audit
    audited         when: UTC, ISO 8601
    reviewer        who looks at the sample; empty if nobody is named
    conclusion      "passed", "identifying text or values were found", "something is wrong",
                    "passed, but for doubts that a person has to settle"
    by_person       how many of the files a person has given a verdict on
    run             what the output was made by, as its run.json tells: {version, started, profile,
                    options, pixel, text_mode, engines, strategy, site_rules (how many), recipe
                    (digest)}; null if there is none
    checked_with    {engines, text_mode, looked, sources: how many were at hand}
    files           {count, sha256 of their sorted paths, a line each}
    sample          {seed, share, minimum, each_machine, most, sizes: of the simple random sample,
                    at first and each time that it was widened, looked_at, beside: how many of
                    these only since their machine was rare}
    machines        [{modality, equipment, files, looked_at, failed}]
    result          {sampled, failed: in the simple random sample; at_most: {files, share,
                    confidence}; failed_in_all, doubtful: of all looked at}
    whole           [check] of all files: their names, and whether a run accounts for them
    checks          [{name, done, failed, doubtful: on how many files}] of the sample
    items           [{number, file, sha256, modality, equipment, simple, frames, rows, columns,
                    passed, doubts: whether any are to be settled, checks: [check],
                    person: {verdict, note} or null}]

A check is {name, passed, done, note, faults: [{grade, where, what, length, guess}]}. The grade is
"identifies", "wrong" or "doubt"; length is of the text found, in characters, and 0 where there is
none. A guess is a recognizer's, and settled where a person says that the file is fine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrub.audit.auditing import grades_of, has_failed
from scrub.audit.faults import Grade
from scrub.audit.names import Names
from scrub.audit.sampling import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.audit.asked import Asked
    from scrub.audit.auditing import Audited
    from scrub.audit.examine import Examined
    from scrub.audit.faults import AuditCheck
    from scrub.audit.sampling import Size
    from scrub.audit.verdicts import PersonsVerdict

SCHEMA = 1
"""Counts up when a key changes its meaning or goes."""

CONFIDENCE = 0.95

Record = dict[str, Any]

CONCLUSIONS = {
    None: "passed",
    Grade.IDENTIFIES: "identifying text or values were found",
    Grade.WRONG: "something is wrong",
    Grade.DOUBT: "passed, but for doubts that a person has to settle",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an audit besides what came of it. `audited` is a time, as ISO 8601."""

    version: str
    audited: str
    reviewer: str
    asked: Asked | None
    size: Size
    seed: int
    engines: tuple[str, ...]
    text_mode: str
    looked: bool
    sources: int


def audit_record(audited: Audited, about: About) -> Record:
    """Return what there is to remember of an audit."""
    output, simple = audited.output, audited.simple
    failed = [one for one, said in audited.seen if has_failed(one, said)]
    grades = [grades_of(one, said) for one, said in audited.seen]
    return {
        "schema": SCHEMA,
        "tool": {"name": "scrub", "version": about.version},
        "audited": about.audited,
        "reviewer": about.reviewer,
        "conclusion": CONCLUSIONS[audited.worst],
        "by_person": sum(said is not None for _, said in audited.seen),
        "run": _run(about.asked) if about.asked else None,
        "checked_with": {
            "engines": list(about.engines) if about.looked else [],
            "text_mode": about.text_mode,
            "looked": about.looked,
            "sources": about.sources,
        },
        "files": {"count": len(output.files), "sha256": digest(output.files)},
        "sample": _sample(audited, about),
        "machines": list(_machines(audited)),
        "result": {
            "sampled": simple.sizes[-1],
            "failed": simple.bad,
            "at_most": {
                "files": audited.most_bad,
                "share": audited.most_bad / len(output.files),
                "confidence": CONFIDENCE,
            },
            "failed_in_all": len(failed),
            "doubtful": sum(Grade.DOUBT in of_one for of_one in grades),
        },
        "whole": [_check(check) for check in audited.whole],
        "checks": list(_checks(audited)),
        "items": [_item(one, said, audited) for one, said in audited.seen],
    }


def _run(asked: Asked) -> Record:
    return {
        "version": asked.version,
        "started": asked.started,
        "profile": asked.profile,
        "options": list(asked.options),
        "pixel": asked.pixel,
        "text_mode": str(asked.text_mode),
        "engines": list(asked.engines),
        "strategy": str(asked.strategy),
        "site_rules": len(asked.site_rules),
        "recipe": asked.digest,
    }


def _sample(audited: Audited, about: About) -> Record:
    size = audited.simple.sizes[-1]
    return {
        "seed": about.seed,
        "share": about.size.share,
        "minimum": about.size.least,
        "each_machine": about.size.each,
        "most": about.size.most,
        "sizes": list(audited.simple.sizes),
        "looked_at": len(audited.seen),
        "beside": sum(one.number >= size for one, _ in audited.seen),
    }


def _machines(audited: Audited) -> Iterator[Record]:
    machines = audited.output.machines
    files, looked, failed = Counter(machines), Counter[Any](), Counter[Any]()
    for one, said in audited.seen:
        looked[machines[one.number]] += 1
        failed[machines[one.number]] += has_failed(one, said)
    for machine in sorted(files):
        yield {
            "modality": machine.modality,
            "equipment": machine.equipment,
            "files": files[machine],
            "looked_at": looked[machine],
            "failed": failed[machine],
        }


def _checks(audited: Audited) -> Iterator[Record]:
    """Yield every check of the sample, in the order in which they come first."""
    done, failed, doubtful = Counter[str](), Counter[str](), Counter[str]()
    for one, _ in audited.seen:
        for check in one.checks:
            done[check.name] += check.done
            failed[check.name] += not check.passed
            doubtful[check.name] += bool(check.faults) and check.passed
    for name, times in done.items():
        yield {
            "name": name,
            "done": times,
            "failed": failed[name],
            "doubtful": doubtful[name],
        }


def _item(one: Examined, said: PersonsVerdict | None, audited: Audited) -> Record:
    output = audited.output
    machine = output.machines[one.number]
    return {
        "number": one.number + 1,
        "file": Names(retained=output.retained_uids).shown(output.files[one.number]) or None,
        "sha256": one.sha256,
        "modality": machine.modality,
        "equipment": machine.equipment,
        "simple": one.number < audited.simple.sizes[-1],
        "frames": one.frames,
        "rows": one.rows,
        "columns": one.columns,
        "passed": not has_failed(one, said),
        "doubts": Grade.DOUBT in grades_of(one, said),
        "checks": [_check(check) for check in one.checks],
        "person": {"verdict": said.word, "note": said.note} if said else None,
    }


def _check(check: AuditCheck) -> Record:
    return {
        "name": check.name,
        "passed": check.passed,
        "done": check.done,
        "note": check.note,
        "faults": [
            {
                "grade": str(fault.grade),
                "where": fault.where,
                "what": fault.what,
                "length": fault.length,
                "guess": fault.guess,
            }
            for fault in check.faults
        ],
    }
