"""A run under way: what is due of what is there, the jobs, and what came of each."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from scrub.batch.doing import Doing, Done
from scrub.batch.due import Need, need_of
from scrub.batch.entry import Entry, not_done
from scrub.batch.settings import Ended
from scrub.decisions import digest_of
from scrub.model.instance import Job, Source
from scrub.model.outcome import Outcome, Verdict
from scrub.seams import Lost, Pause
from scrub.storage.inputs import state_of
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.batch.inventory import Inventory
    from scrub.batch.ledger import Ledger
    from scrub.batch.settings import Settings
    from scrub.seams import Executor

_SHARED = "another input is the same instance and comes to the same: it is there once"


class Run:
    """One run under way.

    The inventory, where there is one, gets all sources.
    """

    def __init__(
        self, settings: Settings, ledger: Ledger, inventory: Inventory | None = None
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._inventory = inventory
        self._lost: dict[str, str] = {}
        self._shaken: set[str] = set()

    @property
    def lost(self) -> tuple[tuple[str, str], ...]:
        """Sources, by name, with the file each would be, were another instance not there."""
        return tuple(self._lost.items())

    @property
    def shaken(self) -> tuple[str, ...]:
        """Sources, by name, that were told to be written and are to be done again."""
        entries = ((name, self._ledger.last(name)) for name in sorted(self._shaken))
        return tuple(name for name, entry in entries if entry and not entry.recipe)

    def told(self, name: str) -> Verdict:
        """Return how a source ended that this run has come to already."""
        entry = self._ledger.last(name)
        return Verdict(entry.verdict) if entry and entry.recipe else Verdict.WRITTEN

    def settled(self, item: Source | Outcome) -> Ended | None:
        """Return how an item ended, if no job is needed to know."""
        name = self._settings.name(item if isinstance(item, Source) else item.source)
        if isinstance(item, Outcome):
            show = self._settings.shown
            revealed = show(item, name) if show else None
            return Ended(item.source, name, self._settings.record(item, name), revealed)
        entry = self._ledger.last(name)
        need = self._need(item, name, entry)
        if self._inventory:
            self._inventory.add(item, name, need)
        if entry is None or need is not Need.NOTHING:
            return None
        if entry.contested:
            self._lost[name] = entry.contested
        return Ended(item, name, entry.record, kept=True)

    def jobs(self) -> Iterator[Job]:
        """Yield what is due of the inventory."""
        if self._inventory:
            for source, need in self._inventory.due():
                yield self.job(source, need)

    def job(self, source: Source, need: Need = Need.ALL) -> Job:
        """Return what is to be done to a source that is due."""
        name = self._settings.name(source)
        decisions = self._settings.decisions.holding(name)
        entry = self._ledger.last(name)
        matched = entry.matched if entry and need is Need.MATCHING else ""
        may_replace = entry.target if entry and self._is_first_holder(entry) else ""
        return Job(source, may_replace, decisions, matched, self._ledger.end, name)

    def work_off(self, sources: Iterable[Source | Pause], executor: Executor) -> Generator[Ended]:
        """Yield the end of each source that is due; sources may go on coming, with pauses."""
        jobs = (one if isinstance(one, Pause) else self.job(one) for one in sources)
        return self.do(jobs, executor)

    def do(self, jobs: Iterable[Job | Pause], executor: Executor) -> Generator[Ended]:
        """Yield the end of each job."""
        results = executor.run(Doing.of(self._settings), jobs)
        try:
            for job, result in results:
                yield self._end(job, result)
        finally:
            # Else its workers would live until it is collected.
            if isinstance(results, Generator):
                results.close()

    def _need(self, source: Source, name: str, entry: Entry | None) -> Need:
        """Return how much is to be done to a source."""
        if entry is None:
            return Need.ALL
        settings = self._settings
        decisions = settings.decisions.holding(name)
        state = state_of(source)
        need = need_of(entry, state, settings.basis, decisions)
        is_written = entry.verdict == Verdict.WRITTEN
        # A store that tells of no versions does not tell that nothing has changed.
        if state[1] < 0 or (is_written and entry.target_size != self._size_of(entry.target)):
            return Need.ALL
        return Need.ALL if settings.retry and not is_written else need

    def _size_of(self, target: str) -> int:
        return output_for(self._settings.output).size_of(target) if target else 0

    def _is_first_holder(self, entry: Entry) -> bool:
        """Tell whether what was written for a source is its own to replace.

        What others came to, too, is that of the one found first, if all of them are in this run.
        """
        others = [one for one in self._ledger.holders(entry.target) if one != entry.source]
        if not others or not self._inventory:
            return not others
        place = self._inventory.place
        mine, theirs = place(entry.source), [place(one) for one in others]
        return mine is not None and all(one is not None and mine < one for one in theirs)

    def _end(self, job: Job, done: Done | Lost) -> Ended:
        if isinstance(done, Lost):
            done = Doing.of(self._settings).lost(job, str(done))
        if done.is_unchanged:
            return self._as_before(job)
        entry = self._entry(job, done)
        before = self._ledger.last(job.name)
        if before and before.target and before.target != entry.target:
            self._remove_stale(before.target, job.name)
        others = [one for one in self._ledger.holders(entry.target) if one != job.name]
        self.note(entry)
        self._shake(entry, others)
        revealed = json.loads(done.revealed) if done.revealed else None
        return Ended(job.source, job.name, entry.record, revealed)

    def _entry(self, job: Job, done: Done) -> Entry:
        record = json.loads(done.record)
        target = done.planned if done.verdict == Verdict.WRITTEN else ""
        others = [one for one in self._ledger.holders(target) if one != job.name] if target else ()
        if others:
            record |= {"same_instance_as": others[0], "reason": _also(record["reason"])}
        basis = self._settings.basis
        return Entry(
            source=job.name,
            size=done.size,
            modified=done.modified,
            recipe=basis.recipe,
            verdict=done.verdict,
            target=target,
            target_size=done.written,
            record=record,
            decisions=digest_of(job.decisions),
            models=basis.models if done.frames else "",
            templates=basis.templates,
            matched=done.matched,
            contested=done.planned if done.is_contested else "",
            since=job.since,
            at=self._ledger.end,
            replaced=bool(target) and target == job.may_replace,
        )

    def note(self, entry: Entry) -> None:
        """Put down how a source ended."""
        output = output_for(self._settings.output)
        folder = output.folder_of(entry.target) if entry.target else ""
        self._ledger.append(entry, folder)
        self._lost.pop(entry.source, None)
        if entry.contested:
            self._lost[entry.source] = entry.contested

    def _shake(self, entry: Entry, others: Iterable[str]) -> None:
        """Have those done again whose file is perhaps not what they came to any more."""
        if not entry.target or not others:
            return
        if entry.replaced:
            shaken = list(others)
        else:
            shaken = [entry.source] if self._ledger.is_replaced(others, entry.since) else []
        for name in shaken:
            self.note(not_done(self._ledger.last(name)))
            self._shaken.add(name)

    def _as_before(self, job: Job) -> Ended:
        """Note that templates which have changed since ask the same of a source."""
        before = self._ledger.last(job.name)
        if before is None:
            raise AssertionError("only what has an entry is matched again")
        self.note(replace(before, templates=self._settings.basis.templates))
        return Ended(job.source, job.name, before.record, kept=True)

    def _remove_stale(self, target: str, name: str) -> None:
        """Remove what an earlier run wrote for a source that now ends elsewhere, or not written.

        It stays where it is also another's.
        """
        path = PurePath(target)
        if path.is_absolute() or ".." in path.parts or {*self._ledger.holders(target)} - {name}:
            return
        output_for(self._settings.output).remove(target)


def _also(reason: str) -> str:
    return "; ".join(filter(None, [reason, _SHARED]))
