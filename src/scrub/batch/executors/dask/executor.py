"""An executor whose workers are those of a Dask cluster, on any number of machines.

A job travels sealed, under a key that is a number, so that nothing Dask logs, shows or keeps says
what it is about. Workers do one job at a time in each process: start them with `--nthreads 1`.
They need the same versions of scrub and Python as we have, and every path by the same name; the
scheduler, too, since it unpacks what it hands out, though not what is sealed. What they say to
each other is encrypted if Dask is configured so (`distributed.comm.require-encryption`,
`distributed.comm.tls`), and whoever may talk to the scheduler may run what they like.

A job that runs when this process is killed goes on to its end; that is no harm, since what it
writes is whole, and the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrub.batch.executors.dask.clusters import check_versions, connected
from scrub.batch.executors.dask.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.model.cluster import Cluster
    from scrub.seams import J, Lost, Pause, R


@dataclass(frozen=True, slots=True)
class DaskExecutor:
    """An Executor. `where` is the address of a scheduler, or describes a cluster to be made.

    `clock` counts seconds from any start. `limit` says how many seconds a job may take, once it
    has begun; None is as long as it likes. Before the first job `workers` are waited for, at most
    a minute from the first on; `patience` is how many seconds it may be without any, which None
    is for as long as it takes. After so many seconds of `silence`, or a few more, a scheduler is
    taken to be gone.
    """

    where: str | Cluster
    clock: Callable[[], float]
    limit: Callable[[Any], float | None] = field(default=lambda _: None)
    workers: int = 1
    patience: float | None = None
    silence: float = 30.0

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result as it comes; two jobs a worker are under way.

        Whatever the task raises is raised here and ends the run. Closing the iterator ends the
        workers that are at a job, which their nannies start anew.

        Raises:
            MissingToolError: if there is no scheduler, or none any more; if no worker comes; or
                if they have other versions.
            RecipeError: if a cluster cannot be made as it is described.

        """
        with connected(self.where, self.clock) as link:
            session: Session[J, R] = Session(link, self, task, iter(jobs))
            try:
                session.wait_for_workers()
                check_versions(link.client)
                yield from session.results()
            finally:
                session.close()
