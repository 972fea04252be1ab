"""Receives by C-STORE, and answers C-ECHO. Nothing is answered before it is on the disk.

Any SOP Class and Transfer Syntax is taken as it is, so that what scrub does not touch is kept here,
with a reason, and not left with whoever sends.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from pynetdicom import AE, _config, dimse_messages, evt
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined] # it is made when asked for

from scrub.errors import MissingToolError, UsageError
from scrub.node.inbox import NoRoomError

if TYPE_CHECKING:
    from pynetdicom.events import Event, EventHandlerType
    from pynetdicom.transport import ThreadedAssociationServer

    from scrub.node.inbox import Inbox
    from scrub.node.incoming import Incoming
    from scrub.node.meters import Meters

_LOG = logging.getLogger("scrub.node")
_SUCCESS, _OUT_OF_RESOURCES, _ERROR = 0x0000, 0xA700, 0xC000
_TEMPORARY = "NamedTemporaryFile"
_LARGEST_PDU = 1 << 17
_MOST_ASSOCIATIONS = 64
_IDLE_SECONDS = 120
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Door:
    """Where it listens, what it is called, and who may call: nobody named is anybody."""

    address: str
    port: int
    aet: str
    calling: tuple[str, ...] = ()


class StoreScp:
    """A node that receives; one a process, since pynetdicom is told for the whole process.

    Raises:
        UsageError: if the port cannot be had.
        MissingToolError: if this pynetdicom cannot be told where to write.

    """

    def __init__(self, door: Door, inbox: Inbox, meters: Meters) -> None:
        self._inbox = inbox
        self._meters = meters
        self._coming: WeakValueDictionary[str, Incoming] = WeakValueDictionary()
        self._lock = threading.Lock()
        self._pause = threading.Event()
        self._node = AE(door.aet)
        self._node.add_supported_context(Verification)
        self._node.require_calling_aet = list(door.calling)
        self._node.maximum_associations = _MOST_ASSOCIATIONS
        self._node.maximum_pdu_size = _LARGEST_PDU
        self._node.network_timeout = _IDLE_SECONDS
        self._write_here()
        self._server = self._listen(door)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def end(self, seconds: float) -> None:
        """Listen no more, let associations end for so long, and abort what is left."""
        self._server.shutdown()
        for _ in range(int(seconds / _LOOK_SECONDS)):
            if not self._node.active_associations:
                break
            self._pause.wait(_LOOK_SECONDS)
        self._node.shutdown()

    def _write_here(self) -> None:
        """Have pynetdicom write what it receives to our files: nowhere else, and piece by piece."""
        if not hasattr(dimse_messages, _TEMPORARY):
            raise MissingToolError("scrub serve needs another version of pynetdicom: 3.0")
        _config.UNRESTRICTED_STORAGE_SERVICE = True
        _config.STORE_RECV_CHUNKED_DATASET = True
        _config.LOG_HANDLER_LEVEL = "none"
        setattr(dimse_messages, _TEMPORARY, self._begin)

    def _begin(self, **_: Any) -> Incoming:  # noqa: ANN401 (what a temporary file is asked for)
        incoming = self._inbox.begin()
        with self._lock:
            self._coming[incoming.name] = incoming
        return incoming

    def _listen(self, door: Door) -> ThreadedAssociationServer:
        handlers: list[EventHandlerType] = [
            (evt.EVT_C_STORE, self._store),
            (evt.EVT_C_ECHO, _echo),
        ]
        try:
            server = self._node.start_server(
                (door.address, door.port), block=False, evt_handlers=handlers
            )
        except (OSError, OverflowError):
            raise UsageError(f"port {door.port} of {door.address} cannot be had") from None
        if server is None:
            raise AssertionError("it does not block")
        return server

    def _store(self, event: Event) -> int:
        """Take one in, and return the status to answer (PS3.4 B.2.3)."""
        with self._lock:
            incoming = self._coming.pop(str(event.dataset_path))
        told = {"by": "c-store", "calling": event.assoc.requestor.ae_title}
        try:
            self._inbox.accept(incoming)
        except NoRoomError:
            self._meters.not_accepted("no room")
            _LOG.warning("not accepted: no room", extra=told)
            return _OUT_OF_RESOURCES
        except Exception as problem:  # noqa: BLE001 (its message may be of a path: only its type)
            self._meters.not_accepted("error")
            _LOG.error("not accepted: %s", type(problem).__name__, extra=told)
            return _ERROR
        self._meters.received("c-store")
        _LOG.info("received", extra=told)
        return _SUCCESS


def _echo(_: Event) -> int:
    return _SUCCESS
