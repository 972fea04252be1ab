from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doubles.sightings import COLUMNS, NAME, ROWS, SCALE, sight, text, unread
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, FrameSpan, MaskTemplate, Patch, Pixels
from scrub.tuning.judging import Headers, Miss, Texts, also_fits, judge
from scrub.tuning.machines import group

if TYPE_CHECKING:
    from pathlib import Path

WHEN = (Condition("Manufacturer", "equals", ("fictive imaging",)),)


def over(*rects: Rect, frames: FrameSpan | None = None) -> MaskTemplate:
    patches = (Pixels(rect.left, rect.top, rect.width, rect.height) for rect in rects)
    spans = {"frames": frames} if frames else {}
    return MaskTemplate("one", WHEN, tuple(Patch(area, **spans) for area in patches))


def test_text_is_covered_cut_or_missed_to_the_pixel(tmp_path: Path) -> None:
    sights = [sight(tmp_path, number) for number in range(3)]
    for black, gone in (
        (NAME, Texts(covered=3)),
        (replace(NAME, right=NAME.right - 1), Texts(cut=3)),
        (replace(NAME, top=NAME.bottom, bottom=NAME.bottom + 1), Texts(missed=3)),
    ):
        judged = judge(over(black), sights, Headers())
        assert (judged.instances, judged.fits, judged.near) == (3, 3, 0)
        assert judged.gone == gone
        assert judged.stays == Texts(missed=3)


def test_what_two_rectangles_cover_together_is_covered(tmp_path: Path) -> None:
    left, right = replace(NAME, right=12), replace(NAME, left=12)
    judged = judge(over(left, right), [sight(tmp_path, 1)], Headers())
    assert judged.gone == Texts(covered=1)
    assert judged.misses == ()


def test_what_is_kept_is_not_covered(tmp_path: Path) -> None:
    kept = replace(over(NAME), keep=(Patch(Pixels(4, 2, 1, 1)),))
    assert judge(kept, [sight(tmp_path, 1)], Headers()).gone == Texts(cut=1)


def test_text_on_a_frame_that_is_not_meant_is_cut(tmp_path: Path) -> None:
    sights = [sight(tmp_path, 1, count=3)]
    late = over(NAME, frames=FrameSpan(2, -1))
    assert judge(late, sights, Headers()).gone == Texts(cut=1)
    assert judge(over(NAME), sights, Headers()).gone == Texts(covered=1)


def test_another_size_is_near_and_covers_nothing(tmp_path: Path) -> None:
    other = replace(over(NAME), rows=ROWS + 1, columns=COLUMNS)
    judged = judge(other, [sight(tmp_path, 1)], Headers())
    assert (judged.fits, judged.near, judged.gone) == (0, 1, Texts())


def test_another_maker_is_not_even_near(tmp_path: Path) -> None:
    other = replace(over(NAME), when=(Condition("Manufacturer", "equals", ("Else",)),))
    judged = judge(other, [sight(tmp_path, 1)], Headers())
    assert (judged.fits, judged.near) == (0, 0)


def test_misses_of_one_place_are_one_and_tell_whether_another_template_covers_them(
    tmp_path: Path,
) -> None:
    long, short = Rect(4, 2, 30, 10), Rect(4, 2, 22, 10)
    sights = [
        sight(tmp_path, 1, texts=(text(long, "name"),)),
        sight(tmp_path, 2, texts=(text(short, "name"),)),
        replace(sight(tmp_path, 3, texts=(text(long, "date"),)), masked=(("two", long),)),
    ]
    judged = judge(over(SCALE), sights, Headers())
    assert judged.misses == (
        Miss(long, "name", 2, is_open=True),
        Miss(long, "date", 1, is_open=False),
    )


def test_a_proposal_is_judged_by_where_it_would_black(tmp_path: Path) -> None:
    proposed = replace(over(NAME), proposal=True)
    judged = judge(proposed, [sight(tmp_path, 1)], Headers())
    assert (judged.fits, judged.gone) == (1, Texts(covered=1))


def test_an_instance_that_is_gone_does_not_fit() -> None:
    judged = judge(over(NAME), [unread(1)], Headers())
    assert (judged.instances, judged.fits) == (1, 0)


def test_other_machines_that_fit_are_told(tmp_path: Path) -> None:
    one = sight(tmp_path, 1)
    other = replace(one, machine=replace(one.machine, model="Example 8"))
    groups = group([one, other])
    assert list(also_fits(over(NAME), groups, Headers())) == list(groups)
    sized = replace(over(NAME), rows=ROWS + 1)
    assert list(also_fits(sized, groups, Headers())) == []
