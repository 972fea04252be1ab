"""Nodes that take C-STORE, with pynetdicom: what they were sent, and what they answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pynetdicom import AE, evt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pynetdicom.events import Event, EventHandlerType


@dataclass
class Peer:
    """What a peer took, as bytes of data sets with their Transfer Syntaxes, and what it answers."""

    answers: list[int] = field(default_factory=list)
    aborts: int = 0
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    contexts: list[int] = field(default_factory=list)
    port: int = 0

    def store(self, event: Event) -> int:
        if self.aborts:
            self.aborts -= 1
            event.assoc.abort()
        request: Any = event.request
        octets = request.DataSet.getvalue()
        syntax = str(event.context.transfer_syntax)
        self.taken.append((str(request.AffectedSOPInstanceUID), syntax, octets))
        return self.answers.pop(0) if self.answers else 0

    def asked(self, event: Event) -> None:
        self.contexts.append(len(event.assoc.requestor.requested_contexts))


@contextmanager
def peer(
    kinds: dict[str, list[str]], port: int = 0, answers: tuple[int, ...] = ()
) -> Iterator[Peer]:
    """Start one that takes these SOP Classes, each in its Transfer Syntaxes."""
    node = AE("PEER")
    node.maximum_associations = 4
    for sop_class, syntaxes in kinds.items():
        node.add_supported_context(sop_class, syntaxes)
    one = Peer(list(answers))
    handlers: list[EventHandlerType] = [
        (evt.EVT_C_STORE, one.store),
        (evt.EVT_REQUESTED, one.asked),
    ]
    server = node.start_server(("127.0.0.1", port), block=False, evt_handlers=handlers)
    assert server is not None
    one.port = server.server_address[1]
    try:
        yield one
    finally:
        node.shutdown()
