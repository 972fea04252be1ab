"""Jobs that are not done → executor → ledger, and every outcome, of now or before, on the way.

What is due is known before the first job starts (so progress can tell the time left) and waits in
an unnamed file, not in memory.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any

from scrub.batch.ledger import Entry
from scrub.decisions import Decisions, digest_of
from scrub.model.decision import Ruling
from scrub.model.instance import Job, Source
from scrub.model.outcome import Outcome, Verdict
from scrub.seams import Lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.batch.ledger import Ledger
    from scrub.seams import Executor


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know, besides its jobs.

    `output` and `work` are folders; `digest` is the recipe's. `name` gives the keyed hash of a
    source, in hexadecimal; `record` gives what the ledger keeps of an outcome of that name.
    `task` does one job. `retry` does again what was not written. `decisions` are those of people:
    what was not done with just those that hold of it now is done again.
    """

    output: str
    work: str
    digest: str
    name: Callable[[Source], str]
    record: Callable[[Outcome, str], dict[str, Any]]
    task: Callable[[Job], Outcome]
    retry: bool = False
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class Ended:
    """One outcome on its way to the report. `kept` says that an earlier run came to it."""

    source: Source
    source_id: str
    record: dict[str, Any]
    outcome: Outcome | None = None
    kept: bool = False

    @property
    def verdict(self) -> Verdict:
        """How it ended."""
        return Verdict(self.record["verdict"])


@dataclass(frozen=True, slots=True)
class Due:
    """How many jobs are to be done: said once, before the first of them."""

    jobs: int


def run(
    found: Iterable[Source | Outcome], settings: Settings, executor: Executor, ledger: Ledger
) -> Generator[Ended | Due]:
    """Yield what is done or left out, then how many jobs are due, then each job's end.

    The work folder is swept first and last: nothing but drafts of ours is in it.

    Raises:
        RunError: whatever the task or the finding of jobs raises.

    """
    this = _Run(settings, ledger)
    sweep(settings.work)
    try:
        with tempfile.TemporaryFile("w+", dir=settings.work, encoding="ascii") as waiting:
            jobs = 0
            for item in found:
                ended = this.settled(item)
                if ended:
                    yield ended
                else:
                    waiting.write(json.dumps(astuple(item)) + "\n")
                    jobs += 1
            yield Due(jobs)
            yield from this.work_off(waiting, executor)
    finally:
        sweep(settings.work)


def sweep(work: str) -> None:
    """Remove what a run that was cut short left in the work folder."""
    for path in Path(work).iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _state(path: str) -> tuple[int, int]:
    """Return a file's size in bytes and when it was modified in ns; -1 where there is none."""
    try:
        state = Path(path).stat()
    except OSError:
        return -1, -1
    return state.st_size, state.st_mtime_ns


_Result = tuple[tuple[int, int], Outcome]
"""What the file was like before it was read, and how it ended."""


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A task that also says what its source's file was like before it was read."""

    task: Callable[[Job], Outcome]

    def __call__(self, job: Job) -> _Result:
        state = _state(job.source.file)
        return state, self.task(job)


class _Run:
    """One run under way.

    `_live` has the hash of every target that is known to be right: what an earlier run wrote for
    one source may by now be another's (duplicates, files that changed names).
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings = settings
        self._ledger = ledger
        self._live: set[int] = set()

    def settled(self, item: Source | Outcome) -> Ended | None:
        """Return how an item ended, if no job is needed to know."""
        if isinstance(item, Outcome):
            name = self._settings.name(item.source)
            return Ended(item.source, name, self._settings.record(item, name), item)
        name = self._settings.name(item)
        entry = self._ledger.last(name)
        if entry is None or self._is_due(item, entry):
            return None
        self._live.add(hash(entry.target))
        return Ended(item, name, entry.record, kept=True)

    def work_off(self, waiting: IO[str], executor: Executor) -> Iterator[Ended]:
        """Yield the end of each job that was written down."""
        results = executor.run(_Stamped(self._settings.task), self._jobs(waiting))
        try:
            for job, result in results:
                yield self._end(job, result)
        finally:
            # Else its workers would live until it is collected.
            if isinstance(results, Generator):
                results.close()

    def _is_due(self, source: Source, entry: Entry) -> bool:
        """Tell whether a source that was done once must be done again."""
        if entry.recipe != self._settings.digest:
            return True
        if (entry.size, entry.modified) != _state(source.file):
            return True
        if self._was_decided_since(entry):
            return True
        if entry.verdict != Verdict.WRITTEN:
            return self._settings.retry
        return entry.target_size != self._size_of(entry.target)

    def _was_decided_since(self, entry: Entry) -> bool:
        """Tell whether other decisions hold than were done; a yes to what was written does none."""
        now = self._settings.decisions.holding(entry.source)
        if entry.verdict == Verdict.WRITTEN:
            rest = (one for one in now if one.ruling is not Ruling.ACCEPT)
            return entry.decisions not in (digest_of(now), digest_of(rest))
        return entry.decisions != digest_of(now)

    def _size_of(self, target: str) -> int:
        return _state(str(Path(self._settings.output, target)))[0] if target else 0

    def _jobs(self, waiting: IO[str]) -> Iterator[Job]:
        waiting.seek(0)
        for line in waiting:
            source = Source(*json.loads(line))
            name = self._settings.name(source)
            entry = self._ledger.last(name)
            decisions = self._settings.decisions.holding(name)
            yield Job(source, entry.target if entry else "", decisions)

    def _end(self, job: Job, result: _Result | Lost) -> Ended:
        if isinstance(result, Lost):
            result = _state(job.source.file), Outcome(job.source, Verdict.FAILED, str(result))
        state, outcome = result
        name = self._settings.name(job.source)
        target = outcome.plan.target if outcome.plan and outcome.verdict is Verdict.WRITTEN else ""
        self._live.add(hash(target))
        if hash(job.may_replace) not in self._live:
            self._remove_stale(job.may_replace)
        record = self._settings.record(outcome, name)
        size = self._size_of(target)
        digest, verdict = self._settings.digest, str(outcome.verdict)
        folder = str(Path(self._settings.output, target).parent) if target else ""
        decided = digest_of(job.decisions)
        entry = Entry(name, *state, digest, verdict, target, size, record, decided)
        self._ledger.append(entry, folder)
        return Ended(job.source, name, record, outcome)

    def _remove_stale(self, target: str) -> None:
        """Remove what an earlier run wrote for a source that now ends elsewhere, or not written."""
        path = PurePath(target)
        if not target or path.is_absolute() or ".." in path.parts:
            return
        Path(self._settings.output, path).unlink(missing_ok=True)
        with suppress(OSError):
            # Folders of a study that is there no more; the first that is not empty stops it.
            for folder in path.parents[:-1]:
                Path(self._settings.output, folder).rmdir()
