"""What a destination does with an instance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Fate(StrEnum):
    """How a try to send one instance ended.

    ABSENT: the destination is not there, or takes nothing now; that says nothing of the instance.
    BROKEN: it went away in the middle of it, which may be the instance's fault. REFUSED: it says
    that it does not take this one.
    """

    TAKEN = "taken"
    ABSENT = "absent"
    BROKEN = "broken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reply:
    """A fate, and why: a status, never what a peer wrote."""

    fate: Fate
    reason: str = ""


class Peer(Protocol):
    """A destination. It is used by one thread."""

    def expect(self, paths: Sequence[Path]) -> None:
        """Be told what is going to be sent next."""
        ...

    def send(self, path: Path) -> Reply:
        """Send a file."""
        ...

    def rest(self) -> None:
        """Let go of connections: there is nothing to send for a while."""
        ...
