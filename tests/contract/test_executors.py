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

from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import DIED, Processes
from scrub.errors import MissingToolError
from scrub.seams import Lost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.seams import Executor

TESTS = str(Path(__file__).parent)


def workers(count: int) -> Processes:
    return Processes(count, time.monotonic)


@pytest.fixture(params=[Inline(), workers(1), workers(3)], ids=["inline", "one", "three"])
def executor(request: pytest.FixtureRequest) -> Executor:
    chosen: Executor = request.param
    return chosen


def square(number: int) -> int:
    return number * number


def square_unless_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_the_first_time(folder: str, number: int) -> int:
    mark = Path(folder, str(number))
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_with_company(folder: str, number: int) -> str:
    """Job 0 dies at first; then it tells who else was at work beside it."""
    mark = Path(folder, f"busy{number}")
    first = Path(folder, "first")
    if number == 0 and not first.exists():
        first.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    mark.touch()
    time.sleep(0.2)
    company = sorted(path.name for path in Path(folder).glob("busy*"))
    mark.unlink()
    return ",".join(company)


def refuse(number: int) -> int:
    if number == 2:
        raise MissingToolError("no engine")
    return number


def raise_what_cannot_be_pickled(number: int) -> int:
    error = ValueError("JANE^DOE")
    error.__dict__["inner"] = lambda: number
    raise error


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def own_pid(_: int) -> int:
    return os.getpid()


def note_pid_and_sleep(folder: str, number: int) -> int:
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)
    return number


def note_pid_unless_first(folder: str, number: int) -> int:
    return note_pid_and_sleep(folder, number) if number else number


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> list[int]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(is_alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


def wait_for_pids(folder: Path, count: int) -> list[int]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(list(folder.iterdir())) < count:
        time.sleep(0.05)
    pids = [int(path.name) for path in folder.iterdir()]
    assert len(pids) == count
    return pids


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
        "import test_executors as tests\n"
        "if __name__ == '__main__':\n"
        "    task = partial(tests.note_pid_and_sleep, sys.argv[1])\n"
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
