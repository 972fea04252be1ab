"""A destination that takes C-STORE: each instance in the Transfer Syntax that it has.

2026-11: each SOP Class and Transfer Syntax is a presentation context of its own, or the peer would
choose one syntax of several, and what is in another had to be changed. Not more than 128 fit an
association (PS3.8 9.3.2.2); it is kept as long as it serves, and made anew where one is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_file_meta_info
from pynetdicom import AE, _config
from pynetdicom.presentation import build_context

from scrub.node.peer import Fate, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pynetdicom.association import Association

    from scrub.node.destinations import DicomPeer

_MOST_CONTEXTS = 128
_WARNINGS = range(0xB000, 0xC000)
_OUT_OF_RESOURCES = range(0xA700, 0xA800)
_CONNECT_SECONDS = 15
_ANSWER_SECONDS = 120

Context = tuple[str, str]
"""A SOP Class and a Transfer Syntax."""


class StoreScu:
    """A peer as in scrub.node.peer."""

    def __init__(self, peer: DicomPeer, aet: str) -> None:
        # Bytes are sent as they are in the file, and a file is never in memory as a whole.
        _config.STORE_SEND_CHUNKED_DATASET = True
        self._peer = peer
        self._node = AE(aet)
        self._node.connection_timeout = _CONNECT_SECONDS
        self._node.acse_timeout = _CONNECT_SECONDS
        self._node.dimse_timeout = _ANSWER_SECONDS
        self._node.network_timeout = _ANSWER_SECONDS
        self._association: Association | None = None
        self._proposed: frozenset[Context] = frozenset()
        self._expected: list[Context] = []

    def expect(self, paths: Sequence[Path]) -> None:
        """Be told what is going to be sent next."""
        self._expected = list(dict.fromkeys(filter(None, map(_context, paths))))

    def send(self, path: Path) -> Reply:
        """Send a file."""
        context = _context(path)
        if context is None:
            return Reply(Fate.REFUSED, "not a file of DICOM any more")
        association = self._associated(context)
        if not association.is_established and not association.rejected_contexts:
            return Reply(Fate.ABSENT, "no association")
        if context not in _accepted(association):
            return Reply(Fate.REFUSED, f"no presentation context for {' '.join(context)}")
        try:
            status = association.send_c_store(path)
        except (AttributeError, OSError, RuntimeError, ValueError) as problem:
            return Reply(Fate.BROKEN, type(problem).__name__)
        if "Status" not in status:
            # It may not know yet that it is over.
            self._association = None
            association.abort()
            return Reply(Fate.BROKEN, "no answer")
        return _reply(int(status.Status))

    def rest(self) -> None:
        """Release the association."""
        association, self._association = self._association, None
        if association and association.is_established:
            association.release()

    def _associated(self, context: Context) -> Association:
        """Return an association on which this context was proposed.

        It is not established if the peer is away; or accepts no context, which ends it.
        """
        there = self._association
        if there and there.is_established and context in self._proposed:
            return there
        self.rest()
        wanted = self._next(context)
        made = self._node.associate(
            self._peer.host,
            self._peer.port,
            contexts=[build_context(*one) for one in wanted],
            ae_title=self._peer.aet,
        )
        if made.is_established:
            self._association, self._proposed = made, frozenset(wanted)
        return made

    def _next(self, context: Context) -> list[Context]:
        """Return what an association is to be for: this, what comes after it, what came before."""
        expected = self._expected
        at = expected.index(context) if context in expected else 0
        return list(dict.fromkeys([context, *expected[at:], *expected[:at]]))[:_MOST_CONTEXTS]


def _accepted(association: Association) -> Iterable[Context]:
    return {
        (str(one.abstract_syntax), str(one.transfer_syntax[0]))
        for one in association.accepted_contexts
    }


def _context(path: Path) -> Context | None:
    try:
        meta = read_file_meta_info(path)
        return str(meta.MediaStorageSOPClassUID), str(meta.TransferSyntaxUID)
    except (InvalidDicomError, AttributeError, OSError, EOFError):
        return None


def _reply(status: int) -> Reply:
    """Return what a status says (PS3.4 B.2.3): a warning is of something that was stored."""
    told = f"status {status:04X}"
    if status == 0 or status in _WARNINGS:
        return Reply(Fate.TAKEN, told)
    return Reply(Fate.ABSENT if status in _OUT_OF_RESOURCES else Fate.REFUSED, told)
