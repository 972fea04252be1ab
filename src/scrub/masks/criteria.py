"""Which templates fit a header, and what they black.

2026-11: all templates that fit count, in no order. Where the first that fits wins, as with others,
a rule added at the top of a list uncovers what a rule below it covered, and nobody is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from scrub.masks.areas import Frame, without
from scrub.masks.attributes import UNREADABLE, Facts, facts
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Mask,
    Named,
    Not,
    Region,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scrub.masks.areas import Place
    from scrub.model.mask import MaskTemplate, Test

__all__ = ["UNREADABLE", "Facts", "TemplateMatch", "facts", "fits", "mask_for", "near_misses"]

_MOST_KEPT = 4096
_REGIONS = frozenset({Named.ULTRASOUND_REGIONS, Named.OUTSIDE_ULTRASOUND_REGIONS})


@dataclass(frozen=True, slots=True)
class TemplateMatch:
    """What the templates that fit one instance ask for.

    `complete` says that one of them is reviewed and complete. `near`, where none fits, names those
    that fit in all but the size of the frame or its ultrasound regions; they black nothing.
    `keep` are places that a reviewed one says are never of a person. `proposed` is what is black
    only if text that identifies is found in it. `fill` is what all agree on, or black.
    """

    mask: Mask = field(default_factory=Mask)
    names: tuple[str, ...] = ()
    complete: bool = False
    near: tuple[str, ...] = ()
    keep: tuple[Place, ...] = ()
    proposed: Mask = field(default_factory=Mask)
    fill: Fill = Fill.BLACK


def fits(template: MaskTemplate, header: Facts, frame: Frame) -> bool:
    """Tell whether every test holds and the frame is just what the template is about."""
    return _has_shape(template, frame) and _Asked(header).is_meant(template)


def near_misses(templates: Iterable[MaskTemplate], header: Facts, frame: Frame) -> tuple[str, ...]:
    """Return the names of those that fit in all but the size of the frame or its regions."""
    return _near(templates, _Asked(header), frame)


def _near(templates: Iterable[MaskTemplate], asked: _Asked, frame: Frame) -> tuple[str, ...]:
    return tuple(
        template.name
        for template in templates
        if not template.proposal and not _has_shape(template, frame) and asked.is_meant(template)
    )


def mask_for(templates: Sequence[MaskTemplate], header: Facts, frame: Frame) -> TemplateMatch:
    """Return what to black on every frame: the union over all templates that fit.

    Raises:
        InstanceError: if an attribute that a template asks for cannot be read.

    """
    asked = _Asked(header)
    sized = _of_size(templates, frame)
    fitting = [one for one in sized if _has_regions(one, frame) and asked.is_meant(one)]
    meant = [template for template in fitting if not template.proposal]
    if not meant:
        return TemplateMatch(
            near=_near(templates, asked, frame),
            proposed=Mask(tuple(_regions(fitting, (), frame))),
        )
    reviewed = [place for t in meant if t.reviewed for place in frame.places(t.keep)]
    fills = {template.fill for template in meant}
    return TemplateMatch(
        mask=Mask(tuple(_regions(meant, reviewed, frame))),
        names=tuple(template.name for template in meant),
        complete=any(template.complete for template in meant),
        keep=tuple(sorted(reviewed)),
        fill=fills.pop() if len(fills) == 1 else Fill.BLACK,
    )


def _regions(
    templates: Iterable[MaskTemplate], reviewed: Sequence[Place], frame: Frame
) -> Iterator[Region]:
    for template in templates:
        keep = (*reviewed, *frame.places(template.keep))
        for rect, frames in without(frame.places(template.black), keep):
            yield Region(rect, frames, f"template {template.name}")


def _of_size(templates: Iterable[MaskTemplate], frame: Frame) -> list[MaskTemplate]:
    """Return those for frames of that size; in one go, since all are asked for every instance."""
    rows, columns = frame.rows, frame.columns
    return [
        one
        for one in templates
        if (one.rows is None or one.rows == rows)
        and (one.columns is None or one.columns == columns)
    ]


def _has_shape(template: MaskTemplate, frame: Frame) -> bool:
    return bool(_of_size((template,), frame)) and _has_regions(template, frame)


def _has_regions(template: MaskTemplate, frame: Frame) -> bool:
    # Outside of no regions is the whole frame, which nobody can have meant.
    return bool(frame.regions) or _REGIONS.isdisjoint(_named(template))


def _named(template: MaskTemplate) -> list[Named]:
    patches = (*template.black, *template.keep)
    return [patch.area for patch in patches if isinstance(patch.area, Named)]


class _Asked:
    """A header, and what it said to each test that it was asked: many templates ask the same."""

    def __init__(self, header: Facts) -> None:
        self._header = header
        self._said: dict[Test, bool] = {}

    def is_meant(self, template: MaskTemplate) -> bool:
        for test in template.when:
            said = self._said.get(test)
            if said is None:
                said = self._said[test] = holds(test, self._header)
            if not said:
                return False
        return bool(template.when)


def holds(test: Test, header: Facts) -> bool:
    """Tell whether a header passes a test.

    Raises:
        InstanceError: if an attribute cannot be read.

    """
    match test:
        case Condition():
            return _is_true(test, header) != test.negated
        case AllOf(tests):
            return all(holds(one, header) for one in tests)
        case AnyOf(tests):
            return any(holds(one, header) for one in tests)
        case Not(one):
            return not holds(one, header)
        case _:
            assert_never(test)


_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": str.__contains__,
}
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "less": float.__lt__,
    "greater": float.__gt__,
}
COMPARISONS = frozenset({*_COMPARISONS, *_ORDERS, "matches"})
"""Tests that compare a text that has to be there."""


def _is_true(condition: Condition, header: Facts) -> bool:
    folded = not condition.exact_case and condition.op != "matches"
    texts = header.texts(condition.attribute, condition.creator, folded=folded)
    if not texts:
        return condition.op == "absent"
    wanted = _wanted(condition.values, folded=folded)
    if condition.op == "matches":
        flags = 0 if condition.exact_case else re.IGNORECASE
        return any(_pattern(value, flags).search(text) for text in texts for value in wanted)
    if condition.op in _COMPARISONS:
        compare = _COMPARISONS[condition.op]
        return any(compare(text, value) for text in texts for value in wanted)
    if condition.op in _ORDERS:
        order = _ORDERS[condition.op]
        return any(order(a, b) for a in _numbers(texts) for b in _numbers(wanted))
    return condition.op == "present"


@lru_cache(_MOST_KEPT)
def _wanted(values: tuple[str, ...], *, folded: bool) -> tuple[str, ...]:
    # Nothing, on either side, is no evidence of any equipment.
    return tuple(value.casefold() if folded else value for value in values if value)


@lru_cache(_MOST_KEPT)
def _pattern(value: str, flags: int) -> re.Pattern[str]:
    return re.compile(value, flags)


def _numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        try:
            yield float(text)
        except ValueError:
            continue
