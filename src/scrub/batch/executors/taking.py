"""Jobs as they are taken: each has a number, and after PAUSE there is none for a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from scrub.seams import J, Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS_OF_PAUSE = 0.1
"""So long after PAUSE is a job asked for again."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[J]):
    """A job, and how many were taken up to it: it may be logged by that, for it may name PHI."""

    number: int
    job: J


class Taking(Generic[J]):
    """Takes jobs, one ahead. `clock` counts seconds from any start."""

    def __init__(self, jobs: Iterator[J | Pause], clock: Callable[[], float]) -> None:
        self._jobs = jobs
        self._clock = clock
        self._ahead: Taken[J] | None = None
        self._number = 0
        self._again = 0.0
        self._ended = False

    def look_ahead(self) -> bool:
        """Have the next job at hand, if there is one now, and tell whether there is."""
        if self._ahead or self._ended or self.patience():
            return self._ahead is not None
        for job in self._jobs:
            if isinstance(job, Pause):
                self._again = self._clock() + SECONDS_OF_PAUSE
            else:
                self._number += 1
                self._ahead = Taken(self._number, job)
            return self._ahead is not None
        self._ended = True
        return False

    def take(self) -> Taken[J] | None:
        """Return the next job, if there is one now."""
        self.look_ahead()
        taken, self._ahead = self._ahead, None
        return taken

    def patience(self) -> float | None:
        """Return the seconds until a job may be asked for again; None where nothing was paused."""
        left = self._again - self._clock()
        return left if self._again and left > 0 and not self._ended else None

    @property
    def has_more(self) -> bool:
        """Tell whether jobs may still come, as far as is known."""
        return not self._ended or self._ahead is not None
