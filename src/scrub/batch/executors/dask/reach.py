"""Whether a scheduler and its workers can still be reached, asked every so often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.batch.executors.telling import Event, tell
from scrub.errors import MissingToolError

if TYPE_CHECKING:
    from scrub.batch.executors.dask.clusters import Link
    from scrub.batch.executors.dask.executor import DaskExecutor

_SECONDS_BETWEEN = 2.0
_SECONDS_WITHOUT = 0.5
"""Between two looks as long as there are no workers, or too few."""

_ANSWER_SECONDS = 10.0
_TELL_SECONDS = 60.0
_GONE = "the Dask scheduler is gone; run again to go on"


class Reach:
    """Counts workers, as patiently as the plan of the run says."""

    def __init__(self, link: Link, plan: DaskExecutor) -> None:
        self._client = link.client
        self._keeping = link.keeping
        self._clock = plan.clock
        self._plan = plan
        self._again = 0.0
        self._silent_since: float | None = None
        self._alone_since: float | None = None
        self._told = 0.0
        self.workers = 0

    @property
    def is_up(self) -> bool:
        """Tell whether the scheduler can be talked to, as far as is known."""
        return self._silent_since is None and self._client.status == "running"

    def look(self) -> None:
        """Count workers, if it is time for that.

        Raises:
            MissingToolError: if there has been no scheduler, or no worker, for too long.

        """
        now = self._clock()
        if now < self._again:
            return
        if self._client.status != "running":
            self._note_silence(now)
            return
        try:
            ask = self._client.scheduler.ncores
            self.workers = len(self._client.sync(ask, callback_timeout=_ANSWER_SECONDS))
        except Exception:  # noqa: BLE001 - whatever it is, there was no answer
            self._note_silence(now)
        else:
            self._note_answer(now)
            if self._keeping:
                self._keeping.look()
        enough = self.workers >= self._plan.workers
        self._again = self._clock() + (_SECONDS_BETWEEN if enough else _SECONDS_WITHOUT)

    def _note_silence(self, began: float) -> None:
        if self._silent_since is None:
            self._silent_since = began
            tell(Event.OUT_OF_REACH)
        silent = self._clock() - self._silent_since
        if self._client.status == "closed" or silent > self._plan.silence:
            raise MissingToolError(_GONE)

    def _note_answer(self, now: float) -> None:
        if self._silent_since is not None:
            tell(Event.BACK, seconds=round(now - self._silent_since, 3))
            self._silent_since = None
        if self.workers:
            self._alone_since = None
            return
        if self._alone_since is None:
            self._alone_since = self._told = now
        alone = now - self._alone_since
        if self._plan.patience is not None and alone > self._plan.patience:
            raise MissingToolError(f"no Dask worker for {alone:.0f} s; run again to go on")
        if now - self._told > _TELL_SECONDS:
            self._told = now
            tell(Event.NO_WORKERS, seconds=round(alone, 3))
