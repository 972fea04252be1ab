"""What a node counts, in Prometheus' text format: numbers only, destinations by their number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.report.records import Record

_SECONDS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_OTHERS = {Verdict.NOT_DICOM: Verdict.FAILED}


class Meters:
    """The counts of one node, from its start. They may be counted up by many threads at once."""

    def __init__(self) -> None:
        self._all = CollectorRegistry()
        self._received = self._counter("received", "Instances accepted", "by")
        self._not_accepted = self._counter("not_accepted", "Instances not accepted", "reason")
        self._scrubbed = self._counter("scrubbed", "Instances scrubbed", "verdict")
        self._sent = self._counter("sent", "Instances taken by a destination", "destination")
        self._not_sent = Counter(
            "scrub_node_not_sent",
            "Tries that failed",
            ("destination", "reason"),
            registry=self._all,
        )
        self._seconds = Histogram(
            "scrub_node_seconds", "Time to scrub one", buckets=_SECONDS, registry=self._all
        )

    def received(self, by: str) -> None:
        """Count an instance that came by C-STORE or by STOW."""
        self._received.labels(by).inc()

    def not_accepted(self, reason: str) -> None:
        """Count one that was not accepted."""
        self._not_accepted.labels(reason).inc()

    def scrubbed(self, record: Record) -> None:
        """Count one that ended, and its time."""
        verdict = Verdict(record["verdict"])
        self._scrubbed.labels(str(_OTHERS.get(verdict, verdict))).inc()
        self._seconds.observe(sum(record["seconds"].values()))

    def sent(self, destination: int) -> None:
        """Count one that a destination took."""
        self._sent.labels(str(destination)).inc()

    def not_sent(self, destination: int, reason: str) -> None:
        """Count a try that failed."""
        self._not_sent.labels(str(destination), reason).inc()

    def watch(self, name: str, about: str, now: Callable[[], float]) -> None:
        """Show what a number is whenever it is asked for."""
        Gauge(f"scrub_node_{name}", about, registry=self._all).set_function(now)

    def watch_queues(self, queues: Callable[[], dict[int, int]]) -> None:
        """Show how many instances wait for each destination."""
        gauge = Gauge(
            "scrub_node_queued", "Instances to be sent", ("destination",), registry=self._all
        )
        for number in queues():
            gauge.labels(str(number)).set_function(partial(_of, queues, number))

    def text(self) -> bytes:
        """Return all of them."""
        return generate_latest(self._all)

    def of_verdict(self, verdict: Verdict) -> int:
        """Return how many ended so."""
        return self._value("scrubbed", verdict=str(verdict))

    def total(self, name: str) -> int:
        """Return a count, whatever its labels."""
        samples = (sample for family in self._all.collect() for sample in family.samples)
        return int(sum(s.value for s in samples if s.name == f"scrub_node_{name}_total"))

    def _value(self, name: str, **labels: str) -> int:
        return int(self._all.get_sample_value(f"scrub_node_{name}_total", labels) or 0)

    def _counter(self, name: str, about: str, label: str) -> Counter:
        return Counter(f"scrub_node_{name}", about, (label,), registry=self._all)


def _of(queues: Callable[[], dict[int, int]], number: int) -> float:
    return queues()[number]
