"""Where templates from different sources are about the same machine and do not agree.

What is applied is the union; a conflict tells a person which of the sources to look at.

2026-11: rectangles whose edges differ by a pixel agree. Some sources count the last pixel in and
others do not, and which of them does is not always known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from scrub.masks.areas import Frame
from scrub.masks.attributes import shown
from scrub.masks.compatible import alternatives, can_meet
from scrub.masks.samples import samples
from scrub.model.mask import Named, Pixels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from scrub.model.geometry import Rect
    from scrub.model.mask import MaskTemplate

_MAKER, _MODEL = "Manufacturer", "ManufacturerModelName"
_AGREE_WITHIN = 1

# Where a size is not told, rectangles are compared in a frame that is as large as this, or larger.
_USUAL = 1024


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of a machine: rectangles in the frame, by all its templates together."""

    source: str
    templates: tuple[str, ...]
    rects: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What sources say of one machine and size of frame: None is any size.

    `applied` are the pixels of the union, `disputed` those that some source would leave.
    """

    machine: str
    rows: int | None
    columns: int | None
    claims: tuple[Claim, ...]
    applied: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many machines and sizes more than one source tells of, and where they do not agree."""

    shared: int
    conflicts: tuple[Conflict, ...]


def sources(template: MaskTemplate) -> tuple[str, ...]:
    """Return who says so, without what is said about it in parentheses."""
    return tuple(dict.fromkeys(said.partition(" (")[0] for said in template.provenance))


def compare(
    templates: Sequence[MaskTemplate],
    sources_of: Callable[[MaskTemplate], Sequence[str]] = sources,
) -> Comparison:
    """Return where sources tell of the same machine and size, and whether they agree.

    A template that is about one machine in one size is compared with all that can fit the same
    instance. Proposals say nothing of a machine, and areas that have a name are in no place.
    """
    placed = [one for one in templates if not one.proposal and _is_placed(one)]
    claims = {template.name: tuple(sources_of(template)) for template in placed}
    groups = [group for group in _groups(placed) if len(_named(group, claims)) > 1]
    found = (_conflict(group, claims) for group in groups)
    conflicts = [one for one in found if one]
    conflicts.sort(key=lambda one: (one.machine, one.rows or 0, one.columns or 0))
    return Comparison(len(groups), tuple(conflicts))


def _is_placed(template: MaskTemplate) -> bool:
    return not any(isinstance(patch.area, Named) for patch in template.black)


def _named(group: Iterable[MaskTemplate], claims: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {source for template in group for source in claims[template.name]}


def _groups(templates: Sequence[MaskTemplate]) -> Iterator[tuple[MaskTemplate, ...]]:
    """Yield the largest groups of which every two templates can fit one instance."""
    by_name = {template.name: template for template in templates}
    near: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in combinations(templates, 2):
        if _sizes_meet(one, other) and _is_one_machine(one, other):
            near[one.name].add(other.name)
            near[other.name].add(one.name)
    for names in _cliques(set(), set(near), set(), near):
        yield tuple(by_name[name] for name in sorted(names))


def _cliques(
    clique: AbstractSet[str],
    open_: set[str],
    done: set[str],
    near: Mapping[str, AbstractSet[str]],
) -> Iterator[AbstractSet[str]]:
    """Yield what is largest among the sets of names that are all near each other.

    C. Bron and J. Kerbosch, Algorithm 457, Communications of the ACM 16 (1973), with a pivot.
    """
    if not open_ and not done:
        yield clique
        return
    pivot = max(open_ | done, key=lambda name: (len(near[name] & open_), name))
    for name in sorted(open_ - near[pivot]):
        yield from _cliques(clique | {name}, open_ & near[name], done & near[name], near)
        open_ = open_ - {name}
        done = done | {name}


def _sizes_meet(one: MaskTemplate, other: MaskTemplate) -> bool:
    pairs = ((one.rows, other.rows), (one.columns, other.columns))
    return all(a is None or b is None or a == b for a, b in pairs)


def _is_one_machine(one: MaskTemplate, other: MaskTemplate) -> bool:
    """Tell whether both are as exact about the machine, and can fit one instance.

    A template for all of a maker's machines is no rival of one for a model: each is right.
    """
    return bool(_values(one, _MODEL)) == bool(_values(other, _MODEL)) and can_meet(
        one.when, other.when
    )


def _values(template: MaskTemplate, attribute: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            example
            for alternative in alternatives(template.when)
            for condition in alternative
            if shown(condition.attribute) == attribute and not condition.negated
            for value in condition.values
            for example in (samples(value) or (value,) if condition.op == "matches" else (value,))
        )
    )


