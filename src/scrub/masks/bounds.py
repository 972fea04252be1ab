"""What a count says at most, and at least, of a share: exact bounds of Clopper and Pearson (1934).

2026-11: not Wilson's interval, which is close where both outcomes were seen, but says too little
where one never was; and that is the case that counts here. For none in n the upper bound is about
3 / n, the "rule of three".
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

DOUBT = 0.05
"""The true share is beyond a bound no more often than this."""

_STEPS = 50


def upper(hits: int, trials: int) -> float:
    """Return the largest share, 0..1, that so few hits leave possible; 1 without a trial."""
    if hits >= trials:
        return 1.0
    low, high = hits / trials, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _no_more_than(hits, trials, middle) > DOUBT:
            low = middle
        else:
            high = middle
    return high


def lower(hits: int, trials: int) -> float:
    """Return the smallest share, 0..1, that so many hits leave possible; 0 without a trial."""
    return 1.0 - upper(trials - hits, trials)


def more_trials(hits: int, trials: int, limit: float) -> int:
    """Return how many more trials, none of them a hit, bring the upper bound down to a limit.

    `limit` is more than 0.
    """
    enough = trials
    step = max(1, trials)
    while upper(hits, enough) > limit:
        enough += step
        step *= 2
    few = trials
    while few < enough:
        middle = (few + enough) // 2
        if upper(hits, middle) > limit:
            few = middle + 1
        else:
            enough = middle
    return enough - trials


def _no_more_than(hits: int, trials: int, share: float) -> float:
    """Return how likely it is that of so many trials no more than these hit, if the share is so."""
    if share in {0.0, 1.0}:
        return 1.0 - share
    whole = lgamma(trials + 1)
    return sum(
        exp(
            whole
            - lgamma(hit + 1)
            - lgamma(trials - hit + 1)
            + hit * log(share)
            + (trials - hit) * log1p(-share)
        )
        for hit in range(hits + 1)
    )
