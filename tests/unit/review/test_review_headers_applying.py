from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doubles.headed import SEX, STEP, Page, headers_of, made, rerun, scrubbed
from doubles.header_page import NAME
from scrub.errors import ConflictError, OutputError, UsageError
from scrub.recipe import Recipe
from scrub.review.header_applying import applied

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.review.headers import Headers

SEQUENCE = "(0040,0275)"
COMMENTS = '# Ours.\nprofile = "basic"  # E.1-1\n\n[[rules]]\nkeep = "BodyPartExamined"\n'


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_every_kept_element_names_its_way_and_nothing_else(
    tmp_path: Path, headers: Headers
) -> None:
    page = Page(headers)
    page.stage(SEQUENCE, "keep")
    page.stage(STEP, "keep", note="needed\nfor billing")
    page.apply()
    lines = (tmp_path / "r.toml").read_text().splitlines()
    assert 'keep = {path = "RequestAttributesSequence.ScheduledProcedureStepID"}' in lines
    (comment,) = (line for line in lines if "billing" in line)
    assert comment.startswith("# 2026-11-22T09:30:00.000002 A. Reviewer: keep ")
    assert comment.endswith("E.1-1 X: needed for billing")


def test_nothing_is_written_before_apply_and_one_file_then(
    tmp_path: Path, headers: Headers
) -> None:
    was = files(tmp_path)
    page = Page(headers)
    page.stage(SEX, "keep")
    page.move("undo")
    page.move("redo")
    headers.count({**page.query, "choice": "hipaa"})
    headers.studies()
    assert files(tmp_path) == was
    done = page.apply()
    assert files(tmp_path) - was == {"r.toml"}
    assert (tmp_path / "r.toml").stat().st_mode & 0o777 == 0o600
    assert done["command"] == "scrub --recipe r.toml IN OUT"
    text = (tmp_path / "r.toml").read_text()
    assert NAME not in text
    assert "MRN-90210" not in text


def test_what_is_applied_is_staged_no_more_and_holds_under_every_profile(
    headers: Headers,
) -> None:
    page = Page(headers)
    page.stage(SEX, "keep")
    page.apply()
    for choice in ("own", "basic", "hipaa-pixels"):
        again = Page(headers, choice)
        assert again.seen["staged"] == []
        assert not again.row(SEX)["changed"]
    assert headers.overview()["choices"][0]["title"] == "As in r.toml"


def test_rules_are_added_to_a_file_that_is_there_and_its_comments_stay(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(COMMENTS)
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), made()))
    page = Page(headers)
    page.stage(SEX, "keep")
    assert page.apply()["beside"] == ""
    text = (tmp_path / "r.toml").read_text()
    assert text.startswith(COMMENTS)
    assert text.count("[[rules]]") == 2
    assert rerun(tmp_path).PatientSex == "F"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.toml", '# Ours.\nrules = [{keep = "BodyPartExamined"}]\n'),
        ("r.toml", f'{COMMENTS}\n[[rules]]\nempty = "PatientSex"\n'.replace("basic", "hipaa")),
        ("r.yaml", 'keep_tags: [PatientSize]\nprofile: "basic"\n'),
    ],
)
def test_a_file_that_cannot_be_added_to_stays_as_it_is(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), made()), file=name)
    page = Page(headers, "basic")
    page.stage(SEX, "keep")
    done = page.apply()
    assert (tmp_path / name).read_text() == text
    assert done["beside"] == str(tmp_path / name)
    assert done["file"] == str(tmp_path / "r-2.toml")
    assert rerun(tmp_path, "r-2.toml").PatientSex == "F"


def test_a_recipe_that_would_not_do_what_is_shown_is_not_written(
    tmp_path: Path, headers: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(headers)
    page.stage(SEX, "keep")

    def forgetful(file: Path, before: None, _: Recipe, __: object, is_right: Any) -> Path:  # noqa: ANN401 (of the real one)
        return applied(file, before, Recipe(), [], is_right)

    monkeypatch.setattr("scrub.review.headers.applied", forgetful)
    with pytest.raises(OutputError, match="nothing is written"):
        page.apply()
    assert not (tmp_path / "r.toml").exists()
    assert page.row(SEX)["staged"]


def test_a_file_that_somebody_changed_meanwhile_is_looked_at_again(
    tmp_path: Path, headers: Headers
) -> None:
    page = Page(headers)
    page.stage(SEX, "keep")
    (tmp_path / "r.toml").write_text(COMMENTS)
    with pytest.raises(ConflictError, match="was changed meanwhile"):
        page.apply()
    assert (tmp_path / "r.toml").read_text() == COMMENTS
    page.apply()
    assert (tmp_path / "r.toml").read_text().startswith(COMMENTS)
    assert rerun(tmp_path).PatientSex == "F"


def test_nothing_staged_is_nothing_to_apply(tmp_path: Path, headers: Headers) -> None:
    with pytest.raises(UsageError, match="nothing is staged"):
        Page(headers).apply()
    assert not (tmp_path / "r.toml").exists()
