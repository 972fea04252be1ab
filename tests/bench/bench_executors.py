"""Jobs a second that do nothing: what an executor costs. By hand: python tests/bench/…."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import distributed

from scrub.batch.executors.dask.executor import DaskExecutor
from scrub.batch.executors.processes import Processes

if TYPE_CHECKING:
    from scrub.seams import Executor

JOBS = 4000
PAYLOAD = "x" * 500


def nothing(job: tuple[int, str]) -> tuple[int, str]:
    """Send as much back as came: about as much as a path and an outcome."""
    return job


def measure(name: str, executor: Executor) -> None:
    """Print how many jobs a second are done once the first is, and how long that took."""
    began = time.perf_counter()
    results = executor.run(nothing, ((number, PAYLOAD) for number in range(JOBS)))
    next(results)
    first = time.perf_counter()
    done = sum(1 for _ in results)
    seconds = time.perf_counter() - first
    print(f"{name:<22} {done / seconds:8.0f} jobs/s, the first after {first - began:.2f} s")


def main() -> None:
    """Measure one and two workers of each kind."""
    make: Any = distributed.LocalCluster
    for workers in (1, 2):
        measure(f"processes, {workers}", Processes(workers, time.monotonic))
        with make(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.ERROR,
        ) as cluster:
            executor = DaskExecutor(cluster.scheduler_address, time.monotonic, workers=workers)
            measure(f"Dask, {workers}", executor)


if __name__ == "__main__":
    main()
