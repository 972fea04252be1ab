"""The book of decisions, as a reviewer reads and writes it: nothing of another's is written over.

2026-11: what was decided in one go (all text here, all like this) has one time, so that it is
taken back in one go. A reviewer's last go is found in the file, so that it can be taken back after
a crash, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from scrub.decisions import Decisions, append_together, read
from scrub.errors import ConflictError
from scrub.model.decision import Decision, Ruling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scrub.review.items import Place


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides. `now` gives the time (UTC, ISO 8601, to the µs), `new_id` an id never used."""

    name: str
    now: Callable[[], str]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be decided on one instance whose decisions were `version` when it was shown."""

    source_id: str
    bytes_id: str
    version: int
    ruling: Ruling
    places: Sequence[Place] = ()
    of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Go:
    """What a reviewer decided in one go, and still holds. `at` names it."""

    at: str
    decisions: tuple[Decision, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it is about, each once."""
        return tuple(dict.fromkeys(one.source_id for one in self.decisions))


class Book:
    """The decisions on all instances. Others may write to the same file at any time."""

    def __init__(self, path: str, reviewer: Reviewer) -> None:
        self._path = path
        self._reviewer = reviewer
        self._lock = Lock()
        self._read = Decisions()
        self._state: tuple[int, int] | None = None
        self._last = ""

    def decisions(self) -> Decisions:
        """Return all decisions as of now.

        Raises:
            InputError: if they cannot be read.

        """
        with self._lock:
            return self._fresh()

    def write(self, said: Iterable[Said]) -> int:
        """Write what is decided in one go, and return how many were overtaken and so are not.

        What is decided on one instance is written as a whole, or not at all.

        Raises:
            OutputError: if it cannot be written.

        """
        at = self._at()
        wanted = [(tuple(self._decisions(one, at)), one.version) for one in said]
        return append_together(self._path, wanted)

    def last(self) -> Go | None:
        """Return what this reviewer decided last of all that holds, if anything."""
        decisions = self.decisions()
        goes: dict[str, list[Decision]] = {}
        for source_id in decisions.by_source:
            for one in decisions.holding(source_id):
                if one.by == self._reviewer.name:
                    goes.setdefault(one.at, []).append(one)
        if not goes:
            return None
        at = max(goes)
        return Go(at, tuple(goes[at]))

    def take_back(self, at: str) -> Go:
        """Take back a reviewer's last go, and return it.

        Raises:
            ConflictError: if it is not the last one any more.

        """
        go = self.last()
        if go is None or go.at != at:
            raise ConflictError("more was decided meanwhile, in another window")
        decisions = self.decisions()
        versions = {source: decisions.version_of(source) for source in go.sources}
        said = []
        for one in go.decisions:
            version = versions[one.source_id]
            versions[one.source_id] += 1
            said.append(Said(one.source_id, one.bytes_id, version, Ruling.UNDO, of=one.id))
        if self.write(said):
            raise ConflictError("somebody else decided meanwhile: not all of it was taken back")
        return go

    def _decisions(self, said: Said, at: str) -> Iterable[Decision]:
        for place in said.places or (None,):
            yield Decision(
                self._reviewer.new_id(),
                said.source_id,
                said.bytes_id,
                said.ruling,
                place.rect if place else None,
                place.frames if place else None,
                by=self._reviewer.name,
                at=at,
                of=said.of,
                note=said.note,
            )

    def _at(self) -> str:
        """Return the time, never twice the same."""
        with self._lock:
            while (at := self._reviewer.now()) <= self._last:
                pass
            self._last = at
            return at

    def _fresh(self) -> Decisions:
        state = self._state_of_file()
        if state is None or state != self._state:
            self._read, self._state = read(self._path), state
        return self._read

    def _state_of_file(self) -> tuple[int, int] | None:
        try:
            found = Path(self._path).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns
