from __future__ import annotations

import pytest

from scrub.header.cleaning.ages import capped, is_over_89


@pytest.mark.parametrize("cap", ["089Y", "090Y"])
@pytest.mark.parametrize(
    "text",
    ["090Y", "093Y", "120Y", "90Y", "093y", "093 Y", "1080M", "1125M", "4696W", "32873D", "32871D"],
)
def test_ages_of_ninety_and_more_are_one_class(text: str, cap: str) -> None:
    assert capped(text, cap) == cap


@pytest.mark.parametrize(
    "text", ["089Y", "045Y", "89Y", "000D", "999M", "999W", "999D", "1079M", "32870D"]
)
def test_lower_ages_stay_as_they_are(text: str) -> None:
    assert capped(text, "090Y") == text


@pytest.mark.parametrize("text", ["", "93", "Y", "093X", "9.5Y", "-93Y", "old", "٩٣Y", "9" * 5000])
def test_what_is_no_age_cannot_be_judged(text: str) -> None:
    assert capped(text, "090Y") is None


@pytest.mark.parametrize(
    ("ages", "birth", "on"),
    [
        (["093Y"], "", []),
        (["045Y", "1125M"], "19600101", ["20040119"]),
        ([], "19110317", ["20040119"]),
        ([], "1911.03.17", ["20040119"]),
        (["045Y"], "19140119", ["20040119"]),
        ([], "19140101", ["19900101", "20040119072731-0500"]),
        ([], "1914", ["20040119"]),
        ([], "19140601", ["2004"]),
        ([], "19140101-19200101", ["20040119"]),
        ([], "19600101", []),
        (["93"], "19600101", ["no date"]),
    ],
)
def test_what_shows_ninety_years_is_seen(ages: list[str], birth: str, on: list[str]) -> None:
    assert is_over_89(ages, birth, on)


@pytest.mark.parametrize(
    ("ages", "birth", "on"),
    [
        ([], "", ["20040119"]),
        (["089Y"], "", []),
        ([], "19140120", ["20040119"]),
        ([], "19600101", ["20040119", "19610231"]),
        (["045Y"], "19600101", []),
        ([], "19610231", ["20600101"]),
        (["93"], "19600101", ["20040119"]),
    ],
)
def test_what_does_not_is_not(ages: list[str], birth: str, on: list[str]) -> None:
    assert not is_over_89(ages, birth, on)
