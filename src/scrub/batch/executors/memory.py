"""How much memory a run has: this process, its workers, and whatever they have started."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_SECONDS_BETWEEN = 0.25
_LEAST_REST = 20
"""So many times as long as a look took is waited before the next: there may be many processes."""


class Watch:
    """Looks, now and then, whether all processes of the run have more than `bound` bytes.

    What counts is resident memory; of what processes share, each has all, so that rather too much
    is counted than too little. `clock` counts seconds from any start.

    Raises:
        MissingToolError: if there is no psutil.

    """

    def __init__(self, bound: int, workers: int, clock: Callable[[], float]) -> None:
        self._own = psutil.Process()
        self._bound = bound
        self._share = bound / workers
        self._clock = clock
        self._due = 0.0

    def patience(self) -> float:
        """Return the seconds until it is time for a look."""
        return max(0.0, self._due - self._clock())

    def over(self, workers: Collection[int]) -> Mapping[int, int] | None:
        """Return what each worker has in bytes, if it is time for a look and all have too much."""
        began = self._clock()
        if began < self._due:
            return None
        sizes = self._sizes(workers)
        took = self._clock() - began
        self._due = self._clock() + max(_SECONDS_BETWEEN, _LEAST_REST * took)
        return sizes if sum(sizes.values()) > self._bound else None

    def has_grown(self, worker: int) -> bool:
        """Tell whether one worker has more than its share."""
        with suppress(psutil.Error):
            return self._size(psutil.Process(worker)) > self._share
        return False

    def _sizes(self, workers: Collection[int]) -> dict[int, int]:
        """Return what each worker has, with all below it, and what is left, by our own number."""
        own = os.getpid()
        below = {process.pid: process for process in self._own.children(recursive=True)}
        above = {pid: self._parent(process) for pid, process in below.items()}
        sizes = {own: self._size(self._own), **dict.fromkeys(workers, 0)}
        for pid, process in below.items():
            at = pid
            while at not in sizes:
                at = above.get(at, own)
            sizes[at] += self._size(process)
        return sizes

    def _parent(self, process: psutil.Process) -> int:
        with suppress(psutil.Error):
            return int(process.ppid())
        return os.getpid()

    def _size(self, process: psutil.Process) -> int:
        with suppress(psutil.Error):
            return int(process.memory_info().rss)
        return 0


def end_what_it_started(pid: int) -> None:
    """Kill the processes below one that is about to be killed, which may be what hangs."""
    with suppress(psutil.Error):
        for process in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.Error):
                process.kill()
