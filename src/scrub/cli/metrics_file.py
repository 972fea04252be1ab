"""What a run counts, in Prometheus' text format, for a node exporter's textfile collector.

The file is written anew every few seconds and at the end. Numbers alone: no names, no paths.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, write_to_textfile

from scrub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.batch.settings import Due, Ended

_EVERY_SECONDS = 5.0
_SECONDS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_EXECUTORS = "scrub.executors"


class MetricsFile:
    """The file of one run. `clock` counts seconds from any start.

    Raises:
        OutputError: if it cannot be written.

    """

    def __init__(self, path: str, clock: Callable[[], float]) -> None:
        self._path = Path(path)
        self._clock = clock
        self._all = CollectorRegistry()
        self._instances = Gauge(
            "scrub_instances", "Instances by verdict", ("verdict",), registry=self._all
        )
        self._kept = self._gauge("kept", "Instances that earlier runs had done")
        self._due = self._gauge("due", "Instances that were to be done at the start")
        self._done = self._gauge("done", "Instances done by this run")
        self._frames = Counter("scrub_frames", "Frames of instances done", registry=self._all)
        self._findings = Counter(
            "scrub_findings", "Texts found to identify", ("kind",), registry=self._all
        )
        self._stages = Counter(
            "scrub_stage_seconds", "Seconds by stage", ("stage",), registry=self._all
        )
        self._seconds = Histogram(
            "scrub_instance_seconds", "Seconds an instance", buckets=_SECONDS, registry=self._all
        )
        self._befell = Counter(
            "scrub_executor_events", "What befell workers", ("event",), registry=self._all
        )
        self._listening = _Counting(self._befell)
        logging.getLogger(_EXECUTORS).addHandler(self._listening)
        self._has_begun = False
        self._write()

    def due(self, due: Due) -> None:
        """Note how many jobs there are, and that the first begins."""
        self._due.set(due.jobs)
        self._has_begun = True

    def ended(self, ended: Ended) -> None:
        """Note one outcome."""
        self._instances.labels(str(ended.verdict)).inc()
        if ended.instead:
            self._instances.labels(str(ended.instead)).dec()
        elif ended.kept:
            self._kept.inc()
        elif self._has_begun:
            self._note_done(ended)
        if self._clock() - self._written >= _EVERY_SECONDS:
            self._write()

    def close(self) -> None:
        """Write the last numbers."""
        logging.getLogger(_EXECUTORS).removeHandler(self._listening)
        self._write()

    def _note_done(self, ended: Ended) -> None:
        record = ended.record
        self._done.inc()
        self._frames.inc(record["frames"])
        for finding in record["findings"]:
            self._findings.labels(finding["kind"]).inc()
        for stage, seconds in record["seconds"].items():
            self._stages.labels(stage).inc(seconds)
        self._seconds.observe(sum(record["seconds"].values()))

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(f"scrub_instances_{name}", about, registry=self._all)

    def _write(self) -> None:
        try:
            write_to_textfile(str(self._path), self._all)
        except OSError as problem:
            raise OutputError(f"cannot write the metrics: {problem.strerror}") from None
        self._written = self._clock()


class _Counting(logging.Handler):
    """Counts what executors tell."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(str(getattr(record, "event", record.msg))).inc()
