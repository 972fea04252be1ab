from __future__ import annotations

import io

import pytest

from scrub.batch.run import Due, Ended
from scrub.cli.progress import Progress, duration
from scrub.model.instance import Source
from scrub.model.outcome import Verdict

SOURCE = Source("/scans/doe_jane", "1.dcm")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def ended(verdict: Verdict, frames: int = 10, *, kept: bool = False) -> Ended:
    return Ended(SOURCE, "id", {"verdict": str(verdict), "frames": frames}, kept=kept)


def test_the_line_tells_pace_and_time_left() -> None:
    clock = Clock()
    progress = Progress(Terminal(), clock)
    progress.ended(ended(Verdict.WRITTEN, kept=True))
    assert progress.line() == "1 found"
    progress.due(Due(4))
    clock.now = 60.0
    progress.ended(ended(Verdict.WRITTEN))
    progress.ended(ended(Verdict.HELD))
    assert progress.line() == "2/4 instances, 20 frames, 0.3 frames/s, 1 min left, 1 held"


def test_a_terminal_has_one_line_that_is_taken_away() -> None:
    clock, stream = Clock(), Terminal()
    progress = Progress(stream, clock)
    progress.due(Due(2))
    clock.now = 1.0
    progress.ended(ended(Verdict.WRITTEN))
    progress.ended(ended(Verdict.WRITTEN))
    progress.close()
    assert stream.getvalue().count("instances") == 1
    assert "\n" not in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_pipe_gets_only_what_was_said() -> None:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, clock)
    clock.now = 1.0
    progress.ended(ended(Verdict.WRITTEN))
    progress.say("hello")
    progress.close()
    assert stream.getvalue() == "hello\n"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.25, "0.2 s"), (59.0, "59 s"), (90.0, "2 min"), (7200.0, "2 h")]
)
def test_a_duration_has_its_largest_fitting_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said
