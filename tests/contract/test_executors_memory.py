"""Workers under a bound of memory, and what is told of those that were ended."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from doubles import executed as tasks
from scrub.batch.executors.processes import DIED, TOO_LARGE, Processes
from scrub.batch.executors.telling import FIELDS, Event

MB = 1_000_000
TESTS = str(Path(__file__).parents[1])

kept: list[bytearray] = []


def hold(megabytes: int) -> int:
    """Have so much memory for a moment."""
    held = bytearray(megabytes * MB)
    held[::4096] = b"1" * len(held[::4096])
    time.sleep(1.0 if megabytes > 100 else 0.05)
    return megabytes


def keep(number: int) -> tuple[int, int]:
    """Have 60 MB more than before, and keep it."""
    kept.append(bytearray(60 * MB))
    kept[-1][::4096] = b"1" * len(kept[-1][::4096])
    return number, os.getpid()


def wait_for_one_started(folder: str, number: int) -> int:
    """Job 1 waits for a program of its own, which takes all the time."""
    if number == 1:
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as started:
            Path(folder, "pid").write_text(str(started.pid), encoding="ascii")
    return number


def bounded(megabytes: int, workers: int = 2) -> Processes:
    """Return an executor that may have so much more than this process has by itself."""
    return Processes(
        workers, time.monotonic, memory=psutil.Process().memory_info().rss + megabytes * MB
    )


def test_a_job_that_needs_too_much_is_lost_and_the_others_are_not() -> None:
    results = dict(bounded(500).run(hold, [1, 2, 900, 3, 4, 5]))
    assert results.pop(900) == TOO_LARGE
    assert results == {n: n for n in (1, 2, 3, 4, 5)}


@pytest.mark.slow
def test_jobs_that_are_too_much_together_are_done_one_by_one() -> None:
    results = dict(bounded(600).run(hold, [250, 251, 252]))
    assert results == {n: n for n in (250, 251, 252)}


@pytest.mark.slow
def test_an_idle_worker_that_has_grown_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "scrub.executors")
    memory = 2 * (psutil.Process().memory_info().rss + 300 * MB)
    results = dict(Processes(2, time.monotonic, memory=memory).run(keep, range(24)))
    assert sorted(results) == list(range(24))
    assert Event.REPLACED in {record.__dict__["event"] for record in caplog.records}


def test_what_a_hanging_job_has_started_ends_with_it(tmp_path: Path) -> None:
    executor = Processes(1, time.monotonic, lambda number: 1.0 if number else 9.0)
    results = dict(executor.run(partial(wait_for_one_started, str(tmp_path)), range(3)))
    assert results[1] == "took longer than 1 s"
    started = int((tmp_path / "pid").read_text(encoding="ascii"))
    assert tasks.wait_until_gone([started]) == []


def test_deaths_are_told_by_number_and_by_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    results = dict(Processes(1, time.monotonic).run(tasks.square_unless_seven, range(5, 9)))
    assert results[7] == DIED
    told = [record.__dict__ for record in caplog.records if record.name == "scrub.executors"]
    assert [one["event"] for one in told] == [Event.DIED, Event.AGAIN, Event.DIED, Event.LOST]
    # The third that was taken; Linux ends it by signal 9.
    assert {one["job"] for one in told} == {3}
    assert [one.get("exitcode") for one in told] == [-9, None, -9, None]
    plain = logging.LogRecord("", 0, "", 0, "", (), None).__dict__
    assert all(set(one) - set(plain) - {"message", "asctime"} <= set(FIELDS) for one in told)


def test_nothing_is_printed_unless_someone_listens(capfd: pytest.CaptureFixture[str]) -> None:
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from doubles import executed\nfrom scrub.batch.executors.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    print(dict(Processes(1, time.monotonic).run(executed.square_unless_seven, [7])))\n"
    )
    subprocess.run([sys.executable, "-c", program, TESTS], check=True)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("{7: 'the worker died'}\n", "")
