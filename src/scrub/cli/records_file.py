"""Records of instances, one a line, in a file that has its name only once it is whole."""

from __future__ import annotations

import json
import os
from typing import IO, TYPE_CHECKING, Any, Self

from scrub.errors import OutputError

if TYPE_CHECKING:
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, record: dict[str, Any]) -> None:
        """Add one instance's record."""
        self._file.write(json.dumps(record) + "\n")

    def finish(self, facts: dict[str, Any]) -> None:
        """Give the records their name, and write the facts.

        Raises:
            OutputError: if they cannot be written.

        """
        try:
            self._file.close()
            self._part.replace(self._records)
            part = part_of(self._facts)
            with _create(part) as file:
                file.write(json.dumps(facts, indent=2) + "\n")
            part.replace(self._facts)
        except OSError as problem:
            raise OutputError(f"cannot write the report: {problem.strerror}") from None


def part_of(path: Path) -> Path:
    """Return what a file is called while it is being written."""
    return path.with_name(f"{path.name}.part")


def _create(path: Path) -> IO[str]:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")
