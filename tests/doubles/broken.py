"""Engines and an executor that fail in the ways that real ones do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from scrub.errors import InstanceError
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.seams import Lost, Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scrub.seams import OcrEngine, Picture

_WIDTH, _HEIGHT = 36, 8

J = TypeVar("J")
R = TypeVar("R")


@dataclass
class CrashingEngine:
    """Sees what another engine sees, and raises from its picture number `after` on."""

    inner: OcrEngine
    after: int = 0
    error: Exception | None = None
    """What to raise; an InstanceError unless told."""

    name = "crashing"
    _seen = 0

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        self._seen += 1
        if self._seen > self.after:
            raise self.error or InstanceError("the engine crashed")
        return self.inner.find(picture, quick=quick)

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return self.inner.find_again(picture)

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        return self.inner.read(picture, boxes)


class BlindEngine:
    """Finds nothing, whatever there is."""

    name = "blind"

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        return ()

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return ()

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> tuple[tuple[Word, ...], ...]:
        return tuple((Word(Sensitive(""), box.rect, 0.0),) for box in boxes)


@dataclass(frozen=True)
class MisreadingEngine:
    """Finds what another engine finds, and is sure that each says something harmless."""

    inner: OcrEngine
    says: str = "12 cm"

    name = "misreading"

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        return self.inner.find(picture, quick=quick)

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return self.inner.find_again(picture)

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> tuple[tuple[Word, ...], ...]:
        return tuple(
            (Word(Sensitive(self.says), box.rect, 1.0, line),) for line, box in enumerate(boxes)
        )


@dataclass(frozen=True)
class ForgetfulEngine:
    """Sees what another engine sees on its first picture, and nothing afterwards."""

    inner: OcrEngine
    sees: list[None]
    """Grows with each picture; give it an empty one."""

    name = "forgetful"

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        self.sees.append(None)
        return self.inner.find(picture, quick=quick) if len(self.sees) == 1 else ()

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return self.inner.find_again(picture)

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        return self.inner.read(picture, boxes)


@dataclass
class RestlessEngine:
    """Sees what another engine sees and, whenever it looks at a draft, a name somewhere else."""

    inner: OcrEngine
    says: str = "DOE JANE"
    looks: int = 0
    """How often it saw the name that is not there."""

    name = "restless"

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        found = self.inner.find(picture, quick=quick)
        if not quick or picture.shape[1] <= _WIDTH:
            return found
        self.looks += 1
        left = 40 * self.looks % (picture.shape[1] - _WIDTH)
        top = 13 * self.looks % (picture.shape[0] - _HEIGHT)
        rect = Rect(left, top, left + _WIDTH, top + _HEIGHT)
        x, y, right, bottom = map(float, (rect.left, rect.top, rect.right, rect.bottom))
        return (*found, TextBox(rect, ((x, y), (right, y), (right, bottom), (x, bottom)), 1.0))

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return self.inner.find_again(picture)

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        read = self.inner.read(picture, boxes)
        return tuple(
            (Word(Sensitive(self.says), box.rect, 1.0, line),)
            if box.rect.height == _HEIGHT
            else words
            for line, (box, words) in enumerate(zip(boxes, read, strict=True))
        )


@dataclass(frozen=True)
class LosingExecutor:
    """Loses every n-th job, counted from 1, as if it had killed its worker; does the rest."""

    every: int = 2

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        taken = (job for job in jobs if not isinstance(job, Pause))
        for number, job in enumerate(taken, start=1):
            if number % self.every:
                yield job, task(job)
            else:
                yield job, Lost("the worker died")
