from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.phi.elapsed import without_elapsed
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()


@pytest.mark.parametrize(
    "text",
    [
        "FA 7:14 42°",
        "FT 8:39",
        "FT5:27",
        "T 0:45",
        "RT BREAST 10:00",
        "ICG 12:05",
        "Fluoro time 3:12",
        "FL 33:11",
        "TA: 02:54",
        "RTBREAST10:00",
        "LT 2:00 BREAST",
        "RT 11:30 4 cm FN breast",
        "Time 39:00",
        "+2:09:04",
        "+ 0:01:30",
    ],
)
def test_a_timer_or_a_position_is_no_time_of_day(text: str) -> None:
    assert not re.search(r"\d:", without_elapsed(text))
    assert VOCABULARY.knows(text)


@pytest.mark.parametrize(
    "text",
    [
        "7:14",
        "FA 17:14:02",
        "FA 7:14 PM",
        "T 10:45",
        "BREAST 10:17",
        "SOFA 7:14",
        "LT 2:00",
        "LT 2:00 BREASTED",
        "breast LT 2:17",
        "FT 8:99",
        "Tm 8:39",
        "Time 13:45",
        "18 58:23",
        "24:00",
    ],
)
def test_any_other_time_stays_a_time(text: str) -> None:
    assert without_elapsed(text) == text


@given(st.text(max_size=30) | st.from_regex(r"(FA|T|breast) ?[0-9]{1,2}:[0-9]{2}.{0,4}"))
def test_its_length_stays(text: str) -> None:
    assert len(without_elapsed(text)) == len(text)
