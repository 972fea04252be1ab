"""One job after another in this process. A job that kills its process ends the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.seams import J, Lost, R


class Inline:
    """An Executor without workers."""

    def run(self, task: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result, in order."""
        for job in jobs:
            yield job, task(job)
