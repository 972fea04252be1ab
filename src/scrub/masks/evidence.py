"""What was seen on the instances of one machine, counted by what is independent.

2026-11: not by instances. Those of one study show the same patient in mostly the same layout, so a
thousand of them say no more of where the next patient's name will stand than one does: a study
counts once. And a rectangle is tried on patients it was not made from, since on its own it cannot
but fit: the patients are dealt into parts, and each part is left out once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.places import LEFT, is_outside, uncovered
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.sight import Sight

UNJUDGED = frozenset({str(PhiKind.UNKNOWN), str(PhiKind.UNREADABLE)})
"""Kinds of text that would go black only since nobody knows what it is."""

PARTS = 10

Unit = tuple[str, str]
"""A study of a patient: what counts once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one instance showed, inside its frame, each place once and in order.

    `going` are texts that identify, `doubtful` those that nobody knows, `staying` the others;
    `kinds` are those of the first two. `masked` is what templates would black.
    """

    patient: str
    study: str
    software: str
    going: tuple[Rect, ...]
    doubtful: tuple[Rect, ...]
    staying: tuple[Rect, ...]
    kinds: tuple[tuple[Rect, str], ...]
    masked: tuple[Rect, ...]
    templates: tuple[str, ...]

    @property
    def unit(self) -> Unit:
        """What it counts as a part of; all that are of nobody known are one."""
        return self.patient, self.study

    @property
    def person(self) -> Unit:
        """Whose it is, as far as that is known."""
        return (self.patient, "") if self.patient else ("", self.study)


def look_of(sight: Sight) -> Look:
    """Return what one instance showed."""
    rows, columns = sight.machine.rows, sight.machine.columns
    inside = [(rect, text.kind) for text in sight.texts if (rect := text.rect.clip(rows, columns))]

    def places(*, wanted: Callable[[str], bool]) -> tuple[Rect, ...]:
        return tuple(sorted({rect for rect, kind in inside if wanted(kind)}))

    return Look(
        patient=sight.patient,
        study=sight.study,
        software=sight.machine.software.strip(),
        going=places(wanted=lambda kind: kind not in UNJUDGED | {""}),
        doubtful=places(wanted=lambda kind: kind in UNJUDGED),
        staying=places(wanted=lambda kind: not kind),
        kinds=tuple(sorted({pair for pair in inside if pair[1]})),
        masked=tuple(sorted({rect for _, rect in sight.masked})),
        templates=sight.templates,
    )


class Index:
    """Which instances had text in a place."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._going: defaultdict[Rect, list[tuple[str, int]]] = defaultdict(list)
        self._staying: defaultdict[Rect, list[int]] = defaultdict(list)
        for number, look in enumerate(looks):
            for rect, kind in look.kinds:
                self._going[rect].append((kind, number))
            for rect in look.staying:
                self._staying[rect].append(number)

    def going(self, place: Rect) -> dict[str, set[int]]:
        """Return the instances with text in a place that would go, by kind and as numbered."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for rect in _lying_in(place, self._going):
            for kind, number in self._going[rect]:
                found[kind].add(number)
        return dict(found)

    def staying(self, place: Rect) -> set[int]:
        """Return the instances with text in a place that stays."""
        return {
            number for rect in _lying_in(place, self._staying) for number in self._staying[rect]
        }


def _lying_in(place: Rect, texts: Iterable[Rect]) -> list[Rect]:
    return [rect for rect in texts if uncovered(rect, (place,)) < 1 - LEFT]


def units(looks: Iterable[Look]) -> frozenset[Unit]:
    """Return the studies that some instances are of."""
    return frozenset(look.unit for look in looks)


def patients(looks: Iterable[Look]) -> int:
    """Return of how many patients some instances are surely."""
    return len({look.patient for look in looks} - {""})


def misses(
    looks: Sequence[Look], made_from: Callable[[Sequence[Look]], Sequence[Rect]]
) -> frozenset[Unit]:
    """Return the studies on which text that identifies lies outside what others are told by.

    `made_from` returns the rectangles that some instances ask for.
    """
    missed: set[Unit] = set()
    for left_out, others in _dealt(looks):
        rects = made_from(others)
        missed |= {
            look.unit for look in left_out if any(is_outside(rect, rects) for rect in look.going)
        }
    return frozenset(missed)


def _dealt(looks: Sequence[Look]) -> Iterator[tuple[list[Look], list[Look]]]:
    """Yield the instances of some patients, and those of all others."""
    people = sorted({look.person for look in looks})
    for part in range(min(PARTS, len(people))):
        left_out = frozenset(people[part::PARTS])
        yield (
            [look for look in looks if look.person in left_out],
            [look for look in looks if look.person not in left_out],
        )
