"""A report's records while its run goes on: each is a line as soon as there is one.

2026-11: before it, the report is written with the record of each source that the ledger knows,
since a node does not find again what it let go. A source that is done twice meanwhile has two lines
until the report is written anew at the end: the later one holds.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrub.cli.report_folder import RECORDS

if TYPE_CHECKING:
    from scrub.report.records import Record


class LiveReport:
    """The records of a report that is there, to add to.

    Raises:
        OSError: if they cannot be opened.

    """

    def __init__(self, folder: str) -> None:
        self._lines = os.open(Path(folder, RECORDS), os.O_WRONLY | os.O_APPEND)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lines)

    def add(self, record: Record) -> None:
        """Add a record: in one piece, so that who reads it meanwhile sees no half of it."""
        os.write(self._lines, json.dumps(record).encode() + b"\n")
