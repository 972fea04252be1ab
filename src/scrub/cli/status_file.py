"""Where a run stands, in a small file of the report's folder: numbers only, written every second.

schema         1
state          finding, running, reporting, ended, interrupted or failed
host, pid      where it runs
started, updated   UTC, ISO 8601
found, due, done   sources found; of these what was to be done at the start, and what of it is
kept, frames   sources that earlier runs had done; frames of those that this run did
verdicts       {verdict: sources}
rate           instances a second over the last minute
exit_code      what the command returned; null while it runs
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrub.cli.records_file import part_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.batch.settings import Due, Ended

SCHEMA = 1
_NAME = "status.json"
_EVERY_SECONDS = 1.0
_RATE_OVER = 60


class State(StrEnum):
    """What a run is doing."""

    FINDING = "finding"
    RUNNING = "running"
    REPORTING = "reporting"
    ENDED = "ended"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Clocks:
    """`seconds` counts them from any start; `now` is the time in UTC, as ISO 8601 has it."""

    seconds: Callable[[], float]
    now: Callable[[], str]


class StatusFile:
    """The file of one run, kept up by a thread: a long instance is no dead run.

    Its owner alone can read it. That it cannot be written stops no run.
    """

    def __init__(self, report: str, clocks: Clocks) -> None:
        self._path = Path(report, _NAME)
        self._clocks = clocks
        self._state = State.FINDING
        self._started = clocks.now()
        self._counts: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()
        self._due: int | None = None
        self._exit_code: int | None = None
        self._pace: deque[tuple[float, int]] = deque(maxlen=_RATE_OVER)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep_up, name="status", daemon=True)

    def __enter__(self) -> Self:
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._exit_code is None:
            self._state = State.FAILED
        self._write()

    def due(self, due: Due) -> None:
        """Note how many jobs there are, and that the first begins."""
        self._due, self._state = due.jobs, State.RUNNING

    def ended(self, ended: Ended) -> None:
        """Note one outcome."""
        with self._lock:
            self._verdicts[str(ended.verdict)] += 1
            if ended.instead:
                self._verdicts[str(ended.instead)] -= 1
                return
            self._counts["found"] += 1
            self._counts["kept"] += ended.kept
            if self._due is not None:
                self._counts["done"] += 1
                self._counts["frames"] += ended.record["frames"]

    def over(self, state: State, exit_code: int | None = None) -> None:
        """Note that all is done but the report, or how the run ended."""
        self._state, self._exit_code = state, exit_code

    def _keep_up(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            self._write()

    def _write(self) -> None:
        with self._lock:
            text = json.dumps(self._told()) + "\n"
        part = part_of(self._path)
        with suppress(OSError):
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
            part.replace(self._path)

    def _told(self) -> dict[str, Any]:
        counts = self._counts
        return {
            "schema": SCHEMA,
            "state": str(self._state),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started": self._started,
            "updated": self._clocks.now(),
            "found": counts["found"] + (self._due or 0) - counts["done"],
            "due": self._due,
            "done": counts["done"],
            "kept": counts["kept"],
            "frames": counts["frames"],
            "verdicts": dict(self._verdicts),
            "rate": self._rate(),
            "exit_code": self._exit_code,
        }

    def _rate(self) -> float:
        """Return instances a second, over the last minute of writing this file."""
        self._pace.append((self._clocks.seconds(), self._counts["done"]))
        (began, before), (now, done) = self._pace[0], self._pace[-1]
        return round((done - before) / (now - began), 2) if now > began else 0.0


def status_of(report: str) -> dict[str, Any]:
    """Return what the file of a report's folder says.

    Raises:
        OSError, ValueError: if there is none.

    """
    told: dict[str, Any] = json.loads(Path(report, _NAME).read_text(encoding="utf-8"))
    return told
