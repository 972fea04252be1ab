"""What holds of workers on other machines: they die, leave, join, hang, and log."""

from __future__ import annotations

import logging
import os
import signal
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import distributed
import pytest

from doubles import executed as tasks
from doubles.dask_processes import DaskProcesses
from scrub.batch.executors.dask.executor import DaskExecutor
from scrub.batch.executors.processes import DIED
from scrub.batch.executors.sealing import Envelope
from scrub.errors import MissingToolError, RecipeError
from scrub.model.cluster import Cluster, Kind
from scrub.seams import Lost

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = (str(Path(__file__).parent), str(Path(__file__).parents[1]))
PATIENT = "DOE^JANE-19700101"


def do_as_told(path: str) -> str:
    """Die, fail or work, as the name of a patient's file says."""
    what = path.rpartition("/")[2]
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "fail":
        raise ValueError(path)
    return path


def nap(number: int) -> tuple[int, int]:
    time.sleep(0.1)
    return number, os.getpid()


def hang_first(folder: str, number: int) -> int:
    return number or tasks.note_pid_and_sleep(folder, number)


def alone(folder: str, number: int) -> int:
    """Return how many jobs this process is at, this one included."""
    mark = Path(folder, f"{os.getpid()}-{number}")
    mark.touch()
    time.sleep(0.05)
    company = len(list(Path(folder).glob(f"{os.getpid()}-*")))
    mark.unlink()
    return company


def dask(address: str, seconds: float | None = None) -> DaskExecutor:
    return DaskExecutor(address, time.monotonic, lambda _: seconds, silence=1.0)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[DaskProcesses]:
    with DaskProcesses(tmp_path) as made:
        yield made


def test_a_dying_worker_costs_one_job_and_no_bystander(scheduler: str) -> None:
    results = dict(dask(scheduler).run(tasks.square_unless_seven, range(15)))
    assert results.pop(7) == DIED
    assert results == {n: n * n for n in range(15) if n != 7}


@pytest.mark.slow
def test_a_job_that_hangs_costs_its_worker_and_no_other_job(scheduler: str, tmp_path: Path) -> None:
    executor = DaskExecutor(scheduler, time.monotonic, lambda number: 9.0 if number else 1.0)
    results = dict(executor.run(partial(hang_first, str(tmp_path)), range(6)))
    assert results.pop(0) == Lost("took longer than 1 s")
    assert results == {n: n for n in range(1, 6)}
    assert tasks.wait_until_gone(tasks.wait_for_pids(tmp_path, 1)) == []


@pytest.mark.slow
def test_time_in_the_queue_does_not_count(scheduler: str) -> None:
    naps = [0.4 + number / 1000 for number in range(8)]
    results = dict(dask(scheduler, 0.9).run(tasks.sleep, naps))
    assert results == {n: n for n in naps}


def test_closing_the_results_ends_workers_that_are_busy(scheduler: str, tmp_path: Path) -> None:
    results = dask(scheduler).run(partial(tasks.note_pid_unless_first, str(tmp_path)), range(9))
    next(results)
    running = tasks.wait_for_pids(tmp_path, 2)
    results.close()  # type: ignore[attr-defined]
    assert tasks.wait_until_gone(running) == []


def test_workers_come_leave_and_are_killed_and_nothing_is_lost(processes: DaskProcesses) -> None:
    first = processes.worker("first")
    results = dask(processes.address).run(nap, range(60))
    ended = [next(results)]
    processes.worker("second")
    while len({pid for _, (_, pid) in ended}) < 2:
        ended.append(next(results))
    connect: Any = distributed.Client
    with connect(processes.address, set_as_default=False) as client:
        processes.worker("third")
        client.wait_for_workers(3, timeout=20)
        first.kill()
        while len({pid for _, (_, pid) in ended}) < 3:
            ended.append(next(results))
        client.retire_workers(names=["second"])
    ended += results
    assert sorted(job for job, _ in ended) == list(range(60))
    assert all(number == job for job, (number, _) in ended)


def test_a_scheduler_that_is_killed_is_told_and_not_waited_for(processes: DaskProcesses) -> None:
    processes.worker("one")
    results = dask(processes.address).run(nap, range(1000))
    next(results)
    processes.processes["scheduler"].kill()
    began = time.monotonic()
    with pytest.raises(MissingToolError, match="scheduler is gone; run again to go on"):
        list(results)
    assert time.monotonic() - began < 25


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrub.batch.executors.dask.clusters._CONNECT_SECONDS", 1)
    with pytest.raises(MissingToolError, match="no Dask scheduler answers at tcp://127"):
        list(dask("tcp://127.0.0.1:9").run(tasks.square, range(3)))


def test_workers_that_never_come_are_told(processes: DaskProcesses) -> None:
    executor = DaskExecutor(processes.address, time.monotonic, patience=0.1)
    with pytest.raises(MissingToolError, match=r"no Dask worker for \d+ s"):
        list(executor.run(tasks.square, range(3)))


@pytest.fixture
def other_version(tmp_path: Path) -> str:
    """Return a PYTHONPATH on which scrub has another version than it has."""
    other = tmp_path / "other" / "dicom_scrub-99.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: dicom-scrub\nVersion: 99.0\n")
    return os.pathsep.join([str(other.parent), *HERE])


def test_another_version_of_scrub_is_told_before_the_first_job(
    processes: DaskProcesses, other_version: str
) -> None:
    processes.environment["PYTHONPATH"] = other_version
    processes.worker("other")
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        taken.append(1)
        yield 1

    with pytest.raises(MissingToolError, match=r"has scrub 99\.0 and Python 3"):
        list(dask(processes.address).run(tasks.square, jobs()))
    assert taken == []


