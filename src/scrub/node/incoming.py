"""A file while it comes: written and hashed piece by piece, under a name that says nothing.

2026-11: what cannot be written is remembered, and told to who asks for the file at its end. It is
not raised where it happens: who reads a message off the network has to read it to its end, so that
it can be answered that there is no room, on a connection that stays. A file that nobody asked for
is gone when nothing refers to it any more: its sender went away.
"""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

if TYPE_CHECKING:
    import hmac

_BUFFER = 1 << 18


class Incoming:
    """A new file. `digest` has the key in it, and takes what is written.

    `name`, `file`, `write`, `flush` and `close` are those of a named temporary file, as far as
    pynetdicom uses them.
    """

    def __init__(self, path: Path, digest: hmac.HMAC) -> None:
        self.name = str(path)
        self._digest = digest
        self._problem: OSError | None = None
        self._stream: BinaryIO | None = None
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._stream = os.fdopen(descriptor, "wb", _BUFFER)
        except OSError as problem:
            self._problem = problem
        weakref.finalize(self, _abandon, self._stream, path)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.name)

    @property
    def file(self) -> Self:
        """Itself: pynetdicom flushes what is inside."""
        return self

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        if not self._problem and self._stream:
            try:
                self._stream.write(piece)
                self._digest.update(piece)
            except OSError as problem:
                self._fail(problem)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: it is asked for after every piece."""

    def close(self) -> None:
        """Close it; what it lacks is told by `finish`."""
        if self._stream:
            try:
                self._stream.close()
            except OSError as problem:
                self._problem = self._problem or problem
            self._stream = None

    def finish(self) -> str:
        """Close it once its bytes are on the disk, and return a keyed hash of them, in hexadecimal.

        It may be asked for again.

        Raises:
            OSError: if any of them could not be written.

        """
        try:
            if self._stream and not self._problem:
                self._stream.flush()
                os.fsync(self._stream.fileno())
        except OSError as problem:
            self._fail(problem)
        self.close()
        if self._problem:
            raise self._problem
        return self._digest.hexdigest()

    def discard(self) -> None:
        """Remove it, if it was not moved."""
        self.close()
        _remove(self.path)

    def _fail(self, problem: OSError) -> None:
        self._problem = problem
        # Whoever else is writing needs the room now.
        self.discard()


def _abandon(stream: BinaryIO | None, path: Path) -> None:
    with suppress(OSError):
        if stream:
            stream.close()
    _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
