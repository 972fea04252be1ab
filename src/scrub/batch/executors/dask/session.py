"""The jobs of one run on a Dask cluster, a bounded number of them under way.

2026-11: Dask gives a job whose worker died to another, a few times, and then says that the job
killed them; but of what merely waited beside it, it says so, too. So such a job is tried again when
nothing else of ours is under way, and is lost only once it has cost three workers so. If the
connection breaks, what was under way is sent anew once it is back: a job that is done twice comes
to the same.
"""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic
from uuid import uuid4

import distributed

from scrub.batch.executors.dask.ending import Ending
from scrub.batch.executors.dask.reach import Reach
from scrub.batch.executors.dask.worker import Letter, perform, versions
from scrub.batch.executors.processes import DIED
from scrub.batch.executors.sealing import Envelope, opened
from scrub.batch.executors.taking import Taking
from scrub.batch.executors.telling import Event, tell
from scrub.errors import MissingToolError
from scrub.seams import J, Lost, R

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scrub.batch.executors.dask.clusters import Link
    from scrub.batch.executors.dask.executor import DaskExecutor
    from scrub.batch.executors.taking import Taken
    from scrub.seams import Pause

_JOBS_PER_WORKER = 2
_MOST_AT_ONCE = 200
_LISTEN_SECONDS = 0.5
_PAUSED_SECONDS = 0.1
_DEATHS_ALONE = 3
_FETCH_SECONDS = 2.0
_FETCHES = 10
_ALL_SECONDS = 60.0


@dataclass(slots=True)
class _Flight(Generic[J]):
    """A job under way. `worker` and `since` are known once it has begun."""

    taken: Taken[J]
    future: Any
    seconds: float | None
    again: bool
    worker: str = ""
    since: float | None = None


