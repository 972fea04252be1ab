"""Results in any order → the same in the order of their jobs, which are numbered from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

J = TypeVar("J")
R = TypeVar("R")


def in_order(results: Iterable[tuple[tuple[int, J], R]]) -> Iterator[tuple[tuple[int, J], R]]:
    """Yield numbered jobs and their results by number; what waits for an earlier one is held."""
    waiting: dict[int, tuple[tuple[int, J], R]] = {}
    due = 0
    for job, result in results:
        waiting[job[0]] = job, result
        while due in waiting:
            yield waiting.pop(due)
            due += 1
