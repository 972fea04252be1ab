"""Who does the work: processes of this machine, or the workers of a Dask cluster.

Light to import, so that --help is quick.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.errors import MissingToolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.cluster import Cluster
    from scrub.model.instance import Job
    from scrub.seams import Executor

_DASK = "dask"
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_MIB = 1 << 20

# 2026-11, measured: 350 MB a worker with OCR, 100 MB with headers alone; 120 MB this process.
_OF_THIS_PROCESS = 150 * _MIB
_OF_A_WORKER = 200 * _MIB
_OF_A_WORKER_WITH_OCR = 450 * _MIB

_SECONDS = 600.0
_SECONDS_A_MB = 60.0
_MB = 1_000_000
_SECONDS_OF_UNKNOWN_SIZE = 6 * 3600.0
_PATIENCE_SECONDS = 600.0


def add_executor_arguments(made: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add what says who does the work, and with how much memory and time."""
    made.add_argument(
        "--executor",
        choices=("processes", _DASK),
        default="processes",
        help="who does the work: processes of this machine (the default), or Dask's workers",
    )
    made.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of Dask, such as tcp://host:8786; without, the [cluster] of the --recipe is made",
    )
    made.add_argument(
        "--memory",
        metavar="SIZE",
        type=size,
        help="what this process and its workers may have together, such as 4G: whatever needs more"
        " fails alone",
    )


def executor_for(
    options: argparse.Namespace, workers: int, say: Callable[[str], object]
) -> Executor:
    """Return who does the work; `workers` is how many processes, if they are of this machine.

    `say` is told if there will be fewer.

    Raises:
        UsageError: if options do not go together.
        RecipeError: if the recipe that describes a cluster is wrong.
        MissingToolError: if Dask is not here.

    """
    limit = limit_for(options.limit)
    if options.executor == _DASK:
        return _dask(options, limit)
    if options.scheduler:
        raise UsageError("--scheduler goes with --executor dask")
    if not workers:
        if options.memory:
            raise UsageError("--memory is about workers: not with --workers 0")
        inline: Executor = import_module("scrub.batch.executors.inline").Inline()
        return inline
    processes = import_module("scrub.batch.executors.processes").Processes
    made: Executor = processes(
        _fitting(options, workers, say), time.monotonic, limit, options.memory
    )
    return made


def limit_for(given: float | None) -> Callable[[Job], float | None]:
    """Return how many seconds each job may take: what is given, or by the size of its file.

    0 is no limit.
    """
    if given is None:
        return seconds_by_size
    return lambda _: given or None


def seconds_by_size(job: Job) -> float:
    """Return a limit that nothing but a hang is likely to reach.

    2026-11: a second of video is about 1 MB and 30 frames; of these one in ten is looked at anew,
    for a second or two. An hour is nothing to a run of days; an instance lost in vain is.
    """
    try:
        octets = os.stat(job.source.file).st_size  # noqa: PTH116 (it may be a URL)
    except (OSError, ValueError):
        return _SECONDS_OF_UNKNOWN_SIZE
    seconds = _SECONDS + _SECONDS_A_MB * -(-octets // _MB)
    # What a ZIP holds may be larger than the ZIP.
    return max(seconds, _SECONDS_OF_UNKNOWN_SIZE) if job.source.member else seconds


def size(text: str) -> int:
    """Return a number of bytes from such as 4G, 800M, 1.5 GiB; argparse asks for it.

    Raises:
        ArgumentTypeError: if it is none.

    """
    match = _SIZE.fullmatch(text.strip())
    octets = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if not octets:
        raise argparse.ArgumentTypeError(f"no size: {text!r}; there is 800M, 4G")
    return octets


def _fitting(options: argparse.Namespace, workers: int, say: Callable[[str], object]) -> int:
    """Return how many workers --memory has room for.

    Raises:
        UsageError: if there is none for even one.

    """
    if not options.memory:
        return workers
    sees = options.pixel and (options.ocr or []) != ["none"]
    need = _OF_A_WORKER_WITH_OCR if sees else _OF_A_WORKER
    room = (options.memory - _OF_THIS_PROCESS) // need
    if room < 1:
        least = (_OF_THIS_PROCESS + need) // _MIB
        raise UsageError(f"--memory is too little for a worker: {least}M at least")
    if room < workers:
        say(f"scrub: --memory has room for {room} of {workers} workers")
    return int(min(room, workers))


def _dask(options: argparse.Namespace, limit: Callable[[Job], float | None]) -> Executor:
    if options.memory:
        raise UsageError("--memory is for processes of this machine: tell Dask's workers theirs")
    where: str | Cluster | None = options.scheduler or _cluster(options)
    if where is None:
        raise UsageError("--executor dask needs --scheduler, or a [cluster] in the --recipe")
    try:
        module: Any = import_module("scrub.batch.executors.dask.executor")
    except ImportError:
        raise MissingToolError("no Dask is here: pip install 'dicom-scrub[dask]'") from None
    if options.scheduler:
        made: Executor = module.DaskExecutor(
            where, time.monotonic, limit, max(options.workers or 1, 1), _PATIENCE_SECONDS
        )
    else:
        # A batch system may take its time.
        made = module.DaskExecutor(where, time.monotonic, limit)
    return made


def _cluster(options: argparse.Namespace) -> Cluster | None:
    if not options.recipe:
        return None
    load = import_module("scrub.header.site.file").load_site_recipe
    described: Cluster | None = load(Path(options.recipe)).cluster
    return replace(described, jobs=options.workers) if described and options.workers else described
