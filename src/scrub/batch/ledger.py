"""What is done: JSON lines beside the output, one for each outcome, one writer.

The first line says that the file is ours and under which key its sources are named. A crash may
leave half a line at the end: it is ignored, and cut off before anything is appended. Where the last
line of each source begins, and of which sources a file of the output is, is in an index on disk
that each run makes anew.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from scrub.batch.entry import Entry, source_and_target, told
from scrub.batch.index import Index
from scrub.errors import OutputError
from scrub.storage.folder import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

if sys.platform != "win32":
    import fcntl

SCHEMA = 1
_SYNC_SECONDS = 1.0
_MADE_BY = "scrub"
_LONGEST_FIRST_LINE = 256


class Ledger:
    """The open ledger; it holds a lock, so that no other run writes to the same output.

    `owner` is a hash of the key; `clock` counts seconds from any start.

    Raises:
        OutputError: if the file is not a ledger of ours, is of another key, is in use, or cannot
            be opened.

    """

    def __init__(self, path: str, owner: str, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._folders: set[str] = set()
        self._file = _open(path)
        try:
            _lock(self._file)
            self._index = Index(f"{path}.index")
            self._end = self._read_all(owner)
        except BaseException:
            self._file.close()
            raise
        self._synced = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def last(self, source: str) -> Entry | None:
        """Return the newest entry of a source, or None if there is none."""
        offset = self._index.last(source)
        if offset is None:
            return None
        self._file.seek(offset)
        return Entry(**json.loads(self._file.readline()))

    def entries(self) -> Iterator[Entry]:
        """Yield the newest entry of each source, in the order in which they were made.

        Nothing may be appended meanwhile.
        """
        for offset, line in _whole_lines(self._file):
            if offset and self._index.last(source_and_target(line)[0]) == offset:
                yield Entry(**json.loads(line))

    def holders(self, target: str) -> list[str]:
        """Return the sources of which a file of the output is, by their newest entries."""
        return self._index.holders(target)

    @property
    def end(self) -> int:
        """How far it goes now, in bytes."""
        return self._end

    def is_changed(self, holders: Iterable[str], end: int) -> bool:
        """Tell whether the file of these sources may be another than when the ledger went so far.

        It is what it is since the oldest of them, or since one took its place.
        """
        entries = [entry for entry in map(self.last, holders) if entry]
        return all(entry.at >= end for entry in entries) or _is_replaced(entries, end)

    def is_replaced(self, holders: Iterable[str], end: int) -> bool:
        """Tell whether one of these took the place of a file since the ledger went so far."""
        return _is_replaced((entry for entry in map(self.last, holders) if entry), end)

    def append(self, entry: Entry, folder: str = "") -> None:
        """Add an entry. It outlives this process at once, and the machine after a second.

        `folder` is where the output has its name, which comes to the disk before the entry does.
        """
        if folder:
            self._folders.add(folder)
        place = self._end
        self._write(told(entry))
        self._index.add(entry.source, entry.target, place)
        if self._clock() - self._synced >= _SYNC_SECONDS:
            self._sync()

    def close(self) -> None:
        """Bring everything to the disk and let go of the lock."""
        if not self._file.closed:
            self._sync()
            self._index.close()
            self._file.close()

    def _write(self, value: dict[str, Any]) -> None:
        line = _line(value)
        self._file.seek(self._end)
        self._file.write(line)
        self._file.flush()
        self._end += len(line)

    def _sync(self) -> None:
        for folder in self._folders:
            # One of a study that was since removed has no names.
            with suppress(FileNotFoundError):
                sync(Path(folder))
        self._folders.clear()
        os.fsync(self._file.fileno())
        self._synced = self._clock()

    def _read_all(self, owner: str) -> int:
        """Index the lines, cut off half a line at the end, and return where that is."""
        lines = _whole_lines(self._file)
        first = next(lines, None)
        if first is None:
            return self._begin(owner)
        _check_owner(first[1], owner)
        end = first[0] + len(first[1])
        for offset, line in lines:
            self._index.add(*source_and_target(line), offset)
            end = offset + len(line)
        self._file.truncate(end)
        return end

    def _begin(self, owner: str) -> int:
        first = {"schema": SCHEMA, "made_by": _MADE_BY, "owner": owner}
        self._file.seek(0)
        if not _line(first).startswith(self._file.read()):
            raise OutputError("the ledger beside the output was not made by scrub")
        self._file.truncate(0)
        self._end = 0
        self._write(first)
        return self._end


def is_in_use(path: str) -> bool:
    """Tell whether a run writes to the ledger now, as far as locks are told of here."""
    if sys.platform == "win32":
        return False
    try:
        with Path(path).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _is_replaced(entries: Iterable[Entry], end: int) -> bool:
    return any(entry.replaced and entry.at >= end for entry in entries)


def is_ledger(path: str) -> bool:
    """Tell whether a file begins like a ledger of ours."""
    try:
        with Path(path).open("rb") as file:
            return _is_first_line(file.readline(_LONGEST_FIRST_LINE))
    except OSError:
        return False


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _is_first_line(line: bytes) -> bool:
    try:
        first = json.loads(line)
    except ValueError:
        return False
    return isinstance(first, dict) and first.get("made_by") == _MADE_BY


def _check_owner(line: bytes, owner: str) -> None:
    if not _is_first_line(line):
        raise OutputError("the ledger beside the output was not made by scrub")
    first = json.loads(line)
    if first["schema"] != SCHEMA:
        raise OutputError("the ledger beside the output was made by another version of scrub")
    if first["owner"] != owner:
        raise OutputError("the output was made with another key: give that key, or a new output")


def _whole_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    file.seek(0)
    offset = 0
    for line in file:
        if line.endswith(b"\n"):
            yield offset, line
        offset += len(line)


def _open(path: str) -> BinaryIO:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "r+b")
    except OSError as problem:
        raise OutputError(f"cannot open the ledger beside the output: {problem.strerror}") from None


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError("another run is writing to this output") from None
