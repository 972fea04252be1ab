"""What is to be sent to one destination: a folder of files, each there until it was taken.

A file in it is a second name of the one in the output (a copy where the file system has no second
names), so that it is sent as it was published, whatever becomes of the output. Whoever finds the
folder after a crash needs to know nothing else: what is in it is to be sent. What the destination
does not take lies in `refused`, and is sent again when it is moved back.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from itertools import islice
from typing import TYPE_CHECKING

from scrub.errors import OutputError
from scrub.storage.folder import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_DIGITS = 32
_PART = ".part"
_SUFFIX = ".dcm"


class Outbox:
    """The queue of one destination: filled by one thread, emptied by another.

    Raises:
        OutputError: if it cannot be made.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._refused = folder / "refused"
        self._lock = threading.Lock()
        self._is_synced = True
        self.filled = threading.Event()
        try:
            self._refused.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in folder.glob(f"*{_PART}"):
                part.unlink()
            self._count = sum(1 for _ in self._names())
        except OSError as problem:
            raise OutputError(f"cannot make the outbox: {problem.strerror}") from None

    def __len__(self) -> int:
        return self._count

    def put(self, made: Path, target: str) -> None:
        """Queue a file of the output under its target; one that waits under it is replaced.

        Raises:
            OSError: if it cannot be done.

        """
        name = hashlib.sha256(os.fsencode(target)).hexdigest()[:_DIGITS]
        path, part = self.path(name + _SUFFIX), self.path(name + _PART)
        part.unlink(missing_ok=True)
        _second_name(made, part)
        with self._lock:
            self._count += not path.exists()
            part.rename(path)
            self._is_synced = False
        # Renaming one name of a file to another of the same file leaves both.
        part.unlink(missing_ok=True)
        self.filled.set()

    def sync(self) -> None:
        """Wait until what was queued would survive a power cut."""
        if not self._is_synced:
            self._is_synced = True
            sync(self._folder)

    def path(self, name: str) -> Path:
        """Return where one is."""
        return self._folder / name

    def waiting(self, limit: int, is_due: Callable[[str], bool]) -> list[str]:
        """Return the names of some that wait and are due, in no order."""
        return list(islice(filter(is_due, self._names()), limit))

    def taken(self, name: str, sent: int) -> None:
        """Remove one that was taken, unless another file than `sent` (its inode) waits by now."""
        with self._lock:
            path = self.path(name)
            if _inode(path) == sent:
                path.unlink()
                self._count -= 1

    def refuse(self, name: str) -> None:
        """Put one aside that is not going to be taken."""
        with self._lock:
            self.path(name).replace(self._refused / name)
            self._count -= 1

    def _names(self) -> Iterator[str]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIX):
                    yield entry.name


def inode(path: Path) -> int:
    """Return what tells a file from one that takes its name; -1 if there is none."""
    return _inode(path)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return -1


def _second_name(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except OSError:
        shutil.copyfile(made, path)
        sync(path)
