from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.data import profile_rows
from scrub.header.cleaning.zip_codes import shortened, three_digits

RESTRICTED = (
    "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split()  # noqa: SIM905 - reads as HHS lists them
)


def test_the_restricted_prefixes_are_those_of_the_guidance() -> None:
    assert [row["zip3"] for row in profile_rows("zip3-restricted")] == RESTRICTED


@pytest.mark.parametrize("prefix", RESTRICTED)
def test_prefixes_of_few_people_become_zeros(prefix: str) -> None:
    assert three_digits(f"12 Oak Ave, Anytown, NV {prefix}01") == "000"
    assert shortened(f"lives in Anytown, NV {prefix}01-1234, alone") == (
        "lives in Anytown, NV 000, alone"
    )


@pytest.mark.parametrize(
    "address",
    [
        "1261 Leawood Street, Little Rock, AR 72223",
        "1261 Leawood Street, Little Rock, AR 72223-1234",
        "1261 Leawood Street, Little Rock, AR 722231234",
        "1261 Leawood Street\r\nLittle Rock AR\r\n72223 USA",
        "1261 Leawood St^^Little Rock^AR^72223^USA",
        "10450 Leawood St, Little Rock, AR 72223",
        "1261 Leawood St, Little Rock, Arkansas 72223",
        "Room 10450, Little Rock AR-72223, phone 501 555 0142",
        "little rock ar 72223",
        "1261 Leawood Street Little Rock 72223, U.S.A.",
        "Little Rock 72223.",
        "72223",
        "72223-1234",
    ],
)
def test_a_plain_zip_code_is_cut_to_three_digits(address: str) -> None:
    assert three_digits(address) == "722"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "1261 Leawood Street, Little Rock",
        "10450 Leawood Street",
        "P.O. Box 72223",
        "Leawood Street 72223",
        "Leawood St, Apt. 72223",
        "Leawood St #72223",
        "Hauptstraße 10115",
        "10115 Berlin",
        "Berlin D-10115",
        "Little Rock AR 7222",
        "Little Rock 722231234",
        "Little Rock AR 72223, Chicago IL 60601",
        "AR 72223 and 10450",
        "#" * 100_000 + "box 12345",
    ],
)
def test_where_it_is_not_plain_which_number_it_is_nothing_is_left(address: str) -> None:
    assert three_digits(address) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("of Little Rock, AR 72223, seen twice", "of Little Rock, AR 722, seen twice"),
        ("of Little Rock, arkansas 72223-1234.", "of Little Rock, arkansas 722."),
        ("at 12 Oak Ave, Little Rock 72223, call", "at 12 Oak Ave, Little Rock 722, call"),
        ("ZIP: 72223", "ZIP: 722"),
        ("postal code 72223", "postal code 722"),
        ("send to 72223-1234", "send to 722"),
        ("AR 72223 or AK 99501", "AR 722 or AK 995"),
        ("AR 72223-", "AR 722-"),
    ],
)
def test_zip_codes_in_text_are_cut_where_an_address_is(text: str, left: str) -> None:
    assert shortened(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "b value 10000 s/mm2",
        "10450 Leawood St",
        "slice 12345 CT",
        "ART 12345",
        "AR 123456",
        "NDC 12345-6789-01",
        "TR 12345 TE 90",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert shortened(text) == text


PIECES = st.sampled_from(
    ["AR", "Arkansas", "72223", "72223-1234", "10450", "12 Oak Ave", "ZIP", "#", ",", "Little Rock"]
)


@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_what_was_cut_is_not_cut_again(text: str) -> None:
    once = shortened(text)
    assert shortened(once) == once
    assert not re.search(r"(AR|Arkansas) 72223", once)


@given(st.text("AR 0123456789-,#", max_size=40))
def test_no_more_than_three_digits_are_ever_left_of_an_address(address: str) -> None:
    left = three_digits(address)
    assert left is None or re.fullmatch(r"\d{3}", left)
