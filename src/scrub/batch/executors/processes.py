"""Jobs in worker processes, each with a pipe of its own.

2026-11: not concurrent.futures, whose pool breaks as a whole when a worker is killed. Here a
worker that dies costs at most its own job: that is tried once more, with no other job beside it
and in a fresh process (memory may have been short), and is lost if it dies again.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Generic

from scrub.batch.executors.worker import Raised, serve
from scrub.seams import J, Lost, R

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

DIED = Lost("the worker died")
_GOODBYE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Processes:
    """An Executor with so many workers. `clock` counts seconds from any start.

    `limit` says how many seconds a job may take; None is as long as it likes.
    """

    workers: int
    clock: Callable[[], float]
    limit: Callable[[Any], float | None] = field(default=lambda _: None)

    def run(self, task: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | Lost]]:
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
        theirs.close()
        _send(self.pipe, task)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def dismiss(self) -> None:
        self.pipe.close()
        self.process.join(_GOODBYE_SECONDS)


@dataclass(slots=True)
class _Assignment(Generic[J]):
    worker: _Worker
    job: J
    seconds: float | None
    until: float | None
    again: bool


class _Pool(Generic[J, R]):
    """The workers of one run: some idle, some with a job."""

    def __init__(self, plan: Processes, task: Callable[[J], R], jobs: Iterator[J]) -> None:
        self._plan = plan
        self._task = task
        self._jobs = jobs
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, _Assignment[J]] = {}
        self._suspects: deque[J] = deque()
        self._ahead: deque[J] = deque()

    def results(self) -> Iterator[tuple[J, R | Lost]]:
        self._assign()
        while self._busy:
            self._look_ahead()
            done = [*self._collect(), *self._overdue()]
            # Workers go on while the caller looks at the results.
            self._assign()
            yield from done

    def dismiss(self) -> None:
        for worker in self._idle:
            worker.dismiss()

    def kill(self) -> None:
        workers = [*self._idle, *(assignment.worker for assignment in self._busy.values())]
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.kill()
        self._idle.clear()
        self._busy.clear()

    def _look_ahead(self) -> None:
        """Have the next job at hand, so that no worker waits until it is made."""
        if not self._ahead:
            self._ahead.extend(islice(self._jobs, 1))

    def _assign(self) -> None:
        """Give every worker a job; a suspect only when no other is under way, nor any beside it."""
        if any(assignment.again for assignment in self._busy.values()):
            return
        while not self._suspects and len(self._busy) < self._plan.workers:
            self._look_ahead()
            if not self._ahead:
                return
            job = self._ahead.popleft()
            self._start(job, self._idle.pop() if self._idle else _Worker(self._task))
        if self._suspects and not self._busy:
            self._start(self._suspects.popleft(), _Worker(self._task), again=True)

    def _start(self, job: J, worker: _Worker, *, again: bool = False) -> None:
        seconds = self._plan.limit(job)
        until = None if seconds is None else self._plan.clock() + seconds
        self._busy[worker.pipe] = _Assignment(worker, job, seconds, until, again)
        _send(worker.pipe, job)

    def _collect(self) -> Iterator[tuple[J, R | Lost]]:
        ready = connection.wait(list(self._busy), self._patience())
        results: list[tuple[J, bytes]] = []
        for pipe in [pipe for pipe in self._busy if pipe in ready]:
            assignment = self._busy.pop(pipe)
            try:
                results.append((assignment.job, pipe.recv_bytes()))
            except (EOFError, OSError):
                yield from self._bury(assignment)
            else:
                self._idle.append(assignment.worker)
        # Workers go on while their results are unpacked.
        self._assign()
        for job, octets in results:
            result = pickle.loads(octets)  # noqa: S301 - from a process of our own
            if isinstance(result, Raised):
                raise result.problem
            yield job, result

    def _bury(self, assignment: _Assignment[J]) -> Iterator[tuple[J, Lost]]:
        assignment.worker.kill()
        if assignment.again:
            yield assignment.job, DIED
        else:
            self._suspects.append(assignment.job)

    def _patience(self) -> float | None:
        """Return the seconds until the first limit, or None if there is none."""
        limits = [a.until for a in self._busy.values() if a.until is not None]
        return max(0.0, min(limits) - self._plan.clock()) if limits else None

    def _overdue(self) -> Iterator[tuple[J, Lost]]:
        now = self._plan.clock()
        for pipe, assignment in list(self._busy.items()):
            if assignment.until is not None and now >= assignment.until:
                del self._busy[pipe]
                assignment.worker.kill()
                yield (
                    assignment.job,
                    Lost(f"took longer than {assignment.seconds:g} s"),
                )


def _send(pipe: Connection, value: object) -> None:
    try:
        pipe.send(value)
    except ConnectionError:
        # The worker is dead; receiving from it says so.
        return
