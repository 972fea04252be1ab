"""The whole node: what receives, what scrubs, what sends, and the order in which they end."""

from __future__ import annotations

import logging
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.node.arrivals import Arrivals
from scrub.node.destinations import DicomPeer
from scrub.node.inbox import Inbox
from scrub.node.meters import Meters
from scrub.node.outbox import Outbox
from scrub.node.quiet import keep_quiet
from scrub.node.sender import Sender
from scrub.node.store_scp import StoreScp
from scrub.node.store_scu import StoreScu
from scrub.node.stow_client import StowClient
from scrub.node.stow_server import StowServer
from scrub.node.web_thread import WebThread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrub.node.destinations import Destination
    from scrub.node.folders import Folders
    from scrub.node.inbox import Means
    from scrub.node.peer import Peer
    from scrub.node.store_scp import Door

_LOG = logging.getLogger("scrub.node")
_GOODBYE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a node is to be.

    `http_port` is None where nothing is to come by HTTP; `bearer` is what has to be said there, if
    anything. `logins` are names and passwords by host; `grace` is how many seconds what is being
    received is given when the node ends.
    """

    folders: Folders
    door: Door
    means: Means
    clock: Callable[[], float]
    destinations: tuple[Destination, ...] = ()
    logins: Mapping[str, tuple[str, str]] | None = None
    http_port: int | None = None
    bearer: str = ""
    grace: float = _GOODBYE_SECONDS


class Node:
    """All that runs beside scrubbing, in threads. `tell` is told where it can be reached."""

    def __init__(self, plan: Plan, tell: Callable[[str], None]) -> None:
        self._plan = plan
        self._tell = tell
        self.has_begun = False
        self.meters = Meters()
        self.arrivals = Arrivals(plan.folders.received)
        self.outboxes: tuple[Outbox, ...] = ()
        self._inbox = Inbox(plan.folders, self.arrivals, plan.means)
        self._senders: tuple[Sender, ...] = ()
        self._scp: StoreScp | None = None
        self._web: WebThread | None = None

    def begin(self) -> None:
        """Receive and send from now on, if it does not yet. Nobody else may use the folders.

        Raises:
            RunError: if a port cannot be had, or a folder not be made.

        """
        if self.has_begun:
            return
        keep_quiet()
        plan = self._plan
        # Should a library write a file of its own accord, it is in a folder of the owner's.
        tempfile.tempdir = str(plan.folders.incoming)
        plan.folders.sweep()
        self.outboxes = tuple(Outbox(plan.folders.outbox(str(one))) for one in plan.destinations)
        self._watch()
        self._listen()
        self._send()
        self._remind()
        self.has_begun = True
        self._tell(self._listens())

    @property
    def queued(self) -> int:
        """How many instances are to be sent, to whichever destination."""
        return sum(map(len, self.outboxes))

    def refuse(self) -> None:
        """Accept nothing more."""
        self._inbox.close()

    def close(self) -> None:
        """Let what is being received end, and listen no more."""
        self.refuse()
        scp, self._scp = self._scp, None
        web, self._web = self._web, None
        if scp:
            scp.end(self._plan.grace)
        if web:
            web.end(self._plan.grace)

    def end(self) -> None:
        """Send nothing more."""
        for sender in self._senders:
            sender.end(self._plan.grace)

    def _listen(self) -> None:
        plan = self._plan
        self._scp = StoreScp(plan.door, self._inbox, self.meters)
        if plan.http_port is not None:
            served = StowServer(self._inbox, self.meters, plan.bearer).application()
            self._web = WebThread(served, plan.door.address, plan.http_port)

    def _listens(self) -> str:
        door = self._plan.door
        said = f"{door.aet} listens on {door.address}"
        said += f", port {self._scp.port} (DICOM)" if self._scp else ""
        return said + (f", port {self._web.port} (HTTP: /studies, /metrics)" if self._web else "")

    def _send(self) -> None:
        places = zip(self.outboxes, self._plan.destinations, strict=True)
        self._senders = tuple(
            Sender(number, outbox, self._peer(where), self.meters, self._plan.clock)
            for number, (outbox, where) in enumerate(places, 1)
        )
        for sender in self._senders:
            sender.start()

    def _remind(self) -> None:
        """Tell of what waits for destinations that an earlier start named, and this one did not."""
        forgotten = self._plan.folders.forgotten(tuple(map(str, self._plan.destinations)))
        if forgotten:
            _LOG.warning("%d wait for destinations that are not named now", forgotten)

    def _peer(self, where: Destination) -> Peer:
        if isinstance(where, DicomPeer):
            return StoreScu(where, self._plan.door.aet)
        logins = self._plan.logins or {}
        return StowClient(where, self._plan.means.token(), logins.get(where.host))

    def _watch(self) -> None:
        self.meters.watch("waiting", "Instances to be scrubbed", lambda: len(self.arrivals))
        self.meters.watch("free_bytes", "Free bytes of the disk", self._free)
        self.meters.watch_queues(self._queues)

    def _free(self) -> float:
        with suppress(OSError):
            return self._inbox.free
        return 0

    def _queues(self) -> dict[int, int]:
        return {number: len(outbox) for number, outbox in enumerate(self.outboxes, 1)}
