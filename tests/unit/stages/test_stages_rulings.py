from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.broken import RestlessEngine
from doubles.decided import BYTES, decided
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import PrintedEngine, put, rect_of
from scrub.decisions import bytes_id
from scrub.model.decision import Decision, Ruling
from scrub.model.geometry import Rect
from scrub.model.instance import Job
from scrub.model.mask import Condition, FrameRange, MaskTemplate, Patch, Pixels, Review
from scrub.model.outcome import Outcome, Verdict
from scrub.model.text import Sensitive, TextHit, Word
from scrub.ocr.null import NullEngine
from scrub.stages.read import read
from scrub.stages.rulings import SLACK, is_cleared, parted, rulings_of
from scrub.stages.scrub import scrub
from scrub.stages.write import Places

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.toolbox import Toolbox

ROWS, COLUMNS = 100, 200
BLANK = np.full((ROWS, COLUMNS), 40, np.uint8)
NAME, NUMBER = rect_of("DOE JANE", 8, 8), rect_of("MRN-90210", 8, 60)
FRAME = put(put(BLANK, "DOE JANE", 8, 8), "MRN-90210", 8, 60)
NOWHERE = Rect(150, 30, 170, 40)
CLEAR, BLACK, ACCEPT, REJECT = Ruling.CLEAR, Ruling.BLACK, Ruling.ACCEPT, Ruling.REJECT


def on(*frames: int) -> FrameRange:
    return FrameRange(*frames)


class Scrubbed:
    """What becomes of an instance on which people decided."""

    def __init__(self, folder: Path, key: Path) -> None:
        self.folder = folder
        self._runs = 0
        self.tools: Toolbox = tools_with(key)
        self.attributes: dict[str, str] = {}

    def __call__(self, frames: np.ndarray, *decisions: Decision, other_bytes: int = 0) -> Outcome:
        source = saved(dataset_of(frames, **self.attributes), self.folder / "in.dcm")
        with read(source) as instance:
            name = bytes_id(self.tools.policy.pseudonyms.key, instance.sha256)
        made = [replace(one, bytes_id=name) for one in decisions[other_bytes:]]
        self._runs += 1
        out, work = self.folder / f"out{self._runs}", self.folder / f"work{self._runs}"
        for folder in (out, work):
            folder.mkdir()
        job = Job(source, decisions=(*decisions[:other_bytes], *made))
        return scrub(job, self.tools, Places(str(out), str(work), syncs_names=True))

    def pixels(self, outcome: Outcome) -> np.ndarray:
        assert outcome.verdict is Verdict.WRITTEN, outcome.reason
        return dcmread(self.written(outcome)).pixel_array

    def written(self, outcome: Outcome) -> Path:
        assert outcome.plan
        return self.folder / f"out{self._runs}" / outcome.plan.target

    def is_empty(self) -> bool:
        return not any((self.folder / f"out{self._runs}").rglob("*.dcm"))


@pytest.fixture
def scrubbed(tmp_path: Path, key_file: Path) -> Scrubbed:
    return Scrubbed(tmp_path, key_file)


@pytest.fixture
def unseen(scrubbed: Scrubbed) -> Scrubbed:
    """As scrubbed, with nobody to look."""
    recipe = replace(scrubbed.tools.recipe, engines=("none",))
    scrubbed.tools = replace(scrubbed.tools, recipe=recipe, engines=(NullEngine(),))
    return scrubbed


def blacked(frame: np.ndarray, *rects: Rect) -> np.ndarray:
    after = frame.copy()
    for rect in rects:
        after[..., rect.top : rect.bottom, rect.left : rect.right] = 0
    return after


def test_a_cleared_name_stays_and_everything_else_is_as_it_was_without(scrubbed: Scrubbed) -> None:
    plain = scrubbed.pixels(scrubbed(FRAME))
    assert not plain[NAME.top : NAME.bottom, NAME.left : NAME.right].any()
    outcome = scrubbed(FRAME, decided(CLEAR, NAME))
    after = scrubbed.pixels(outcome)
    expected = plain.copy()
    expected[: NAME.bottom + SLACK] = FRAME[: NAME.bottom + SLACK]
    assert (after == expected).all()
    assert outcome.reason.endswith("; 1 decision of a person applied")


def test_what_the_report_calls_the_place_of_a_finding_is_enough_to_clear_it(
    scrubbed: Scrubbed,
) -> None:
    plan = scrubbed(FRAME).plan
    assert plan
    assert len(plan.findings) == len(plan.mask.regions) == 2
    for places in (plan.findings, plan.mask.regions):
        after = scrubbed.pixels(scrubbed(FRAME, *(decided(CLEAR, one.rect) for one in places)))
        assert (after == FRAME).all()


