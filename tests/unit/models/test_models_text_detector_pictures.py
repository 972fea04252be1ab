from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import damage
import fields
import graphs
import layouts
import marks
from faces import Faces
from furniture import MAKERS, color, furnish
from grounds import SHARES as GROUNDS
from grounds import ground
from pens import dots, segments, strokes
from scenes import scene
from sheets import INK, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE = 128
SEEDS = st.integers(0, 1 << 40)
FEW = settings(max_examples=12, deadline=None)
FURNITURE = sorted(set(MAKERS), key=lambda maker: maker.__name__)


@cache
def bank() -> fields.Fields:
    return fields.bank(7)


def made(seed: int, size: int = SIDE) -> tuple[np.ndarray, ...]:
    return scene(bank(), Faces({}), np.random.default_rng(seed), size)


@FEW
@given(SEEDS)
def test_a_picture_and_its_maps_have_their_shapes(seed: int) -> None:
    picture, cores, thick = made(seed)
    assert picture.shape == (SIDE, SIDE, 3)
    assert cores.shape == (SIDE // 2, SIDE // 2)
    assert thick.shape == (SIDE // 4, SIDE // 4)
    assert {part.dtype for part in (picture, cores, thick)} == {np.dtype(np.uint8)}


@FEW
@given(SEEDS)
def test_the_same_seed_makes_the_same_picture(seed: int) -> None:
    for first, second in zip(made(seed), made(seed), strict=True):
        assert np.array_equal(first, second)


def test_other_seeds_make_other_pictures() -> None:
    assert len({made(seed)[0].tobytes() for seed in range(20)}) == 20


@pytest.mark.parametrize("maker", [maker for maker, _ in GROUNDS], ids=lambda m: m.__name__)
def test_each_ground_covers_the_picture_with_finite_levels(maker: Callable[..., Any]) -> None:
    for seed in range(4):
        plane = maker(bank(), np.random.default_rng(seed), SIDE)
        assert plane.shape[:2] == (SIDE, SIDE)
        assert plane.shape[2:] in {(), (3,)}
        assert np.isfinite(plane).all()


@FEW
@given(SEEDS)
def test_a_ground_stays_within_a_byte(seed: int) -> None:
    page = ground(bank(), np.random.default_rng(seed), SIDE)
    assert page.shape == (SIDE, SIDE, 3)
    assert page.dtype == np.float32
    assert page.min() >= 0
    assert page.max() <= 255


@pytest.mark.parametrize("maker", FURNITURE, ids=lambda m: m.__name__)
def test_each_piece_of_furniture_is_drawn_within_a_byte(maker: Callable[..., Any]) -> None:
    changed = 0
    for seed in range(12):
        chance = np.random.default_rng(seed)
        page = np.full((SIDE, SIDE, 3), 40, np.float32)
        maker(page, chance, color(chance))
        assert page.shape == (SIDE, SIDE, 3)
        assert page.min() >= 0
        assert page.max() <= 255
        changed += bool((page != 40).any())
    assert changed >= 6


def test_all_furniture_is_used() -> None:
    drawn = {
        name
        for module in (graphs, marks)
        for name, thing in vars(module).items()
        if callable(thing) and thing.__module__ == module.__name__ and thing.__doc__
    }
    assert {maker.__name__ for maker in MAKERS} == drawn - {"points", "either_kind", "draw_line"}


def test_grounds_with_furniture_alone_have_no_core() -> None:
    page = ground(bank(), np.random.default_rng(1), SIDE)
    furnish(page, np.random.default_rng(2))
    assert Sheet(page, Faces({}), np.random.default_rng(3)).lines == []


@pytest.mark.parametrize("kind", [kind for _, kind in damage.DAMAGES], ids=lambda k: k.__name__)
def test_a_damaged_picture_is_nearly_the_same(kind: Callable[..., Any]) -> None:
    page = ground(bank(), np.random.default_rng(5), SIDE)
    after = kind(page, np.random.default_rng(6))
    assert after.shape == page.shape
    assert np.abs(after - page).mean() < 60


def test_shares_of_grounds_layouts_and_damages_add_up() -> None:
    assert sum(share for _, share in GROUNDS) == pytest.approx(1)
    assert sum(share for _, share in layouts.SHARES) == pytest.approx(1)
    assert damage.DAMAGES[-1][0] == 1


@pytest.mark.parametrize("pen", [strokes, dots, segments], ids=lambda pen: pen.__name__)
@given(SEEDS, st.floats(5, 60))
@FEW
def test_each_pen_draws_ink_of_about_the_height(
    pen: Callable[..., Any], seed: int, height: float
) -> None:
    share = pen(np.random.default_rng(seed), "120:45", height)
    assert share.min() >= 0
    assert share.max() <= 1
    rows = np.flatnonzero((share > INK).any(axis=1))
    high = rows[-1] - rows[0] + 1
    assert 0.3 * height <= high <= 3 * height + 8
