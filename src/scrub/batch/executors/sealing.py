"""Jobs and results as bytes: what may fail, and what nobody may see, between processes."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Raised:
    """The task's own exception: it ends the run."""

    problem: BaseException


def done(task: Callable[[Any], Any], job: object) -> bytes:
    """Do a job; return its result, or what was raised, as bytes that `opened` takes."""
    try:
        return pickle.dumps(task(job))
    except Exception as problem:  # noqa: BLE001 - it is raised again where the job came from
        return raised(problem)


def raised(problem: Exception) -> bytes:
    """Return an exception as bytes that `opened` takes."""
    try:
        return pickle.dumps(Raised(problem))
    except Exception:  # noqa: BLE001 - what cannot be pickled is told by its type
        return pickle.dumps(Raised(RuntimeError(f"{type(problem).__name__} in a worker")))


def opened(octets: bytes) -> Any:  # noqa: ANN401 (whatever the task returns)
    """Return a result; what was raised is raised."""
    result = pickle.loads(octets)  # noqa: S301 - from a process of our own
    if isinstance(result, Raised):
        raise result.problem
    return result


class Envelope:
    """Something that others carry, and log, without seeing what it is: it may name a patient.

    2026-11: no dataclass, since Dask takes those apart.
    """

    __slots__ = ("octets",)

    def __init__(self, octets: bytes) -> None:
        self.octets = octets

    def __repr__(self) -> str:
        return "<sealed>"
