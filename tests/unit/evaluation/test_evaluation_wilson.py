from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.evaluation.wilson import interval


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (8, 10, 0.4902, 0.9433),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 100, 0.0018, 0.0545),
        (50, 100, 0.4038, 0.5962),
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_the_interval_is_that_of_the_tables(
    hits: int, trials: int, low: float, high: float
) -> None:
    assert interval(hits, trials) == pytest.approx((low, high), abs=5e-5)


def test_without_a_trial_any_rate_may_be() -> None:
    assert interval(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval(counts: tuple[int, int]) -> None:
    hits, trials = counts
    low, high = interval(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1
    mirrored = interval(trials - hits, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low))