def test_on_frames_that_are_not_cleared_the_same_text_goes(scrubbed: Scrubbed) -> None:
    cine = np.stack([FRAME] * 5)
    plain = scrubbed.pixels(scrubbed(cine))
    after = scrubbed.pixels(scrubbed(cine, decided(CLEAR, NAME, frames=on(1, 3))))
    expected = plain.copy()
    expected[1:3, : NAME.bottom + SLACK] = cine[1:3, : NAME.bottom + SLACK]
    assert (after == expected).all()


def test_clearing_one_frame_after_the_other_is_clearing_them_all(scrubbed: Scrubbed) -> None:
    cine = np.stack([FRAME] * 5)
    whole = scrubbed.pixels(scrubbed(cine, decided(CLEAR, NAME, frames=on(0, 5))))
    parts = [decided(CLEAR, NAME, frames=frames) for frames in (on(3, 5), on(0, 1), on(1, 3))]
    assert (scrubbed.pixels(scrubbed(cine, *parts)) == whole).all()


def test_a_name_that_reaches_out_of_what_was_cleared_goes(scrubbed: Scrubbed) -> None:
    half = Rect(NAME.left, NAME.top, NAME.left + NAME.width // 2, NAME.bottom)
    outcome = scrubbed(FRAME, decided(CLEAR, half), decided(CLEAR, NOWHERE))
    assert (scrubbed.pixels(outcome) == scrubbed.pixels(scrubbed(FRAME))).all()


@pytest.mark.parametrize("rect", [NOWHERE, Rect(-20, 90, 30, 400)])
def test_what_a_person_drew_is_black_on_its_frames_and_nothing_else_changes(
    scrubbed: Scrubbed, rect: Rect
) -> None:
    cine = np.stack([BLANK] * 3)
    outcome = scrubbed(cine, decided(BLACK, rect, frames=on(1, 9)))
    inside = rect.clip(ROWS, COLUMNS)
    assert inside
    expected = cine.copy()
    expected[1:] = blacked(cine[1:], inside)
    assert (scrubbed.pixels(outcome) == expected).all()
    assert outcome.plan
    (region,) = outcome.plan.mask.regions
    assert (region.rect, region.frames, region.reason) == (inside, on(1, 3), "decided")


def test_of_clear_and_black_in_one_place_the_last_word_holds(scrubbed: Scrubbed) -> None:
    clear, black = decided(CLEAR, NOWHERE.grow(2)), decided(BLACK, NOWHERE)
    assert (scrubbed.pixels(scrubbed(BLANK, black, clear)) == BLANK).all()
    assert (scrubbed.pixels(scrubbed(BLANK, clear, black)) == blacked(BLANK, NOWHERE)).all()


def test_what_is_cleared_of_a_template_stays_and_the_rest_of_it_goes(unseen: Scrubbed) -> None:
    unseen.attributes = {"Manufacturer": "ACME"}
    when = (Condition("Manufacturer", "equals", ("ACME",)),)
    strip = MaskTemplate("strip", when, (Patch(Pixels(0, 0, COLUMNS, 48)),))
    strip = replace(strip, complete=True, reviewed=Review("A. Reviewer", "2026-11-21"))
    unseen.tools = replace(unseen.tools, templates=(strip,))
    hole = Rect(100, 10, 120, 20)
    expected = blacked(FRAME, Rect(0, 0, COLUMNS, 48))
    expected[10:20, 100:120] = FRAME[10:20, 100:120]
    assert (unseen.pixels(unseen(FRAME, decided(CLEAR, hole))) == expected).all()


def test_a_decision_on_other_bytes_changes_nothing_and_is_told(scrubbed: Scrubbed) -> None:
    plain = scrubbed.pixels(scrubbed(FRAME))
    others = (decided(CLEAR, NAME), decided(BLACK, NOWHERE), decided(ACCEPT), decided(REJECT))
    assert {one.bytes_id for one in others} == {BYTES}
    outcome = scrubbed(FRAME, *others, other_bytes=4)
    assert (scrubbed.pixels(outcome) == plain).all()
    assert outcome.reason.endswith("; 4 decisions on other bytes not applied")
    assert outcome.plan
    assert (outcome.plan.rulings.applied, outcome.plan.rulings.other_bytes) == (0, 4)
    assert not outcome.plan.rulings.by


def test_what_is_rejected_is_held_whatever_else_was_decided(scrubbed: Scrubbed) -> None:
    outcome = scrubbed(BLANK, decided(REJECT), decided(BLACK, NOWHERE))
    assert outcome.verdict is Verdict.HELD
    assert outcome.reason == "rejected by a person; 2 decisions of a person applied"
    assert scrubbed.is_empty()


def test_what_text_is_left_can_be_accepted_and_is_told_and_nothing_else_is_excused(
    scrubbed: Scrubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = RestlessEngine(PrintedEngine())
    scrubbed.tools = replace(scrubbed.tools, engines=(engine,))
    held = scrubbed(FRAME)
    assert held.reason == "not verified: no identifying text is left"
    engine.looks = 0
    outcome = scrubbed(FRAME, decided(ACCEPT, by="Zoë"))
    assert (outcome.verdict, outcome.plan and outcome.plan.rulings.by) == (
        Verdict.WRITTEN,
        ("Zoë",),
    )
    assert held.plan
    assert outcome.plan
    # What can be black is black, and only what was left then is accepted.
    assert len(outcome.plan.findings) == len(held.plan.findings) > 2
    checks = {check.name: check for check in outcome.checks}
    assert "no identifying text is left" not in checks
    assert checks["a person accepted what text is left"].detail == "1 text"
    assert dcmread(scrubbed.written(outcome)).BurnedInAnnotation == "NO"
    monkeypatch.setattr("scrub.stages.apply.edit", lambda *_: None)
    outcome = scrubbed(FRAME, decided(ACCEPT))
    assert outcome.verdict in {Verdict.HELD, Verdict.FAILED}
    assert "no identifying text" not in outcome.reason
    assert scrubbed.is_empty()


def test_pixels_that_change_beside_the_mask_are_held_whoever_accepts(
    scrubbed: Scrubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scrub.pixels.codecs.native.NativeCodec.blackout",
        lambda _, frame, *__: frame[:-1] + bytes([frame[-1] ^ 1]),
    )
    outcome = scrubbed(FRAME, decided(ACCEPT))
    assert outcome.verdict is Verdict.HELD
    assert scrubbed.is_empty()


def test_what_nobody_looked_at_can_be_accepted_but_is_not_claimed_to_be_clean(
    unseen: Scrubbed,
) -> None:
    assert unseen(FRAME).verdict is Verdict.HELD
    outcome = unseen(FRAME, decided(ACCEPT), decided(BLACK, NAME))
    assert (unseen.pixels(outcome) == blacked(FRAME, NAME)).all()
    assert outcome.reason == "scrubbed; 1 region blacked; 2 decisions of a person applied"
    assert dcmread(unseen.written(outcome)).get("BurnedInAnnotation") != "NO"
    outcome = unseen(FRAME, decided(ACCEPT))
    assert outcome.reason.startswith("scrubbed; nothing in the pixels to black, says a person;")


def test_a_run_that_leaves_pixels_alone_publishes_nothing_that_is_to_be_black(
    scrubbed: Scrubbed,
) -> None:
    recipe = replace(scrubbed.tools.recipe, pixel=False)
    scrubbed.tools = replace(scrubbed.tools, recipe=recipe, engines=())
    outcome = scrubbed(FRAME, decided(BLACK, NAME))
    assert (outcome.verdict, scrubbed.is_empty()) == (Verdict.HELD, True)
    assert outcome.reason.endswith("it needs --pixel")
    outcome = scrubbed(FRAME, decided(ACCEPT), decided(CLEAR, NAME))
    assert (scrubbed.pixels(outcome) == FRAME).all()
    assert outcome.reason == "header scrubbed; pixels not looked at"
    assert scrubbed(FRAME, decided(REJECT)).verdict is Verdict.HELD


def test_hits_are_parted_only_where_a_place_is_cleared_on_some_of_their_frames() -> None:
    words = (Word(Sensitive("DOE"), Rect(0, 0, 10, 10), 1.0),)
    hit = TextHit(words, on(2, 8))
    far = Rect(50, 50, 60, 60)
    assert parted((hit,), ()) == (hit,)
    assert parted((hit,), ((far, on(3, 4)), (words[0].rect, on(0, 9)))) == (hit,)
    parts = parted((hit,), ((words[0].rect, on(0, 4)), (words[0].rect, on(6, 7))))
    assert [part.frames for part in parts] == [on(2, 4), on(4, 6), on(6, 7), on(7, 8)]
    assert {part.words for part in parts} == {words}


def test_a_text_is_cleared_only_as_a_whole_and_on_all_its_frames() -> None:
    place = (Rect(10, 10, 50, 20), on(2, 5))
    assert is_cleared(place[0].grow(SLACK), on(2, 5), (place,))
    assert not is_cleared(place[0].grow(SLACK + 1), on(2, 5), (place,))
    assert not is_cleared(place[0], on(2, 6), (place,))
    assert not is_cleared(place[0], on(1, 5), (place,))


def test_rulings_name_who_made_them_once_each() -> None:
    made = [decided(BLACK, NAME, by=by) for by in ("B", "A", "B", "")]
    rulings = rulings_of(made, BYTES)
    assert (rulings.applied, rulings.by) == (4, ("A", "B"))
