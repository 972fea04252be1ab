from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.decided import decided
from doubles.reviewed import found, listed, record
from scrub.model.decision import Ruling
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.review.like import SLACK, Alike, alike

if TYPE_CHECKING:
    from pathlib import Path

RECT, ONE = Rect(10, 10, 30, 20), FrameRange(0, 1)


def likes(folder: Path, ruling: Ruling, *others: dict[str, object]) -> list[Alike]:
    here = record(0, verdict="held", findings=[found(RECT, ONE)])
    items = listed(folder, here, *(record(one, **more) for one, more in enumerate(others, 1)))
    return list(alike(decided(ruling, RECT, frames=ONE), 0, items))


def test_what_is_cleared_is_cleared_where_the_same_kind_is_in_the_same_place(
    tmp_path: Path,
) -> None:
    moved = RECT.move(SLACK, -SLACK)
    (like,) = likes(tmp_path, Ruling.CLEAR, {"findings": [found(moved, ONE)]})
    assert [place.rect for place in like.places] == [moved]


@pytest.mark.parametrize(
    "other",
    [
        {"findings": []},
        {"findings": [found(RECT, ONE, "name")]},
        {"findings": [found(RECT.move(SLACK + 1, 0), ONE)]},
        {"findings": [found(RECT.grow(SLACK + 1), ONE)]},
        {"findings": [found(RECT, ONE)], "equipment": "another"},
        {"findings": [found(RECT, ONE)], "columns": 65},
    ],
)
def test_nothing_else_is_cleared(tmp_path: Path, other: dict[str, object]) -> None:
    assert likes(tmp_path, Ruling.CLEAR, other) == []


def test_what_is_black_is_black_on_every_frame_of_all_of_the_machine(tmp_path: Path) -> None:
    single, cine, other = likes(
        tmp_path, Ruling.BLACK, {}, {"frames": 5}, {"verdict": "refused"}
    ) or (None, None, None)
    assert {like.number for like in (single, cine, other) if like} == {1, 2, 3}
    ranges = {place.frames for like in (single, cine, other) if like for place in like.places}
    assert ranges == {ONE, FrameRange(0, 5)}


def test_another_machine_is_left_alone(tmp_path: Path) -> None:
    assert likes(tmp_path, Ruling.BLACK, {"equipment": "another"}, {"rows": 49}) == []


def test_what_is_black_on_some_frames_is_so_on_those_that_are_there(tmp_path: Path) -> None:
    told = [record(number, frames=count) for number, count in ((0, 9), (1, 4), (2, 2))]
    items = listed(tmp_path, *told)
    one = decided(Ruling.BLACK, RECT, frames=FrameRange(3, 6))
    assert [(like.number, like.places[0].frames) for like in alike(one, 0, items)] == [
        (1, FrameRange(3, 4))
    ]


def test_what_is_about_no_place_is_like_nothing(tmp_path: Path) -> None:
    items = listed(tmp_path, record(0), record(1))
    assert list(alike(decided(Ruling.ACCEPT), 0, items)) == []
