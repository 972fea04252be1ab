from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.headed import SEX, STEP, Page, headers_of, made, rerun, scrubbed
from doubles.header_page import CREATOR, NAME, STUDIES, WORD, instance
from scrub.errors import ConflictError, InstanceError, UsageError
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.review.headers import Headers

SEQUENCE = "(0040,0275)"


def changed(page: Page) -> set[str]:
    return {one["key"] for one in page.seen["rows"] if one["changed"]}


def test_a_change_that_is_undone_stays_and_the_rest_still_goes(
    tmp_path: Path, headers: Headers
) -> None:
    page = Page(headers)
    was = changed(page)
    assert page.after(SEX) == ("empty", "empty")
    page.stage(SEX, "keep")
    assert page.after(SEX) == ("text", "F")
    assert not page.row(SEX)["changed"]
    assert page.row(SEX)["staged"]["verb"] == "keep"
    # And the code of the Basic Profile is not claimed any more: a sequence, and what is in it.
    assert was - changed(page) == {SEX, *(key for key in was if key.startswith("(0012,0064)"))}
    assert changed(page) <= was


def test_undo_redo_and_revert_go_through_all_that_was_staged(headers: Headers) -> None:
    page = Page(headers)
    first = page.seen["rows"]
    page.stage(SEX, "keep")
    page.stage("SeriesNumber", "replace", "7")
    both = page.seen["rows"]
    page.move("undo")
    assert [one["name"] for one in page.seen["staged"]] == ["PatientSex"]
    page.move("redo")
    assert page.seen["rows"] == both
    page.move("revert")
    assert (page.seen["rows"], page.seen["staged"]) == (first, [])
    page.move("undo")
    assert page.seen["rows"] == both
    for _ in range(3):
        page.move("undo")
    assert (page.seen["rows"], page.seen["undo"], page.seen["redo"]) == (first, False, True)
    page.stage(SEX, "remove")
    assert not page.seen["redo"]


def test_a_row_without_a_verb_is_again_as_the_profile_says(headers: Headers) -> None:
    page = Page(headers)
    first = page.seen["rows"]
    page.stage(SEX, "remove")
    page.stage(SEX, "keep")
    assert len(page.seen["staged"]) == 1
    page.stage(SEX, "")
    assert page.seen["rows"] == first


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        (("Modality", "remove"), ("none", "")),
        (("Manufacturer", "empty"), ("empty", "empty")),
        (("SeriesNumber", "replace", "42"), ("text", "42")),
        (("PatientName", "replace", "ROE^RICHARD"), ("text", "ROE^RICHARD")),
        ((f'0029,"{CREATOR}",08', "keep"), ("text", WORD)),
        ((f'0029,"{CREATOR}",10', "keep"), ("bytes", "OB, 64 bytes")),
    ],
)
def test_what_is_staged_is_what_the_recipe_then_does(
    tmp_path: Path, headers: Headers, wish: tuple[str, ...], after: tuple[str, str]
) -> None:
    key, page = wish[0], Page(headers)
    page.stage(*wish)
    assert page.after(key) == after
    page.apply()
    written = rerun(tmp_path)
    shown = {row["key"]: row for row in Page(headers).seen["rows"]}
    tag = int(page.row(key)["tag"][1:5] + page.row(key)["tag"][6:10], 16)
    if after[0] == "none":
        assert tag not in written
    else:
        said = written[tag].value
        expected = {"text": after[1], "empty": "", "bytes": bytes(range(64))}[after[0]]
        assert (str(said or "") if isinstance(expected, str) else said) == expected
    assert shown[page.row(key)["key"]]["after"]["kind"] == after[0]


def test_a_nested_element_stays_alone_once_its_sequence_does(
    tmp_path: Path, headers: Headers
) -> None:
    page = Page(headers)
    with pytest.raises(UsageError, match="goes with what it is in"):
        page.stage(STEP, "keep")
    assert page.seen["staged"] == []
    page.stage(SEQUENCE, "keep")
    page.stage(STEP, "keep")
    page.apply()
    items = rerun(tmp_path).RequestAttributesSequence
    assert [one.get("ScheduledProcedureStepID") for one in items] == ["S1", "S2"]
    assert WORD not in str(items)


def test_it_is_said_where_nobody_looked_at_the_pixels(headers: Headers) -> None:
    assert [bool(Page(headers, choice).seen["unseen"]) for choice in ("basic", "basic-pixels")] == [
        False,
        True,
    ]


