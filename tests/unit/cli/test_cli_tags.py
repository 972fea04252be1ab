from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pydicom
import pytest

from doubles.instances import dataset_of, saved
from scrub.cli.main import main

PACKAGED = Path(pydicom.__file__).parent / "data" / "test_files"
SECRET = "ROE^RICHARD"
SET = ("--set", f"PatientName={SECRET}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two instances, a text and a folder of one instance more, of other tags."""
    inside = tmp_path / "in"
    (inside / "deep").mkdir(parents=True)
    saved(dataset_of(), inside / "a.dcm")
    saved(dataset_of(SOPInstanceUID="1.2.3.4.6"), inside / "b.dcm")
    saved(dataset_of(EthnicGroup="E", SOPInstanceUID="1.2.3.4.7"), inside / "deep" / "a.dcm")
    (inside / "notes.txt").write_text("no DICOM")
    return inside


def tags(*words: str | Path) -> int:
    return main(["tags", *map(str, words)])


def values(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """Return what a list of a file says, as JSON, by path."""
    capsys.readouterr()
    assert tags("list", path, "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    return {row["path"]: row["values"] for row in listed["elements"]}


def test_every_element_is_listed_and_nothing_is_said_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tags("list", PACKAGED / "CT_small.dcm") == 0
    said = capsys.readouterr()
    assert not said.err
    for line in (
        "(0002,0016) AE   1      8 X     SourceApplicationEntityTitle = CLUNIE1",
        "(0010,0010) PN   1     22 Z     PatientName = CompressedSamples^CT1",
        "  (0010,0020) LO   1      8 X     OtherPatientIDsSequence[1].PatientID = 1234ABCD",
        '(0009,1004) SH   1     12 X     0009,"GEMS_IDEN_01",04 = HiSpeed CT/i',
        "(7FE0,0010) OW   1  32768 K     PixelData (32768 bytes)",
    ):
        assert line in said.out.splitlines()


def test_as_many_elements_are_listed_as_pydicom_finds(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("reportsi.dcm", "rtplan.dcm", "MR_small_bigendian.dcm", "image_dfl.dcm"):
        capsys.readouterr()
        assert tags("list", PACKAGED / name) == 0
        lines = capsys.readouterr().out.splitlines()
        dataset = pydicom.dcmread(PACKAGED / name)
        assert len(lines) == len(dataset.file_meta) + sum(1 for _ in dataset.iterall())


@pytest.mark.parametrize(
    ("option", "there", "gone"),
    [
        ("--private", "GEMS_IDEN_01", "PatientName"),
        ("--phi", "PatientName", "Modality"),
        ("--match=patientn", "PatientName", "Modality"),
        ("--match=0010,0010", "PatientName", "PatientID"),
    ],
)
def test_a_list_can_be_narrowed(
    option: str, there: str, gone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tags("list", PACKAGED / "CT_small.dcm", option) == 0
    said = capsys.readouterr().out
    assert there in said
    assert gone not in said


def test_a_value_does_nothing_to_a_terminal_and_long_ones_are_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = dataset_of(PatientComments="\x1b[31mred\n" + "x" * 500)
    path = tmp_path / "in.dcm"
    saved(dataset, path)
    assert tags("list", path, "--match", "PatientComments") == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert len(said) < 150
    assert "…" in said
    assert values(path, capsys)["PatientComments"] == ["\x1b[31mred\n" + "x" * 500]


def test_what_is_set_is_listed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out.dcm"
    words = [*SET, "--set", "0010,0020=X", "--set", "StudyDescription==a=b", "--add"]
    words += ["--set", "RequestAttributesSequence[0].ScheduledProcedureStepID=7"]
    words += ["--set", '0043,"A=B",01=00FF', "--remove", "PatientBirthDate"]
    assert tags("set", folder / "a.dcm", *words, "-o", out) == 0
    assert capsys.readouterr().out.startswith("scrub: written=1 ")
    found = values(out, capsys)
    assert found["PatientName"] == [SECRET]
    assert found["PatientID"] == ["X"]
    assert found["StudyDescription"] == ["=a=b"]
    assert found["RequestAttributesSequence[0].ScheduledProcedureStepID"] == ["7"]
    assert found['0043,"A=B",01'] == ["00FF"]
    assert "PatientBirthDate" not in found


def test_changes_are_made_in_the_order_in_which_they_are_given(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.dcm"
    words = ["--remove", "PatientID", "--set", "PatientID=2", "--set", "PatientName=A"]
    assert tags("set", folder / "a.dcm", "--add", *words, *SET, "-o", out) == 0
    made = pydicom.dcmread(out)
    assert (made.PatientID, made.PatientName) == ("2", SECRET)


def test_a_folder_keeps_its_names_and_what_is_not_there_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert tags("set", folder, *SET, "--set", "EthnicGroup=F", "-o", out) == 10
    said = capsys.readouterr()
    assert said.out == "scrub: written=1 partly=2 refused=0 failed=0 not_dicom=1\n"
    assert said.err.count("not there, and left out: EthnicGroup") == 2
    assert {path.relative_to(out).as_posix() for path in out.rglob("*.dcm")} == {
        *("a.dcm", "b.dcm", "deep/a.dcm"),
    }
    assert {str(pydicom.dcmread(path).PatientName) for path in out.rglob("*.dcm")} == {SECRET}


def test_what_is_to_go_and_is_not_there_is_as_asked(folder: Path, tmp_path: Path) -> None:
    assert tags("set", folder, "--remove", "EthnicGroup", "-o", tmp_path / "out") == 0


def test_what_is_not_there_is_an_error_for_one_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.dcm"
    assert tags("set", folder / "a.dcm", "--set", "EthnicGroup=F", "-o", out) == 2
    assert capsys.readouterr().err == "scrub: EthnicGroup is not there\n"
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--set", "PatientName"], 2),
        (["--set", f"PatientNam={SECRET}"], 2),
        (["--set", f"PatientBirthDate={SECRET}"], 2),
        (["--set", f"PatientSex={SECRET}"], 2),
        (["--set", f"0002,0010={SECRET}"], 2),
        (["--set", f"Rows={SECRET}"], 2),
        (["--set", "PatientName=RÖE^RICHARD"], 10),
        (["--remove", SECRET], 2),
        ([], 2),
    ],
)
def test_a_wrong_change_writes_nothing_and_is_told_in_a_line_without_its_value(
    words: list[str], code: int, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tags("set", folder / "a.dcm", *words, "-o", tmp_path / "out.dcm") == code
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "RICHARD" not in said
    assert not (tmp_path / "out.dcm").exists()


def test_nothing_is_written_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.dcm").write_text("mine")
    assert tags("set", folder, *SET, "-o", tmp_path / "out") == 6
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.dcm"]
    assert tags("set", folder / "a.dcm", *SET, "-o", tmp_path / "out" / "b.dcm") == 6
    assert (tmp_path / "out" / "b.dcm").read_text() == "mine"
    assert tags("set", folder / "a.dcm", *SET, "-o", folder / "a.dcm") == 2
    assert "there already" in capsys.readouterr().err


def test_in_place_is_said_or_not_done(folder: Path) -> None:
    assert tags("set", folder / "a.dcm", *SET) == 2
    assert tags("set", folder / "a.dcm", *SET, "--in-place", "-o", "x") == 2
    assert pydicom.dcmread(folder / "a.dcm").PatientName == "Doe^Jane"
    assert tags("set", folder, *SET, "--in-place") == 0
    names = {str(pydicom.dcmread(path).PatientName) for path in folder.rglob("*.dcm")}
    assert names == {SECRET}


def test_two_files_of_one_name_do_not_go_to_one_place(folder: Path, tmp_path: Path) -> None:
    files = folder / "a.dcm", folder / "deep" / "a.dcm"
    assert tags("set", *files, *SET, "-o", tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()


def test_no_input_is_5_and_a_broken_one_is_11(folder: Path, tmp_path: Path) -> None:
    assert tags("list", tmp_path / "nothing") == 5
    assert tags("set", folder / "notes.txt", *SET, "-o", tmp_path / "out") == 5
    (tmp_path / "cut.dcm").write_bytes((folder / "a.dcm").read_bytes()[:-9])
    assert tags("list", tmp_path / "cut.dcm") == 11
    assert tags("set", tmp_path / "cut.dcm", folder / "a.dcm", *SET, "-o", tmp_path / "out") == 11
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.dcm"]


def test_a_zip_can_be_listed_and_not_changed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "scans.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(folder / "a.dcm", "../a.dcm")
    assert tags("list", archive) == 0
    assert "Doe^Jane" in capsys.readouterr().out
    assert tags("set", archive, *SET, "-o", tmp_path / "out") == 10
    assert not list(tmp_path.rglob("out/*"))
    assert not (tmp_path / "a.dcm").exists()


def test_names_of_files_are_told_only_to_whoever_asks(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "DOE_JANE.dcm").write_bytes((folder / "a.dcm").read_bytes()[:-9])
    assert tags("set", folder, *SET, "-o", tmp_path / "out") == 11
    said = capsys.readouterr()
    assert "DOE" not in said.out + said.err
    assert tags("set", folder, *SET, "-o", tmp_path / "again", "-v") == 11
    said = capsys.readouterr()
    assert "DOE_JANE.dcm: failed" in said.out
    assert "DOE" not in said.err


def test_whoever_reads_a_part_gets_no_error() -> None:
    words = [sys.executable, "-m", "scrub", "tags", "list", str(PACKAGED / "CT_small.dcm")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        os.close(os.dup(process.stdout.fileno()))
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
