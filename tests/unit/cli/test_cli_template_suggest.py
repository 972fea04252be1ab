from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.burning import SURNAMES, write_machine
from scrub.cli.main import main
from scrub.masks.library import YamlTemplates

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = ("--ocr", "doubles.printed:PrintedEngine", "--workers", "0")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 40 instances of one machine, of 40 patients."""
    folder = tmp_path_factory.mktemp("machine")
    write_machine(folder, 40)
    return folder


def suggest(*words: str | Path) -> int:
    return main(["templates", "suggest", *map(str, (*words, *ENGINE))])


def test_a_machine_seen_on_40_patients_gets_a_file_that_covers_what_it_burns(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made.yaml"
    assert suggest(machine, "-o", path) == 0
    (template,) = YamlTemplates((path,)).templates()
    assert template.name == "fictive-imaging-example-7-240x400-suggested"
    assert template.proposal
    said = capsys.readouterr()
    assert "40 instances of 40 patients in 40 studies" in said.out
    assert "less than 7.2%" in said.out
    shown = (said.out + said.err + path.read_text()).casefold()
    for secret in (*SURNAMES, "mrn-9", str(machine)):
        assert secret.casefold() not in shown


def test_without_a_file_templates_alone_are_on_standard_output(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert suggest(machine) == 0
    said = capsys.readouterr()
    path = tmp_path / "made.yaml"
    path.write_text(said.out)
    assert len(YamlTemplates((path,)).templates()) == 1
    assert "name 100%" in said.err


def test_from_too_few_nothing_is_written_and_what_is_missing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_machine(tmp_path / "in", 17)
    path = tmp_path / "made.yaml"
    assert suggest(tmp_path / "in", "-o", path) == 0
    assert not path.exists()
    assert "nothing suggested: needs 12 more instances, each of" in capsys.readouterr().out
    assert suggest(tmp_path / "in", "-o", path, "--max-outside", "0.2") == 0
    assert path.exists()


def test_a_file_that_is_there_stays_and_nothing_is_looked_at(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made.yaml"
    path.write_text("mine")
    assert suggest(machine, "-o", path) == 6
    assert path.read_text() == "mine"
    assert "instances" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("--max-outside", "0"), ("--max-outside", "1"), ("--min-patients", "0")]
)
def test_what_is_no_evidence_cannot_be_asked_for(words: tuple[str, ...], machine: Path) -> None:
    assert suggest(machine, *words) == 2
