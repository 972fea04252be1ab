"""How well mask templates cover what was seen, machine by machine.

A hole is text that would go black and that no template covers, on an instance that has one. A rule
is stale if text was looked for and none of any kind was ever found in its rectangle.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.masks.places import is_outside, parts
from scrub.model.geometry import join_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.geometry import Rect
    from scrub.model.sight import Machine, SeenText, Sight


@dataclass(frozen=True, slots=True)
class Found:
    """Text that would go black: on how many instances, how many, of which kinds, and where.

    `kinds` are pairs of a kind and how many texts; `areas` are few rectangles that bound all.
    """

    instances: int
    texts: int
    kinds: tuple[tuple[str, int], ...]
    areas: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A rectangle of a template, and on how many instances nothing was found in it."""

    template: str
    rect: Rect
    instances: int


@dataclass(frozen=True, slots=True)
class Covered:
    """One machine and size.

    `templates` and `near` are pairs of a name and how many instances it fits, or all but fits;
    `bare` is how many instances no template fits, `bare_text` what was found on these.
    `patients` counts those that can be told apart.
    """

    machine: Machine
    instances: int
    patients: int
    looked: int
    templates: tuple[tuple[str, int], ...]
    near: tuple[tuple[str, int], ...]
    bare: int
    bare_text: Found | None
    hole: Found | None
    stale: tuple[Stale, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether every instance has a template, and no text was found outside."""
        return not self.bare and not self.hole


@dataclass(frozen=True, slots=True)
class Coverage:
    """All machines, in order of their names, and what could not be seen.

    `problems` are pairs of a reason and how many instances; `without_pixels` is how many have none.
    """

    machines: tuple[Covered, ...]
    problems: tuple[tuple[str, int], ...]
    without_pixels: int

    @property
    def is_whole(self) -> bool:
        """Tell whether all was seen, and every machine is wholly covered."""
        return not self.problems and all(machine.is_whole for machine in self.machines)


def cover(sights: Iterable[Sight]) -> Coverage:
    """Return how templates cover what was seen; sights may come in any order."""
    machines: dict[Machine, _Counts] = {}
    problems: Counter[str] = Counter()
    without_pixels = 0
    for sight in sights:
        if sight.problem:
            problems[sight.problem] += 1
        elif not sight.machine.rows or not sight.machine.columns:
            without_pixels += 1
        else:
            machines.setdefault(sight.machine, _Counts()).add(sight)
    covered = tuple(counts.covered(machine) for machine, counts in sorted(machines.items()))
    return Coverage(covered, _most_first(problems), without_pixels)


@dataclass(slots=True)
class _Texts:
    """Texts that would go black, as they are counted."""

    instances: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    rects: set[Rect] = field(default_factory=set)

    def add(self, texts: Iterable[SeenText]) -> None:
        before = self.kinds.total()
        for text in texts:
            self.kinds[text.kind] += 1
            self.rects.add(text.rect)
        self.instances += self.kinds.total() > before

    def found(self, machine: Machine) -> Found | None:
        if not self.instances:
            return None
        size = machine.rows, machine.columns
        inside = {rect for one in self.rects if (rect := one.clip(*size))}
        areas = tuple(join_all(part) for part in parts(inside, *size))
        return Found(self.instances, self.kinds.total(), _most_first(self.kinds), areas)


@dataclass(slots=True)
class _Counts:
    """What is counted of one machine."""

    instances: int = 0
    looked: int = 0
    bare: int = 0
    patients: set[str] = field(default_factory=set)
    templates: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    tried: Counter[tuple[str, Rect]] = field(default_factory=Counter)
    hit: set[tuple[str, Rect]] = field(default_factory=set)
    outside: _Texts = field(default_factory=_Texts)
    on_bare: _Texts = field(default_factory=_Texts)

    def add(self, sight: Sight) -> None:
        self.instances += 1
        self.looked += sight.looked
        self.bare += not sight.templates
        self.patients |= {sight.patient} - {""}
        self.templates.update(sight.templates)
        self.near.update(sight.near)
        if sight.looked:
            (self.outside if sight.templates else self.on_bare).add(_outside(sight))
            self._try_rectangles(sight)

    def covered(self, machine: Machine) -> Covered:
        return Covered(
            machine,
            instances=self.instances,
            patients=len(self.patients),
            looked=self.looked,
            templates=_most_first(self.templates),
            near=_most_first(self.near),
            bare=self.bare,
            bare_text=self.on_bare.found(machine),
            hole=self.outside.found(machine),
            stale=tuple(
                Stale(name, rect, instances)
                for (name, rect), instances in sorted(self.tried.items())
                if (name, rect) not in self.hit
            ),
        )

    def _try_rectangles(self, sight: Sight) -> None:
        rects = set(sight.masked)
        self.tried.update(rects)
        self.hit |= {
            (name, rect)
            for name, rect in rects - self.hit
            if any(text.rect.intersect(rect) for text in sight.texts)
        }


def _outside(sight: Sight) -> Iterator[SeenText]:
    """Yield texts that would go black and that templates do not cover."""
    rects = [rect for _, rect in sight.masked]
    for text in sight.texts:
        if text.kind and is_outside(text.rect, rects):
            yield text


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
