"""What a worker does with a job, and the little that it sends back.

2026-11: not the outcome itself, which takes the parent half a millisecond to unpack and to make a
record of: with two workers on two cores, what the parent does is what keeps them waiting.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from scrub.model.outcome import Outcome, Unchanged, Verdict
from scrub.storage.inputs import state_of
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.batch.settings import Settings
    from scrub.model.instance import Job


class Done(NamedTuple):
    """How a job ended. `size` and `modified` are the state of its source before it was read.

    `record` and `revealed` are JSON. `planned` is where the plan has the file, whether it is there
    or not, and `written` its bytes. What is unchanged has none of these.
    """

    size: int
    modified: int
    verdict: str = ""
    planned: str = ""
    written: int = 0
    is_contested: bool = False
    is_unchanged: bool = False
    matched: str = ""
    frames: int = 0
    record: str = ""
    revealed: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """The task of an executor, small enough to send to every worker."""

    output: str
    task: Callable[[Job], Outcome | Unchanged]
    record: Callable[[Outcome, str], dict[str, Any]]
    shown: Callable[[Outcome, str], dict[str, Any]] | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the task of a run."""
        return cls(settings.output, settings.task, settings.record, settings.shown)

    def __call__(self, job: Job) -> Done:
        """Do a job.

        Raises:
            RunError: if the task does.

        """
        state = state_of(job.source)
        outcome = self.task(job)
        if isinstance(outcome, Unchanged):
            return Done(*state, is_unchanged=True)
        return self._done(job, outcome, state)

    def lost(self, job: Job, reason: str) -> Done:
        """Return how a job ended that has no result."""
        outcome = Outcome(job.source, Verdict.FAILED, reason)
        return self._done(job, outcome, state_of(job.source))

    def _done(self, job: Job, outcome: Outcome, state: tuple[int, int]) -> Done:
        planned = outcome.plan.target if outcome.plan else ""
        is_written = outcome.verdict is Verdict.WRITTEN and bool(planned)
        return Done(
            *state,
            verdict=str(outcome.verdict),
            planned=planned,
            # Who wrote it knows its size; everyone else would have to ask.
            written=output_for(self.output).size_of(planned) if is_written else 0,
            is_contested=outcome.is_contested,
            matched=outcome.matched,
            frames=outcome.number_of_frames,
            record=json.dumps(self.record(outcome, job.name)),
            revealed=json.dumps(self.shown(outcome, job.name)) if self.shown else "",
        )
