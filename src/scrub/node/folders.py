"""The folders of a node, which only their owner may enter, but for the output."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OURS = 0o700
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Folders:
    """What lies in the folder that a node is given."""

    root: Path

    @property
    def output(self) -> Path:
        """What was scrubbed. Its ledger, report and decisions lie beside it."""
        return self.root / "out"

    @property
    def received(self) -> Path:
        """What was acknowledged, until it is scrubbed and queued: PHI."""
        return self.root / "received"

    @property
    def incoming(self) -> Path:
        """What is being received: PHI."""
        return self.received / "incoming"

    def outbox(self, address: str) -> Path:
        """Return where what is to be sent to a destination waits."""
        return self._outboxes / hashlib.sha256(address.encode()).hexdigest()[:_DIGITS]

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            OutputError: if something is there that no node made, or they cannot be made.

        """
        try:
            if self.root.exists() and not self.received.is_dir() and any(self.root.iterdir()):
                raise OutputError(f"{self.root} exists and was not made by scrub serve")
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.received, self.incoming, self._outboxes):
                folder.mkdir(mode=_OURS, exist_ok=True)
                folder.chmod(_OURS)
        except OSError as problem:
            raise OutputError(f"cannot make {self.root}: {problem.strerror}") from None

    def sweep(self) -> None:
        """Remove what a node that was cut short left half received: nobody was told it is here."""
        for path in self.incoming.iterdir():
            path.unlink(missing_ok=True)

    def forgotten(self, addresses: tuple[str, ...]) -> int:
        """Return how many instances wait for destinations that are not among these."""
        known = {self.outbox(address) for address in addresses}
        others = (folder for folder in self._outboxes.iterdir() if folder not in known)
        return sum(1 for folder in others for _ in _instances(folder))

    @property
    def _outboxes(self) -> Path:
        return self.root / "outbox"


def _instances(folder: Path) -> Iterator[Path]:
    return folder.glob("*.dcm")
