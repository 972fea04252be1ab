from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.header.cleaning.cutting import cut, pieces

LINES = st.text(alphabet="ab1 ,;:/()[]^-_=.\"'\0山", max_size=40)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("ABD ‹DOE, JANE› axial CT 5mm", "ABD axial CT 5mm"),
        ("‹DOE JANE›, abd", "abd"),
        ("abd, ‹DOE›", "abd"),
        ("ABD, ‹DOE›, axial", "ABD, axial"),
        ("ABD (‹DOE›) axial", "ABD axial"),
        ("ABD [‹DOE›, ‹JANE›] axial", "ABD axial"),
        ("ABD (‹DOE›, left) axial", "ABD (left) axial"),
        ("ABD (left, ‹DOE›)", "ABD (left)"),
        ("ABD ((‹DOE›))", "ABD"),
        ('"‹DOE›" knee', "knee"),
        ("ABD^‹DOE›^‹JANE›", "ABD"),
        ("ABD_‹DOE›_axial", "ABD_axial"),
        ("Patient: ‹DOE›", "Patient:"),
        ("Patient: ‹DOE› CT", "Patient: CT"),
        ("‹DOE›/CT", "CT"),
        ("x ‹DOE› -3 HU", "x -3 HU"),
        ("頭部‹山田›CT", "頭部 CT"),
        ("‹DOE›", ""),
        ("- ‹DOE› -", ""),
    ],
)
def test_what_held_only_a_place_that_was_cut_goes_with_it(line: str, left: str) -> None:
    plain = re.sub("[‹›]", "", line)
    opened = [found.start() - 2 * i for i, found in enumerate(re.finditer("‹", line))]
    closed = [found.start() - 2 * i - 1 for i, found in enumerate(re.finditer("›", line))]

    assert cut(plain, zip(opened, closed, strict=True)) == left


def test_a_line_with_nothing_to_cut_stays_to_the_last_space() -> None:
    assert cut("  ( odd ,, line- ", []) == "  ( odd ,, line- "


@given(line=LINES, ends=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_letters_and_digits_outside_the_places_stay_in_their_order(
    line: str, ends: list[tuple[int, int]]
) -> None:
    places = [(min(pair), min(max(pair), len(line))) for pair in ends if min(pair) < len(line)]
    outside = [letter for at, letter in enumerate(line) if not any(a <= at < b for a, b in places)]

    left = cut(line, places)

    assert [c for c in left if c.isalnum()] == [c for c in outside if c.isalnum()]
    assert len(left) <= len(line) + len(places)


@given(
    line=st.lists(st.sampled_from(["a", "bc" * 60, " ", "word ", "x" * 500]), max_size=60).map(
        "".join
    )
)
def test_pieces_hold_every_stretch_of_120_characters_and_not_much_twice(line: str) -> None:
    found = list(pieces(line))

    assert all(line[start : start + len(piece)] == piece for start, piece in found)
    assert all(len(piece) <= 400 for _, piece in found)
    assert all(
        any(start <= at and at + 120 <= start + len(piece) for start, piece in found)
        for at in range(max(0, len(line) - 120))
    )
    assert sum(len(piece) for _, piece in found) <= 4 * len(line)
