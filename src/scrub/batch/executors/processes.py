"""Jobs in worker processes, each with a pipe of its own.

2026-11: not concurrent.futures, whose pool breaks as a whole when a worker is killed. Here a
worker that dies costs at most its own job: that is tried once more, with no other job beside it
and in a fresh process (memory may have been short), and is lost if it dies again.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Generic

from scrub.batch.executors.memory import Watch, end_what_it_started
from scrub.batch.executors.sealing import opened
from scrub.batch.executors.taking import Taking
from scrub.batch.executors.telling import Event, tell
from scrub.batch.executors.worker import serve
from scrub.seams import J, Lost, R

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from scrub.batch.executors.taking import Taken
    from scrub.seams import Pause

DIED = Lost("the worker died")
TOO_LARGE = Lost("needs more memory than --memory allows")
_GOODBYE_SECONDS = 5.0
_LAST_WORDS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Processes:
    """An Executor with so many workers. `clock` counts seconds from any start.

    `limit` says how many seconds a job may take; None is as long as it likes. `memory` is how many
    bytes this process and all below it may have together; None is what there is. Of a worker too
    many the largest is killed, and its job tried again as if the worker had died; an idle one
    that has more than its share is replaced.
    """

    workers: int
    clock: Callable[[], float]
    limit: Callable[[Any], float | None] = field(default=lambda _: None)
    memory: int | None = None

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result as it comes; at most one job a worker is under way.

        Whatever the task raises is raised here and ends the run. Closing the iterator ends the
        workers at once.
        """
        pool: _Pool[J, R] = _Pool(self, task, iter(jobs))
        try:
            yield from pool.results()
            pool.dismiss()
        finally:
            pool.kill()


