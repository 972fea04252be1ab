"""What can be seen in an output while a run goes on."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Watch:
    """Reads the output all the while; `wrong` are files that nobody should have seen so."""

    def __init__(self, output: Path, known: frozenset[str]) -> None:
        self._output = output
        self._known = known
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.wrong: set[str] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look_once()

    def _look(self) -> None:
        while not self._over.wait(0.3):
            self._look_once()

    def _look_once(self) -> None:
        seen = tree(self._output)
        self.wrong |= {name for name, octets in seen.items() if octets not in self._known}


def tree(folder: Path) -> dict[str, str]:
    """Return the hash of every file that can be seen, by its path."""
    return dict(_hashed(folder))


def _hashed(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                octets = path.read_bytes()
                yield str(path.relative_to(folder)), hashlib.sha256(octets).hexdigest()
        except OSError:
            continue
