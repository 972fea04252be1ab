"""Templates that together black what the rules of a pydicom/deid recipe black one after another.

deid goes through all rules that hold, in their order, and each line of coordinates blacks or
uncovers: so a keep takes from what was black before it, of whatever rule, and what comes behind it
is black again. Ours are in no order, and a keep is its own template's. So a rule becomes one
template for each set of keeps behind it, and, where these are another rule's, one for when that
rule holds and one for when it does not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from scrub.masks.formats.exchange import Note
from scrub.masks.formats.made import NEVER
from scrub.masks.formats.normal_forms import simplified
from scrub.model.mask import AllOf, Condition, Named, Not, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.deid_places import Area
    from scrub.model.mask import Test

PRESENT = Condition("SequenceOfUltrasoundRegions", "present")

_TOLD = tuple(
    Condition(f"SequenceOfUltrasoundRegions.RegionLocation{corner}", "present")
    for corner in ("MinX0", "MinY0", "MaxX1", "MaxY1")
)
_REGIONS = frozenset({Named.ULTRASOUND_REGIONS, Named.OUTSIDE_ULTRASOUND_REGIONS})
_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """To black or to keep an area."""

    line: int
    keeps: bool
    area: Area


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked, and what is done then. `is_wider`: it may hold more often than with deid."""

    line: int
    test: Test
    is_wider: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one template says."""

    when: tuple[Test, ...]
    black: tuple[Area, ...]
    keep: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class _Keep:
    area: Area
    tests: tuple[Test, ...]


def parts(rules: Sequence[Rule], place: int) -> tuple[tuple[Part, ...], tuple[Note, ...]]:
    """Return what the rule at a place blacks, given those behind it, and what is said of that."""
    rule = rules[place]
    asked = _tests(rule.test)
    blacks: dict[tuple[tuple[Test, ...], tuple[Area, ...], bool], list[Area]] = defaultdict(list)
    notes: dict[Note, None] = {}
    for number, step in enumerate(rule.steps):
        if step.keeps:
            continue
        behind = [_Keep(s.area, ()) for s in rule.steps[number + 1 :] if s.keeps]
        behind += _of_others(rules[place + 1 :], asked, notes)
        keeps = [_conditional(keep) for keep in behind if _may_meet(step.area, keep.area)]
        for when, areas in _cases(asked, keeps, notes):
            black, kept = _outside(step.area, areas)
            # A template with regions fits only where there are some, with all that it blacks.
            blacks[when, kept, black in _REGIONS].append(black)
    made = tuple(
        Part(when, tuple(dict.fromkeys(areas)), kept) for (when, kept, _), areas in blacks.items()
    )
    return made, tuple(notes)


def _tests(test: Test) -> tuple[Test, ...]:
    return test.tests if isinstance(test, AllOf) else (test,)


def _of_others(
    rules: Sequence[Rule], asked: Sequence[Test], notes: dict[Note, None]
) -> Iterator[_Keep]:
    for rule in rules:
        extra = tuple(test for test in _tests(rule.test) if test not in asked)
        for step in rule.steps:
            if not step.keeps:
                continue
            if rule.is_wider:
                said = "this is not kept from what other rules black, as the rule is wider here"
                notes[Note(step.line, said)] = None
            else:
                yield _Keep(step.area, extra)


def _conditional(keep: _Keep) -> _Keep:
    """Return a keep with all that must hold for it: regions must be told to be kept."""
    if keep.area is not Named.ULTRASOUND_REGIONS:
        return keep
    return _Keep(keep.area, tuple(dict.fromkeys((*keep.tests, *_TOLD))))


def _may_meet(black: Area, keep: Area) -> bool:
    if not isinstance(black, Pixels) or not isinstance(keep, Pixels):
        return True
    return _overlap((black.x, black.width), (keep.x, keep.width)) and _overlap(
        (black.y, black.height), (keep.y, keep.height)
    )


def _overlap(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    if one[0] < 0 or other[0] < 0 or one[1] is None or other[1] is None:
        return True
    return one[0] < other[0] + other[1] and other[0] < one[0] + one[1]


def _cases(
    asked: tuple[Test, ...], keeps: Sequence[_Keep], notes: dict[Note, None]
) -> Iterator[tuple[tuple[Test, ...], tuple[Area, ...]]]:
    """Yield what may hold, each case once, with what is kept then."""
    always = tuple(dict.fromkeys(keep.area for keep in keeps if not keep.tests))
    others: dict[tuple[Test, ...], list[Area]] = defaultdict(list)
    for keep in keeps:
        if keep.tests and keep.area not in always:
            others[keep.tests].append(keep.area)
    if len(others) > _MOST_OTHERS:
        said = f"more than {_MOST_OTHERS} rules keep something from others: the last are left out"
        notes[Note(0, said)] = None
    told = list(others.items())[:_MOST_OTHERS]
    for holding in product((True, False), repeat=len(told)):
        when, areas = list(asked), list(always)
        for (tests, kept), holds in zip(told, holding, strict=True):
            when.append(AllOf(tests) if holds else Not(AllOf(tests)))
            areas += kept if holds else []
        case = simplified(AllOf(tuple(when)))
        if case != NEVER:
            yield _tests(case), tuple(dict.fromkeys(areas))


def _outside(black: Area, keep: tuple[Area, ...]) -> tuple[Area, tuple[Area, ...]]:
    if black is Named.WHOLE_FRAME and Named.ULTRASOUND_REGIONS in keep:
        left = tuple(area for area in keep if area is not Named.ULTRASOUND_REGIONS)
        return Named.OUTSIDE_ULTRASOUND_REGIONS, left
    return black, keep
