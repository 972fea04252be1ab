"""Jobs and what workers made of them, in the order of the jobs, whatever order they end in."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.seams import Executor, Lost

J = TypeVar("J")
R = TypeVar("R")


def in_order(
    executor: Executor, task: Callable[[tuple[int, J]], R], jobs: Iterable[J]
) -> Generator[tuple[J, R | Lost]]:
    """Yield each job with its result; what waits for an earlier one is held in memory.

    Raises:
        RunError: if the task does, or whatever the jobs raise.

    """
    results = executor.run(task, enumerate(jobs))
    try:
        yield from _sorted(results)
    finally:
        # Else its workers would live until it is collected.
        if isinstance(results, Generator):
            results.close()


def _sorted(results: Iterable[tuple[tuple[int, J], R]]) -> Iterator[tuple[J, R]]:
    waiting: dict[int, tuple[J, R]] = {}
    due = 0
    for (number, job), result in results:
        waiting[number] = job, result
        while due in waiting:
            yield waiting.pop(due)
            due += 1
