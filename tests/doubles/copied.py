"""A run over files whose text says how they end: a folder to read, one to write, and a ledger."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.batch.executors.inline import Inline
from scrub.batch.ledger import Ledger
from scrub.batch.run import Due, Ended, Settings, run
from scrub.model.instance import Job, Source
from scrub.model.outcome import Outcome, Verdict
from scrub.model.plan import Plan
from scrub.recipe import Basis
from scrub.seams import Lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.seams import Executor


def name_of(source: Source) -> str:
    return hashlib.sha256(os.fsencode(f"{source.file}!{source.member}")).hexdigest()[:32]


def small_record(outcome: Outcome, name: str) -> dict[str, Any]:
    return {"source": name, "verdict": str(outcome.verdict), "reason": outcome.reason}


@dataclass(frozen=True, slots=True)
class Copy:
    """A task: a file that begins with `held` is held, others go to the target they name."""

    output: str
    done: list[Job]

    def __call__(self, job: Job) -> Outcome:
        self.done.append(job)
        content = Path(job.source.file).read_text()
        if content.startswith("held"):
            return Outcome(job.source, Verdict.HELD, "someone must look")
        target = Path(self.output, content.split()[0])
        plan = Plan("", "", content.split()[0], (), "1.2.840.10008.1.2.1")
        if (
            target.exists()
            and content.split()[0] != job.may_replace
            and target.read_text() != content
        ):
            return Outcome(job.source, Verdict.HELD, "in the way", plan, is_contested=True)
        target.parent.mkdir(exist_ok=True)
        target.write_text(content)
        return Outcome(job.source, Verdict.WRITTEN, "", plan)


class Losing:
    """An executor whose workers all die."""

    def run(
        self, task: Callable[[Any], Any], jobs: Iterable[Any]
    ) -> Iterator[tuple[Any, Any | Lost]]:
        for job in jobs:
            yield job, Lost("the worker died")


class House:
    """A folder to read, one to write, and a ledger; `go` is one run."""

    def __init__(self, base: Path) -> None:
        self.base = base
        for name in ("in", "out", "work"):
            (base / name).mkdir()
        self.done: list[Job] = []
        self.executor: Executor = Inline()
        self.settings = Settings(
            output=str(base / "out"),
            work=str(base / "work"),
            basis=Basis("one"),
            name=name_of,
            record=small_record,
            task=Copy(str(base / "out"), self.done),
        )

    def put(self, name: str, content: str) -> Source:
        (self.base / "in" / name).write_text(content)
        return Source(str(self.base / "in"), name)

    def written(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in (self.base / "out").iterdir()}

    def go(self, *found: Source | Outcome) -> list[Ended | Due]:
        self.done.clear()
        with Ledger(str(self.base / "ledger"), "ab", lambda: 0.0) as ledger:
            return list(run(found, self.settings, self.executor, ledger))

    def verdicts(self, *found: Source | Outcome) -> dict[str, tuple[Verdict, bool]]:
        ends = [end for end in self.go(*found) if isinstance(end, Ended)]
        return {end.source.path: (end.verdict, end.kept) for end in ends}