def _conflict(
    group: Sequence[MaskTemplate], claims: Mapping[str, tuple[str, ...]]
) -> Conflict | None:
    rows = next((one.rows for one in group if one.rows), None)
    columns = next((one.columns for one in group if one.columns), None)
    frame = Frame(rows or _reach(group, 1), columns or _reach(group, 0))
    made = tuple(
        _claim(source, [one for one in group if source in claims[one.name]], frame)
        for source in sorted(_named(group, claims))
    )
    if all(_agree(a.rects, b.rects) for a, b in combinations(made, 2)):
        return None
    every, some = _areas([claim.rects for claim in made])
    return Conflict(_machine(group), rows, columns, made, applied=some, disputed=some - every)


def _claim(source: str, templates: Sequence[MaskTemplate], frame: Frame) -> Claim:
    rects = {rect for one in templates for patch in one.black for rect in frame.rects(patch.area)}
    return Claim(source, tuple(one.name for one in templates), tuple(sorted(rects)))


def _reach(group: Iterable[MaskTemplate], axis: int) -> int:
    """Return how far rectangles go, from the left (axis 0) or the top (1), or the usual size."""
    ends = [_USUAL]
    for patch in (patch for template in group for patch in template.black):
        if isinstance(patch.area, Pixels):
            first, length = (
                (patch.area.x, patch.area.width) if axis == 0 else (patch.area.y, patch.area.height)
            )
            ends.append(abs(first) + (length or 1))
    return max(ends)


def _agree(one: Sequence[Rect], other: Sequence[Rect]) -> bool:
    return _within(one, other) and _within(other, one)


def _within(one: Sequence[Rect], other: Sequence[Rect]) -> bool:
    grown = [rect.grow(_AGREE_WITHIN) for rect in other]
    return _area([*one, *grown]) == _area(grown)


def _area(rects: Sequence[Rect]) -> int:
    return _areas([rects])[1]


def _areas(several: Sequence[Sequence[Rect]]) -> tuple[int, int]:
    """Return the pixels that are in each of several unions of rectangles, and those in any."""
    rects = [rect for some in several for rect in some]
    across = sorted({edge for rect in rects for edge in (rect.left, rect.right)})
    down = sorted({edge for rect in rects for edge in (rect.top, rect.bottom)})
    every = some = 0
    for (left, right), (top, bottom) in product(pairwise(across), pairwise(down)):
        in_it = [any(_holds(rect, left, top) for rect in union) for union in several]
        size = (right - left) * (bottom - top)
        every += size * all(in_it)
        some += size * any(in_it)
    return every, some


def _holds(rect: Rect, column: int, row: int) -> bool:
    return rect.left <= column < rect.right and rect.top <= row < rect.bottom


def _machine(group: Sequence[MaskTemplate]) -> str:
    """Return the makers and models that all of them ask for, of like names one.

    It is the shortest for a maker, and the longest for a model.
    """
    makers = _in_common([_values(one, _MAKER) for one in group], len)
    models = _in_common([_values(one, _MODEL) for one in group], lambda name: -len(name))
    return " ".join(filter(None, map(", ".join, (makers, models)))) or "any machine"


def _in_common(asked: Sequence[Sequence[str]], first: Callable[[str], int]) -> list[str]:
    every = sorted({value for values in asked for value in values}, key=lambda v: (first(v), v))
    shared = [v for v in every if all(not some or _is_among(v, some) for some in asked)]
    kept: list[str] = []
    for value in shared or every:
        if not _is_among(value, kept):
            kept.append(value)
    return kept


def _is_among(value: str, others: Iterable[str]) -> bool:
    """Tell whether one of the others is in a name, or the name in it."""
    text = value.casefold()
    return any(other.casefold() in text or text in other.casefold() for other in others)
