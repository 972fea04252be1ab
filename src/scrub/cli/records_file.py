"""Records of instances, one a line, in a file that has its name only once it is whole."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, Self

from scrub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RecordsFile:
    """A file of a folder, and beside it, at the end, one of facts about all of them.

    Earlier files stay until the new ones are whole. Only their owner may read them.

    Raises:
        OSError: if it cannot be made.

    """

    def __init__(self, records: Path, facts: Path) -> None:
        self._records, self._facts = records, facts
        self._part = part_of(records)
        self._file = _create(self._part)
        self._corrected: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, record: dict[str, Any], *, corrects: bool = False) -> None:
        """Add one instance's record, which may be in place of one that was added before."""
        self._file.write(json.dumps(record) + "\n")
        if corrects:
            self._corrected.add(record["source"])

    def finish(self, facts: dict[str, Any]) -> None:
        """Give the records their name, and write the facts.

        Raises:
            OutputError: if they cannot be written.

        """
        try:
            self._file.close()
            if self._corrected:
                self._drop_corrected()
            self._part.replace(self._records)
            part = part_of(self._facts)
            with _create(part) as file:
                file.write(json.dumps(facts, indent=2) + "\n")
            part.replace(self._facts)
        except OSError as problem:
            raise OutputError(f"cannot write the report: {problem.strerror}") from None

    def _drop_corrected(self) -> None:
        """Leave of each source that was corrected the last record alone."""
        lines = Counter(source for source, _ in self._lines() if source in self._corrected)
        again = part_of(self._part)
        with _create(again) as file:
            for source, line in self._lines():
                lines[source] -= 1
                if lines[source] <= 0:
                    file.write(line)
        again.replace(self._part)

    def _lines(self) -> Iterator[tuple[str, str]]:
        with self._part.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["source"], line


def part_of(path: Path) -> Path:
    """Return what a file is called while it is being written."""
    return path.with_name(f"{path.name}.part")


def _create(path: Path) -> IO[str]:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")
