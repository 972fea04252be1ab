from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dask.config
import distributed
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """Give the address of a scheduler with two workers of one thread, each with a nanny."""
    settings = {
        # Whoever waits beside a job that kills its worker is suspected at once, too.
        "distributed.scheduler.allowed-failures": 0,
        # Else a worker that dies twice within seconds is given up.
        "distributed.deploy.lost-worker-timeout": "1h",
    }
    make: Any = distributed.LocalCluster
    with (
        dask.config.set(settings),
        make(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        yield cluster.scheduler_address
