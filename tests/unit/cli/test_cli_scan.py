"""`scrub scan`: what it says, what it leaves behind, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles.instances import dataset_of, saved
from doubles.printed import put
from scrub.cli.main import main
from scrub.header.key import make_key

if TYPE_CHECKING:
    from pathlib import Path

BLANK = np.full((80, 200), 40, np.uint8)
NAMED = put(BLANK, "DOE JANE", 8, 8)
WHO = ("DOE", "JANE", "Doe", "Jane")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def put_in(folder: Path, name: str, frame: np.ndarray, **attributes: Any) -> None:  # noqa: ANN401 (pydicom's values)
    saved(dataset_of(frame, SOPInstanceUID=f"1.2.3.{len(name)}", **attributes), folder / name)


def scan(folder: Path, *more: str | Path) -> int:
    engine = () if "--ocr" in more else ("--ocr", "doubles.printed:PrintedEngine")
    return main(["scan", str(folder), "--workers", "0", *engine, *map(str, more)])


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_name_in_the_pixels_is_exit_code_12_and_nothing_is_written_or_quoted(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder, "Doe^Jane.dcm", NAMED)
    put_in(folder, "clear.dcm", put(BLANK, "LIVER", 8, 8))
    before = everything(folder.parent)
    assert scan(folder, "-v") == 12
    assert (everything(folder.parent), everything(home)) == (before, {})
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].endswith(": found; 1 text in the pixels (name 1)")
    assert lines[1].endswith(": clear")
    assert lines[2] == (
        "2 instances looked at. 1 show in their pixels 1 text that may identify someone (name 1)."
        " Headers were not looked at (--header)."
    )
    assert lines[3] == "scrub: found=1 clear=1 refused=0 failed=0 not_dicom=0"
    assert not [word for word in WHO if word in said.out + said.err]


def test_where_nothing_is_found_it_is_exit_code_0_unless_headers_count(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder, "a.dcm", BLANK)
    assert scan(folder) == 0
    assert "Nothing was found that may identify someone." in capsys.readouterr().out
    assert scan(folder, "--header", "-v") == 12
    said = capsys.readouterr().out
    assert "attributes of the header (" in said
    assert not [word for word in WHO if word in said]


def test_what_scrub_wrote_is_clear_header_and_all(folder: Path) -> None:
    # On black, what went black does not look like one more text to the engine.
    put_in(folder, "a.dcm", put(np.zeros_like(BLANK), "DOE JANE", 8, 8))
    base = folder.parent
    common = ("--ocr", "doubles.printed:PrintedEngine", "--workers", "0")
    assert main(["--pixel", str(folder), str(base / "out"), *common]) == 0
    assert scan(base / "out", "--header") == 0


@pytest.mark.parametrize(("text", "code"), [("phi", 0), ("unless-clinical", 12), ("all", 12)])
def test_which_text_counts_is_as_of_a_run(folder: Path, text: str, code: int) -> None:
    put_in(folder, "a.dcm", put(BLANK, "QXZVW", 8, 8))
    assert scan(folder, "--text", text) == code


def test_what_could_not_be_looked_at_counts_if_nothing_was_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder, "a.dcm", BLANK)
    put_in(folder, "refused.dcm", BLANK, EncapsulatedDocument=b"%PDF")
    assert scan(folder) == 10
    whole = (folder / "a.dcm").read_bytes()
    (folder / "cut.dcm").write_bytes(whole[: len(whole) - 99])
    assert scan(folder, "-v") == 11
    said = capsys.readouterr().out
    assert "2 could not be looked at." in said
    assert said.endswith("scrub: found=0 clear=1 refused=1 failed=1 not_dicom=0\n")
    put_in(folder, "named.dcm", NAMED)
    assert scan(folder) == 12


def test_a_report_is_for_its_owner_and_holds_no_text_or_path(folder: Path) -> None:
    put_in(folder, "Doe^Jane.dcm", NAMED)
    report = folder.parent / "report"
    assert scan(folder, "--report", report, "--header") == 12
    assert {path.name for path in report.iterdir()} == {"scan.jsonl", "scan.json"}
    assert not [path for path in report.rglob("*") if path.stat().st_mode & 0o077]
    assert not [
        word for word in WHO for text in everything(report).values() if word.encode() in text
    ]
    (record,) = map(json.loads, (report / "scan.jsonl").read_text().splitlines())
    assert (record["found"], record["looked"], record["frames"]) == ("found", True, 1)
    (finding,) = record["findings"]
    assert (finding["kind"], finding["rect"]["x"], finding["length"]) == ("name", 8, 8)
    facts = json.loads((report / "scan.json").read_text())
    assert (facts["counts"], facts["texts"]) == ({"found": 1}, {"name": 1})
    assert scan(folder, "--report", report, "--reveal") == 12
    assert "Doe^Jane.dcm" in (report / "scan.jsonl").read_text()


def test_a_folder_that_is_not_of_a_scan_is_left_alone(folder: Path) -> None:
    put_in(folder, "a.dcm", BLANK)
    other = folder.parent / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("dear")
    assert scan(folder, "--report", other) == 6
    assert scan(folder, "--report", folder / "inside") == 2
    assert [path.name for path in other.iterdir()] == ["thesis.txt"]


def test_sources_are_named_as_by_a_run_with_the_same_key(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder, "a.dcm", BLANK)
    key = folder.parent / "key"
    make_key(key)
    out = folder.parent / "out"
    main([str(folder), str(out), "--workers", "0", "--key", str(key)])
    (line,) = (folder.parent / "out.report" / "report.jsonl").read_text().splitlines()
    capsys.readouterr()
    scan(folder, "-v", "--key", key)
    assert capsys.readouterr().out.startswith(json.loads(line)["source"])


def test_without_an_engine_there_is_only_the_header_to_look_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder, "a.dcm", NAMED)
    assert scan(folder, "--ocr", "none") == 2
    assert scan(folder, "--ocr", "none", "--header") == 12
    said = capsys.readouterr().out
    assert "Pixels were not looked at (--ocr none)." in said


def test_processes_find_the_same_and_say_it_in_the_same_order(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "tests")
    for number in range(5):
        put_in(folder, f"{number}", NAMED if number % 2 else BLANK)
    make_key(folder.parent / "key")
    key = ("-v", "--key", folder.parent / "key")
    assert scan(folder, *key) == 12
    alone = capsys.readouterr().out
    engine = ("--ocr", "doubles.printed:PrintedEngine")
    command = ["scan", str(folder), "--workers", "2", *engine, *map(str, key)]
    assert main(command) == 12
    assert capsys.readouterr().out == alone
