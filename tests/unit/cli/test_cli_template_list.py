from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from doubles.site_templates import ACME, site
from scrub.cli.main import main
from scrub.cli.template_words import in_words
from scrub.data import template_files
from scrub.masks.library import YamlTemplates
from scrub.masks.schema import schema
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from pathlib import Path


def templates(*words: str | Path) -> int:
    return main(["templates", *map(str, words)])


def names(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]


def test_every_template_we_ship_is_listed_in_a_line_a_terminal_can_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert templates("list") == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 100
    shipped = YamlTemplates(template_files()).templates()
    assert f"{len(shipped)} templates, 0 reviewed, 0 complete" in said.err
    listed = {line.split()[0] for line in lines}
    assert {one.name for one in shipped} <= listed
    (line,) = (line for line in lines if line.startswith("konica-0402-2446x2446-dre "))
    assert line.split()[1:] == ["CR", "KONICA", "0402", "+1", "2446x2446", "1", "-", "dicom-dre"]


def test_a_list_can_be_narrowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = site(tmp_path / "own")
    assert templates("list", "--templates", own, "--manufacturer", "ACME") == 0
    assert names(capsys) == ["acme-one-48x64", "acme-two-48x64"]
    assert templates("list", "--templates", own, "--reviewed") == 0
    assert names(capsys) == ["acme-one-48x64"]
    assert templates("list", "--templates", own, "--unreviewed", "--manufacturer", "acme") == 0
    assert names(capsys) == ["acme-two-48x64"]
    assert templates("list", "--proposals") == 0
    assert "us-header-strip" in names(capsys)
    with pytest.raises(SystemExit):
        templates("list", "--reviewed", "--unreviewed")


def test_programs_are_told_all_about_a_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = site(tmp_path / "own")
    assert templates("list", "--templates", own, "--manufacturer", "acme", "--json") == 0
    said = capsys.readouterr()
    first, _ = json.loads(said.out)
    assert not said.err
    assert first == {
        "name": "acme-one-48x64",
        "modality": ["US"],
        "manufacturer": ["Acme"],
        "model": ["One"],
        "rows": 48,
        "columns": 64,
        "rectangles": 2,
        "complete": True,
        "proposal": False,
        "reviewed": {"by": "A. Reviewer", "on": "2026-11-21", "equipment": "room 3"},
        "provenance": ["seen in room 3"],
        "note": "",
        "place": f"{own / 'acme.yaml'}:7",
    }


def test_what_is_shown_can_be_read_back_and_says_where_it_lies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = site(tmp_path / "own")
    assert templates("show", "acme-*", "konica-0402-2446x2446-dre", "--templates", own) == 0
    shown = capsys.readouterr().out
    comments = [line for line in shown.splitlines() if line.startswith("#")]
    assert comments == [
        f"# acme-one-48x64: {own / 'acme.yaml'}:7",
        f"# acme-two-48x64: {own / 'acme.yaml'}:19",
        "# konica-0402-2446x2446-dre: shipped",
    ]
    again = tmp_path / "again.yaml"
    again.write_text(shown, encoding="utf-8")
    before = YamlTemplates((own / "acme.yaml", *template_files())).templates()
    after = YamlTemplates((again,)).templates()
    assert len(after) == 3
    assert set(after) <= set(before)


def test_a_name_that_is_not_there_is_2_and_the_nearest_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert templates("show", "konica-0402") == 2
    said = capsys.readouterr()
    assert not said.out
    assert "there is konica-0402-2446x2446" in said.err


@pytest.mark.parametrize("command", ["list", "conflicts", "check", "match"])
def test_a_wrong_template_is_told_with_file_and_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = site(tmp_path / "own", ACME.replace("rows: 48", "rows: none", 1))
    where = [own] if command == "check" else ["--templates", own]
    file = [tmp_path] if command == "match" else []
    assert templates(command, *where, *file) == 3
    said = capsys.readouterr()
    assert f"{own / 'acme.yaml'}:10: " in said.out + said.err


def test_a_folder_that_is_not_there_is_3(tmp_path: Path) -> None:
    assert templates("list", "--templates", tmp_path / "none") == 3
    assert templates("check", tmp_path / "none") == 3


def test_the_schema_is_printed_or_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert templates("schema") == 0
    assert json.loads(capsys.readouterr().out) == schema()
    assert templates("schema", "-o", tmp_path / "s.json") == 0
    assert json.loads((tmp_path / "s.json").read_text()) == schema()
    assert templates("schema", "-o", tmp_path / "s.json") == 6
    assert templates("schema", "-o", tmp_path / "none" / "s.json") == 6


def test_a_command_without_a_subcommand_is_2_and_each_tells_of_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in ([], ["nothing"]):
        with pytest.raises(SystemExit) as ended:
            templates(*words)
        assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        templates("match", "--help")
    assert ended.value.code == 0
    assert "--explain" in capsys.readouterr().out


def test_what_a_test_asks_and_what_is_so_where_it_fails_is_put_in_words() -> None:
    us, one = Condition("0008,0060", "equals", ("US", "IVUS")), Condition("Rows", "less", ("9",))
    old = Condition("0019,xx27", "absent", (), negated=True, creator="ACME")
    assert in_words(us) == "Modality is US or IVUS"
    assert in_words(us, failed=True) == "Modality is not US or IVUS"
    assert in_words(old) == "0019,xx27 of ACME is there"
    assert in_words(AllOf((us, AnyOf((one, old)))), failed=True) == (
        "Modality is not US or IVUS or (Rows is not less than 9 and 0019,xx27 of ACME is not there)"
    )
    assert in_words(Not(one), failed=True) == "Rows is less than 9"
