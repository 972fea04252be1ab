from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from scrub.batch.executors.dask.executor import DaskExecutor
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.cli.executor_options import (
    add_executor_arguments,
    executor_for,
    limit_for,
    seconds_by_size,
    size,
)
from scrub.errors import ExitCode, UsageError
from scrub.model.cluster import Cluster, Kind
from scrub.model.instance import Job, Source

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.seams import Executor

MIB = 1 << 20


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_executor_arguments(parser)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--limit", type=float)
    parser.add_argument("--recipe")
    parser.add_argument("--pixel", action="store_true")
    parser.add_argument("--ocr", action="append")
    return parser.parse_args(words)


def chosen(*words: str, workers: int = 4, said: list[str] | None = None) -> Executor:
    return executor_for(asked(*words), workers, ([] if said is None else said).append)


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("4G", 4 << 30),
        ("800M", 800 * MIB),
        ("1.5 GiB", 1536 * MIB),
        ("2t", 2 << 40),
        ("900 kB", 900 << 10),
        ("123", 123),
    ],
)
def test_a_size_is_a_number_with_a_unit(text: str, octets: int) -> None:
    assert size(text) == octets


@pytest.mark.parametrize("text", ["", "G", "4 X", "0", "-1G", "4G4", "1e9"])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="no size"):
        size(text)


def test_processes_are_what_is_used_and_none_is_this_one() -> None:
    executor = chosen()
    assert isinstance(executor, Processes)
    assert (executor.workers, executor.memory) == (4, None)
    assert isinstance(chosen(workers=0), Inline)


@pytest.mark.parametrize(
    ("words", "workers"),
    [
        (["--memory", "4G"], 4),
        (["--memory", "4G", "--pixel"], 4),
        (["--memory", "1G", "--pixel"], 1),
        (["--memory", "1G", "--pixel", "--ocr", "none"], 4),
        (["--memory", "700M"], 2),
    ],
)
def test_memory_has_room_for_so_many_workers(words: list[str], workers: int) -> None:
    said: list[str] = []
    executor = chosen(*words, said=said)
    assert isinstance(executor, Processes)
    assert executor.workers == workers
    assert executor.memory == size(words[1])
    assert said == (
        [] if workers == 4 else [f"scrub: --memory has room for {workers} of 4 workers"]
    )


@pytest.mark.parametrize(
    ("words", "workers", "problem"),
    [
        (["--memory", "500M", "--pixel"], 2, "too little for a worker: 600M at least"),
        (["--memory", "4G"], 0, "not with --workers 0"),
        (["--scheduler", "tcp://host:1"], 2, "goes with --executor dask"),
        (["--executor", "dask"], 2, "needs --scheduler"),
        (["--executor", "dask", "--scheduler", "x", "--memory", "4G"], 2, "for processes of this"),
    ],
)
def test_what_does_not_go_together_is_told(words: list[str], workers: int, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        chosen(*words, workers=workers)
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_scheduler_is_named_and_so_many_workers_waited_for() -> None:
    executor = chosen("--executor", "dask", "--scheduler", "tcp://host:8786", "--workers", "7")
    assert isinstance(executor, DaskExecutor)
    assert (executor.where, executor.workers) == ("tcp://host:8786", 7)
    assert executor.patience


def test_a_cluster_comes_from_the_recipe_and_its_jobs_may_be_told(tmp_path: Path) -> None:
    recipe = tmp_path / "site.toml"
    recipe.write_text('[cluster]\nkind = "pbs"\njobs = 9\n', encoding="utf-8")
    words = ("--executor", "dask", "--recipe", str(recipe))
    executor, told = chosen(*words), chosen(*words, "--workers", "3")
    assert isinstance(executor, DaskExecutor)
    assert isinstance(told, DaskExecutor)
    assert executor.where == Cluster(Kind.PBS, 9)
    assert told.where == Cluster(Kind.PBS, 3)
    # A batch system takes as long as it takes.
    assert executor.patience is None


def test_a_limit_that_is_given_holds_for_all_and_0_is_none() -> None:
    job = Job(Source("nowhere"))
    assert limit_for(5.0)(job) == 5.0
    assert limit_for(0.0)(job) is None


def test_without_one_the_limit_grows_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.dcm"
    limits = []
    for octets in (0, 1, 10**6, 10**6 + 1, 10**8):
        with file.open("wb") as stream:
            stream.truncate(octets)
        limits.append(limit_for(None)(Job(Source(str(tmp_path), "a.dcm"))))
    assert limits == [600, 660, 660, 720, 6600]


@pytest.mark.parametrize(
    "source", [Source("nowhere"), Source("s3://bucket", "a.dcm"), Source("bad\0name")]
)
def test_what_has_no_size_to_be_known_has_long(source: Source) -> None:
    assert seconds_by_size(Job(source)) == 6 * 3600


def test_a_member_of_a_zip_has_long(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"x")
    assert seconds_by_size(Job(Source(str(file), "", "a.dcm"))) == 6 * 3600
