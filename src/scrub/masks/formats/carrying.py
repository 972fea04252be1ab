"""What of a template a format can say, where it says less than we do.

2026-11: what a format cannot ask is not asked in it, and what it cannot spare is not spared: it
blacks more than ours, never less, and a note says so. A template of which nothing would be asked
any more, or nothing black, is left out instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.masks.areas import Frame, without
from scrub.masks.asking import asks_for_something
from scrub.masks.attributes import shown
from scrub.model.mask import (
    EVERY_FRAME,
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Named,
    Not,
    Patch,
    Pixels,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.model.mask import MaskTemplate, Test

LONGEST = 65535
"""As wide or high as a frame can be (PS3.3 C.7.6.3: Rows and Columns are US)."""

DEEPEST = 40
"""Groups inside groups that are carried over; no person writes as many."""

_REGIONS = frozenset({Named.ULTRASOUND_REGIONS, Named.OUTSIDE_ULTRASOUND_REGIONS})


@dataclass(frozen=True, slots=True)
class Carried:
    """What of a template goes into a format.

    In `when`, a condition alone is negated, never a group. `lost` is what does not go; if nothing
    goes, `black` is empty, and the last loss is the reason.
    """

    template: MaskTemplate
    when: tuple[Test, ...]
    black: tuple[Pixels, ...]
    lost: tuple[str, ...]


def carried(
    template: MaskTemplate,
    can_ask: Callable[[Condition], bool],
    *,
    edges: bool = False,
    fills: bool = False,
) -> Carried:
    """Return what goes into a format that can ask some of our conditions.

    `edges` says that it counts from the right and the bottom edge, too, `fills` that it can fill
    with other than black.
    """
    if template.proposal:
        return _left_out(template, "a proposal, which blacks nothing by itself")
    if not all(depth(test) <= DEEPEST for test in template.when):
        return _left_out(template, f"groups are nested deeper than {DEEPEST}")
    when, unasked = widened(map(turned_in, (*template.when, *_size(template))), can_ask)
    if not any(map(asks_for_something, when)):
        reason = f"{_list(unasked)} cannot be asked, and nothing is left to ask"
        return _left_out(template, reason)
    black, unspared = rectangles(template, edges=edges)
    if not black:
        return _left_out(template, *unspared, "no rectangle is left to be black")
    lost = [f"{_list(unasked)} cannot be asked, so more is black"] if unasked else []
    return Carried(template, when, black, (*lost, *unspared, *other_losses(template, fills=fills)))


def depth(test: Test) -> int:
    """Return how many groups are inside each other."""
    deepest, waiting = 0, [(test, 0)]
    while waiting:
        one, level = waiting.pop()
        deepest = max(deepest, level)
        match one:
            case AllOf(parts) | AnyOf(parts):
                waiting += [(part, level + 1) for part in parts]
            case Not(part):
                waiting.append((part, level + 1))
            case _:
                pass
    return deepest


def turned_in(test: Test, *, negated: bool = False) -> Test:
    """Return the same test with negations of conditions only."""
    match test:
        case Not(part):
            return turned_in(part, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            inner = tuple(turned_in(part, negated=negated) for part in parts)
            return AllOf(inner) if isinstance(test, AllOf) != negated else AnyOf(inner)
        case Condition():
            return replace(test, negated=test.negated != negated)


def widened(
    tests: Iterable[Test], can_ask: Callable[[Condition], bool]
) -> tuple[tuple[Test, ...], tuple[Condition, ...]]:
    """Return tests that hold wherever all of these do, and the conditions that they do not ask.

    Negations are of conditions only.
    """
    unasked: list[Condition] = []

    def wide(test: Test) -> Test | None:
        if isinstance(test, Condition):
            if can_ask(test):
                return test
            unasked.append(test)
            return None
        if isinstance(test, Not):
            raise TypeError("negations are of conditions only")
        parts = [wide(part) for part in test.tests]
        left = tuple(part for part in parts if part is not None)
        if isinstance(test, AnyOf):
            return AnyOf(left) if len(left) == len(parts) else None
        return AllOf(left) if left else None

    asked = tuple(left for left in map(wide, tests) if left is not None)
    return asked, tuple(unasked)


def rectangles(
    template: MaskTemplate, *, edges: bool = False
) -> tuple[tuple[Pixels, ...], tuple[str, ...]]:
    """Return what a template blacks as rectangles of whole pixels, and what they do not say."""
    lost: list[str] = []
    black = tuple(_on_every_frame(template.black, lost, "is black on every frame"))
    spared = [p for p in template.keep if p.area not in _REGIONS and p.frames == EVERY_FRAME]
    if template.rows is None or template.columns is None:
        if template.keep:
            lost.append("nothing is kept from the black, so more is black")
        return tuple(_of_no_size(black, lost, edges=edges)), tuple(lost)
    if len(spared) < len(template.keep):
        lost.append("not all is kept from the black, so more is black")
    frame = Frame(template.rows, template.columns)
    left = without(frame.places(black), frame.places(spared))
    rects = dict.fromkeys(rect for rect, _ in left)
    return (
        tuple(Pixels(rect.left, rect.top, rect.width, rect.height) for rect in rects),
        tuple(lost),
    )


def _on_every_frame(patches: Iterable[Patch], lost: list[str], what: str) -> Iterator[Patch]:
    for patch in patches:
        if patch.area in _REGIONS:
            lost.append(f"{patch.area} is left out, so LESS is black")
            continue
        if patch.frames != EVERY_FRAME:
            lost.append(f"what is black on some frames {what}")
        yield Patch(patch.area)


def _of_no_size(patches: Iterable[Patch], lost: list[str], *, edges: bool) -> Iterator[Pixels]:
    for patch in patches:
        area = patch.area
        if area is Named.WHOLE_FRAME:
            yield Pixels(0, 0)
        elif not isinstance(area, Pixels):
            lost.append("parts of a frame of no certain size are left out, so LESS is black")
        elif not edges and (area.x < 0 or area.y < 0):
            lost.append("what counts from the far edges is left out, so LESS is black")
        else:
            yield area


def other_losses(template: MaskTemplate, *, fills: bool = False) -> Iterator[str]:
    """Yield what no other format says of a template that is in it."""
    if template.keep and template.reviewed:
        yield "what it keeps is not kept from other templates"
    if template.fill is not Fill.BLACK and not fills:
        yield f"its fill is {template.fill}"
    if template.complete:
        yield "it is complete"
    if template.reviewed:
        yield f"it was reviewed on {template.reviewed.on}"


def _size(template: MaskTemplate) -> Iterator[Condition]:
    for attribute, size in (("Rows", template.rows), ("Columns", template.columns)):
        if size is not None:
            yield Condition(attribute, "equals", (str(size),))


def _left_out(template: MaskTemplate, *lost: str) -> Carried:
    return Carried(template, (), (), (*lost[:-1], f"left out: {lost[-1]}"))


def _list(conditions: Iterable[Condition]) -> str:
    names = dict.fromkeys(f"{shown(c.attribute)} {c.op}" for c in conditions)
    return ", ".join(names) or "it"
