"""What can be seen of a run from outside: its status, its log, what it counts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from doubles.copying import PATIENT, put, scrub
from scrub.cli.main import main

TESTS = Path(__file__).resolve().parents[2]


def counted(path: Path) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(path.read_text())
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, ",".join(one.labels.values())): one.value for one in samples}


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def status(house: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main(["status", str(house / "out"), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def test_the_status_of_a_run_that_ended_is_its_own(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(house, "a", "b", "held")
    scrub(house)
    code, told = status(house, capsys)
    assert (code, told["exit_code"], told["state"]) == (10, 10, "ended")
    assert told["verdicts"] == {"written": 2, "held": 1}
    assert (told["found"], told["due"], told["done"], told["kept"]) == (3, 3, 3, 0)
    put(house, "c")
    scrub(house)
    _, told = status(house, capsys)
    assert (told["found"], told["due"], told["done"], told["kept"]) == (4, 1, 1, 3)
    assert main(["status", str(house / "out")]) == 10
    assert "1 of 1 done, 3 were done before" in capsys.readouterr().out


def test_where_no_run_was_there_is_no_status(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", str(house / "out")]) == 5
    assert "no run of scrub wrote to" in capsys.readouterr().err


def test_a_run_that_failed_says_so(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(house, "missing")
    assert scrub(house) == 4
    code, told = status(house, capsys)
    assert (code, told["state"], told["cut_short"]) == (130, "failed", False)


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from doubles.copying import CopyJob
from scrub.cli import options, run
if __name__ == "__main__":
    sys.exit(run.run(options.parse(sys.argv[1:]), CopyJob))
"""


def waited(path: Path, wanted: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        if told.get("state") == wanted and told["done"]:
            return told
        time.sleep(0.05)
    raise AssertionError(f"never {wanted}")


def test_a_run_is_seen_while_it_goes_on_and_when_it_was_killed(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(house, *(f"slow{number}" for number in range(60)))
    program = house / "program.py"
    program.write_text(PROGRAM.format(tests=str(TESTS)))
    command = [sys.executable, str(program), str(house / "in"), str(house / "out")]
    with subprocess.Popen([*command, "--key", str(house / "key"), "--workers", "1"]) as going:
        waited(house / "out.report" / "status.json", "running")
        code, told = status(house, capsys)
        assert (code, told["pid"], told["cut_short"]) == (0, going.pid, False)
        assert 0 < told["done"] < told["due"] == 60
        assert main(["status", str(house / "out")]) == 0
        assert f"running ({told['host']}, pid {going.pid}, " in capsys.readouterr().out
        going.send_signal(signal.SIGKILL)
    assert not status(house, capsys)[1]["cut_short"], "its lock is gone, but it was heard of"
    monkeypatch.setattr("scrub.cli.status._LATE_SECONDS", 0.0)
    code, told = status(house, capsys)
    assert (code, told["state"], told["cut_short"]) == (130, "running", True)
    assert main(["status", str(house / "out")]) == 130
    assert capsys.readouterr().out.startswith("cut short: run the same command again to go on")


def test_what_is_counted_is_there_at_the_end(house: Path) -> None:
    put(house, "a", "b", "held", "killed")
    scrub(house, "--workers", "1", "--metrics", str(house / "run.prom"))
    numbers = counted(house / "run.prom")
    assert numbers["scrub_instances", "written"] == 2
    assert numbers["scrub_instances", "held"] == 1
    assert numbers["scrub_instances", "failed"] == 1
    assert numbers["scrub_frames_total", ""] == 2
    assert numbers["scrub_instance_seconds_count", ""] == 4
    assert numbers["scrub_executor_events_total", "worker died"] == 2
    put(house, "c")
    scrub(house, "--metrics", str(house / "run.prom"))
    numbers = counted(house / "run.prom")
    assert (numbers["scrub_instances_kept", ""], numbers["scrub_instances_done", ""]) == (4, 1)


def test_the_log_tells_each_end_and_what_befell_workers_and_no_name(house: Path) -> None:
    put(house, "a", "held", "killed")
    log = house / "run.log"
    scrub(house, "--workers", "1", "--log", str(log))
    told = events(log)
    assert [told[0]["event"], told[-1]["event"]] == ["run began", "run ended"]
    assert told[-1]["exit_code"] == 11
    ends = {one["verdict"]: one for one in told if one["event"] == "instance ended"}
    assert set(ends) == {"written", "held", "failed"}
    assert (ends["held"]["level"], ends["written"]["level"]) == ("warning", "info")
    assert ends["failed"]["reason"] == "the worker died"
    assert "worker died" in {one["event"] for one in told}
    assert PATIENT not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    scrub(house, "--log", str(log))
    assert events(log)[: len(told)] == told, "it is added to"
    assert [one["event"] for one in events(log)[len(told) :]] == [
        "run began",
        "sources found",
        "run ended",
    ]


@pytest.mark.parametrize("option", ["--log", "--metrics"])
def test_what_cannot_be_written_is_told_before_anything_is_done(house: Path, option: str) -> None:
    put(house, "a")
    assert scrub(house, option, str(house / "nowhere" / "file")) == 6
    assert not list((house / "out").iterdir())


def test_without_a_log_workers_that_die_print_nothing(
    house: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put(house, "killed")
    scrub(house, "--workers", "1")
    assert "died" not in capfd.readouterr().err
    assert os.environ.get("PYTHONWARNINGS") is None
