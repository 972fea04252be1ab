"""Keeps a cluster of ours as large as it was meant to be, for runs longer than any of its jobs.

2026-11: Dask takes note of a job that has ended, at its walltime say, but submits no other.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SECONDS_BETWEEN = 10.0
_GRACE_SECONDS = 30.0
"""A nanny starts a worker anew within seconds, and then the job has not ended."""

_SUBMIT_SECONDS = 60.0


@dataclass(slots=True)
class Keeping:
    """Submits jobs anew whose workers were there and are gone. `clock` counts seconds."""

    cluster: Any
    clock: Callable[[], float]
    _again: float = 0.0
    _seen: dict[object, float] = field(default_factory=dict)

    def look(self) -> None:
        """See what is gone, if it is time for that, and submit it anew."""
        now = self.clock()
        if now < self._again:
            return
        self._again = now + _SECONDS_BETWEEN
        workers = [str(one.name) for one in list(self.cluster.scheduler.workers.values())]
        for job in list(self.cluster.worker_spec):
            if any(name == str(job) or name.startswith(f"{job}-") for name in workers):
                self._seen[job] = now
        gone = [job for job, seen in self._seen.items() if now - seen > _GRACE_SECONDS]
        for job in gone:
            del self._seen[job]
        if gone:
            # What fails is tried again: it stays in what the cluster is meant to have.
            with suppress(Exception):
                self.cluster.sync(self._submit, gone, callback_timeout=_SUBMIT_SECONDS)

    async def _submit(self, jobs: Sequence[object]) -> None:
        for job in jobs:
            old = self.cluster.workers.pop(job, None)
            if old is not None:
                # There may be nothing left to be closed.
                with suppress(Exception):
                    await old.close()
        await self.cluster._correct_state()  # noqa: SLF001 - nothing else submits under the name
