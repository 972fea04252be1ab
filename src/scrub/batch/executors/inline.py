"""One job after another in this process. A job that kills its process ends the run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.batch.executors.taking import SECONDS_OF_PAUSE
from scrub.seams import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.seams import J, Lost, R


@dataclass(frozen=True, slots=True)
class Inline:
    """An Executor without workers. `sleep` waits for so many seconds."""

    sleep: Callable[[float], object] = time.sleep

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result, in order."""
        for job in jobs:
            if isinstance(job, Pause):
                self.sleep(SECONDS_OF_PAUSE)
            else:
                yield job, task(job)