def test_another_version_of_scrub_that_joins_midway_is_told(
    processes: DaskProcesses, other_version: str
) -> None:
    processes.worker("one")
    results = dask(processes.address).run(nap, range(1000))
    next(results)
    processes.environment["PYTHONPATH"] = other_version
    processes.worker("other")
    with pytest.raises(MissingToolError, match=r"has scrub 99\.0 and Python 3"):
        list(results)


def test_a_process_does_one_job_at_a_time_whatever_its_threads(
    processes: DaskProcesses, tmp_path: Path
) -> None:
    processes.worker("wide", "--nthreads", "4")
    marks = tmp_path / "marks"
    marks.mkdir()
    results = dict(dask(processes.address).run(partial(alone, str(marks)), range(8)))
    assert set(results.values()) == {1}


def test_nothing_that_dask_logs_or_stores_names_a_job(
    processes: DaskProcesses, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("distributed", "distributed.client", "scrub"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    processes.worker("one", "--nanny")
    paths = [f"/archive/{PATIENT}/{what}" for what in ("a", "die", "b")]
    executor = dask(processes.address)
    ended = dict(executor.run(do_as_told, paths))
    assert ended == {path: path for path in paths} | {paths[1]: DIED}
    with pytest.raises(ValueError, match=PATIENT[:3]):
        list(executor.run(do_as_told, [f"/archive/{PATIENT}/fail"]))
    assert "worker died: job 2" in caplog.text
    told = caplog.text + processes.said()
    assert "scrub-" in told
    stored = b"".join(path.read_bytes() for path in processes.folder.rglob("*") if path.is_file())
    for part in (PATIENT, "JANE"):
        assert part not in told
        assert part.encode() not in stored


def spill_fraction(dask_worker: distributed.Worker) -> object:
    return dask_worker.memory_manager.memory_spill_fraction


def test_a_worker_that_has_done_a_job_keeps_results_off_its_disk(scheduler: str) -> None:
    list(dask(scheduler).run(tasks.square, range(9)))
    connect: Any = distributed.Client
    with connect(scheduler, set_as_default=False) as client:
        assert False in client.run(spill_fraction).values()


def test_an_envelope_shows_nothing_of_what_is_inside() -> None:
    envelope = Envelope(PATIENT.encode())
    assert PATIENT not in f"{envelope!r} {envelope!s} {[envelope]}"


def test_a_cluster_on_this_machine_is_made_for_the_run_and_gone_after_it() -> None:
    executor = DaskExecutor(Cluster(Kind.LOCAL, 2), time.monotonic, workers=2)
    pids = {pid for _, (_, pid) in executor.run(nap, range(6))}
    assert len(pids) == 2
    assert tasks.wait_until_gone(list(map(int, pids))) == []


@pytest.mark.parametrize("kind", [Kind.SLURM, Kind.PBS, Kind.LSF])
def test_a_batch_system_that_is_not_here_is_told(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingToolError, match=r"no (sbatch|qsub|bsub) is here"):
        list(DaskExecutor(Cluster(kind), time.monotonic).run(tasks.square, range(3)))


def test_options_that_the_cluster_does_not_know_are_wrong_in_the_recipe() -> None:
    described = Cluster(Kind.LOCAL, 1, (("no_such_option", 1),))
    with pytest.raises(RecipeError, match="no_such_option"):
        list(DaskExecutor(described, time.monotonic).run(tasks.square, range(3)))


SBATCH = """#!/bin/sh
cp "$1" "$FAKE_SLURM/script"
setsid sh "$FAKE_SLURM/script" > "$FAKE_SLURM/log" 2>&1 &
echo $! >> "$FAKE_SLURM/jobs"
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
echo "$1" >> "$FAKE_SLURM/cancelled"
kill -9 -- "-$1"
"""


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for Slurm: jobs are processes of this machine, and this is where they are noted."""
    for name, program in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        path = tmp_path / name
        path.write_text(program, encoding="ascii")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_SLURM", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(HERE))
    for wait in ("_GRACE_SECONDS", "_SECONDS_BETWEEN"):
        monkeypatch.setattr(f"scrub.batch.executors.dask.keeping.{wait}", 1.0)
    return tmp_path


@pytest.mark.slow
def test_a_job_of_a_batch_system_that_ends_is_submitted_anew(slurm: Path) -> None:
    options = (("cores", 1), ("memory", "1GB"), ("interface", "lo"))
    described = Cluster(Kind.SLURM, 1, (*options, ("local_directory", str(slurm))))
    results = DaskExecutor(described, time.monotonic).run(nap, range(12))
    ended = [next(results)]
    (job,) = (slurm / "jobs").read_text(encoding="ascii").split()
    os.killpg(int(job), signal.SIGKILL)
    ended += results
    assert sorted(number for number, _ in ended) == list(range(12))
    assert len({pid for _, (_, pid) in ended}) == 2
    jobs = (slurm / "jobs").read_text(encoding="ascii").split()
    assert len(jobs) == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    # And none is left behind.
    assert jobs[1] in (slurm / "cancelled").read_text(encoding="ascii").split()


def test_a_batch_system_that_takes_no_jobs_is_told(slurm: Path) -> None:
    (slurm / "sbatch").write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    described = Cluster(Kind.SLURM, 1, (("cores", 1), ("memory", "1GB"), ("interface", "lo")))
    with pytest.raises(MissingToolError, match="cannot be made: sbatch does not do it"):
        list(DaskExecutor(described, time.monotonic).run(tasks.square, range(3)))