class _Worker:
    """A process and its pipe."""

    def __init__(self, task: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        self.pid = self.process.pid or 0
        theirs.close()
        _send(self.pipe, task)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def kill_all(self) -> None:
        """Kill it and what it has started."""
        end_what_it_started(self.pid)
        self.kill()

    def dismiss(self) -> None:
        self.pipe.close()

    def wait(self) -> None:
        self.process.join(_GOODBYE_SECONDS)


@dataclass(slots=True)
class _Assignment(Generic[J]):
    worker: _Worker
    taken: Taken[J]
    since: float
    seconds: float | None
    again: bool

    @property
    def until(self) -> float | None:
        return None if self.seconds is None else self.since + self.seconds


class _Pool(Generic[J, R]):
    """The workers of one run: some idle, some with a job."""

    def __init__(self, plan: Processes, task: Callable[[J], R], jobs: Iterator[J | Pause]) -> None:
        self._plan = plan
        self._task = task
        self._jobs = Taking(jobs, plan.clock)
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, _Assignment[J]] = {}
        self._suspects: deque[Taken[J]] = deque()
        self._watch = Watch(plan.memory, plan.workers, plan.clock) if plan.memory else None

    def results(self) -> Iterator[tuple[J, R | Lost]]:
        self._assign()
        while self._busy or self._suspects or self._jobs.has_more:
            self._jobs.look_ahead()
            done = [*self._collect(), *self._overdue(), *self._too_much()]
            # Workers go on while the caller looks at the results.
            self._assign()
            yield from done

    def dismiss(self) -> None:
        # All at once: each takes its time to take its libraries down.
        for worker in self._idle:
            worker.dismiss()
        for worker in self._idle:
            worker.wait()

    def kill(self) -> None:
        workers = [*self._idle, *(assignment.worker for assignment in self._busy.values())]
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.kill()
        self._idle.clear()
        self._busy.clear()

    def _assign(self) -> None:
        """Give every worker a job; a suspect only when no other is under way, nor any beside it."""
        if any(assignment.again for assignment in self._busy.values()):
            return
        while not self._suspects and len(self._busy) < self._plan.workers:
            taken = self._jobs.take()
            if not taken:
                break
            self._start(taken, self._idle.pop() if self._idle else _Worker(self._task))
        if self._suspects and not self._busy:
            suspect = self._suspects.popleft()
            tell(Event.AGAIN, job=suspect.number)
            self._start(suspect, _Worker(self._task), again=True)

    def _start(self, taken: Taken[J], worker: _Worker, *, again: bool = False) -> None:
        seconds = self._plan.limit(taken.job)
        self._busy[worker.pipe] = _Assignment(worker, taken, self._plan.clock(), seconds, again)
        _send(worker.pipe, taken.job)

    def _collect(self) -> Iterator[tuple[J, R | Lost]]:
        ready = connection.wait(list(self._busy), self._patience())
        results: list[tuple[J, bytes]] = []
        for pipe in [pipe for pipe in self._busy if pipe in ready]:
            assignment = self._busy.pop(pipe)
            try:
                results.append((assignment.taken.job, pipe.recv_bytes()))
            except (EOFError, OSError):
                # What it ended by is known once it has.
                assignment.worker.process.join(_LAST_WORDS_SECONDS)
                yield from self._bury(assignment, Event.DIED, DIED)
            else:
                self._release(assignment.worker)
        # Workers go on while their results are unpacked.
        self._assign()
        for job, octets in results:
            yield job, opened(octets)

    def _release(self, worker: _Worker) -> None:
        if self._watch and self._watch.has_grown(worker.pid):
            tell(Event.REPLACED, worker=worker.pid)
            worker.kill()
        else:
            self._idle.append(worker)

    def _bury(
        self, assignment: _Assignment[J], event: Event, reason: Lost, size: int | None = None
    ) -> Iterator[tuple[J, Lost]]:
        """Take leave of a worker whose job is tried again, if that was its first time."""
        worker, taken = assignment.worker, assignment.taken
        worker.kill_all()
        tell(
            event,
            job=taken.number,
            worker=worker.pid,
            exitcode=worker.process.exitcode,
            seconds=round(self._plan.clock() - assignment.since, 3),
            bytes=size,
        )
        if assignment.again or event is Event.OVER_TIME:
            tell(Event.LOST, job=taken.number)
            yield taken.job, reason
        else:
            self._suspects.append(taken)

    def _patience(self) -> float | None:
        """Return the seconds until something is to be done, or None until a worker is ready."""
        if not self._busy:
            return self._jobs.patience() or 0.0
        limits = [a.until for a in self._busy.values() if a.until is not None]
        waits = [max(0.0, min(limits) - self._plan.clock())] if limits else []
        has_room = len(self._busy) < self._plan.workers and not self._suspects
        pause = self._jobs.patience() if has_room else None
        look = self._watch.patience() if self._watch else None
        return min([*waits, *(wait for wait in (pause, look) if wait is not None)], default=None)

    def _overdue(self) -> Iterator[tuple[J, Lost]]:
        now = self._plan.clock()
        for pipe, assignment in list(self._busy.items()):
            if assignment.until is not None and now >= assignment.until:
                del self._busy[pipe]
                reason = Lost(f"took longer than {assignment.seconds:g} s")
                yield from self._bury(assignment, Event.OVER_TIME, reason)

    def _too_much(self) -> Iterator[tuple[J, Lost]]:
        """End idle workers if there is too much memory in use, or else the largest."""
        pids = [worker.pid for worker in self._idle]
        pids += [assignment.worker.pid for assignment in self._busy.values()]
        sizes = self._watch.over(pids) if self._watch and pids else None
        if not sizes:
            return
        if self._idle:
            for worker in self._idle:
                tell(Event.OVER_MEMORY, worker=worker.pid, bytes=sizes[worker.pid])
                worker.kill_all()
            self._idle.clear()
            return
        pipe = max(self._busy, key=lambda pipe: sizes[self._busy[pipe].worker.pid])
        assignment = self._busy.pop(pipe)
        size = sizes[assignment.worker.pid]
        yield from self._bury(assignment, Event.OVER_MEMORY, TOO_LARGE, size)


def _send(pipe: Connection, value: object) -> None:
    try:
        pipe.send(value)
    except ConnectionError:
        # The worker is dead; receiving from it says so.
        return
