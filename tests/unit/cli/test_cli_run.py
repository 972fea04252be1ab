"""The whole command but for the stages: a task of our own copies files that are marked as DICOM."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scrub.cli import options as asked
from scrub.cli.main import guarded
from scrub.cli.run import run
from scrub.errors import MissingToolError
from scrub.model.outcome import Outcome, Verdict
from scrub.model.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.instance import Job
    from scrub.recipe import Recipe

HEAD = bytes(128) + b"DICM"
PATIENT = "doe_jane"


@dataclass(frozen=True, slots=True)
class CopyJob:
    """Copies a file by way of a draft; a word in the file says how it ends."""

    recipe: Recipe
    key_path: str
    output: str
    work: str

    def __call__(self, job: Job) -> Outcome:
        content = Path(job.source.file).read_bytes()
        word = content[len(HEAD) :].decode()
        if word.startswith("missing"):
            raise MissingToolError("no engine: pip install one")
        if word.startswith("bug"):
            raise ValueError(PATIENT)
        if word.startswith("killed"):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.2 * word.startswith("slow"))
        if word.startswith("held"):
            return Outcome(job.source, Verdict.HELD, "someone must look")
        target = hashlib.sha256(content).hexdigest()[:16]
        draft = Path(self.work, target)
        draft.write_bytes(content)
        draft.rename(Path(self.output, target))
        plan = Plan("", self.recipe.digest(), target, (), "1.2.840.10008.1.2.1")
        return Outcome(job.source, Verdict.WRITTEN, "", plan, number_of_frames=1)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    (tmp_path / "in" / PATIENT).mkdir(parents=True)
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def put(house: Path, *words: str) -> None:
    for word in words:
        (house / "in" / PATIENT / word).write_bytes(HEAD + word.encode())


def scrub(house: Path, *arguments: str) -> int:
    given = ["--workers", "0", *arguments, str(house / "in"), str(house / "out")]
    return guarded(lambda: run(asked.parse(given), CopyJob), debug=False)


def records(house: Path) -> list[dict[str, str]]:
    lines = (house / "out.report" / "report.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def last_line(said: pytest.CaptureFixture[str]) -> str:
    return said.readouterr().out.splitlines()[-1]


def all_text(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.rglob("*")) if path.is_file())


def test_all_written_is_exit_code_0(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(house, "a", "b")
    (house / "in" / "notes").write_text("hello")
    assert scrub(house) == 0
    assert last_line(capsys) == "scrub: written=2 held=0 refused=0 failed=0 not_dicom=1"
    assert len(list((house / "out").iterdir())) == 2
    assert [r["verdict"] for r in records(house)] == ["not dicom", "written", "written"]


def test_workers_do_the_same(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(house, "a", "b", "killed", "held")
    assert scrub(house, "--workers", "2") == 11
    assert last_line(capsys) == "scrub: written=2 held=1 refused=0 failed=1 not_dicom=0"
    [failed] = [r for r in records(house) if r["verdict"] == "failed"]
    assert failed["reason"] == "the worker died"
    assert not (house / "out.work").exists()


def test_the_exit_code_is_of_the_worst(house: Path) -> None:
    put(house, "a", "held")
    assert scrub(house) == 10
    (house / "in" / "link").symlink_to("gone")
    assert scrub(house) == 11


def test_running_again_does_nothing_and_reports_all(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(house, "a", "held")
    assert scrub(house) == 10
    before, first = records(house), capsys.readouterr()
    put(house, "b")
    assert scrub(house) == 10
    again = capsys.readouterr()
    assert "2 of these were done before" in again.out
    assert "done before" not in first.out
    assert sorted(map(str, before)) == sorted(map(str, records(house)[:2]))
    assert len(records(house)) == 3


def test_no_name_of_a_file_is_anywhere_unless_revealed(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(house, "a", "held")
    assert scrub(house, "-v") == 10
    captured = capsys.readouterr()
    report, ledger = house / "out.report", (house / "out.ledger").read_text()
    assert captured.err.count(": held: someone must look") == 1
    for text in (captured.out, captured.err, ledger, all_text(report)):
        assert PATIENT not in text
    put(house, "b")
    assert scrub(house, "-v", "--reveal") == 10
    assert f"{PATIENT}/held: held" in capsys.readouterr().err
    assert {Path(record["path"]).name for record in records(house)} == {"a", "b", "held"}
    assert PATIENT not in (house / "out.ledger").read_text()


def test_what_identifies_is_the_owners_alone(house: Path) -> None:
    put(house, "a")
    previous = os.umask(0)
    try:
        scrub(house)
    finally:
        os.umask(previous)
    private = [house / "out.ledger", house / "configuration" / "scrub" / "key"]
    private += list((house / "out.report").iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert stat.S_IMODE((house / "out.report").stat().st_mode) == 0o700
    assert {path.name for path in (house / "out.report").iterdir()} == {
        "report.html",
        "report.jsonl",
        "run.json",
    }


def test_an_output_of_others_is_not_touched(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(house, "a")
    (house / "out").mkdir()
    (house / "out" / "mine").touch()
    assert scrub(house) == 6
    assert "exists and was not made by scrub" in capsys.readouterr().err
    assert {path.name for path in house.iterdir()} == {"in", "out", "configuration"}


@pytest.mark.parametrize("name", ["out.work", "out.report"])
def test_a_folder_of_others_beside_the_output_is_not_touched(house: Path, name: str) -> None:
    put(house, "a")
    (house / name).mkdir()
    (house / name / "mine").touch()
    assert scrub(house) == 6
    assert (house / name / "mine").exists()


def test_an_output_that_is_a_file_is_not_touched(house: Path) -> None:
    put(house, "a")
    (house / "out").write_text("mine")
    assert scrub(house) == 6
    assert (house / "out").read_text() == "mine"


def test_an_empty_output_may_be_there(house: Path) -> None:
    put(house, "a")
    (house / "out").mkdir()
    assert scrub(house) == 0


@pytest.fixture
def program(house: Path) -> list[str]:
    """The command as a process, with two workers."""
    path = house / "program.py"
    path.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from scrub.cli import options\n"
        "from scrub.cli.main import guarded\n"
        "from scrub.cli.run import run\n"
        "from test_cli_run import CopyJob\n"
        "if __name__ == '__main__':\n"
        "    given = ['--workers', '2', *sys.argv[1:]]\n"
        "    sys.exit(guarded(lambda: run(options.parse(given), CopyJob), debug=False))\n",
        encoding="utf-8",
    )
    return [sys.executable, str(path), str(house / "in"), str(house / "out")]
