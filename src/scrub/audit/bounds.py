"""How many of an output's instances may be bad, given how many of a random sample are.

The sample is drawn without replacement from the files that there are, so the count of bad ones in
it is hypergeometric, and the bound is exact: if more instances were bad than it says, a sample
with so few of them would come up in one of twenty audits at most. Where all were looked at
nothing is left to say but how many are bad.

2026-11: not Clopper and Pearson's bound (scrub.masks.bounds), which is about shares of what never
ends: of 100 files of which 30 were looked at it says 9.5 % where 8 % is right, and it never comes
to nothing. A sample that is widened when something is found stops at a time that chance has a say
in, and looking several times errs more often than looking once. So outcomes are put in an order:
those that ended earlier are the better ones, among those that ended at once fewer bad ones are
better. The chance of an outcome as good as the one that was seen, or better, is bounded by the sum
of the chances of each way to it. Where the sample was never widened that is exact; else the bound
is a little higher than it need be, and never too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, lgamma

DOUBT = 0.05
"""More are bad than the bound says no more often than this."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How a random sample of `files` went.

    `sizes` is how many files it had at first, and each time that it was widened; of the sample as
    it is at last `bad` are bad. `stopped` says that its last part had no bad ones: the rule
    stopped it, and not that more were not allowed.
    """

    files: int
    sizes: tuple[int, ...]
    bad: int
    stopped: bool = True


def most_bad(looked: Looked) -> int:
    """Return how many of all files are bad at most, with 95 % confidence."""
    size = looked.sizes[-1]
    low, high = looked.bad, looked.files - (size - looked.bad)
    while low < high:
        middle = (low + high + 1) // 2
        if _as_good(looked, middle) > DOUBT:
            low = middle
        else:
            high = middle - 1
    return low


def _as_good(looked: Looked, bad: int) -> float:
    """Return how likely so good an outcome is, at most, if so many of all files are bad."""
    parts = list(pairwise((0, *looked.sizes)))
    if len(parts) == 1:
        return _few(looked, bad, looked.sizes[0], 0)
    better = parts[:-1] if looked.stopped else parts
    earlier = sum(_none_in(looked.files, stop - start, bad) for start, stop in better)
    last = looked.sizes[-2 if looked.stopped else -1]
    return earlier + _few(looked, bad, last, looked.sizes[-1] - last)


def _none_in(files: int, size: int, bad: int) -> float:
    """Return how likely a sample of a size has no bad ones."""
    return exp(_choices(files - size, bad) - _choices(files, bad))


def _few(looked: Looked, bad: int, size: int, beside: int) -> float:
    """Return how likely a sample has no more bad ones than were seen, and one beside it none."""
    whole = _choices(looked.files, bad)
    rest = looked.files - size - beside
    return sum(
        exp(_choices(size, some) + _choices(rest, bad - some) - whole)
        for some in range(min(looked.bad, bad) + 1)
    )


def _choices(number: int, some: int) -> float:
    """Return the logarithm of in how many ways some of a number of things can be taken."""
    if not 0 <= some <= number:
        return -inf
    return lgamma(number + 1) - lgamma(some + 1) - lgamma(number - some + 1)
