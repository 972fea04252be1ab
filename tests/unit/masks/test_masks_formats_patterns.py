from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.masks.formats.java_patterns import PatternError
from scrub.masks.formats.patterns import escaped, pattern_of, searched
from scrub.model.mask import Condition

TEXTS = st.text(st.characters(codec="latin-1", min_codepoint=32), min_size=1)


@pytest.mark.parametrize(
    ("pattern", "op", "values"),
    [
        ("LOGIQ", "contains", ("LOGIQ",)),
        ("A|B", "contains", ("A", "B")),
        ("^A|^B", "startswith", ("A", "B")),
        ("A$", "endswith", ("A",)),
        ("^A$|^B$", "equals", ("A", "B")),
        (r"^1\.2\$$", "equals", ("1.2$",)),
        (r"a\x2bb", "contains", ("a+b",)),
        ("^A|B", "matches", ("^A|B",)),
        ("A.C", "matches", ("A.C",)),
        ("AS+", "matches", ("AS+",)),
        (r"\d", "matches", (r"\d",)),
        ("A|", "matches", ("A|",)),
        ("(A|B)", "matches", ("(A|B)",)),
        (r"A\$", "contains", ("A$",)),
    ],
)
def test_a_pattern_that_is_a_plain_test_is_read_as_one(
    pattern: str, op: str, values: tuple[str, ...]
) -> None:
    assert searched("Modality", pattern) == Condition("Modality", op, values)


@pytest.mark.parametrize("pattern", ["(", "a{99999}", "(a+)+", "(?P<x>a)", "[", "*"])
def test_a_pattern_that_is_none_or_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        searched("Modality", pattern)


@given(text=TEXTS)
def test_a_text_is_found_by_its_own_pattern_alone(text: str) -> None:
    assert re.fullmatch(escaped(text), text)
    assert not set("+#") & set(escaped(text))
    assert escaped(text) == escaped(text).strip()


@given(
    op=st.sampled_from(("equals", "startswith", "endswith", "contains")),
    values=st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3, unique=True),
)
def test_what_is_written_as_a_pattern_is_read_back_as_what_it_was(
    op: str, values: list[str]
) -> None:
    pattern = pattern_of(op, values)
    if len(pattern) < 400:
        assert searched("Modality", pattern) == Condition("Modality", op, tuple(values))
