"""What every Executor promises, and what only workers can."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doubles.executed import (
    die_the_first_time,
    die_with_company,
    is_alive,
    note_pid_unless_first,
    own_pid,
    raise_what_cannot_be_pickled,
    refuse,
    sleep,
    square,
    square_unless_seven,
    wait_for_pids,
    wait_until_gone,
)
from scrub.batch.executors.dask.executor import DaskExecutor
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import DIED, Processes
from scrub.errors import MissingToolError
from scrub.seams import PAUSE, Lost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.seams import Executor, Pause

TESTS = str(Path(__file__).parents[1])


def workers(count: int) -> Processes:
    return Processes(count, time.monotonic)


@pytest.fixture(params=["inline", "one", "three", "dask"])
def executor(request: pytest.FixtureRequest) -> Executor:
    match request.param:
        case "inline":
            return Inline()
        case "dask":
            return DaskExecutor(request.getfixturevalue("scheduler"), time.monotonic)
        case number:
            return workers({"one": 1, "three": 3}[number])


def test_each_job_comes_back_once_with_its_result(executor: Executor) -> None:
    results = list(executor.run(square, range(20)))
    assert sorted(results) == [(n, n * n) for n in range(20)]


def test_no_jobs_are_no_results(executor: Executor) -> None:
    jobs: list[int] = []
    assert list(executor.run(square, jobs)) == []


def test_jobs_are_taken_only_as_they_are_needed(executor: Executor) -> None:
    taken = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    results = executor.run(square, endless())
    for _ in range(10):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 10 + 2 * 3


def test_an_error_of_the_task_ends_the_run(executor: Executor) -> None:
    with pytest.raises(MissingToolError, match="no engine"):
        list(executor.run(refuse, range(10)))


def test_an_error_of_the_jobs_ends_the_run(executor: Executor) -> None:
    def jobs() -> Iterator[int]:
        yield 1
        raise MissingToolError("no jobs")

    with pytest.raises(MissingToolError, match="no jobs"):
        list(executor.run(square, jobs()))


@pytest.mark.parametrize("count", [1, 3])
def test_a_dying_worker_costs_one_job(count: int) -> None:
    results = dict(workers(count).run(square_unless_seven, range(15)))
    assert results.pop(7) == Lost("the worker died")
    assert results == {n: n * n for n in range(15) if n != 7}


def test_a_job_whose_worker_died_is_tried_once_more(tmp_path: Path) -> None:
    results = dict(workers(2).run(partial(die_the_first_time, str(tmp_path)), range(6)))
    assert results == {n: n for n in range(6)}


def test_the_second_try_is_alone(tmp_path: Path) -> None:
    results = dict(workers(3).run(partial(die_with_company, str(tmp_path)), range(6)))
    assert results[0] == "busy0"
    assert DIED not in results.values()


def test_a_worker_does_many_jobs() -> None:
    assert len({pid for _, pid in workers(2).run(own_pid, range(12))}) <= 2


def test_an_error_that_cannot_be_pickled_is_told_by_its_type_alone() -> None:
    with pytest.raises(RuntimeError, match=r"^ValueError in a worker$"):
        list(workers(1).run(raise_what_cannot_be_pickled, range(2)))


def test_a_job_that_takes_too_long_is_lost_and_the_others_go_on() -> None:
    executor = Processes(2, time.monotonic, lambda seconds: 5.0 if seconds < 50 else 1.0)
    results = dict(executor.run(sleep, [0.0, 60.0, 0.1, 0.2]))
    assert results.pop(60.0) == Lost("took longer than 1 s")
    assert results == {n: n for n in (0.0, 0.1, 0.2)}


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run two workers, each in the middle of a long job that wrote its pid to pids/."""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, time\n"
        "from functools import partial\n"
        "from scrub.batch.executors.processes import Processes\n"
        f"sys.path.insert(0, {TESTS!r})\n"
        "from doubles import executed\n"
        "if __name__ == '__main__':\n"
        "    task = partial(executed.note_pid_and_sleep, sys.argv[1])\n"
        "    try:\n"
        "        list(Processes(2, time.monotonic).run(task, range(9)))\n"
        "    except KeyboardInterrupt:\n"
        "        print('interrupted')\n",
        encoding="utf-8",
    )
    pids = tmp_path / "pids"
    pids.mkdir()
    command = [sys.executable, str(program), str(pids)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_an_interrupt_ends_busy_workers_at_once(
    parent: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    running = wait_for_pids(tmp_path / "pids", 2)
    parent.send_signal(signal.SIGINT)
    assert parent.communicate(timeout=10)[0] == b"interrupted\n"
    assert wait_until_gone(running) == []


def test_busy_workers_do_not_outlive_a_parent_that_is_killed(
    parent: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    running = wait_for_pids(tmp_path / "pids", 2)
    parent.kill()
    assert wait_until_gone(running) == []


def test_closing_the_results_ends_busy_workers_at_once(tmp_path: Path) -> None:
    results = workers(2).run(partial(note_pid_unless_first, str(tmp_path)), range(9))
    next(results)
    running = wait_for_pids(tmp_path, 2)
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert [pid for pid in running if is_alive(pid)] == []
    assert time.monotonic() - began < 5


def test_a_worker_is_not_stopped_by_ctrl_c_itself() -> None:
    executor = workers(1)
    results = executor.run(own_pid, range(3))
    _, pid = next(results)
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGINT)
    assert [p for _, p in results] == [pid, pid]


def test_a_pause_is_no_job_and_keeps_no_result_waiting(executor: Executor) -> None:
    came: list[int] = []

    def jobs() -> Iterator[int | Pause]:
        for number in range(4):
            yield number
            # The next comes only when this one's result was seen.
            while number not in came:
                yield PAUSE
        yield PAUSE

    for job, result in executor.run(square, jobs()):
        assert result == job * job
        came.append(job)
    assert came == list(range(4))


def test_a_pause_is_waited_for_without_work(executor: Executor) -> None:
    asked = 0

    def jobs() -> Iterator[int | Pause]:
        nonlocal asked
        yield 0
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            asked += 1
            yield PAUSE
        yield 1

    assert dict(executor.run(square, jobs())) == {0: 0, 1: 1}
    assert asked <= 7
