from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

import scrub.data
from scrub.data import (
    digests,
    manifest,
    profile_rows,
    profile_rows_of,
    table,
    template_files,
    words,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_profile_has_every_row_of_its_edition() -> None:
    rows = profile_rows("ps3.15-2026d")
    assert len(rows) == 657
    assert {row["edition"] for row in rows} == {"2026d"}
    assert Counter(row["basic_profile"] for row in rows) == {
        "X": 417,
        "D": 93,
        "U": 55,
        "Z": 42,
        "X/D": 23,
        "X/Z": 11,
        "X/Z/D": 8,
        "Z/D": 6,
        "X/Z/U*": 2,
    }


def test_no_attribute_has_a_rule_in_two_tables() -> None:
    listed = {row["tag"] for row in profile_rows("ps3.15-2026d")}
    beyond = [row["tag"] for row in profile_rows("beyond-e11")]
    assert len(beyond) == len(set(beyond)) == 335
    assert not listed & set(beyond)


def test_types_of_compound_codes_are_those_of_ps3_3() -> None:
    rows = profile_rows("iod-types")
    assert len(rows) == 23324
    assert {row["type"] for row in rows} == {"1", "1C", "2", "2C"}


def test_rows_of_a_value_are_those_of_the_table_and_no_others() -> None:
    rows = profile_rows("iod-types")
    classes = sorted({row["sop_class_uid"] for row in rows})
    for one in classes[::50]:
        wanted = [row for row in rows if row["sop_class_uid"] == one]
        assert list(profile_rows_of("iod-types", one)) == wanted


@pytest.mark.parametrize("value", ["", "1.2.840", "1.2.840.10008.1.3.10,00041220.00041511"])
def test_of_a_value_that_is_in_no_row_there_are_no_rows(value: str) -> None:
    assert list(profile_rows_of("iod-types", value)) == []


def test_de_identification_methods_have_their_codes() -> None:
    meanings = {row["code_value"]: row["code_meaning"] for row in profile_rows("cid7050")}
    assert len(meanings) == 13
    assert meanings["113100"] == "Basic Application Confidentiality Profile"


def test_a_table_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        table("profiles", "no-such-table")


def test_words_are_casefolded_and_comments_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").mkdir()
    text = "# a comment\nKidney\n\n  Left Lobe  # where\nSTRASSE\nkidney\n"
    (tmp_path / "words" / "sample-for-tests.txt").write_text(text)
    monkeypatch.setattr(scrub.data, "_HERE", tmp_path)
    assert words("sample-for-tests") == {"kidney", "left lobe", "strasse"}


def test_templates_are_yaml_files_in_order() -> None:
    files = template_files()
    assert list(files) == sorted(files)
    assert all(file.suffix == ".yaml" for file in files)


def test_the_digest_tells_what_is_in_a_folder_and_not_where_it_is(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mask.yaml").write_text("a: 1\n")
    first, second = str(tmp_path / "one"), str(tmp_path / "two")
    before = digests([first])
    assert before == digests([second])
    assert before != digests([])
    assert before != digests([first, second])
    (tmp_path / "one" / "mask.yaml").write_text("a: 2\n")
    assert digests([first]).templates != before.templates
    assert replace(digests([first]), templates=before.templates) == before


def test_what_lies_beside_weights_does_not_count_and_the_manifest_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub.data, "_HERE", tmp_path / "src" / "scrub" / "data")
    models = tmp_path / "models"
    models.mkdir()
    (models / "MANIFEST.toml").write_text("schema = 1\n")
    before = digests([])
    (models / "README.md").write_text("How it was made.\n")
    assert digests([]) == before
    (models / "MANIFEST.toml").write_text("schema = 2\n")
    assert digests([]).models != before.models
    assert replace(digests([]), models=before.models) == before


@pytest.mark.parametrize(
    ("file", "part"),
    [("words/a.txt", "tables"), ("profiles/a.csv", "tables"), ("templates/a.yaml", "templates")],
)
def test_what_changes_counts_for_its_own_part_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, part: str
) -> None:
    here = tmp_path / "src" / "scrub" / "data"
    for folder in ("words", "profiles", "templates"):
        (here / folder).mkdir(parents=True)
        (here / folder / f"{folder}.txt").write_text("1")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "MANIFEST.toml").write_text("schema = 1\n")
    monkeypatch.setattr(scrub.data, "_HERE", here)
    before = asdict(digests())
    (here / file).write_text("2")
    after = asdict(digests())
    assert {name for name in before if before[name] != after[name]} == {part}


def test_a_file_of_another_name_is_another_digest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    before = digests([str(tmp_path)])
    (tmp_path / "a.yaml").rename(tmp_path / "b.yaml")
    assert digests([str(tmp_path)]) != before


def test_models_count_alike_whether_installed_or_in_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for layout, models in (("wheel", "scrub/data/models"), ("checkout", "models")):
        here = tmp_path / layout / ("scrub/data" if layout == "wheel" else "src/scrub/data")
        here.mkdir(parents=True)
        (here / "table.csv").write_text("a\n1\n")
        (tmp_path / layout / models).mkdir()
        (tmp_path / layout / models / "MANIFEST.toml").write_text("schema = 1\n")
        monkeypatch.setattr(scrub.data, "_HERE", here)
        assert manifest() == {"schema": 1}
        found.append(digests([]))
    assert found[0] == found[1]
