from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.data import template_files
from scrub.masks.checking import Complaint, check
from scrub.masks.library import YamlTemplates

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
  - name: {name}
    when:
      - {{attribute: Manufacturer, equals: Acme}}
{extra}
    rows: 480
    columns: 640
    black:
      - {{x: 0, y: 0, width: 640, height: {height}}}
"""


def template(name: str = "acme", extra: str = "", height: int = 40) -> str:
    return TEMPLATE.format(name=name, extra=extra and f"      - {extra}", height=height)


def written(path: Path, *templates: str, after: str = "") -> Path:
    path.write_text("schema: 1\ntemplates:\n" + "".join(templates) + after, encoding="utf-8")
    return path


def complaints(*paths: Path) -> list[tuple[str, str, bool]]:
    found = check(paths, {}).complaints
    return [(c.place.rpartition("/")[2], c.text, c.wrong) for c in found]


def test_what_is_right_is_not_complained_of(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", template())
    checked = check([path], {})
    assert checked.complaints == ()
    assert [(one.name, place) for one, place in checked.templates] == [("acme", f"{path}:3")]


def test_every_template_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.yaml",
        template("one", "{attribute: Modalitie, equals: US}"),
        template("two", height=481),
        template("three"),
        template("four", "{attribute: Modality, equal: US}"),
    )
    found = complaints(path)
    assert [place for place, _, _ in found] == ["a.yaml:6", "a.yaml:18", "a.yaml:30"]
    assert "Modalitie" in found[0][1]
    assert "reaches out of the frame" in found[1][1]
    assert "unknown key 'equal'" in found[2][1]
    assert all(wrong for _, _, wrong in found)
    assert [one.name for one, _ in check([path], {}).templates] == ["three"]


def test_a_file_that_is_none_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("templates: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("", encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes(b"\xff")
    good = written(tmp_path / "d.yaml", template())
    checked = check([*(tmp_path / f"{name}.yaml" for name in "abc"), good], {})
    assert [c.place.rpartition("/")[2] for c in checked.complaints] == [
        "a.yaml:2",
        "b.yaml:1",
        "c.yaml",
    ]
    assert checked.complaints[2].text == "not UTF-8"
    assert len(checked.templates) == 1


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("{attribute: Manufacturer, equals: Other}", "Manufacturer can never hold together"),
        ("{attribute: '0008,0070', absent: true}", "Manufacturer can never hold together"),
        ("{attribute: Rows, equals: 600}", "Rows can never hold together"),
        ("{attribute: Modality, equals: [US, MRI]}", "there is no Modality 'MRI'"),
        ("{attribute: Modality, startswith: Q}", "there is no Modality 'Q'"),
        ("{attribute: CodeMeaning, contains: dose}", "ask for *.CodeMeaning"),
        ("{attribute: RegionDataType, equals: 1}", "ask for *.RegionDataType"),
        ("{attribute: StationName, matches: 'A*'}", "found in any text"),
        ("{attribute: Columns, equals: '640|800'}", "Columns is a number"),
    ],
)
def test_what_can_never_hold_is_wrong(extra: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", template(extra=extra))
    found = [text for _, text, wrong in complaints(path) if wrong]
    assert any(said in text for text in found), found


@pytest.mark.parametrize(
    "extra",
    [
        "{attribute: Modality, equals: [US, IVUS]}",
        "{attribute: Modality, contains: MR}",
        "{attribute: '*.CodeMeaning', contains: dose}",
        "{attribute: CodeMeaning, absent: true}",
        "{attribute: Modality, equals: MRI, not: true}",
        "{attribute: StationName, matches: 'A+'}",
        "{attribute: Manufacturer, contains: cm}",
        "{attribute: ImageType, contains: SCREEN SAVE}",
        "{attribute: PixelSpacing, equals: '0.5\\0.5'}",
    ],
)
def test_what_can_hold_is_not(extra: str, tmp_path: Path) -> None:
    assert complaints(written(tmp_path / "a.yaml", template(extra=extra))) == []


def test_letters_that_a_value_should_not_have_are_remarked_on(tmp_path: Path) -> None:
    extra = "{attribute: ImageType, contains: DERIVED+SECONDARY}"
    ((place, text, wrong),) = complaints(written(tmp_path / "a.yaml", template(extra=extra)))
    assert (place, wrong) == ("a.yaml:3", False)
    assert "characters that ImageType should not have" in text


def test_black_that_is_all_kept_is_wrong(tmp_path: Path) -> None:
    kept = "    keep:\n      - {left: 0, top: 0, right: 1, bottom: 0.5}\n"
    assert complaints(written(tmp_path / "a.yaml", template() + kept)) == [
        ("a.yaml:3", "acme: all that is to be black is kept", True)
    ]
    assert complaints(written(tmp_path / "b.yaml", template(height=400) + kept)) == []


def test_a_name_that_is_there_twice_is_wrong_also_beside_others(tmp_path: Path) -> None:
    one = written(tmp_path / "a.yaml", template(height=40))
    other = written(tmp_path / "b.yaml", template(height=50))
    texts = [text for _, text, wrong in complaints(one, other) if wrong]
    assert texts == [f"acme is also in {one}:3"]
    (made, _), *_ = check([one], {}).templates
    beside = check([other], {"acme": (made, "shipped")}).complaints
    assert Complaint(f"{other}:3", "acme is also in shipped") in beside


def test_a_template_that_a_wider_one_covers_is_remarked_on(tmp_path: Path) -> None:
    narrow = template("narrow", "{attribute: Modality, equals: US}", height=40)
    found = complaints(written(tmp_path / "a.yaml", narrow, template("wide", height=50)))
    assert found == [("a.yaml:3", "narrow: wide blacks all of it, wherever it fits", False)]


@pytest.mark.parametrize(
    "other",
    [
        template("wide", "{attribute: Modality, equals: US}", height=50),
        template("wide", height=39),
        template("wide").replace("rows: 480", "rows: 490"),
        template("wide") + "    proposal: true\n",
        template("wide") + "    keep: [{x: 0, y: 0, width: 9, height: 9}]\n",
        template("wide") + "    fill: gray\n",
    ],
    ids=["asks more", "less", "size", "proposal", "keeps", "fill"],
)
def test_a_template_that_adds_something_is_not(other: str, tmp_path: Path) -> None:
    found = complaints(written(tmp_path / "a.yaml", template("narrow"), other))
    assert [text for _, text, _ in found if text.startswith("narrow")] == []


def test_of_two_that_are_equal_one_is_enough(tmp_path: Path) -> None:
    found = complaints(written(tmp_path / "a.yaml", template("one"), template("two")))
    assert [text for _, text, _ in found] == ["one: two blacks all of it, wherever it fits"]


def test_nothing_is_wrong_with_what_we_ship() -> None:
    checked = check(template_files(), {})
    assert [c for c in checked.complaints if c.wrong] == []
    assert len(checked.templates) == len(YamlTemplates(template_files()).templates())
