"""Projections made beside the page: the stack looked at is worked on, others wait as they are."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING

from scrub.errors import InstanceError
from scrub.web.pictures import Pictures
from scrub.web.projections import Projection, Sums

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from scrub.model.instance import Source
    from scrub.seams import Picture

MOST_STACKS = 4
"""So many stacks are remembered: of 1024 x 768 pixels each takes 45 MB until it is done."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Instances whose frames are put one upon another: those of this size, in pixels."""

    rows: int
    columns: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stack is: instances done, of how many; frames; instances left out."""

    done: int
    of: int
    frames: int
    left_out: int

    @property
    def is_whole(self) -> bool:
        """Tell whether all instances were looked at."""
        return self.done == self.of


class _Work:
    """One stack's projections under way. A frame is decoded beside those who ask for pictures."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._lock = Lock()
        self._sums: Sums | None = Sums(stack.rows, stack.columns)
        self._made: dict[Projection, Picture] = {}
        self._steps = self._instances()
        self.progress = Progress(0, len(stack.sources), 0, 0)

    def step(self) -> bool:
        """Look at one frame, and tell whether there may be more."""
        if next(self._steps, False):
            return True
        with self._lock:
            if self._sums is not None:
                self._made = {one: self._sums.picture(one) for one in Projection}
                self._sums = None
        return False

    def picture(self, projection: Projection) -> Picture:
        """Return a projection of what was looked at so far."""
        with self._lock:
            if self._sums is not None:
                return self._sums.picture(projection)
            return self._made[projection]

    def _instances(self) -> Iterator[bool]:
        frames = left_out = 0
        for number, source in enumerate(self._stack.sources, 1):
            try:
                with Pictures(source) as pictures:
                    for picture in pictures:
                        self._add(picture)
                        frames += 1
                        yield True
            except (InstanceError, MemoryError):
                left_out += 1
            self.progress = Progress(number, len(self._stack.sources), frames, left_out)

    def _add(self, picture: Picture) -> None:
        with self._lock:
            if self._sums is None or not self._sums.add(picture):
                raise InstanceError("a frame of another size")


class Projector:
    """Works on the stack that was asked for last, until it is closed. Stacks go by names."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._works: OrderedDict[Hashable, _Work] = OrderedDict()
        self._current: _Work | None = None
        self._is_open = True
        self._thread = Thread(target=self._run, name="projections", daemon=True)
        self._thread.start()

    def look_at(self, name: Hashable, stack: Stack) -> Progress:
        """Work on a stack from now on, and tell how far it is."""
        work = self._work(name, stack)
        with self._changed:
            self._current = work
            self._changed.notify()
        return work.progress

    def picture(self, name: Hashable, stack: Stack, projection: Projection) -> Picture:
        """Return a projection of what was looked at so far."""
        return self._work(name, stack).picture(projection)

    def close(self) -> None:
        """Stop, after the frame that it is at."""
        with self._changed:
            self._is_open = False
            self._changed.notify()
        self._thread.join()

    def _work(self, name: Hashable, stack: Stack) -> _Work:
        with self._changed:
            if name not in self._works:
                self._works[name] = _Work(stack)
            self._works.move_to_end(name)
            while len(self._works) > MOST_STACKS:
                self._works.popitem(last=False)
            return self._works[name]

    def _run(self) -> None:
        while work := self._next():
            if not work.step():
                self._done(work)

    def _next(self) -> _Work | None:
        with self._changed:
            self._changed.wait_for(lambda: self._current is not None or not self._is_open)
            return self._current if self._is_open else None

    def _done(self, work: _Work) -> None:
        with self._changed:
            if self._current is work:
                self._current = None
