from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import put, rect_of
from scrub.masks.criteria import TemplateMatch
from scrub.model.geometry import Rect
from scrub.model.instance import Grid, Job
from scrub.model.mask import (
    Condition,
    Fill,
    Fractions,
    FrameRange,
    FrameSpan,
    MaskTemplate,
    Patch,
    Pixels,
    Review,
)
from scrub.model.outcome import Outcome, Verdict
from scrub.model.text import Finding, PhiKind, Sensitive, TextHit, Word
from scrub.ocr.null import NullEngine
from scrub.stages.masking import mask_of
from scrub.stages.read import read
from scrub.stages.scrub import scrub
from scrub.stages.write import Places

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.decision import Place
    from scrub.toolbox import Toolbox

ROWS, COLUMNS = 80, 160
BLANK = np.full((ROWS, COLUMNS), 40, np.uint8)
ACME = (Condition("Manufacturer", "equals", ("ACME",)),)
TOP = (Patch(Pixels(0, 0, COLUMNS, 48)),)
SOMEONE = Review("A. Reviewer", "2026-11-21")
STRIP = MaskTemplate("strip", ACME, TOP, rows=ROWS, columns=COLUMNS)
SURE = replace(STRIP, complete=True, reviewed=SOMEONE)
GIBBERISH = "QXZVW"


class Scrubbed:
    """What became of one instance."""

    def __init__(self, folder: Path, key: Path) -> None:
        self._folder = folder
        self._runs = 0
        self.tools = tools_with(key)

    def __call__(self, frames: np.ndarray, *templates: MaskTemplate) -> Outcome:
        source = saved(dataset_of(frames, Manufacturer="ACME"), self._folder / "in.dcm")
        self._runs += 1
        out, work = self._folder / f"out{self._runs}", self._folder / f"work{self._runs}"
        for folder in (out, work):
            folder.mkdir()
        tools: Toolbox = replace(self.tools, templates=templates)
        return scrub(Job(source), tools, Places(str(out), str(work), syncs_names=True))

    def pixels(self, outcome: Outcome) -> np.ndarray:
        assert outcome.verdict is Verdict.WRITTEN, outcome.reason
        assert outcome.plan
        return dcmread(self._folder / f"out{self._runs}" / outcome.plan.target).pixel_array


@pytest.fixture
def scrubbed(tmp_path: Path, key_file: Path) -> Scrubbed:
    return Scrubbed(tmp_path, key_file)


@pytest.fixture
def unseen(scrubbed: Scrubbed) -> Scrubbed:
    """As scrubbed, on templates alone."""
    recipe = replace(scrubbed.tools.recipe, engines=("none",))
    scrubbed.tools = replace(scrubbed.tools, recipe=recipe, engines=(NullEngine(),))
    return scrubbed


def test_templates_alone_write_what_a_complete_one_covers_and_change_nothing_else(
    unseen: Scrubbed,
) -> None:
    noise = np.random.default_rng(1).integers(1, 255, (3, ROWS, COLUMNS), np.uint8)
    template = replace(SURE, black=(Patch(Pixels(-30, 8, 20), FrameSpan(2, 2)),))
    after = unseen.pixels(unseen(noise, template))
    expected = noise.copy()
    expected[1, 8:, 130:150] = 0
    assert (after == expected).all()


def test_a_size_that_nearly_fits_is_held_by_that_name_where_nothing_was_looked_for(
    unseen: Scrubbed,
) -> None:
    others = tuple(replace(SURE, name=f"of {rows}", rows=rows) for rows in (79, 81, 600, 768))
    outcome = unseen(BLANK, *others)
    assert outcome.verdict is Verdict.HELD
    assert outcome.reason.endswith(
        "templates fit in all but the frame: of 79, of 81, of 600 and 1 more"
    )
    assert outcome.plan
    assert not outcome.plan.mask
    assert unseen(BLANK).reason.endswith("no template that fits is reviewed and complete")


def test_a_size_that_nearly_fits_is_told_where_text_was_looked_for(scrubbed: Scrubbed) -> None:
    outcome = scrubbed(BLANK, replace(SURE, name="taller", rows=81))
    assert outcome.verdict is Verdict.WRITTEN
    assert outcome.reason.endswith("; templates fit in all but the frame: taller")
    assert (scrubbed.pixels(outcome) == BLANK).all()
    assert "all but the frame" not in scrubbed(BLANK, STRIP, replace(STRIP, rows=81)).reason


