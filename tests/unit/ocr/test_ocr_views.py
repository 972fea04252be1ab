from __future__ import annotations

import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.views import BESIDE, HALF_SIZE_FROM, LARGER, LARGER_UP_TO, evened, views


def test_a_quick_look_is_at_the_picture_alone() -> None:
    picture = lettered(("DOE JANE", 30, 40))
    (view,) = views(picture, quick=True)
    assert view.picture is picture
    assert (view.scale, view.left, view.top) == (1.0, 0, 0)


def test_a_small_picture_is_enlarged_and_a_larger_one_is_not() -> None:
    side = int(LARGER_UP_TO**0.5)
    for rows, scale in ((side - 1, LARGER), (side + 2, 1.0)):
        first = next(views(np.zeros((rows, side, 3), np.uint8), quick=False))
        assert first.scale == scale
        assert first.picture.shape[:2] == (round(rows * scale), round(side * scale))


def test_an_x_ray_is_looked_at_in_half_size_too() -> None:
    x_ray = np.zeros((HALF_SIZE_FROM, HALF_SIZE_FROM, 3), np.uint8)
    assert sorted(view.scale for view in views(x_ray, quick=False)) == [0.5, 0.5, 1.0]


@pytest.mark.parametrize(("factor", "more"), [(1.0, 60), (0.5, 0), (0.4, 100)])
def test_evened_ink_is_as_strong_on_any_ground(factor: float, more: int) -> None:
    noise = np.random.default_rng(7).normal(100, 20, (200, 300, 1)).clip(20, 180)
    picture = np.repeat(noise, 3, axis=2)
    other = picture * factor + more
    one, two = (evened(p.astype(np.uint8))[20:-20, 20:-20].astype(int) for p in (picture, other))
    assert abs(one.mean() - two.mean()) < 2
    assert 0.6 < two.std() / one.std() < 1.1


def test_noise_of_few_levels_stays_faint_when_evened() -> None:
    noise = np.random.default_rng(7).integers(99, 102, (100, 100, 3)).astype(np.uint8)
    assert evened(noise).std() < 12
    flat = np.full((3, 2, 3), 9, np.uint8)
    assert evened(flat).std() == 0


def test_only_what_has_color_is_looked_at_for_it() -> None:
    gray = lettered(("DOE JANE", 30, 40))
    looks = list(views(gray, quick=False))
    colored = gray.copy()
    colored[..., 2] = 0
    (first, vivid, *others) = views(colored, quick=False)
    assert len([first, *others]) == len(looks)
    ink = ink_of(colored)
    rows, columns = vivid.picture.shape[:2]
    part = Rect(vivid.left, vivid.top, vivid.left + columns, vivid.top + rows)
    assert part.covers(ink)
    assert ink.grow(BESIDE + 1).covers(part)
    assert ink_of(vivid.picture).move(vivid.left, vivid.top) == ink


def test_a_view_says_where_it_is_on_the_picture() -> None:
    picture = lettered(("DOE JANE", 30, 40), shades=(0, 200))
    picture = np.where(picture > 0, np.array([200, 0, 0]), 0).astype(np.uint8)
    for view in views(picture, quick=False):
        level = np.rot90(view.picture, -1) if view.turned else view.picture
        expected = (
            (picture.shape[0] * view.scale, picture.shape[1] * view.scale)
            if not (view.left or view.top)
            else level.shape[:2]
        )
        assert level.shape[:2] == tuple(round(side) for side in expected)
