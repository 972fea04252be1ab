"""What a count says of a rate: the interval of E. B. Wilson (1927)."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""How many deviations hold 95 % of a normal distribution."""


def interval(hits: int, trials: int, z: float = Z) -> tuple[float, float]:
    """Return the rates, 0..1, between which the true one lies, with 95 % confidence.

    Without a trial it may be any. Unlike the usual interval it holds where no hit was seen.
    """
    if not trials:
        return 0.0, 1.0
    share, square = hits / trials, z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = z * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    half /= 1 + square / trials
    # The ends are exact where every trial is the same; rounding would leave 1e-17.
    low = 0.0 if not hits else max(0.0, middle - half)
    return low, 1.0 if hits == trials else min(1.0, middle + half)
