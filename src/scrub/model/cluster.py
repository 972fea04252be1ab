"""A cluster that a site's recipe describes, to be made for one run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

One = str | int | bool
Value = One | tuple[One, ...]


class Kind(StrEnum):
    """Who starts the workers."""

    SLURM = "slurm"
    PBS = "pbs"
    LSF = "lsf"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Cluster:
    """So many jobs of a batch system, each with the workers that the options say.

    `options` are those of the class that dask-jobqueue has for the kind, by name.
    """

    kind: Kind
    jobs: int = 1
    options: tuple[tuple[str, Value], ...] = ()
