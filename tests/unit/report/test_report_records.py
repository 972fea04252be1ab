from __future__ import annotations

import json
import os
from dataclasses import replace

from scrub.model.geometry import Rect
from scrub.model.header import Effect, HeaderEdit, Removal, TagPath, one_by_one
from scrub.model.instance import Grid, Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.outcome import Check, Outcome, Verdict
from scrub.model.plan import Plan
from scrub.model.text import Finding, PhiKind, Sensitive
from scrub.recipe import Recipe
from scrub.report.records import RunFacts, conceal, record, run_record, show_path

NAME = "DOE^JANE"
SOURCE = Source("/scans/doe_jane", "ct/1.dcm")


def outcome(verdict: Verdict = Verdict.WRITTEN) -> Outcome:
    rect, frames = Rect(10, 20, 40, 30), FrameRange(0, 3)
    plan = Plan(
        source_sha256="ab" * 32,
        recipe_digest="cd" * 32,
        target="p/s/1.dcm",
        header=tuple(
            HeaderEdit(TagPath((), tag), Effect.SET, rule, "LO", ("new value",))
            for tag, rule in ((0x00100010, "Z"), (0x00100020, "Z"), (0x00080080, "X"))
        ),
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        mask=Mask((Region(rect, frames, "text: name"),)),
        findings=(Finding(Sensitive(NAME), rect, frames, PhiKind.NAME, "own", "its own", 0.98765),),
        kept_texts=4,
        templates=("GE Vivid",),
        has_pixels=True,
        looked=True,
    )
    return Outcome(
        SOURCE,
        verdict,
        "",
        plan,
        (Check("header", passed=True),),
        (("look", 1.5),),
        "US",
        "GE",
        3,
        40,
        64,
    )


def test_a_record_is_json_in_one_order_of_keys() -> None:
    keys = list(record(outcome(), "id", reveal=False))
    bare = Outcome(SOURCE, Verdict.FAILED, "no pixels")
    assert list(record(bare, "id", reveal=False)) == keys
    assert keys[:4] == ["schema", "source", "verdict", "reason"]
    made = record(outcome(), "id", reveal=True)
    assert json.loads(json.dumps(made)) == made


def test_nothing_of_the_person_is_in_it_unless_revealed() -> None:
    text = json.dumps(record(outcome(), "id", reveal=False))
    assert "DOE" not in text
    assert "doe" not in text
    assert "ab" * 32 not in text
    assert "new value" not in text
    shown = record(outcome(), "id", reveal=True)
    assert shown["path"] == "/scans/doe_jane/ct/1.dcm"
    assert shown["findings"][0]["text"] == NAME


def test_what_was_revealed_can_be_concealed_again() -> None:
    assert conceal(record(outcome(), "id", reveal=True)) == record(outcome(), "id", reveal=False)


def test_a_region_tells_what_is_black_and_where_color_may_change_within_the_frame() -> None:
    made = outcome()
    assert made.plan
    grid = Grid(columns=8, rows=8, reach_columns=16, reach_rows=16, reach=8)
    [region] = record(replace(made, plan=replace(made.plan, grid=grid)), "id", reveal=False)["mask"]
    assert region["rect"] == {"x": 10, "y": 20, "width": 30, "height": 10}
    assert region["changed"] == {"x": 0, "y": 8, "width": 56, "height": 32}
    [exact] = record(made, "id", reveal=False)["mask"]
    assert exact["changed"] == {"x": 10, "y": 20, "width": 30, "height": 10}


def test_frames_count_from_one_and_rectangles_have_a_size() -> None:
    [finding] = record(outcome(), "id", reveal=False)["findings"]
    assert finding == {
        "rect": {"x": 10, "y": 20, "width": 30, "height": 10},
        "frames": {"first": 1, "last": 3},
        "kind": "name",
        "reason": "its own",
        "recognizer": "own",
        "score": 0.9877,
        "length": 8,
    }


def test_header_edits_are_counted_by_rule() -> None:
    assert record(outcome(), "id", reveal=False)["header"] == {"X": 1, "Z": 2}


def test_only_what_was_written_has_an_output() -> None:
    assert record(outcome(), "id", reveal=False)["output"] == "p/s/1.dcm"
    assert record(outcome(Verdict.HELD), "id", reveal=False)["output"] == ""


def test_a_kept_record_can_show_its_path() -> None:
    kept = record(outcome(), "id", reveal=False)
    shown = show_path(kept, Source("/scans/a.zip", "", "m/1"))
    assert shown["path"] == "/scans/a.zip!m/1"
    assert list(shown)[:4] == ["schema", "source", "path", "verdict"]
    assert conceal(shown) == kept


def test_a_path_that_is_not_text_can_be_written_as_utf_8() -> None:
    source = Source("/scans", os.fsdecode(b"caf\xe9"))
    made = record(Outcome(source, Verdict.FAILED, ""), "id", reveal=True)
    json.dumps(made, ensure_ascii=False).encode()


def test_a_run_names_no_folder_and_counts_every_verdict() -> None:
    recipe = Recipe(pixel=True, templates=("/home/jane/templates",))
    facts = RunFacts(recipe, (("pydicom", "3"),), "2026-11-21", 1.23456, ((Verdict.HELD, 2),), 1)
    made = run_record(facts)
    assert "jane" not in json.dumps(made)
    assert made["counts"] == {
        "written": 0,
        "held": 2,
        "refused": 0,
        "failed": 0,
        "not dicom": 0,
    }
    assert made["recipe"]["digest"] == recipe.digest()


def test_what_goes_as_one_is_counted_element_by_element() -> None:
    done = outcome()
    assert done.plan
    tags = (0x00090010, 0x00091001, 0x7FE11001)
    going = replace(done.plan, private=Removal("E.1-1 private", tags))
    each = replace(done.plan, header=tuple(one_by_one(done.plan.header, going.private)))
    as_one = record(replace(done, plan=going), "id", reveal=False)
    assert as_one["header"] == {"E.1-1 private": 3, "X": 1, "Z": 2}
    assert as_one["edits"]["remove"] == {
        "E.1-1 private": {"(0009,0010)": 1, "(0009,1001)": 1, "(7FE1,1001)": 1}
    }
    assert json.dumps(as_one) == json.dumps(record(replace(done, plan=each), "id", reveal=False))


def test_edits_one_by_one_stand_where_their_tags_do() -> None:
    top = [HeaderEdit(TagPath((), tag), Effect.EMPTY, "Z") for tag in (0x00080020, 0x00100010)]
    inside = HeaderEdit(TagPath(((0x00081115, 0),), 0x00080020), Effect.EMPTY, "Z")
    found = one_by_one((*top, inside), Removal("private", (0x00090010, 0x00290010)))
    assert [(len(edit.path.items), edit.path.tag) for edit in found] == [
        (0, 0x00080020),
        (0, 0x00090010),
        (0, 0x00100010),
        (0, 0x00290010),
        (1, 0x00080020),
    ]