class Session(Generic[J, R]):
    """One run, from the client's side."""

    def __init__(
        self,
        link: Link,
        plan: DaskExecutor,
        task: Callable[[J], R],
        jobs: Iterator[J | Pause],
    ) -> None:
        self._client = link.client
        self._plan = plan
        self._task = pickle.dumps(task)
        self._jobs = Taking(jobs, plan.clock)
        self._reach = Reach(link, plan)
        self._topic = f"scrub-{uuid4().hex}"
        self._ending = Ending(link.client, self._topic)
        self._sent = 0
        self._flights: dict[str, _Flight[J]] = {}
        self._resent: deque[Taken[J]] = deque()
        self._suspects: deque[Taken[J]] = deque()
        self._deaths: Counter[int] = Counter()
        self._heard: SimpleQueue[Callable[[], Iterator[tuple[J, R | Lost]]]] = SimpleQueue()

    def wait_for_workers(self) -> None:
        """Wait until enough workers are there.

        Raises:
            MissingToolError: if there is none for too long, or no scheduler.

        """
        first: float | None = None
        self._reach.look()
        while self._reach.workers < self._plan.workers:
            with suppress(Empty):
                self._heard.get(timeout=_LISTEN_SECONDS)
            self._reach.look()
            now = self._plan.clock()
            if self._reach.workers:
                first = now if first is None else first
                if now - first > _ALL_SECONDS:
                    return

    def results(self) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result."""
        self._subscribe()
        while self._flights or self._resent or self._suspects or self._jobs.has_more:
            self._reach.look()
            self._send()
            patience = _LISTEN_SECONDS if self._jobs.patience() is None else _PAUSED_SECONDS
            ended = [*self._listen(patience), *self._overdue()]
            # Workers go on while the caller looks at the results.
            self._send()
            yield from ended

    def close(self) -> None:
        """Cancel what is under way, and end the workers that are at it."""
        flights, self._flights = self._flights, {}
        if flights and self._reach.is_up:
            self._ending.now([flight.future for flight in flights.values()])
        self._ending.wait()

    def _subscribe(self) -> None:
        """Hear of jobs that begin; anew where the connection was broken."""

        def hear(event: tuple[float, Mapping[str, str]]) -> None:
            # Its own time is by the scheduler's clock.
            self._heard.put(partial(self._begin, self._plan.clock(), event[1]))

        # Where there is no connection now, that is found out elsewhere.
        with suppress(Exception):
            self._client.subscribe_topic(self._topic, hear)

    def _send(self) -> None:
        """Send as many jobs as there is room for; a suspect only when no other is under way."""
        if not self._reach.is_up or any(flight.again for flight in self._flights.values()):
            return
        room = _JOBS_PER_WORKER * self._reach.workers - len(self._flights)
        batch = list(self._next(min(room, _MOST_AT_ONCE)))
        if batch:
            self._submit(batch)
        elif self._suspects and not self._flights and not self._jobs.look_ahead():
            suspect = self._suspects.popleft()
            tell(Event.AGAIN, job=suspect.number)
            self._submit([suspect], again=True)

    def _next(self, count: int) -> Iterator[Taken[J]]:
        for _ in range(count):
            taken = self._resent.popleft() if self._resent else self._jobs.take()
            if taken is None:
                return
            yield taken

    def _submit(self, batch: Sequence[Taken[J]], *, again: bool = False) -> None:
        keys = [f"{self._topic}-{self._sent + n}" for n in range(len(batch))]
        self._sent += len(batch)
        envelopes = [self._sealed(key, one) for key, one in zip(keys, batch, strict=True)]
        try:
            futures = self._client.map(perform, envelopes, key=keys, pure=False)
        except Exception:
            if self._client.status == "running":
                raise
            self._resent.extend(batch)
            return
        for taken, future in zip(batch, futures, strict=True):
            seconds = self._plan.limit(taken.job)
            self._flights[future.key] = _Flight(taken, future, seconds, again)
            future.add_done_callback(self._hear_end)

    def _hear_end(self, future: Any) -> None:  # noqa: ANN401 (likewise)
        self._heard.put(partial(self._land, future))

    def _sealed(self, key: str, taken: Taken[J]) -> Envelope:
        job = pickle.dumps(taken.job)
        return Envelope(pickle.dumps(Letter(self._topic, key, versions(), self._task, job)))

    def _listen(self, patience: float) -> Iterator[tuple[J, R | Lost]]:
        """Wait so many seconds for news, and yield what it comes to."""
        with suppress(Empty):
            news = self._heard.get(timeout=patience)
            while True:
                yield from news()
                news = self._heard.get_nowait()

    def _begin(self, now: float, said: Mapping[str, str]) -> Iterator[tuple[J, R | Lost]]:
        flight = self._flights.get(said["key"])
        if flight:
            if flight.since is not None:
                # Who had it before has died, or is out of touch.
                tell(Event.BEGUN_AGAIN, job=flight.taken.number, worker=flight.worker)
            flight.worker, flight.since = said["worker"], now
        return iter(())

    def _land(self, future: Any) -> Iterator[tuple[J, R | Lost]]:  # noqa: ANN401 (likewise)
        """Fetch the result of a job that is done, or see why there is none."""
        flight = self._flights.get(future.key)
        if flight and future.status == "finished":
            flight.since = None
            self._client.loop.add_callback(self._fetch, future.key)
        elif flight:
            del self._flights[future.key]
            if future.status == "error":
                yield from self._failed(flight)
            else:
                self._resend(flight)
                self._subscribe()

    async def _fetch(self, key: str) -> None:
        """Have the scheduler fetch a result from its worker, which may be dead by now."""
        response: Mapping[str, Any] = {}
        for _ in range(_FETCHES):
            with suppress(Exception):
                # While a dead worker is called in vain, no other result waits.
                gathering = self._client.scheduler.gather(keys=[key])
                response = await asyncio.wait_for(gathering, _FETCH_SECONDS)
                break
        self._heard.put(partial(self._arrive, key, response.get("data", {}).get(key)))

    def _arrive(self, key: str, envelope: Envelope | None) -> Iterator[tuple[J, R | Lost]]:
        flight = self._flights.pop(key, None)
        if flight and envelope:
            yield flight.taken.job, opened(envelope.octets)
        elif flight:
            # Its worker was gone before the result was had.
            self._resend(flight)

    def _failed(self, flight: _Flight[J]) -> Iterator[tuple[J, Lost]]:
        problem = flight.future.exception(timeout=_FETCH_SECONDS)
        if not isinstance(problem, distributed.KilledWorker):
            raise MissingToolError(
                "a Dask worker cannot do jobs: are versions the same everywhere?"
            )
        number = flight.taken.number
        tell(Event.DIED, job=number, worker=flight.worker or None)
        self._deaths[number] += problem.allowed_failures + 1 if flight.again else 0
        if self._deaths[number] >= _DEATHS_ALONE:
            tell(Event.LOST, job=number)
            yield flight.taken.job, DIED
        else:
            self._suspects.append(flight.taken)

    def _resend(self, flight: _Flight[J]) -> None:
        if flight.again:
            self._suspects.appendleft(flight.taken)
        else:
            self._resent.append(flight.taken)

    def _overdue(self) -> Iterator[tuple[J, Lost]]:
        now = self._plan.clock()
        late = [flight for flight in self._flights.values() if _is_late(flight, now)]
        for flight in late:
            del self._flights[flight.future.key]
            number = flight.taken.number
            tell(Event.OVER_TIME, job=number, worker=flight.worker, seconds=flight.seconds)
            tell(Event.LOST, job=number)
            self._ending.soon(flight.future, flight.worker)
            yield flight.taken.job, Lost(f"took longer than {flight.seconds:g} s")


def _is_late(flight: _Flight[Any], now: float) -> bool:
    if flight.since is None or flight.seconds is None:
        return False
    return now >= flight.since + flight.seconds
