from __future__ import annotations

from datetime import date

import pytest

from scrub.header.cleaning.dates import SHIFT, bounds, days_of, shifted, year_only


@pytest.mark.parametrize(
    ("vr", "text", "moved"),
    [
        ("DA", "20040119", "20040109"),
        ("DA", "20040301", "20040220"),
        ("DA", "1961.03.17", "19610307"),
        ("DA", "20040101-20041231", "20031222-20041221"),
        ("DA", "-20041231", "-20041221"),
        ("DA", "20040101-", "20031222-"),
        ("DA", "1961.03.17-1961.03.18", "19610307-19610308"),
        ("DT", "20040119", "20040109"),
        ("DT", "2004011907", "2004010907"),
        ("DT", "20040119072731.123456-0500", "20040109072731.123456-0500"),
        ("DT", "20040119-0500", "20040109-0500"),
        ("DT", "20040119235960+1400", "20040109235960+1400"),
        ("DT", "20040119-0500-20040120-0500", "20040109-0500-20040110-0500"),
        ("DT", "20040119-0500-", "20040109-0500-"),
        ("DT", "-20040119-0500", "-20040109-0500"),
        ("DT", "20040119-20040120", "20040109-20040110"),
        ("TM", "072731", "072731"),
        ("TM", "07", "07"),
        ("TM", "0727-08", "0727-08"),
        ("TM", "-072731.1", "-072731.1"),
        ("TM", "235960.000001", "235960.000001"),
        ("TM", "07:27:31", "072731"),
        ("TM", "07:27:31.5-08:00", "072731.5-0800"),
    ],
)
def test_what_has_a_day_is_moved_and_the_rest_of_it_stays(vr: str, text: str, moved: str) -> None:
    assert shifted(vr, text, -10) == moved


@pytest.mark.parametrize(
    "text", ["2004", "200401", "2004-0500", "2004-2005", "2004-20050101", "20040101-2005"]
)
def test_a_date_time_without_a_day_is_not_given_one(text: str) -> None:
    assert shifted("DT", text, -10) is None


@pytest.mark.parametrize(
    ("vr", "text"),
    [
        ("DA", ""),
        ("DA", "-"),
        ("DA", "--"),
        ("DA", "19610231"),
        ("DA", "00000101"),
        ("DA", "19611301-19620101"),
        ("DA", "20040120-20040119"),
        ("DA", "2004"),
        ("DA", "200401"),
        ("DA", "2004-01-19"),
        ("DA", "1961.0317"),
        ("DA", "last spring"),
        ("DA", "20040119072731"),
        ("DA", "20040119 "),
        ("DA", "20040119\n"),
        ("DA", "٢٠٠٤٠١١٩"),
        ("DA", "20040101-20040102-20040103"),
        ("DT", "20040119240000"),
        ("DT", "20040119-1300"),
        ("DT", "20040119+0560"),
        ("DT", "20040119072731.1234567"),
        ("DT", "20040119072731."),
        ("DT", "20040230"),
        ("DT", "20041"),
        ("TM", "2400"),
        ("TM", "0760"),
        ("TM", "7:27"),
        ("TM", "noon"),
        ("TM", "07.5"),
        ("LO", "20040119"),
        ("DA", "-" * 100_000),
    ],
)
def test_what_is_not_of_its_vr_is_neither_moved_nor_cut(vr: str, text: str) -> None:
    assert shifted(vr, text, -10) is None
    assert year_only(vr, text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("00010101", -1), ("99991231", 1), ("20040101", 10**9), ("20040101", -(10**30))],
)
def test_a_year_that_is_none_is_not_written(text: str, days: int) -> None:
    assert shifted("DA", text, days) is None
    assert shifted("DT", text, days) is None


def test_early_years_keep_their_four_digits() -> None:
    assert shifted("DA", "01000101", -1) == "00991231"


@pytest.mark.parametrize(
    ("vr", "text", "left"),
    [
        ("DA", "20040119", "20040101"),
        ("DA", "1961.03.17", "19610101"),
        ("DA", "20040119-20051231", "20040101-20050101"),
        ("DA", "-20051231", "-20050101"),
        ("DT", "20040119072731.123456-0500", "2004"),
        ("DT", "200401", "2004"),
        ("DT", "2004", "2004"),
        ("DT", "20040119-0500-20050119-0500", "2004-2005"),
        ("DT", "20040119-", "2004-"),
        ("DT", "200401-2004", "2004-2004"),
        ("TM", "072731", None),
        ("DT", "09000119-11000119", None),
    ],
)
def test_of_a_date_only_the_year_is_left(vr: str, text: str, left: str | None) -> None:
    assert year_only(vr, text) == left


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20040119", (2004, 1, 19), (2004, 1, 19)),
        ("1961.03.17", (1961, 3, 17), (1961, 3, 17)),
        ("200402", (2004, 2, 1), (2004, 2, 29)),
        ("2004", (2004, 1, 1), (2004, 12, 31)),
        ("20040119072731-0500", (2004, 1, 19), (2004, 1, 19)),
        ("20040119-20050301", (2004, 1, 19), (2005, 3, 1)),
        ("2004-", (2004, 1, 1), (2004, 12, 31)),
    ],
)
def test_bounds_are_the_first_and_last_day_that_can_be_meant(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert bounds(text) == (date(*first), date(*last))


@pytest.mark.parametrize("text", ["", "-", "words", "19610231", "072731", "20040101-19610231"])
def test_what_is_no_date_has_no_bounds(text: str) -> None:
    assert bounds(text) is None


def test_days_go_back_by_at_least_one_and_reach_both_ends() -> None:
    assert days_of(bytes(8)) == -1
    assert days_of((SHIFT[-1] - 1).to_bytes(8)) == -SHIFT[-1] == -3652
    assert days_of(len(SHIFT).to_bytes(8) + b"more") == -1


def test_too_short_a_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        days_of(b"short")
