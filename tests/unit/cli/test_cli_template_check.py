from __future__ import annotations

import json
from typing import TYPE_CHECKING

from doubles.site_templates import ACME, site
from scrub.cli.main import main
from scrub.data import template_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def templates(*words: str | Path) -> int:
    return main(["templates", *map(str, words)])


def test_what_is_right_is_0_and_what_is_wrong_is_3_with_every_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert templates("check", site(tmp_path / "right")) == 0
    assert capsys.readouterr().out == "2 templates in 1 files: 0 wrong, 0 remarks.\n"
    text = ACME.replace("height: 8", "height: 80").replace("contains: Two", "contain: Two")
    wrong = site(tmp_path / "wrong", text)
    assert templates("check", wrong) == 3
    first, second, counted = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{wrong / 'acme.yaml'}:13: wrong: this reaches out of the frame")
    assert second.startswith(f"{wrong / 'acme.yaml'}:21: wrong: unknown key 'contain'")
    assert counted == "0 templates in 1 files: 2 wrong, 0 remarks."


def test_a_name_that_we_use_is_wrong_since_a_run_reads_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = site(tmp_path / "own", ACME.replace("acme-one-48x64", "konica-0402-2446x2446-dre"))
    assert templates("check", own) == 3
    assert "konica-0402-2446x2446-dre is also in shipped" in capsys.readouterr().out


def test_what_we_ship_can_be_checked_as_any_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert templates("check", template_files()[0].parent) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"templates in {len(template_files())} files: 0 wrong" in said[-1]


def test_a_remark_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ACME.replace("contains: One", "contains: [One, Two]").replace("complete: true", "")
    twice = text.replace("acme-one", "acme-all").replace("contains: [One, Two]", "contains: wo")
    (folder := site(tmp_path / "own", text)).joinpath("more.yaml").write_text(
        twice.partition("\n  - name: acme-two")[0]
    )
    assert templates("check", folder) == 0
    assert "0 wrong, 1 remarks" not in capsys.readouterr().out


def test_conflicts_are_told_by_source_and_a_file_is_a_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ACME.replace("provenance: [a book]", "").replace("contains: Two", "contains: One")
    own = site(tmp_path / "own", text)
    assert templates("conflicts", "--templates", own) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    at = lines.index("Acme One, 48x64: 320 of 832 pixels (38%) disputed")
    shown = "\n".join(lines[at : at + 5])
    assert "  seen in roo… 0,0 64x8; 48,44 16x4" in shown
    assert "  acme.yaml    0,0 64x12\n               by acme-two-48x64" in shown
    assert "machines and sizes have more than one source" in lines[-1]


def test_programs_are_told_of_conflicts(capsys: pytest.CaptureFixture[str]) -> None:
    assert templates("conflicts", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["shared"] > len(found["conflicts"]) > 0
    first = found["conflicts"][0]
    assert {"machine", "rows", "columns", "claims", "applied", "disputed"} == first.keys()
    assert {"source", "templates", "rects"} == first["claims"][0].keys()
