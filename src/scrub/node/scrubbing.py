"""What was received → the output → the outboxes, for as long as the node runs.

2026-11: one executor runs over jobs that never end, so that workers start once, no instance waits
for others that came with it, and all that a run says of ledger, decisions and what is due holds.
A received file is left only when everything that follows from it is on the disk; that is brought
there for many at once, and until then nothing is lost by a power cut but the work.
"""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrub.model.outcome import Verdict
from scrub.node.inbox import DONE
from scrub.seams import PAUSE
from scrub.storage.folder import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from scrub.batch.run import Ended
    from scrub.model.instance import Source
    from scrub.node.arrivals import Arrivals
    from scrub.node.meters import Meters
    from scrub.node.outbox import Outbox
    from scrub.node.ruled import Ruled
    from scrub.report.records import Record
    from scrub.seams import Executor, Pause

_LOG = logging.getLogger("scrub.node")
_SECONDS_BETWEEN = 1.0
_MOST_AT_ONCE = 500


class Doing(Protocol):
    """A run: see scrub.batch.run.Run."""

    def settled(self, item: Source) -> Ended | None:
        """Return how a source ended, if no job is needed to know."""
        ...

    def work_off(self, sources: Iterator[Source | Pause], executor: Executor) -> Generator[Ended]:
        """Yield the end of each source that is due."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around: where sources come from, and where what is made of them goes.

    `name` gives the keyed hash of a source; `tell` takes the record of what ended now; `clock`
    counts seconds from any start. With `keeps`, a received file stays when it is done.
    """

    arrivals: Arrivals
    ruled: Ruled
    outboxes: Sequence[Outbox]
    output: Path
    ledger: Path
    meters: Meters
    name: Callable[[Source], str]
    tell: Callable[[Record], None]
    clock: Callable[[], float]
    keeps: bool = False


class Scrubbing:
    """One run without an end."""

    def __init__(self, desk: Desk, run: Doing) -> None:
        self._desk = desk
        self._run = run
        self._is_ending = False
        self._to_leave: dict[Source, Path] = {}
        """Each with what was made of it."""
        self._left_at = desk.clock()
        self._backlog: Iterator[Source] = desk.arrivals.found()
        self._wanted: frozenset[str] | None = None
        """The names of those in the backlog that are; None is all of them."""

    def work(self, executor: Executor) -> None:
        """Scrub what is there and what comes, until `end` is called; then finish what is begun.

        Raises:
            RunError, OSError: if it cannot go on.

        """
        with closing(self._run.work_off(self._due(), executor)) as ends:
            for ended in ends:
                self._tell(ended.record)
                self._settle(ended)
        self._leave()

    def end(self) -> None:
        """Begin no more jobs. It may be called from a signal handler."""
        self._is_ending = True

    def _tell(self, record: Record) -> None:
        self._desk.tell(record)
        self._desk.meters.scrubbed(record)
        told = {name: record[name] for name in ("source", "verdict", "reason", "output")}
        _LOG.info("instance ended", extra=told)

    def _due(self) -> Iterator[Source | Pause]:
        while not self._is_ending:
            source = self._next()
            self._leave_now_and_then()
            if source is None:
                yield PAUSE
            elif ended := self._run.settled(source):
                self._settle(ended)
            else:
                yield source

    def _next(self) -> Source | None:
        """Return what is to be looked at next: what came first, what was there before after it."""
        self._look_again(self._desk.ruled.changed())
        source = self._desk.arrivals.take() or next(filter(self._is_wanted, self._backlog), None)
        if source is None:
            self._wanted = frozenset()
        return source

    def _look_again(self, names: frozenset[str]) -> None:
        """Look through what is there for sources on which people have decided."""
        if names:
            self._backlog = self._desk.arrivals.found()
            if self._wanted is not None:
                self._wanted |= names

    def _is_wanted(self, source: Source) -> bool:
        if self._wanted is not None and self._desk.name(source) not in self._wanted:
            return False
        return self._desk.arrivals.claim(source)

    def _settle(self, ended: Ended) -> None:
        """Send on what was written; what was not stays where it is."""
        is_over = ended.verdict is not Verdict.WRITTEN
        if is_over or (ended.kept and _is_done(ended.source)):
            self._desk.arrivals.done(ended.source)
            return
        target = ended.record["output"]
        made = self._desk.output / target
        for outbox in self._desk.outboxes:
            outbox.put(made, target)
        self._to_leave[ended.source] = made
        self._leave_now_and_then()

    def _leave_now_and_then(self) -> None:
        waited = self._desk.clock() - self._left_at
        if waited >= _SECONDS_BETWEEN or len(self._to_leave) >= _MOST_AT_ONCE:
            self._leave()

    def _leave(self) -> None:
        """Bring to the disk what was done, and leave the files that it was made from."""
        self._left_at = self._desk.clock()
        if not self._to_leave:
            return
        for folder in {made.parent for made in self._to_leave.values()}:
            sync(folder)
        for outbox in self._desk.outboxes:
            outbox.sync()
        sync(self._desk.ledger)
        for source in self._to_leave:
            self._desk.arrivals.done(source, self._let_go)
        self._to_leave.clear()

    def _let_go(self, path: Path) -> None:
        if not path.exists():
            return
        if self._desk.keeps:
            path.chmod(DONE)
        else:
            path.unlink()


def _is_done(source: Source) -> bool:
    path = Path(source.file)
    return not path.exists() or path.stat().st_mode & 0o777 == DONE
