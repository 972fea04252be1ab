"""What is received → a file under a name made from its bytes, on the disk before it is accepted.

2026-11: the same bytes sent again are the same file. Its time of change says nothing then, and is
set to a constant: so the ledger, which goes by it, knows those bytes again even if they come back
after their file was removed. A file that may not be written to is one that is kept although it is
done; when it comes again it is sent on again.
"""

from __future__ import annotations

import errno
import hmac
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrub.errors import ScrubError
from scrub.node.incoming import Incoming
from scrub.storage.folder import sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.node.arrivals import Arrivals
    from scrub.node.folders import Folders

NOT_DONE, DONE = 0o600, 0o400
"""The modes of a received file."""

_DOMAIN = b"received\0"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NAME_DIGITS = 32
_CHANGED = 315_532_800
"""The first day of 1980, as ZIPs have it, in seconds."""


class NoRoomError(ScrubError):
    """Nothing is accepted now: there is no room left, or the node is about to end."""


class Usage(Protocol):
    """What is said of a disk."""

    @property
    def free(self) -> int:
        """Bytes that may be written to it."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What an inbox needs: the key, names that nobody had before, and how full the disk is.

    `reserve` is how many bytes are to be left free on it.
    """

    key: bytes
    token: Callable[[], str]
    reserve: int = 0
    usage: Callable[[Path], Usage] = shutil.disk_usage


class Inbox:
    """Takes instances in. It may be used by many threads at once."""

    def __init__(self, folders: Folders, arrivals: Arrivals, means: Means) -> None:
        self._folders = folders
        self._arrivals = arrivals
        self._means = means
        self._is_open = True

    def begin(self) -> Incoming:
        """Return a file to receive into."""
        digest = hmac.new(self._means.key, _DOMAIN, "sha256")
        return Incoming(self._folders.incoming / self._means.token(), digest)

    def accept(self, incoming: Incoming) -> None:
        """Take in what was received whole. Once this returns, it outlives the machine.

        Raises:
            NoRoomError: if there is no room for it.
            OSError: if it cannot be written.

        """
        try:
            self._accept(incoming)
        except OSError as problem:
            if problem.errno in _FULL:
                raise NoRoomError("no room") from None
            raise
        finally:
            incoming.discard()

    @property
    def free(self) -> int:
        """Bytes that are free."""
        return self._means.usage(self._folders.received).free

    def has_room(self) -> bool:
        """Tell whether anything is accepted now."""
        return self._is_open and self.free >= self._means.reserve

    def close(self) -> None:
        """Accept nothing any more."""
        self._is_open = False

    def _accept(self, incoming: Incoming) -> None:
        if not self.has_room():
            raise NoRoomError("no room")
        source = self._arrivals.source(incoming.finish()[:_NAME_DIGITS])
        path = Path(source.file)
        self._make(path.parent)
        os.utime(incoming.path, (_CHANGED, _CHANGED))
        with self._arrivals.lock:
            if path.exists():
                path.chmod(NOT_DONE)
            else:
                incoming.path.rename(path)
            self._arrivals.add(source)
        sync(path.parent)

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            sync(folder.parent)
