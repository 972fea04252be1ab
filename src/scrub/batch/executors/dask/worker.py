"""What runs in a worker of Dask: open what was sent, do the job, seal the result."""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from importlib import metadata
from threading import Lock
from typing import Any

import distributed

from scrub.batch.executors.sealing import Envelope, done, raised
from scrub.errors import MissingToolError

PACKAGE = "dicom-scrub"

_ONE_AT_A_TIME = Lock()
"""What libraries are told, to be silent say, holds for the whole process."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A job on its way. `topic` and `key` are Dask's; `task` and `job` are pickled."""

    topic: str
    key: str
    versions: tuple[str, str]
    task: bytes
    job: bytes


def versions() -> tuple[str, str]:
    """Return the versions of scrub and Python that everyone must have."""
    return metadata.version(PACKAGE), f"{sys.version_info.major}.{sys.version_info.minor}"


def perform(envelope: Envelope) -> Envelope:
    """Do a job; say first, under its topic, that it has begun, and where."""
    worker = distributed.get_worker()
    _keep_off_disk(worker)
    letter: Letter = pickle.loads(envelope.octets)  # noqa: S301 - whoever may send jobs may run code
    if letter.versions != versions():
        return Envelope(raised(MissingToolError(other_versions(*versions()))))
    with _ONE_AT_A_TIME:
        worker.log_event(letter.topic, {"key": letter.key, "worker": worker.address})
        return Envelope(_done(letter))


def running_keys(dask_worker: Any) -> list[str]:  # noqa: ANN401 (Dask's own)
    """Return the keys of what a worker is at, also of what was cancelled meanwhile."""
    return [str(task.key) for task in dask_worker.state.all_running_tasks]


def other_versions(scrub: str | None, python: str) -> str:
    """Return what to say where versions differ."""
    ours = versions()
    if scrub is None:
        return "a Dask worker or scheduler has no scrub"
    return (
        f"a Dask worker or scheduler has scrub {scrub} and Python {python},"
        f" not {ours[0]} and {ours[1]}"
    )


def _done(letter: Letter) -> bytes:
    try:
        task = pickle.loads(letter.task)  # noqa: S301 - likewise
        job = pickle.loads(letter.job)  # noqa: S301 - likewise
    except Exception:  # noqa: BLE001 - its message may quote what is inside
        return raised(MissingToolError("a Dask worker cannot import what a job needs"))
    return done(task, job)


def _keep_off_disk(worker: Any) -> None:  # noqa: ANN401 (Dask's own, with or without a manager)
    """Let results wait in memory: on the disk of a worker, anybody may read them."""
    manager = getattr(worker, "memory_manager", None)
    if manager is not None:
        manager.memory_spill_fraction = False
