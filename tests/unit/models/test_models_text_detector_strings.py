from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

SEEDS = st.integers(0, 1 << 40)


@given(SEEDS, st.sampled_from(strings.LATIN))
def test_a_text_is_never_empty_and_can_be_printed(
    seed: int, maker: Callable[[Generator], str]
) -> None:
    text = maker(np.random.default_rng(seed))
    assert text.strip()
    assert text.isprintable()


@given(SEEDS, st.sampled_from(strings.SCRIPTS))
def test_a_text_of_a_script_is_of_its_letters(seed: int, script: str) -> None:
    text = strings.foreign(np.random.default_rng(seed), script)
    names = {"han": "CJK", "kanji": "CJK"}
    start = names.get(script, script.upper())
    letters = [one for one in text if ord(one) > 0x2FF and one.isalpha()]
    assert letters
    assert all(unicodedata.name(one).startswith(start) for one in letters)


@given(SEEDS)
def test_a_lone_text_is_one_character(seed: int) -> None:
    assert len(strings.lone(np.random.default_rng(seed))) == 1


@pytest.mark.parametrize("maker", strings.LATIN, ids=lambda maker: maker.__name__)
def test_the_same_seed_says_the_same(maker: Callable[[Generator], str]) -> None:
    first, second = (maker(np.random.default_rng(3)) for _ in range(2))
    assert first == second
