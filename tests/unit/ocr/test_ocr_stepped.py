from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.model.text import TextBox
from scrub.ocr.stepped import unstepped
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from scrub.seams import Picture

BOX = Rect(20, 20, 200, 50)


def drawn(*letters: Rect) -> Picture:
    """Return a picture with letters of upright bars in each of these places."""
    picture = np.zeros((100, 220, 3), np.uint8)
    for rect in letters:
        picture[rect.top : rect.bottom, rect.left : rect.right : 4] = 255
    return picture


def parts(*letters: Rect) -> list[Rect]:
    return [box.rect for box in unstepped(drawn(*letters), [level_box(BOX, 0.8)])]


def test_texts_at_different_heights_are_two_boxes_around_their_ink() -> None:
    assert parts(Rect(22, 33, 61, 48), Rect(80, 22, 195, 37)) == [
        Rect(20, 31, 61, 50),
        Rect(78, 20, 195, 39),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Rect(22, 28, 61, 43), Rect(80, 26, 195, 41)),
        (Rect(22, 33, 61, 48), Rect(68, 22, 195, 37)),
        (Rect(22, 22, 61, 42), Rect(80, 30, 100, 34)),
        (Rect(22, 22, 61, 42), Rect(80, 28, 195, 42)),
    ],
    ids=["a little", "no gap", "a dash", "small letters"],
)
def test_texts_of_one_line_are_one_box(first: Rect, second: Rect) -> None:
    assert parts(first, second) == [BOX]


def test_a_rule_below_and_a_cut_line_above_do_not_count() -> None:
    cut_above, rule = Rect(22, 20, 61, 27), Rect(76, 46, 199, 48)
    assert parts(cut_above, Rect(22, 33, 61, 48), Rect(80, 22, 195, 37), rule) == [
        Rect(20, 31, 61, 50),
        Rect(78, 20, 195, 39),
    ]


def test_boxes_that_slant_and_texture_stay_as_they_are() -> None:
    slanted = TextBox(BOX, ((20, 20), (200, 30), (198, 50), (20, 40)), 0.8)
    picture = drawn(Rect(22, 33, 61, 48), Rect(80, 22, 195, 37))
    assert list(unstepped(picture, [slanted])) == [slanted]
    speckle = grain(np.random.default_rng(7))[..., None] * np.full(3, 90.0)
    level = level_box(BOX, 0.8)
    assert list(unstepped(speckle.astype(np.uint8), [level])) == [level]
