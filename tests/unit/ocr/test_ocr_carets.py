from __future__ import annotations

import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.ocr.carets import REACH, with_carets

NAME = "Doe^Jane"


def words(rect: Rect, *texts: str) -> tuple[Word, ...]:
    return tuple(Word(Sensitive(text), rect, 0.9) for text in texts)


@pytest.mark.parametrize("size", [10, 14, 20, 30])
@pytest.mark.parametrize("carets", ["^", "^^", "^^^"])
@pytest.mark.parametrize("shades", [(0, 255), (230, 20)])
def test_the_carets_behind_a_name_are_part_of_it(
    size: int, carets: str, shades: tuple[int, int]
) -> None:
    named = ink_of(lettered((NAME, 20, 60), size=size, shades=shades))
    picture = lettered((NAME + carets, 20, 60), size=size, shades=shades)
    (word,) = with_carets(picture, words(named.grow(2), NAME))
    assert word.rect.covers(ink_of(picture))
    assert word.rect.left == named.left - 2


def test_what_stands_apart_is_not() -> None:
    named = ink_of(lettered((NAME, 20, 60)))
    picture = lettered((NAME, 20, 60), ("Gain 40", named.right + named.height, 60))
    told = words(named, NAME)
    assert with_carets(picture, told) == told


def test_only_the_last_word_of_a_name_as_in_a_header_is_made_longer() -> None:
    picture = lettered(("Name: Doe^Jane^^", 20, 60))
    whole = ink_of(picture)
    first, last = Rect(20, 60, 70, 84), Rect(75, 60, whole.right - 15, 84)
    label, name = (*words(first, "Name:"), *words(last, NAME))
    longer = with_carets(picture, (label, name))
    assert longer[0] == label
    assert longer[1].rect.right >= whole.right
    assert with_carets(picture, words(last, "Jane Doe")) == words(last, "Jane Doe")
    # Read from right to left, or from below: where it ends is not told.
    assert with_carets(picture, (name, label)) == (name, label)
    upright = words(Rect(75, 60, 90, 160), NAME)
    assert with_carets(picture, upright) == upright
    assert with_carets(picture, ()) == ()


def test_on_a_texture_and_at_the_edge_it_stays_within_reach_and_the_picture() -> None:
    texture = 255 * grain(np.random.default_rng(5), 60, 200).clip(0, 1)
    picture = np.repeat(texture[..., None], 3, axis=2).astype(np.uint8)
    (word,) = with_carets(picture, words(Rect(20, 20, 100, 40), NAME))
    assert 100 <= word.rect.right <= 100 + round(REACH * 20)
    (word,) = with_carets(picture, words(Rect(20, 20, 195, 40), NAME))
    assert word.rect.right <= 200
    assert with_carets(picture, words(Rect(20, 20, 200, 40), NAME))[0].rect.right == 200


def test_of_text_that_may_identify_only_signs_are_told() -> None:
    assert Sensitive(NAME).has("^")
    assert not Sensitive("Jane Doe").has("^")
    assert not Sensitive(NAME).has("D")
