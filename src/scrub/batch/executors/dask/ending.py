"""Ends what is under way on a cluster: jobs are cancelled first, then their workers restarted.

Dask cannot stop a job that runs, but by its worker. The order matters: a job whose worker is ended
while the scheduler knows of it is given to another.
"""

from __future__ import annotations

import asyncio
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrub.batch.executors.dask.worker import running_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORGET_LOOKS = 50
_SECONDS_BETWEEN_LOOKS = 0.1
_RESTART_SECONDS = 8.0
_ALL_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Ending:
    """What fails here is for want of a scheduler, which is found out elsewhere."""

    client: Any
    cause: str
    _under_way: list[futures.Future[None]] = field(default_factory=list)

    def soon(self, job: Any, worker: str) -> None:  # noqa: ANN401 (Dask is untyped)
        """End a job and its worker, without waiting for that."""
        loop = self.client.loop.asyncio_loop
        self._under_way.append(asyncio.run_coroutine_threadsafe(self._end(job, worker), loop))

    def wait(self) -> None:
        """Wait until all that was to end soon has."""
        futures.wait(self._under_way, _ALL_SECONDS)

    def now(self, jobs: Sequence[Any]) -> None:
        """End jobs, and every worker that is at one and has a nanny to start it anew."""
        with suppress(Exception):
            self.client.sync(self._end_all, jobs, callback_timeout=_ALL_SECONDS)

    async def _end(self, job: Any, worker: str) -> None:  # noqa: ANN401 (likewise)
        with suppress(Exception):
            await self._cancel([job])
            await self._restart([worker])

    async def _end_all(self, jobs: Sequence[Any]) -> None:
        keys = {job.key for job in jobs}
        await self._cancel(jobs)
        running = await self.client._run(running_keys, on_error="ignore")  # noqa: SLF001 - run() is not for loops
        everyone = (await self.client.scheduler.identity(n_workers=-1))["workers"]
        busy = [at for at, its in running.items() if keys.intersection(its) and at in everyone]
        await self._restart([at for at in busy if everyone[at]["nanny"]])

    async def _cancel(self, jobs: Sequence[Any]) -> None:
        """Cancel jobs, and wait until the scheduler has forgotten them."""
        keys = [job.key for job in jobs]
        await self.client.cancel(jobs, asynchronous=True, force=True)
        for _ in range(_FORGET_LOOKS):
            states = await self.client.scheduler.get_task_status(keys=keys)
            if not any(states.values()):
                return
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def _restart(self, workers: Sequence[str]) -> None:
        if workers:
            await self.client.scheduler.restart_workers(
                workers=workers,
                timeout=_RESTART_SECONDS,
                wait_for_workers=False,
                on_error="return",
                stimulus_id=self.cause,
            )
