"""One line on a terminal that says how far a run is; nothing in a pipe."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.batch.run import Due, Ended

_CLEAR = "\r\x1b[K"
_SECONDS_BETWEEN = 0.1
_UNITS = ((3600.0, "h"), (60.0, "min"), (1.0, "s"))


class Progress:
    """Counts what passes, and shows it if the stream is a terminal.

    `clock` counts seconds from any start.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._is_shown = stream.isatty()
        self._drawn = self._began = clock()
        self._due = 0
        self._done = 0
        self._frames = 0
        self._found = 0
        self._verdicts: Counter[Verdict] = Counter()

    def due(self, due: Due) -> None:
        """Note how many jobs there are, and that the first begins."""
        self._due = due.jobs
        self._began = self._clock()

    def ended(self, ended: Ended) -> None:
        """Note one outcome."""
        self._found += 1
        self._verdicts[ended.verdict] += 1
        if self._due and not ended.instead:
            self._done += 1
            self._frames += 0 if ended.kept else ended.record["frames"]
        if self._is_shown and self._clock() - self._drawn >= _SECONDS_BETWEEN:
            self._draw()

    def say(self, line: str) -> None:
        """Write a line that stays."""
        clear = _CLEAR if self._is_shown else ""
        self._stream.write(f"{clear}{line}\n")

    def close(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def line(self) -> str:
        """Return what is shown."""
        if not self._due:
            return f"{self._found} found"
        parts = [f"{self._done}/{self._due} instances", f"{self._frames} frames", *self._pace()]
        parts += [
            f"{self._verdicts[verdict]} {verdict}"
            for verdict in (Verdict.HELD, Verdict.REFUSED, Verdict.FAILED)
            if self._verdicts[verdict]
        ]
        return ", ".join(parts)

    def _pace(self) -> list[str]:
        seconds = self._clock() - self._began
        if not self._done or seconds <= 0:
            return []
        left = seconds / self._done * (self._due - self._done)
        return [f"{self._frames / seconds:.1f} frames/s", f"{duration(left)} left"]

    def _draw(self) -> None:
        self._drawn = self._clock()
        self._stream.write(_CLEAR + self.line())
        self._stream.flush()


def duration(seconds: float) -> str:
    """Return a time in its largest fitting unit."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.1f} s"
