from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from doubles.burning import SURNAMES, write_machine
from doubles.header_samples import header
from doubles.instances import saved
from scrub.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = ("--ocr", "doubles.printed:PrintedEngine")
BAR = """\
schema: 1
manufacturer: Fictive Imaging
templates:
  - name: fictive-bar
    when:
      - {attribute: Manufacturer, equals: Fictive Imaging}
    rows: 240
    columns: 400
    black:
      - {x: 0, y: 0, width: 400, height: %d}
      - {x: 0, y: 100, width: 50, height: 10}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder `in` with six instances of a machine, one without pixels, and one that is broken."""
    inside = tmp_path / "in"
    write_machine(inside, 6)
    saved(header(SOPInstanceUID="1.2.9"), inside / "report.dcm")
    broken = write_machine(tmp_path / "spare", 1)[0]
    (inside / "broken.dcm").write_bytes(broken.read_bytes()[:-500])
    (tmp_path / "templates").mkdir()
    return tmp_path


def coverage(house: Path, *words: str, height: int = 30) -> int:
    (house / "templates" / "own.yaml").write_text(BAR % height)
    given = (house / "in", "--templates", house / "templates", "--workers", "0", *words)
    return main(["templates", "coverage", *map(str, given)])


def data(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def test_what_is_covered_and_what_is_stale_is_told(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert coverage(house, *ENGINE, "--json") == 0
    made = data(capsys)
    (machine,) = made["machines"]
    assert machine["templates"] == [{"name": "fictive-bar", "instances": 6}]
    assert (machine["instances"], machine["patients"], machine["looked_at"]) == (6, 6, 6)
    assert machine["covered"]
    assert machine["hole"] is None
    assert machine["stale"] == [
        {
            "template": "fictive-bar",
            "rectangle": {"x": 0, "y": 100, "width": 50, "height": 10},
            "instances": 6,
        }
    ]
    assert made["without_pixels"] == 1
    assert [one["instances"] for one in made["not_seen"]] == [1]


def test_a_hole_is_told_with_its_place_and_kinds(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert coverage(house, *ENGINE, "--json", height=5) == 0
    hole = data(capsys)["machines"][0]["hole"]
    assert (hole["instances"], hole["texts"]) == (6, 12)
    assert hole["kinds"] == {"identifier": 6, "name": 6}
    assert all(area["y"] == 4 and area["height"] == 20 for area in hole["areas"])


def test_a_pipeline_may_ask_for_all(house: Path) -> None:
    assert coverage(house, *ENGINE, "--strict") == 10
    (house / "in" / "broken.dcm").unlink()
    assert coverage(house, *ENGINE, "--strict") == 0
    assert coverage(house, *ENGINE, "--strict", height=5) == 10
    assert coverage(house, "--no-look", "--strict", height=5) == 0
    (house / "templates" / "own.yaml").unlink()
    assert main(["templates", "coverage", str(house / "in"), "--no-look", "--strict"]) == 10


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_neither_paths_nor_texts_of_patients_are_shown(
    words: tuple[str, ...], house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coverage(house, *ENGINE, *words, height=5)
    said = capsys.readouterr()
    shown = (said.out + said.err).casefold()
    assert "fictive imaging" in shown
    for secret in (*SURNAMES[:6], "mrn-9", str(house)):
        assert secret.casefold() not in shown


def test_the_table_has_a_line_for_each_machine_and_says_what_is_missing(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coverage(house, *ENGINE, height=5)
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(lines[1].split()) == "Fictive Imaging Example 7 2.1 US 240x400 6 6 - 6 1"
    assert any(
        line.startswith("  hole: 12 texts (identifier 6, name 6) on 6 of 6") for line in lines
    )
    assert "6 instances, 6 looked at; of 1 machine, each size counted, 0 covered." in lines
    assert "1 have no pixels." in lines


def test_nothing_is_left_behind(house: Path) -> None:
    before = sorted(house.rglob("*"))
    coverage(house, "--no-look")
    assert sorted(house.rglob("*")) == sorted({*before, house / "templates" / "own.yaml"})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--no-look", "--ocr", "onnx"), 2),
        (("--ocr", "none"), 2),
        (("--ocr", "nowhere:Engine"), 4),
        (("--key", "nowhere"), 3),
        (("--templates", "nowhere"), 3),
    ],
)
def test_what_cannot_be_done_has_the_exit_code_of_its_kind(
    words: tuple[str, ...], code: int, house: Path
) -> None:
    assert coverage(house, *words) == code
