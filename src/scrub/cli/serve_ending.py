"""How a node is told to end: SIGTERM or Ctrl-C once for good order, twice for now."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_HAS_TIMER = hasattr(signal, "setitimer")


class Ending:
    """Listens for signals, in the main thread. What was begun has `grace` seconds to end.

    KeyboardInterrupt is raised where the main thread is when they are over, or at a second signal.
    """

    def __init__(self, grace: float) -> None:
        self._grace = max(grace, 0.001)
        self._asked = threading.Event()
        self._calls: list[Callable[[], None]] = []
        self._before = [(number, signal.getsignal(number)) for number in _SIGNALS]

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            signal.signal(number, self._ask)
        if _HAS_TIMER:
            signal.signal(signal.SIGALRM, _interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_timer()
        for number, handler in self._before:
            signal.signal(number, handler)

    @property
    def is_asked(self) -> bool:
        """Tell whether it is to end."""
        return self._asked.is_set()

    def before(self, call: Callable[[], None]) -> None:
        """Have something called when it is to end: it must be quick. If it is now, it is called."""
        self._calls.append(call)
        if self.is_asked:
            call()

    def over(self) -> None:
        """Say that what was begun has ended: no more time is counted."""
        self._stop_timer()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is to end."""
        self._asked.wait(seconds)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.is_asked:
            _interrupt(number, frame)
        self._asked.set()
        for call in self._calls:
            call()
        if _HAS_TIMER:
            signal.setitimer(signal.ITIMER_REAL, self._grace)

    def _stop_timer(self) -> None:
        if _HAS_TIMER:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
