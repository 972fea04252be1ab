from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scrub.model.outcome import Verdict
from scrub.report import listing
from scrub.report.listing import MOST, Listing

if TYPE_CHECKING:
    import pytest


def listed(counts: dict[str, int]) -> tuple[Counter[str], Listing]:
    chosen = Listing(counts)
    found: Counter[str] = Counter()
    for verdict, count in counts.items():
        found[verdict] += sum(chosen.wants({"verdict": verdict}) for _ in range(count))
    return found, chosen


@given(st.dictionaries(st.sampled_from(list(map(str, Verdict))), st.integers(0, 2000)))
def test_of_few_all_are_listed(counts: dict[str, int]) -> None:
    found, chosen = listed(counts)
    assert found == Counter(counts)
    assert not chosen.notice()


def test_of_many_those_that_need_a_person_and_as_many_others_as_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "MOST", 1000)
    found, chosen = listed({"written": 9000, "held": 300, "failed": 100, "not dicom": 1000})
    assert (found["held"], found["failed"]) == (300, 100)
    assert found["written"] + found["not dicom"] == 600
    assert 500 < found["written"] < 580
    assert chosen.notice().startswith("1,000 of 10,400 instances are listed")


def test_where_too_many_need_a_person_a_sample_of_them_is_listed() -> None:
    found, chosen = listed({"held": MOST * 3, "written": 10})
    assert found == Counter({"held": MOST})
    assert "60,010" in chosen.notice()


def test_a_run_that_does_not_tell_its_counts_lists_all() -> None:
    chosen = Listing({})
    assert all(chosen.wants({"verdict": "written"}) for _ in range(30_000))
