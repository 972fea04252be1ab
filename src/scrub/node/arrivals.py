"""Sources that wait to be scrubbed, each one once at a time, whoever found it."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SUFFIX = ".dcm"


class Arrivals:
    """What is in the folder of what was received, and which of it waits or is under way.

    `lock` is held while a file of the folder gets its name or loses it, and never for long.
    """

    def __init__(self, received: Path) -> None:
        self.lock = threading.RLock()
        self._received = received
        self._waiting: deque[Source] = deque()
        self._under_way: dict[Source, bool] = {}
        """With each, whether it is to be looked at again once it is done."""

    def __len__(self) -> int:
        return len(self._under_way)

    def source(self, name: str) -> Source:
        """Return the source that has this name, in hexadecimal."""
        return Source(str(self._received), f"{name[:2]}/{name}{SUFFIX}")

    def add(self, source: Source) -> None:
        """Let a source wait; if it is under way, it is looked at again afterwards."""
        with self.lock:
            if source in self._under_way:
                self._under_way[source] = True
            else:
                self._under_way[source] = False
                self._waiting.append(source)

    def take(self) -> Source | None:
        """Return the source that waits longest, if there is one: it is under way now."""
        with self.lock:
            return self._waiting.popleft() if self._waiting else None

    def claim(self, source: Source) -> bool:
        """Tell whether a source that was found on the disk is to be done now: it is under way."""
        with self.lock:
            if source in self._under_way:
                self._under_way[source] = True
                return False
            if not self._path(source).exists():
                return False
            self._under_way[source] = False
            return True

    def done(self, source: Source, leave: Callable[[Path], None] | None = None) -> None:
        """Say that a source is done; `leave` does what becomes of its file."""
        with self.lock:
            path = self._path(source)
            if leave:
                leave(path)
            if self._under_way.pop(source) and path.exists():
                self.add(source)

    def forget(self) -> None:
        """Forget what waits and what is under way: all of it is going to be found again."""
        with self.lock:
            self._waiting.clear()
            self._under_way.clear()

    def found(self) -> Iterator[Source]:
        """Yield what is in the folder, whatever is known of it."""
        for folder in sorted(self._received.iterdir()):
            # Not the one that holds what is being received.
            if len(folder.name) == len("aa"):
                for path in sorted(folder.glob(f"*{SUFFIX}")):
                    yield Source(str(self._received), f"{folder.name}/{path.name}")

    def _path(self, source: Source) -> Path:
        return self._received / source.path
