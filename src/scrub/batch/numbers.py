"""A number for each key, on disk: what a run remembers of ten million instances needs no memory.

2026-11: a dict took 170 bytes an instance. SQLite takes some 5 us for one, keeps 16 MB of its pages
in memory, and the file is gone with the process, however that ends.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "cache_size = -16384",
)
_AFTER_ANY_KEY = b"\xff" * 64
_UNLINKS_WHAT_IS_OPEN = sys.platform != "win32"


class Numbers:
    """Maps bytes to numbers of up to 63 bits. Nothing of an earlier one at this path is read.

    Raises:
        OSError: if there can be no file.

    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._path.unlink(missing_ok=True)
        self._path.touch(mode=0o600)
        self._file = sqlite3.connect(path, isolation_level=None)
        for pragma in _PRAGMAS:
            self._file.execute(f"PRAGMA {pragma}")
        self._file.execute("CREATE TABLE numbers (key BLOB PRIMARY KEY, number) WITHOUT ROWID")
        self._file.execute("BEGIN")
        if _UNLINKS_WHAT_IS_OPEN:
            self._path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: bytes) -> int | None:
        """Return the number of a key, or None if it has none."""
        with closing(self._file.execute("SELECT number FROM numbers WHERE key = ?", (key,))) as row:
            found = next(row, None)
        return int(found[0]) if found else None

    def put(self, key: bytes, number: int) -> None:
        """Give a key its number, whatever it had before."""
        self._file.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?)", (key, number))

    def under(self, prefix: bytes) -> list[tuple[bytes, int]]:
        """Return all keys that begin so, with their numbers, in order."""
        stop = prefix + _AFTER_ANY_KEY
        rows = self._file.execute(
            "SELECT key, number FROM numbers WHERE key >= ? AND key < ? ORDER BY key",
            (prefix, stop),
        )
        return [(bytes(key), int(number)) for key, number in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