def test_a_reviewed_keep_excuses_doubt_but_no_name(scrubbed: Scrubbed) -> None:
    frame = put(put(BLANK, GIBBERISH, 4, 4), "DOE JANE", 4, 54)
    doubt, name = rect_of(GIBBERISH, 4, 4), rect_of("DOE JANE", 4, 54)
    elsewhere = (Patch(Pixels(150, 70)),)
    keeping = replace(STRIP, black=elsewhere, keep=(Patch(Pixels(0, 0)),))

    def stays(rect: Rect, *templates: MaskTemplate) -> bool:
        after = scrubbed.pixels(scrubbed(frame, *templates))
        part = slice(rect.top, rect.bottom), slice(rect.left, rect.right)
        return bool((after[part] == frame[part]).all())

    assert not stays(doubt)
    assert not stays(doubt, keeping)
    assert stays(doubt, replace(keeping, reviewed=SOMEONE))
    assert not stays(name, replace(keeping, reviewed=SOMEONE))


def test_a_proposal_goes_black_if_asked_for_where_a_name_is_in_it_and_nothing_that_stays(
    scrubbed: Scrubbed,
) -> None:
    proposal = MaskTemplate("top", ACME, (Patch(Fractions(0, 0, 1, 0.5)),), proposal=True)
    strip = Rect(0, 0, COLUMNS, ROWS // 2)

    def is_black(frame: np.ndarray) -> bool:
        after = scrubbed.pixels(scrubbed(frame, proposal))
        return not after[: strip.bottom].any()

    named = put(BLANK, "DOE JANE", 4, 4)
    assert not is_black(named), "nobody asked for proposals"
    recipe = replace(scrubbed.tools.recipe, proposals=True)
    scrubbed.tools = replace(scrubbed.tools, recipe=recipe)
    assert is_black(named)
    assert not is_black(BLANK)
    assert not is_black(put(BLANK, GIBBERISH, 4, 4)), "doubt confirms nothing"
    assert not is_black(put(named, "LIVER", 60, 4)), "what is to stay is in it"
    assert not is_black(put(BLANK, "DOE JANE", 4, 54)), "the name is elsewhere"


@pytest.mark.parametrize(("fill", "value"), [(Fill.GRAY, 128), (Fill.WHITE, 255)])
def test_another_fill_is_what_masked_pixels_become(
    unseen: Scrubbed, fill: Fill, value: int
) -> None:
    frame = np.random.default_rng(2).integers(1, 255, (ROWS, COLUMNS), np.uint8)
    after = unseen.pixels(unseen(frame, replace(SURE, fill=fill)))
    assert (after[:48] == value).all()
    assert (after[48:] == frame[48:]).all()


GONE = Rect(40, 30, 90, 42)
ON = FrameRange(0, 1)


def masked(
    folder: Path, stay: tuple[TextHit, ...] = (), keep: tuple[Place, ...] = ()
) -> np.ndarray:
    """Return what goes black for a text that may go on for 30 pixels at its right end."""
    finding = Finding(
        Sensitive("QUILL"), GONE, ON, PhiKind.NAME, "names", "given", 1.0, (Rect(90, 30, 120, 42),)
    )
    source = saved(dataset_of(BLANK), folder / "in.dcm")
    with read(source) as instance:
        assert instance.image is not None
        match = TemplateMatch(keep=keep)
        mask = mask_of((finding,), stay, match, instance.image, Grid())
    black = np.zeros((ROWS, COLUMNS), bool)
    for region in mask.regions:
        assert (region.frames, region.reason) == (ON, "name")
        rect = region.rect
        black[rect.top : rect.bottom, rect.left : rect.right] = True
    return black


def test_where_a_text_may_go_on_goes_with_it(tmp_path: Path) -> None:
    black = masked(tmp_path)
    assert black[30:42, 40:120].all()
    assert black.sum() == 12 * 80


@pytest.mark.parametrize("is_template", [False, True])
def test_but_no_farther_than_to_what_stays(tmp_path: Path, *, is_template: bool) -> None:
    stays = Rect(100, 26, 130, 46)
    if is_template:
        black = masked(tmp_path, keep=((stays, ON),))
    else:
        black = masked(tmp_path, (TextHit((Word(Sensitive("LIVER"), stays, 0.9),), ON),))
    assert black[30:42, 40:100].all()
    assert black.sum() == 12 * 60


def test_what_stays_on_other_frames_is_not_in_its_way(tmp_path: Path) -> None:
    other = TextHit((Word(Sensitive("LIVER"), Rect(100, 26, 130, 46), 0.9),), FrameRange(1, 2))
    assert masked(tmp_path, (other,)).sum() == 12 * 80
