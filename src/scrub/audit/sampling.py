"""Which files are looked at: simple at random, and besides that some of every machine.

2026-11: what is said of the whole output comes from the simple random sample alone. Were files of
rare machines drawn more often than others and all counted alike, the share of bad ones would be
that of no output there is; weighing them would give estimates, but no exact bound. So machines of
which chance drew too few are topped up beside it: that finds what is wrong with a machine, and
counts as found, but not toward the bound.

Files are put into one random order by a hash of the seed and their path. The simple sample is the
beginning of it; a machine's own files are those that come first in the same order. So the same
seed and files give the same sample on any machine, a file keeps its place, which is its number,
whatever else is drawn, and a sample is widened by going on.

How it is widened: the simple sample is doubled whenever the part of it that was looked at last has
something bad, until a part has nothing or all is looked at. Likewise with the files of one machine
beside it, if something bad is among them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from scrub.audit.bounds import Looked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

EACH = 3
"""So many files of every machine are looked at, if there are so many."""


@dataclass(frozen=True, slots=True, order=True)
class Machine:
    """What made some of the files: modality and equipment, both in words that may be shown."""

    modality: str
    equipment: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large a sample is to be: a share of all files, 0..1, and no fewer than `least`.

    `most` is where widening ends, if it is to end before all is looked at.
    """

    share: float = 0.05
    least: int = 30
    each: int = EACH
    most: int | None = None


def in_order(files: Iterable[str], seed: int) -> tuple[str, ...]:
    """Return files in the random order of a seed."""
    return tuple(sorted(files, key=lambda file: _place(file, seed)))


def digest(files: Iterable[str]) -> str:
    """Return the SHA-256 of a list of files, whatever order they come in."""
    listed = "".join(f"{file}\n" for file in sorted(files))
    return hashlib.sha256(listed.encode("utf-8", "surrogateescape")).hexdigest()


def _place(file: str, seed: int) -> tuple[bytes, str]:
    hashed = hashlib.sha256(f"{seed}\0{file}".encode("utf-8", "surrogateescape")).digest()
    return hashed, file


@dataclass(slots=True)
class Part:
    """So many of the first files of a sequence of numbers, and how many there were before."""

    numbers: Sequence[int]
    size: int
    before: int = 0

    def news(self) -> Sequence[int]:
        """Return those that it was widened by at last."""
        return self.numbers[self.before : self.size]

    def widen(self, most: int) -> None:
        """Double it, up to a size."""
        self.before, self.size = self.size, min(2 * self.size, most)


@dataclass(slots=True)
class Sample:
    """A sample that grows. Files are known by their number, from 0, in the random order.

    `besides` are looked at whatever is drawn.
    """

    simple: Part
    machines: Mapping[Machine, Part]
    most: int
    sizes: list[int] = field(default_factory=list)
    besides: frozenset[int] = frozenset()
    _bad: set[int] = field(default_factory=set)
    _looked: set[int] = field(default_factory=set)

    def due(self) -> list[int]:
        """Return what is to be looked at now, in order; nothing when it is done."""
        drawn = {*range(self.simple.size), *self.besides}
        drawn.update(number for part in self.machines.values() for number in part.news())
        return sorted(drawn - self._looked)

    def told(self, looked: Collection[int], bad: Collection[int]) -> None:
        """Take in what came of those that were due, and widen."""
        self._looked.update(looked)
        self._bad.update(bad)
        if not self._bad.isdisjoint(self.simple.news()) and self.simple.size < self.most:
            self.simple.widen(self.most)
            self.sizes.append(self.simple.size)
        for part in self.machines.values():
            beside = [number for number in part.news() if number >= self.simple.size]
            if not self._bad.isdisjoint(beside) and part.size < len(part.numbers):
                part.widen(len(part.numbers))

    def simply(self) -> Looked:
        """Return how the simple random sample went."""
        size = self.simple.size
        bad = sum(number < size for number in self._bad)
        stopped = self._bad.isdisjoint(self.simple.news())
        return Looked(len(self.simple.numbers), tuple(self.sizes), bad, stopped)


def sample(machines: Sequence[Machine], size: Size) -> Sample:
    """Return the sample of files whose machines are given in the random order. There is one."""
    files = len(machines)
    most = files if size.most is None else min(files, max(size.most, 1))
    first = min(most, max(size.least, ceil(round(size.share * files, 6)), 1))
    by_machine: dict[Machine, list[int]] = defaultdict(list)
    for number, machine in enumerate(machines):
        by_machine[machine].append(number)
    parts = {
        machine: Part(numbers, min(size.each, len(numbers)))
        for machine, numbers in sorted(by_machine.items())
    }
    return Sample(Part(range(files), first), parts, most, [first])
