"""An outbox → its destination, in a thread: again and again, until each is taken.

2026-11: a destination that is away costs nothing but time: it is asked again after 1, 2, 4 … 60
seconds. An instance that is refused, or on which the connection breaks, is put behind the others
and tried some times; then it is put aside and told of. Sending is at least once: a crash between
the answer and the removal sends the same bytes again, under the same UIDs.
"""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.node.outbox import inode
from scrub.node.peer import Fate, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.node.meters import Meters
    from scrub.node.outbox import Outbox
    from scrub.node.peer import Peer

_LOG = logging.getLogger("scrub.node")
_TOGETHER = 200
_IDLE_SECONDS = 2.0
_LONGEST_WAIT = 60.0
_COUNTED = frozenset({Fate.BROKEN, Fate.REFUSED})


@dataclass(frozen=True, slots=True)
class Patience:
    """How often one instance is tried, and the seconds to wait for it or its peer at first."""

    tries: int = 5
    seconds: float = 1.0


class Sender:
    """Sends to one destination. `clock` counts seconds from any start."""

    def __init__(
        self,
        number: int,
        outbox: Outbox,
        peer: Peer,
        meters: Meters,
        clock: Callable[[], float],
    ) -> None:
        self.patience = Patience()
        self._number = number
        self._outbox = outbox
        self._peer = peer
        self._meters = meters
        self._clock = clock
        self._ending = threading.Event()
        self._waits = 0.0
        self._tries: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._thread = threading.Thread(target=self._run, name=f"sender {number}", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def end(self, seconds: float) -> None:
        """Send no more, and wait so long for what is being sent."""
        self._ending.set()
        self._outbox.filled.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._outbox.filled.clear()
            try:
                is_idle = not self._send_some()
            except Exception as problem:  # noqa: BLE001 (a thread that ends would send nothing more)
                self._tell(logging.ERROR, "a bug", type(problem).__name__)
                self._back_off()
                continue
            if is_idle:
                self._rest()
        self._peer.rest()

    def _rest(self) -> None:
        """Wait until there is something to send, or something is to be tried again."""
        again = min(self._not_before.values(), default=math.inf) - self._clock()
        if not self._outbox.filled.wait(max(0.0, min(_IDLE_SECONDS, again))):
            self._peer.rest()

    def _send_some(self) -> bool:
        """Send what is due, as long as the peer is there; tell whether anything was."""
        names = self._outbox.waiting(_TOGETHER, self._is_due)
        self._peer.expect([self._outbox.path(name) for name in names])
        for name in names:
            if self._ending.is_set():
                break
            path = self._outbox.path(name)
            sent = inode(path)
            reply = self._peer.send(path)
            self._conclude(name, sent, reply)
            if reply.fate in {Fate.ABSENT, Fate.BROKEN}:
                self._back_off()
                break
        return bool(names)

    def _is_due(self, name: str) -> bool:
        return self._clock() >= self._not_before.get(name, 0.0)

    def _conclude(self, name: str, sent: int, reply: Reply) -> None:
        if reply.fate is Fate.TAKEN:
            self._outbox.taken(name, sent)
            self._forget(name)
            self._waits = 0.0
            self._meters.sent(self._number)
            return
        self._meters.not_sent(self._number, str(reply.fate))
        self._tell(logging.WARNING, str(reply.fate), reply.reason)
        if reply.fate in _COUNTED:
            self._count(name, reply)

    def _count(self, name: str, reply: Reply) -> None:
        """Put an instance behind the others, or aside if it was tried often enough."""
        tries = self._tries[name] = self._tries.get(name, 0) + 1
        if tries < self.patience.tries:
            wait = min(_LONGEST_WAIT, self.patience.seconds * 2**tries)
            self._not_before[name] = self._clock() + wait
            return
        self._outbox.refuse(name)
        self._forget(name)
        self._tell(logging.ERROR, "put aside, in refused", reply.reason)

    def _forget(self, name: str) -> None:
        self._tries.pop(name, None)
        self._not_before.pop(name, None)

    def _back_off(self) -> None:
        self._waits = min(_LONGEST_WAIT, 2 * self._waits or self.patience.seconds)
        self._peer.rest()
        self._ending.wait(self._waits)

    def _tell(self, level: int, what: str, reason: str) -> None:
        told = {"destination": self._number, "fate": what, "why": reason}
        _LOG.log(level, "destination %d: %s: %s", self._number, what, reason, extra=told)
