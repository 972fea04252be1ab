"""What people decide while a node runs: read again whenever the file of decisions has changed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.decisions import Decisions, digest_of, read
from scrub.errors import InputError

if TYPE_CHECKING:
    from scrub.model.decision import Decision

_LOG = logging.getLogger("scrub.node")


class Ruled:
    """The decisions of a file. `decisions` is always the same object, and has what is newest.

    Raises:
        InputError: if they cannot be read.

    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._state = _state(path)
        self._by_source: dict[str, tuple[Decision, ...]] = dict(read(path).by_source)
        self.decisions = Decisions(self._by_source)

    def changed(self) -> frozenset[str]:
        """Return the names of those sources for which other decisions hold than before."""
        state = _state(self._path)
        if state == self._state:
            return frozenset()
        self._state = state
        try:
            now = read(self._path)
        except InputError as problem:
            _LOG.error("the decisions are not applied: %s", problem)
            return frozenset()
        names = self._by_source.keys() | now.by_source.keys()
        before = Decisions(dict(self._by_source))
        self._by_source.clear()
        self._by_source.update(now.by_source)
        return frozenset(name for name in names if _digest(before, name) != _digest(now, name))


def _digest(decisions: Decisions, name: str) -> str:
    return digest_of(decisions.holding(name))


def _state(path: str) -> tuple[int, int, int]:
    try:
        state = Path(path).stat()
    except OSError:
        return -1, -1, -1
    return state.st_ino, state.st_size, state.st_mtime_ns
