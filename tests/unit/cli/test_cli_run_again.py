"""What the command does on runs that follow others."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from doubles.copying import PATIENT, put, records, scrub
from scrub.cli.main import main


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("missing: no engine: pip install one", 4),
        ("bug: a bug: ValueError; --debug shows where", 1),
    ],
)
def test_what_stops_a_run_is_one_line_and_no_name(
    house: Path, capsys: pytest.CaptureFixture[str], word: str, code: int, workers: str
) -> None:
    put(house, "a", word)
    assert scrub(house, "--workers", workers) == code
    made_a_key, line = capsys.readouterr().err.splitlines()
    assert made_a_key.endswith("keep it secret")
    assert line.startswith(f"scrub: {word.partition(': ')[2]}")
    assert PATIENT not in line
    assert not (house / "out.work").exists()


def test_no_dicom_is_exit_code_5(house: Path) -> None:
    (house / "in" / "notes").write_text("hello")
    assert scrub(house) == 5


def test_another_key_may_not_go_on(house: Path) -> None:
    put(house, "a")
    assert scrub(house) == 0
    assert scrub(house, "--key", str(house / "other.key")) == 6


def test_the_report_can_be_made_again(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(house, "a")
    scrub(house, "--reveal")
    page = house / "out.report" / "report.html"
    assert PATIENT in page.read_text()
    assert main(["report", str(house / "out")]) == 0
    assert PATIENT not in page.read_text()
    assert main(["report", "--reveal", str(house / "out")]) == 0
    assert PATIENT in page.read_text()
    assert main(["report", str(house / "in")]) == 5
    assert "no report of" in capsys.readouterr().err


def test_what_was_not_kept_cannot_be_revealed(house: Path) -> None:
    put(house, "a")
    scrub(house)
    assert main(["report", "--reveal", str(house / "out")]) == 2


@pytest.fixture
def program(house: Path) -> list[str]:
    """The command as a process, with two workers."""
    path = house / "program.py"
    path.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        "from scrub.cli import options\n"
        "from scrub.cli.main import guarded\n"
        "from scrub.cli.run import run\n"
        "from doubles.copying import CopyJob\n"
        "if __name__ == '__main__':\n"
        "    given = ['--workers', '2', *sys.argv[1:]]\n"
        "    sys.exit(guarded(lambda: run(options.parse(given), CopyJob), debug=False))\n",
        encoding="utf-8",
    )
    return [sys.executable, str(path), str(house / "in"), str(house / "out")]


def wait_for_files(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if folder.is_dir() and len(list(folder.iterdir())) >= count:
            return
        time.sleep(0.02)
    pytest.fail("nothing was written")


def test_an_interrupt_ends_cleanly_and_running_again_goes_on(
    house: Path, program: list[str]
) -> None:
    put(house, *(f"slow{number:02}" for number in range(16)))
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for_files(house / "out", 3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.endswith(b"scrub: interrupted; run again to go on\n")
    assert b"Traceback" not in said
    assert not (house / "out.work").exists()
    assert json.loads((house / "out.report" / "run.json").read_text())["interrupted"]
    assert 0 < len(records(house)) < 16
    done = subprocess.run(program, capture_output=True, check=True, timeout=60)
    assert done.stdout.endswith(b"scrub: written=16 held=0 refused=0 failed=0 not_dicom=0\n")
    assert b"of these were done before" in done.stdout
    assert len(list((house / "out").iterdir())) == 16


def test_a_killed_run_goes_on(house: Path, program: list[str]) -> None:
    put(house, *(f"slow{number:02}" for number in range(16)))
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for_files(house / "out", 4)
        process.kill()
    done = subprocess.run(program, capture_output=True, check=True, timeout=60)
    assert done.stdout.endswith(b"scrub: written=16 held=0 refused=0 failed=0 not_dicom=0\n")
    assert b"of these were done before" in done.stdout
    assert not (house / "out.work").exists()
