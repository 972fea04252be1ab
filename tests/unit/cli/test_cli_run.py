"""The whole command but for the stages: a task of our own copies files that are marked as DICOM."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from doubles.copying import PATIENT, put, records, scrub


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
        "status.json",
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
