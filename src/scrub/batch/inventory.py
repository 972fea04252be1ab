"""All sources of a run in the order they were found, in an unnamed file, not in memory.

A source's place in it is its order: of two that come to one file, the one found first is
published, whichever of them was done first.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrub.batch.due import Need
from scrub.batch.numbers import Numbers
from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = {Need.NOTHING: b" ", Need.MATCHING: b"m", Need.ALL: b"a"}
_NEEDS = {mark: need for need, mark in _MARKS.items()}


class Inventory:
    """The file. `folder` is a private one: a path may name a patient."""

    def __init__(self, folder: str) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed with this)
        self._places = Numbers(str(Path(folder, "places")))
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._places.close()

    def add(self, source: Source, name: str, need: Need) -> None:
        """Put down a source, what it is named by, and how much is to be done to it."""
        line = _MARKS[need] + json.dumps(astuple(source)).encode("ascii") + b"\n"
        self._places.put(bytes.fromhex(name), self._end)
        self._file.seek(self._end)
        self._file.write(line)
        self._end += len(line)

    def place(self, name: str) -> int | None:
        """Return the place of a source, or None if it is not one of this run."""
        return self._places.get(bytes.fromhex(name))

    def source(self, place: int) -> Source:
        """Return the source at a place."""
        return _source(self._line(place))

    def due(self) -> Iterator[tuple[Source, Need]]:
        """Yield what is to be done; others may be asked for meanwhile."""
        place = 0
        while place < self._end:
            line = self._line(place)
            need = _NEEDS[line[:1]]
            if need is not Need.NOTHING:
                yield _source(line), need
            place += len(line)

    def _line(self, place: int) -> bytes:
        self._file.seek(place)
        return self._file.readline()


def _source(line: bytes) -> Source:
    return Source(*json.loads(line[1:]))
