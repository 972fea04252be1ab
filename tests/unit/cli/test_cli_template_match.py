from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from doubles.instances import dataset_of, saved
from doubles.site_templates import instance, site
from scrub.cli.main import main

PACKAGED = Path(pydicom.__file__).parent / "data" / "test_files"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return site(tmp_path / "own")


def match(*words: str | Path) -> int:
    return main(["templates", "match", *map(str, words)])


def test_what_fits_and_what_goes_black_is_told(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance(tmp_path / "in" / "a.dcm", "One", frames=3)
    assert match(tmp_path / "in", "--templates", own) == 0
    assert capsys.readouterr().out.splitlines() == [
        "file 1 of 1: US, Acme Imaging One, 48x64",
        "  fits: acme-one-48x64",
        "  black: 0,0 64x8",
        "  black: 48,44 16x4, frames 2 to 3",
        "  complete: yes",
        "0 of 1 files with pixels have no template.",
    ]


def test_a_size_that_nearly_fits_is_told_with_both_sizes_and_is_no_template(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance(tmp_path / "in" / "a.dcm", "One", (60, 64))
    assert match(tmp_path / "in" / "a.dcm", "--templates", own) == 10
    said = capsys.readouterr().out
    assert "  nearly: acme-one-48x64: size 60x64, template 48x64" in said.splitlines()
    assert "  no template fits" in said.splitlines()
    assert "  black: " not in said


def test_a_proposal_is_told_and_is_no_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance(tmp_path / "a.dcm", "One", (200, 400))
    assert match(tmp_path / "a.dcm") == 10
    said = capsys.readouterr().out
    assert "  black where text that identifies is in it: 0,0 280x21" in said.splitlines()


def test_why_the_others_of_that_maker_do_not_fit_is_told_to_whoever_asks(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance(tmp_path / "a.dcm", "Two")
    assert match(tmp_path / "a.dcm", "--templates", own) == 10
    assert "not acme" not in capsys.readouterr().out
    assert match(tmp_path / "a.dcm", "--templates", own, "--explain") == 10
    why = [line for line in capsys.readouterr().out.splitlines() if "  not " in line]
    assert why == [
        "  not acme-one-48x64: ManufacturerModelName does not contain One",
        "  not acme-two-48x64: SoftwareVersions does not begin with 2. and StationName is there",
    ]
    instance(tmp_path / "b.dcm", "One", (48, 65))
    match(tmp_path / "b.dcm", "--templates", own, "--explain")
    assert "  not acme-one-48x64: size 48x65, template 48x64" in capsys.readouterr().out


def test_names_are_told_only_to_whoever_asks_for_paths(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance(tmp_path / "in" / "DOE_JANE" / "1.dcm", "Doe Jane One")
    assert match(tmp_path / "in", "--templates", own) == 0
    said = capsys.readouterr()
    assert "doe" not in (said.out + said.err).casefold()
    assert match(tmp_path / "in", "--templates", own, "-v") == 0
    assert f"{tmp_path / 'in/DOE_JANE/1.dcm'}: US" in capsys.readouterr().out


def test_the_worst_file_decides_and_all_are_told_of(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    instance(folder / "a.dcm", "One")
    (folder / "b.txt").write_text("no DICOM")
    saved(dataset_of(), folder / "c.dcm")
    assert match(folder, "--templates", own) == 0
    assert "file 3 of 3: CT, no pixels" in capsys.readouterr().out
    instance(folder / "d.dcm", "Three")
    assert match(folder, "--templates", own) == 10
    (folder / "e.dcm").write_bytes((folder / "a.dcm").read_bytes()[:400])
    assert match(folder, "--templates", own) == 11
    said = capsys.readouterr()
    assert "1 of 2 files with pixels have no template." in said.out
    assert "file 5 of 5: " in said.err
    assert match(tmp_path / "none", "--templates", own) == 5


def test_a_real_file_of_a_known_machine_has_its_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = pydicom.dcmread(PACKAGED / "MR_small.dcm")
    dataset.Modality, dataset.Manufacturer = "CR", "KONICA MINOLTA"
    dataset.ManufacturerModelName, dataset.SoftwareVersions = "0402", "2.1"
    dataset.Rows, dataset.Columns = 2010, 2446
    dataset.PixelData = bytes(2010 * 2446 * 2)
    dataset.save_as(tmp_path / "a.dcm")
    assert match(tmp_path / "a.dcm") == 0
    said = capsys.readouterr().out
    assert "  fits: konica-0402-2010x2446-dre" in said
    # Another source has it a pixel less high.
    assert [line for line in said.splitlines() if "black: 0,0" in line] == ["  black: 0,0 2446x116"]
    assert "  complete: no, text may be elsewhere" in said
