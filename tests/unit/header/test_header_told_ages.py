from __future__ import annotations

import pytest

from scrub.header.cleaning.told_ages import is_over, told_ages


@pytest.mark.parametrize(
    "text",
    [
        "93-year-old",
        "93 - year - old",
        "aged 93",
        "97-jährig",
        "97jähriger Patient",
        "97 Lj.",
        "92a",
        "patient is 95",
        "ninety-three years old",
        "one hundred and two years",
        "1125M",
        "1125 months",
        "1125-month-old",
        "4700 weeks",
        "33000 days",
    ],
)
def test_an_age_over_89_is_found_however_it_is_told(text: str) -> None:
    assert list(told_ages(f"CT abd {text} axial"))


@pytest.mark.parametrize(
    "text",
    [
        "89-year-old",
        "aged 45",
        "6 month follow-up",
        "100 mm",
        "120 kV",
        "1125 m",
        "300d",
        "T1 100 a.u",
        "1000 mm2",
        "512 m/s",
        "90 deg",
        "b1000 mono",
        "95%",
        "150 days",
    ],
)
def test_other_numbers_are_no_such_age(text: str) -> None:
    assert not list(told_ages(text))


@pytest.mark.parametrize(
    ("age", "over"),
    [
        ("90", True),
        ("89 years", False),
        ("1125M", True),
        ("1079 months", False),
        ("4700 w", True),
        ("32880D", True),
        ("32000 d", False),
        ("as old as the hills", True),
    ],
)
def test_ninety_years_are_ninety_in_every_unit(age: str, *, over: bool) -> None:
    assert is_over(age) is over
