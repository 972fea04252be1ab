from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.lettered import lettered
from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.stages.strokes import strokes_of

if TYPE_CHECKING:
    from scrub.seams import Picture

AT = Rect(18, 18, 130, 48)


def said(text: str, tissue: int = 0, seed: int = 0, ink: int = 255) -> Picture:
    rng = np.random.default_rng(seed)
    speckle = grain(rng)
    letters = lettered((text, 20, 20)) / 255.0
    return np.asarray(
        (tissue * speckle[..., None] * (1 - letters) + ink * letters).clip(0, 255), "u1"
    )


@pytest.mark.parametrize("tissue", [0, 60, 100])
def test_strokes_stay_the_same_while_tissue_moves_around_them(tissue: int) -> None:
    strokes = strokes_of(said("10:31:05", tissue), AT)
    for seed in range(1, 9):
        assert strokes.are_in(said("10:31:05", tissue, seed))


@pytest.mark.parametrize("tissue", [0, 60, 100])
@pytest.mark.parametrize("other", ["10:31:06", "10:31:15", "10:37:05", "", "10:31"])
def test_another_character_makes_other_strokes(other: str, tissue: int) -> None:
    strokes = strokes_of(said("10:31:05", tissue), AT)
    assert not strokes.are_in(said(other, tissue, 1))


@pytest.mark.parametrize("tissue", [0, 60])
def test_a_character_more_makes_other_strokes(tissue: int) -> None:
    strokes = strokes_of(said("10:31:0", tissue), AT)
    assert strokes.are_in(said("10:31:0", tissue, 1))
    assert not strokes.are_in(said("10:31:05", tissue, 1))


def test_text_gave_way_only_where_all_around_is_as_it_was() -> None:
    place = Rect(18, 18, 66, 44)
    calm, moving = strokes_of(said("7/24"), place), strokes_of(said("7/24", 110), place)
    assert calm.gave_way_in(said("8/24"))
    assert not calm.gave_way_in(said("7/24"))
    assert moving.can_tell
    assert not moving.are_in(said("8/24", 110, 1))
    assert not moving.gave_way_in(said("8/24", 110, 1))


def test_faint_strokes_tell_nothing() -> None:
    strokes = strokes_of(said("7/24", ink=30), AT)
    assert not strokes.can_tell
    assert not strokes.are_in(said("7/24", ink=30))
    assert not strokes.gave_way_in(said("8/24", ink=30))
