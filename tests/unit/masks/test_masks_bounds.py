from __future__ import annotations

from math import comb

import pytest

from scrub.masks.bounds import DOUBT, lower, more_trials, upper


@pytest.mark.parametrize("trials", [1, 5, 29, 40, 300, 5000])
def test_for_none_of_n_it_is_what_n_in_a_row_leave_possible(trials: int) -> None:
    assert upper(0, trials) == pytest.approx(1 - DOUBT ** (1 / trials))


def test_where_many_were_seen_the_rule_of_three_is_close() -> None:
    assert upper(0, 1000) == pytest.approx(3 / 1000, rel=0.01)


@pytest.mark.parametrize(("hits", "trials"), [(1, 40), (3, 50), (20, 40), (39, 40)])
def test_so_few_hits_are_as_rare_as_the_doubt_if_the_bound_is_true(hits: int, trials: int) -> None:
    share = upper(hits, trials)
    chance = sum(
        comb(trials, hit) * share**hit * (1 - share) ** (trials - hit) for hit in range(hits + 1)
    )
    assert chance == pytest.approx(DOUBT)


def test_without_a_trial_or_a_miss_everything_is_possible() -> None:
    assert upper(0, 0) == upper(7, 7) == 1
    assert lower(0, 0) == lower(0, 7) == pytest.approx(0)


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (0, 17), (1, 17), (2, 40), (0, 28)])
def test_so_many_more_are_enough_and_one_fewer_is_not(hits: int, trials: int) -> None:
    more = more_trials(hits, trials, 0.1)
    assert upper(hits, trials + more) <= 0.1
    assert more
    assert upper(hits, trials + more - 1) > 0.1


def test_the_limit_of_a_tenth_takes_29() -> None:
    assert more_trials(0, 0, 0.1) == 29
    assert more_trials(1, 0, 0.1) == 46
    assert more_trials(0, 29, 0.1) == 0
