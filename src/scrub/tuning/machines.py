"""What was seen, by machine: the instances of each, and which of them are looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from scrub.masks.places import is_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.sight import Machine, SeenText, Sight

MOST = 200
"""So many instances of a machine are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was seen of one machine.

    `sample` are at most MOST of its instances, of as many patients as there are.
    """

    machine: Machine
    sights: tuple[Sight, ...]
    sample: tuple[Sight, ...]

    @property
    def patients(self) -> int:
        """How many there are, as far as they are known."""
        return len({sight.patient for sight in self.sights if sight.patient})

    @property
    def templates(self) -> Counter[str]:
        """How many instances each template fits."""
        return Counter(name for sight in self.sights for name in sight.templates)

    @property
    def near(self) -> Counter[str]:
        """How many instances each template fits in all but the size."""
        return Counter(name for sight in self.sights for name in sight.near)

    @property
    def holes(self) -> int:
        """How many instances have text that would go black where no template does."""
        return sum(any(_is_hole(text, sight) for text in sight.texts) for sight in self.sights)


def group(sights: Iterable[Sight]) -> tuple[Group, ...]:
    """Return what could be seen, by machine, in the order of makers and models."""
    machines: dict[Machine, list[Sight]] = {}
    for sight in sights:
        if not sight.problem and sight.machine.rows and sight.machine.columns:
            machines.setdefault(sight.machine, []).append(sight)
    return tuple(
        Group(machine, tuple(seen), sample(seen)) for machine, seen in sorted(machines.items())
    )


def sample(sights: Sequence[Sight], most: int = MOST) -> tuple[Sight, ...]:
    """Return at most so many: one of each patient by turns, as they came."""
    patients: dict[str, list[Sight]] = {}
    for sight in sights:
        patients.setdefault(sight.patient, []).append(sight)
    turns = chain.from_iterable(zip_longest(*patients.values()))
    return tuple([sight for sight in turns if sight is not None][:most])


def texts_of(sights: Iterable[Sight]) -> Iterator[SeenText]:
    """Yield every text that was found."""
    return chain.from_iterable(sight.texts for sight in sights)


def _is_hole(text: SeenText, sight: Sight) -> bool:
    return bool(text.kind) and is_outside(text.rect, [rect for _, rect in sight.masked])
