"""Which instances a page has pictures of: those that need a person, then a sample by machine."""

from __future__ import annotations

from bisect import insort
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from scrub.model.outcome import Verdict
from scrub.report.compact import machine_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def sample(records: Iterable[Mapping[str, Any]], most: int) -> frozenset[str]:
    """Return the sources of so many instances, at most, of those given.

    Those that were not written come first, then the others, of each machine in turn. Sources are
    keyed hashes, so the smallest of them are a random sample, and the same one each time. Memory
    does not grow with the instances.
    """
    urgent: dict[str, None] = {}
    by_machine: dict[str, list[str]] = {}
    for record in records:
        if record["verdict"] == Verdict.WRITTEN:
            smallest = by_machine.setdefault(machine_of(record), [])
            insort(smallest, record["source"])
            del smallest[most:]
        elif len(urgent) < most:
            urgent[record["source"]] = None
    turns = zip_longest(*(smallest for _, smallest in sorted(by_machine.items())))
    in_turn = (source for source in chain.from_iterable(turns) if source)
    for source in in_turn:
        if len(urgent) >= most:
            break
        urgent[source] = None
    return frozenset(urgent)
