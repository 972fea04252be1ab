"""What is wrong with templates that can be read, and what had better be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.areas import Frame, without
from scrub.masks.compatible import alternatives, implies, impossible
from scrub.masks.library import parts, template
from scrub.masks.nodes import read
from scrub.masks.sense import doubts, mistakes
from scrub.model.mask import Condition, Named, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scrub.model.mask import MaskTemplate

_LARGE = 10_000
_SEVERAL = 100


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """What there is to say, and where: a file and a line. What is not `wrong` may be as meant."""

    place: str
    text: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """The templates that could be read, with their places, and what there is to say."""

    templates: tuple[tuple[MaskTemplate, str], ...]
    complaints: tuple[Complaint, ...]


def check(paths: Sequence[Path], beside: Mapping[str, tuple[MaskTemplate, str]]) -> Checked:
    """Return what is wrong with the templates of some files; of each that cannot be read, once.

    `beside` are templates, by name, that will be used together with these, and their places.
    """
    found: list[tuple[MaskTemplate, str]] = []
    complaints: list[Complaint] = []
    for path in paths:
        for item in _read(path):
            if isinstance(item, Complaint):
                complaints.append(item)
            else:
                found.append(item)
    for made, place in found:
        complaints += [Complaint(place, f"{made.name}: {text}") for text in _wrong(made)]
        for doubt in (doubt for one in _conditions(made) for doubt in doubts(one)):
            complaints.append(Complaint(place, f"{made.name}: {doubt}", wrong=False))
    complaints += _twice(found, beside)
    complaints += _covered(found, [*found, *beside.values()])
    return Checked(tuple(found), tuple(complaints))


def _read(path: Path) -> Iterator[tuple[MaskTemplate, str] | Complaint]:
    try:
        shared, items = parts(read(path))
    except RecipeError as problem:
        yield _complaint(problem, path)
        return
    for item in items:
        try:
            yield template(item, shared), item.place
        except RecipeError as problem:
            yield _complaint(problem, path)


def _complaint(problem: RecipeError, path: Path) -> Complaint:
    """Return as a complaint what begins with its place."""
    said = str(problem)[len(str(path)) :]
    line, _, text = said.removeprefix(":").partition(": ")
    if line.isdecimal():
        return Complaint(f"{path}:{line}", text)
    return Complaint(str(path), said.removeprefix(": "))


def _wrong(one: MaskTemplate) -> Iterator[str]:
    """Yield why a template can never do what it is for, or does more."""
    size = [
        Condition(name, "equals", (str(number),))
        for name, number in (("Rows", one.rows), ("Columns", one.columns))
        if number is not None
    ]
    never = impossible((*one.when, *size))
    if never:
        yield f"what is asked of {never} can never hold together"
    for condition in _conditions(one):
        yield from mistakes(condition)
    if _is_all_kept(one):
        yield "all that is to be black is kept"


def _conditions(one: MaskTemplate) -> Iterator[Condition]:
    asked = (c for alternative in alternatives(one.when) for c in alternative)
    yield from dict.fromkeys(condition for condition in asked if not condition.negated)


def _is_all_kept(one: MaskTemplate) -> bool:
    patches = (*one.black, *one.keep)
    if not one.keep or any(isinstance(patch.area, Named) for patch in patches):
        return False
    frame = _frame(one)
    return not without(frame.places(one.black), frame.places(one.keep))


def _frame(one: MaskTemplate) -> Frame:
    """Return a frame that a template is about: a large one, where any will do."""
    return Frame(one.rows or _LARGE, one.columns or _LARGE, _SEVERAL)


def _twice(
    found: Iterable[tuple[MaskTemplate, str]],
    beside: Mapping[str, tuple[MaskTemplate, str]],
) -> Iterator[Complaint]:
    places = {name: place for name, (_, place) in beside.items()}
    for one, place in found:
        if one.name in places:
            yield Complaint(place, f"{one.name} is also in {places[one.name]}")
        places.setdefault(one.name, place)


def _covered(
    found: Iterable[tuple[MaskTemplate, str]], others: Sequence[tuple[MaskTemplate, str]]
) -> Iterator[Complaint]:
    done: set[str] = set()
    for one, place in found:
        wide = next((o.name for o, _ in others if o.name not in done and _covers(o, one)), None)
        if wide is not None:
            # Of two that are equal, one is enough, but not none.
            done.add(one.name)
            text = f"{one.name}: {wide} blacks all of it, wherever it fits"
            yield Complaint(place, text, wrong=False)


def _covers(wide: MaskTemplate, narrow: MaskTemplate) -> bool:
    """Tell whether a template surely adds nothing beside a wider one."""
    if wide.name == narrow.name or wide.proposal or wide.keep or narrow.keep:
        return False
    if (narrow.complete and not wide.complete) or narrow.fill != wide.fill:
        return False
    sizes = ((wide.rows, narrow.rows), (wide.columns, narrow.columns))
    if any(a is not None and a != b for a, b in sizes):
        return False
    return _is_within(narrow, wide) and implies(narrow.when, wide.when)


def _is_within(narrow: MaskTemplate, wide: MaskTemplate) -> bool:
    """Tell whether one's black lies in the other's, in every frame that the narrow one fits."""
    if set(narrow.black) <= set(wide.black):
        return True
    areas = [patch.area for patch in (*narrow.black, *wide.black)]
    if not all(isinstance(area, Pixels) and area.x >= 0 and area.y >= 0 for area in areas):
        # These lie elsewhere in a frame of another size.
        return False
    frame = _frame(narrow)
    return not without(frame.places(narrow.black), frame.places(wide.black))
