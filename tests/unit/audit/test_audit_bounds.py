from __future__ import annotations

from math import comb
from random import Random

import pytest

from scrub.audit.bounds import Looked, most_bad
from scrub.audit.sampling import Machine, Size, sample
from scrub.masks.bounds import upper


def chance_of_as_few(files: int, bad: int, size: int, seen: int) -> float:
    """How likely a sample has no more bad ones than were seen, counted out."""
    ways = sum(comb(bad, some) * comb(files - bad, size - some) for some in range(seen + 1))
    return ways / comb(files, size)


@pytest.mark.parametrize(
    ("files", "size", "seen"), [(60, 30, 0), (100, 30, 2), (1000, 59, 0), (500, 50, 7), (40, 38, 1)]
)
def test_the_bound_is_the_last_number_that_so_few_bad_ones_leave_possible(
    files: int, size: int, seen: int
) -> None:
    most = most_bad(Looked(files, (size,), seen, stopped=not seen))
    assert chance_of_as_few(files, most, size, seen) > 0.05
    assert chance_of_as_few(files, most + 1, size, seen) <= 0.05


def test_where_all_were_looked_at_nothing_is_left_to_guess() -> None:
    assert most_bad(Looked(200, (30, 60, 120, 200), 17, stopped=False)) == 17
    assert most_bad(Looked(12, (12,), 0)) == 0


def test_of_many_files_it_is_the_rule_of_three() -> None:
    most = most_bad(Looked(10**6, (300,), 0)) / 10**6
    assert most == pytest.approx(upper(0, 300), rel=1e-3)
    assert most == pytest.approx(3 / 300, rel=0.01)


def test_a_sample_that_was_widened_says_no_less_than_one_of_its_size_at_once() -> None:
    at_once = most_bad(Looked(5000, (120,), 1, stopped=False))
    widened = most_bad(Looked(5000, (30, 60, 120), 1))
    assert widened >= at_once


@pytest.mark.parametrize("bad", [3, 12, 40])
def test_more_are_bad_than_it_says_in_one_of_twenty_audits_at_most(bad: int) -> None:
    files, audits = 200, 600
    random = Random(bad)
    missed = 0
    for _ in range(audits):
        are_bad = set(random.sample(range(files), bad))
        growing = sample([Machine("US", "one")] * files, Size(0.05, 10, each=0))
        while due := growing.due():
            growing.told(due, [number for number in due if number in are_bad])
        missed += most_bad(growing.simply()) < bad
    # Three deviations of a count with one in twenty.
    assert missed / audits <= 0.05 + 3 * (0.05 * 0.95 / audits) ** 0.5