def test_keeping_what_the_profile_takes_is_warned_of(headers: Headers) -> None:
    page = Page(headers)
    assert page.seen["claims"]
    assert page.row(SEX)["takes"]
    page.stage("Modality", "keep")
    assert page.seen["warnings"] == []
    page.stage(SEX, "keep")
    assert "113100" in page.seen["warnings"][0]
    page.stage("PatientID", "keep")
    assert "names its patient" in page.seen["warnings"][1]
    hipaa = Page(headers, "hipaa")
    assert all("113100" not in one for one in hipaa.seen["warnings"])


@pytest.mark.parametrize(
    ("key", "verb", "value", "why"),
    [
        ("PatientBirthDate", "replace", "20230231", "DA takes a date"),
        ("PatientSex", "replace", "", "no value"),
        ("PatientName", "replace", "Jürgen", "printable ASCII"),
        ("SOPClassUID", "remove", "", "cannot be read"),
        ("PixelData", "remove", "", "pixel data is not for rules"),
        ("PatientIdentityRemoved", "keep", "", "no rule"),
        ("TransferSyntaxUID", "keep", "", "no rule"),
        ("StudyDate", "hash", "", "a hash is no value of VR DA"),
        ("Rows", "keep it", "", "keep, remove"),
        ("nowhere", "keep", "", "no such element"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_staged(
    headers: Headers, key: str, verb: str, value: str, why: str
) -> None:
    page = Page(headers)
    with pytest.raises(UsageError, match=why) as told:
        page.stage(key, verb, value)
    assert NAME not in str(told.value)
    assert (page.seen["staged"], page.seen["undo"]) == ([], False)


def test_text_with_the_patients_name_in_it_is_not_kept_unsaid(tmp_path: Path) -> None:
    dataset = made()
    dataset.BodyPartExamined = "DOE"
    dataset.ProtocolName = f"seen by {NAME}"
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), dataset))
    page = Page(headers)
    with pytest.raises(UsageError, match="own words"):
        page.stage("ProtocolName", "keep")


def test_another_tab_does_not_write_over_this_one(headers: Headers) -> None:
    one, other = Page(headers), Page(headers, "hipaa")
    one.stage(SEX, "keep")
    for act in (
        lambda: other.stage(SEX, "remove"),
        lambda: other.move("undo"),
        other.apply,
    ):
        with pytest.raises(ConflictError):
            act()


def test_a_study_is_one_row_for_each_element(tmp_path: Path) -> None:
    study, count = STUDIES[0]
    datasets = [instance(number, study) for number in range(count)]
    del datasets[1].PatientSex
    datasets[2].RequestAttributesSequence.pop()
    other = instance(9, STUDIES[1][0])
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), *datasets, other))
    assert [one["count"] for one in headers.studies()["studies"]] == [3, 1]
    page = Page(headers, study=0)
    assert page.seen["instances"] == 3
    assert len({one["key"] for one in page.seen["rows"]}) == len(page.seen["rows"])
    number = page.row("SeriesNumber")
    assert number["before"] == {"kind": "many", "text": "3 values"}
    sex = page.row("PatientSex")
    assert (sex["changes"], sex["of"], sex["before"]["text"]) == (2, 2, "F")
    step = page.row("ScheduledProcedureStepID")
    assert (step["changes"], step["of"], step["before"]["text"]) == (3, 3, "2 values")
    private = page.row(f'0029,"{CREATOR}",08')
    page.stage(str(private["key"]), "keep")
    assert page.row(f'0029,"{CREATOR}",08')["changes"] == 0
    page.apply()
    assert rerun(tmp_path)[0x00291008].value == WORD


def test_an_instance_of_a_study_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    datasets = [instance(number, STUDIES[0][0]) for number in range(2)]
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), *datasets))
    headers.studies()
    (tmp_path / "in" / "1.dcm").write_bytes(b"gone")
    page = Page(headers, study=0)
    assert page.seen["instances"] == 1
    assert page.seen["problems"][0].startswith("instance 2: ")
    with pytest.raises(InstanceError):
        Page(headers, item=1)


def test_long_values_are_cut_and_bytes_are_not_shown(tmp_path: Path) -> None:
    dataset = made()
    dataset.StudyDescription = "LONG " * 12
    dataset.ImageComments = "COMMENT " * 100
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), dataset))
    page = Page(headers)
    comment = page.row("ImageComments")["before"]["text"]
    assert comment.startswith("COMMENT ")
    assert len(comment) < 200
    assert "characters)" in comment
    assert page.row(f'0029,"{CREATOR}",10')["before"] == {"kind": "bytes", "text": "OB, 64 bytes"}
    assert page.row("PixelData")["before"]["kind"] == "bytes"
