"""A connection to a scheduler: one that is there, or of a cluster that is made for the run."""

from __future__ import annotations

import logging
import shutil
import signal
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import distributed

from scrub.batch.executors.dask.keeping import Keeping
from scrub.batch.executors.dask.worker import PACKAGE, other_versions, versions
from scrub.errors import MissingToolError, RecipeError
from scrub.model.cluster import Cluster, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CONNECT_SECONDS = 25
_HERE_ALONE = "127.0.0.1:0"
_LOGS = ("distributed", "distributed.client", "asyncio", "tornado", "tornado.application")


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch system: its class in dask-jobqueue, and the command that must be here."""

    made_by: str
    command: str


_BATCHES = {
    Kind.SLURM: _Batch("SLURMCluster", "sbatch"),
    Kind.PBS: _Batch("PBSCluster", "qsub"),
    Kind.LSF: _Batch("LSFCluster", "bsub"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A client; and what keeps its cluster up, if it is ours."""

    client: Any
    keeping: Keeping | None = None


@contextmanager
def connected(where: str | Cluster, clock: Callable[[], float]) -> Iterator[Link]:
    """Give a link to the scheduler at an address, or of a cluster that is gone afterwards.

    Raises:
        MissingToolError: if there is no scheduler, or no batch system.
        RecipeError: if a cluster cannot be made as it is described.

    """
    with _quiet(), ExitStack() as stack:
        connect: Any = distributed.Client
        cluster = None if isinstance(where, str) else stack.enter_context(_made(where))
        try:
            client = connect(
                cluster or where,
                timeout=_CONNECT_SECONDS,
                set_as_default=False,
                direct_to_workers=False,
            )
        except (OSError, ValueError):
            raise MissingToolError(f"no Dask scheduler answers at {where}") from None
        stack.enter_context(client)
        yield Link(client, Keeping(cluster, clock) if cluster else None)


def check_versions(client: Any) -> None:  # noqa: ANN401 (Dask is untyped)
    """Pass if the scheduler and all workers have the same scrub and Python as we.

    Raises:
        MissingToolError: if one has not.

    """
    told = client.get_versions(packages=[PACKAGE])
    for there in (told["scheduler"], *told["workers"].values()):
        packages = there["packages"]
        theirs = packages[PACKAGE], ".".join(packages["python"].split(".")[:2])
        if theirs != versions():
            raise MissingToolError(other_versions(*theirs))


@contextmanager
def _made(described: Cluster) -> Iterator[Any]:
    batch = _BATCHES.get(described.kind)
    if batch and not shutil.which(batch.command):
        raise MissingToolError(f"no {batch.command} is here to make the cluster with")
    try:
        cluster = _submitted(batch, described) if batch else _local(described)
    except (ImportError, OSError, RuntimeError, TypeError, ValueError) as problem:
        cause = problem.__cause__ or problem
        if isinstance(cause, TypeError | ValueError):
            # These are about the options of the recipe.
            raise RecipeError(f"the recipe's cluster cannot be made: {cause}") from None
        command = batch.command if batch else "this machine"
        raise MissingToolError(f"the cluster cannot be made: {command} does not do it") from None
    with closing(cluster):
        yield cluster


def _jobqueue() -> Any:  # noqa: ANN401 (likewise)
    """Import dask-jobqueue, which takes Ctrl-C for its own (2026-11), and give that back."""
    before = signal.getsignal(signal.SIGINT)
    try:
        return import_module("dask_jobqueue")
    finally:
        signal.signal(signal.SIGINT, before)


def _given(described: Cluster) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in described.options
    }


def _local(described: Cluster) -> Any:  # noqa: ANN401 (likewise)
    chosen: dict[str, Any] = {
        "n_workers": described.jobs,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": _HERE_ALONE,
        "silence_logs": logging.CRITICAL,
        **_given(described),
    }
    make: Any = distributed.LocalCluster
    return make(**chosen)


def _submitted(batch: _Batch, described: Cluster) -> Any:  # noqa: ANN401 (likewise)
    web = {"dashboard_address": _HERE_ALONE}
    chosen: dict[str, Any] = {"cores": 1, "scheduler_options": web, **_given(described)}
    # One thread for each process.
    chosen.setdefault("processes", chosen["cores"])
    cluster = getattr(_jobqueue(), batch.made_by)(**chosen)
    cluster.scale(jobs=described.jobs)
    # Returns once all were submitted, and does not tell whether they were taken.
    cluster.sync(cluster._correct_state)  # noqa: SLF001 - there is no other way
    if all(job.job_id for job in cluster.workers.values()):
        return cluster
    # Else closing would wait for them.
    for jobs in (cluster.workers, cluster.worker_spec, cluster._created):  # noqa: SLF001 (likewise)
        jobs.clear()
    cluster.close()
    raise RuntimeError


@contextmanager
def _quiet() -> Iterator[None]:
    """Take away Dask's own handlers, which write on stderr whatever befalls a worker."""
    logs = [logging.getLogger(name) for name in _LOGS]
    before = [log.handlers for log in logs]
    for log in logs:
        log.handlers = [logging.NullHandler()]
    try:
        yield
    finally:
        for log, handlers in zip(logs, before, strict=True):
            log.handlers = handlers
