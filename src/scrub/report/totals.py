"""What is counted of all instances, as their records pass."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, Any

from scrub.model.outcome import Verdict
from scrub.report.compact import machine_of, seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Seconds that an instance took: the ends of the classes, the last of which has none."""


class Totals:
    """Counts. What it holds grows with the kinds and the machines, not with the instances."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.machines: dict[str, Counter[str]] = {}
        self.texts: Counter[str] = Counter()
        self.stages: Counter[str] = Counter()
        self.durations = [0] * (len(STEPS) + 1)
        self.seconds = 0.0

    @property
    def instances(self) -> int:
        """How many there were."""
        return self.verdicts.total()

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one instance."""
        machine = machine_of(record)
        findings = record.get("findings", ())
        self.verdicts[record["verdict"]] += 1
        self.kinds.update(finding["kind"] for finding in findings)
        self.machines.setdefault(machine, Counter())[record["verdict"]] += 1
        self.texts[machine] += len(findings)
        seconds = seconds_of(record)
        if seconds:
            self.durations[bisect_right(STEPS, seconds)] += 1
            self.seconds += seconds
        for stage, spent in record.get("seconds", {}).items():
            # A Counter counts in floats as well.
            self.stages[stage] += spent

    def fullest(self, most: int) -> list[tuple[str, Counter[str]]]:
        """Return the machines with most instances, and their verdicts."""
        by_size = sorted(self.machines.items(), key=lambda pair: (-pair[1].total(), pair[0]))
        return by_size[:most]

    def withheld(self, machine: str) -> int:
        """Return how many of a machine's instances were not written."""
        verdicts = self.machines[machine]
        return verdicts.total() - verdicts[Verdict.WRITTEN]
