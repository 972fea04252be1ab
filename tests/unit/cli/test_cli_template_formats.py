from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from doubles.site_templates import site
from scrub.cli.main import main
from scrub.masks.formats import FORMATS, format_named
from scrub.masks.formats.guessing import guess
from scrub.masks.library import YamlTemplates
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = """\
FORMAT dicom

%filter graylist

LABEL Acme One # (a visitor)
  contains Manufacturer Acme
  + contains ManufacturerModelName One
  + equals Rows 480
  coordinates 0,0,640,40

LABEL Acme Two
  contains Manufacturer Acme
  + contains ManufacturerModelName Two
  surely Rows 480
  coordinates 0,0,640,40
"""


def templates(*words: str | Path) -> int:
    return main(["templates", *map(str, words)])


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "deid.dicom"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def loaded(path: Path) -> tuple[MaskTemplate, ...]:
    return tuple(YamlTemplates((path,)).templates())


@pytest.mark.parametrize("name", ["deid", "auto"])
def test_what_is_imported_is_a_file_that_a_run_can_read(
    name: str, recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "own.yaml"
    assert templates("import", name, recipe, "-o", out) == 0
    first, *_ = loaded(out)
    assert (first.rows, first.black[0].area) == (480, Pixels(0, 0, 640, 40))
    said = capsys.readouterr()
    assert not said.out
    assert f"{recipe}:14: " in said.err
    assert said.err.splitlines()[-1].startswith("scrub: ")
    assert templates("check", out) == 0


def test_without_a_file_it_is_printed(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert templates("import", "deid", recipe) == 0
    (tmp_path / "again.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert loaded(tmp_path / "again.yaml")


def test_a_dash_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(RECIPE.encode())))
    assert templates("import", "auto", "-") == 0
    assert "name: imported" in capsys.readouterr().out


def test_whoever_is_strict_is_told_by_the_exit_code_that_something_was_lost(
    recipe: Path, tmp_path: Path
) -> None:
    assert templates("import", "deid", recipe, "--strict", "-o", tmp_path / "1.yaml") == 10
    assert loaded(tmp_path / "1.yaml")
    recipe.write_text(RECIPE.partition("LABEL Acme Two")[0])
    assert templates("import", "deid", recipe, "--strict", "-o", tmp_path / "2.yaml") == 0


def test_nothing_is_written_over(recipe: Path) -> None:
    assert templates("import", "deid", recipe, "-o", recipe) == 6
    assert recipe.read_text() == RECIPE


def test_what_cannot_be_imported_at_all_is_told(recipe: Path, tmp_path: Path) -> None:
    assert templates("import", "none", recipe) == 2
    assert templates("import", "deid", tmp_path / "none") == 5
    recipe.write_text("no format at all")
    assert templates("import", "auto", recipe) == 2
    assert templates("import", "deid", recipe) == 3


def test_names_and_files_are_exported_and_so_is_all_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = site(tmp_path / "own")
    assert templates("export", "deid", own / "acme.yaml", "konica*dre") == 0
    said = capsys.readouterr()
    assert "acme-two-48x64" in said.out
    assert "konica-0402-2010x2446-dre" in said.out
    assert "konica-0402-2010x2446-starr" not in said.out
    assert "scrub: 4 templates, " in said.err
    assert templates("export", "deid", "--templates", own, "-o", tmp_path / "all") == 0
    assert "acme-two-48x64" in (tmp_path / "all").read_text(encoding="utf-8")
    assert templates("export", "deid", "konica") == 2


def test_what_an_export_loses_is_told(tmp_path: Path) -> None:
    own = site(tmp_path / "own")
    assert templates("export", "pixelmed", own, "--strict", "-o", tmp_path / "out") == 10


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_known_by_what_we_write_in_it(name: str) -> None:
    asked = (("StationName", "ROOM3"), ("SOPInstanceUID", "1.2.3"))
    made = [
        MaskTemplate(
            name=attribute.casefold(),
            when=(Condition(attribute, "equals", (value,)),),
            black=(Patch(Pixels(0, 0, 30, 40)),),
            rows=480,
            columns=640,
        )
        for attribute, value in asked
    ]
    text = format_named(name).write(made).text
    assert guess(text) == name
    assert guess(text.replace("\n", "\r\n")) == name


def test_a_text_that_is_none_is_not_guessed() -> None:
    assert guess("") == ""
    assert guess("Dear all, see (1,2,3,4) in {the} attachment.\nfile,name\n800x600\n") == ""
