"""From where text was found on many instances of one machine, a template that a person may review.

Nothing is suggested from too little. What is enough is a bound, not a feeling: see `Needs` for
what is asked, and evidence.py for what is counted. What comes out is a proposal: it blacks nothing
by itself, and is neither reviewed nor complete.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.masks.bounds import lower, more_trials, upper
from scrub.masks.evidence import Index, look_of, misses, patients, units
from scrub.masks.fitting import fit
from scrub.masks.places import is_outside
from scrub.masks.suggestion import Evidence, Suggestion, count, template_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.masks.evidence import Look, Unit
    from scrub.model.geometry import Rect
    from scrub.model.sight import Machine, Sight

_MOSTLY, _HARDLY = 0.5, 0.2
"""A place is one of a software version, if surely more than this share of its studies have text
there, and of another surely fewer than that."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What it takes to be sure.

    `outside` is the share of studies, 0..1, on which text that identifies may lie outside: with
    95 % confidence it is less, as patients tell that the rectangles were not made from. For one
    of 10 % these are 29 studies if none had any outside, and 46 if one had. `patients` is how
    many different ones there must be at least.
    """

    outside: float = 0.1
    patients: int = 5


def suggest(sights: Iterable[Sight], needs: Needs | None = None) -> tuple[Suggestion, ...]:
    """Return a suggestion for each machine and size, in order; sights may come in any order.

    Counted are those with pixels that were looked at.
    """
    seen: defaultdict[Machine, list[Sight]] = defaultdict(list)
    for sight in sights:
        if sight.looked and not sight.problem and sight.machine.rows and sight.machine.columns:
            seen[_folded(sight.machine)].append(sight)
    suggestions = [
        suggestion
        for _, together in sorted(seen.items())
        for suggestion in _of_machine(together, needs or Needs())
    ]
    return tuple(_named_apart(suggestions))


def _folded(machine: Machine) -> Machine:
    """Return what machines of one make and size have in common, as templates compare texts."""
    names = (machine.manufacturer, machine.model, machine.modality)
    manufacturer, model, modality = (name.strip().casefold() for name in names)
    return replace(machine, manufacturer=manufacturer, model=model, software="", modality=modality)


def _of_machine(sights: Sequence[Sight], needs: Needs) -> Iterator[Suggestion]:
    machine = min(replace(sight.machine, software="") for sight in sights)
    looks = [look_of(sight) for sight in sights]
    for version, of_version in sorted(_by_software(looks, machine).items()):
        yield _of_looks(replace(machine, software=version), of_version, needs)


def _by_software(looks: Sequence[Look], machine: Machine) -> dict[str, list[Look]]:
    """Return the instances by software, or all as one where places do not differ by it."""
    versions: defaultdict[str, list[Look]] = defaultdict(list)
    for look in looks:
        versions[look.software.casefold()].append(look)
    rects = fit(looks, machine.rows, machine.columns) if len(versions) > 1 else ()
    if not any(_differs(rect, list(versions.values())) for rect in rects):
        return {"": list(looks)}
    return {min(look.software for look in some): some for some in versions.values()}


def _differs(rect: Rect, versions: Sequence[Sequence[Look]]) -> bool:
    """Tell whether a place has text under one version of the software, and not under another."""
    counts = [(len(_having(rect, looks)), len(units(looks))) for looks in versions]
    mostly = any(lower(*one) > _MOSTLY for one in counts)
    return mostly and any(upper(*one) < _HARDLY for one in counts)


def _having(rect: Rect, looks: Sequence[Look]) -> frozenset[Unit]:
    """Return the studies that have text in a place which would go."""
    return units(looks[number] for some in Index(looks).going(rect).values() for number in some)


def _of_looks(machine: Machine, looks: Sequence[Look], needs: Needs) -> Suggestion:
    size = machine.rows, machine.columns
    rects = fit(looks, *size)
    none = Suggestion(machine, len(looks), patients(looks), len(units(looks)))
    why_not = _nothing_to_say(none, looks, rects)
    if why_not:
        return replace(none, why_not=why_not)
    index = Index(looks)
    missed = len(misses(looks, lambda others: fit(others, *size)))
    tried = replace(
        none,
        places=tuple(sorted((_evidence(rect, looks, index) for rect in rects), key=_most_first)),
        missed=missed,
        outside=upper(missed, none.studies),
        unknown=sum(any(is_outside(one, rects) for one in look.doubtful) for look in looks),
    )
    missing = "; ".join(_missing(tried, needs))
    if missing:
        return replace(tried, why_not=missing)
    return replace(tried, template=template_of(tried))


def _nothing_to_say(known: Suggestion, looks: Sequence[Look], rects: Sequence[Rect]) -> str:
    """Return why no template is needed or possible, however much were seen."""
    unnamed = [
        name
        for name, text in (
            ("manufacturer", known.machine.manufacturer),
            ("model", known.machine.model),
        )
        if not text.strip()
    ]
    if unnamed:
        return f"headers name no {' and no '.join(unnamed)} to know it by"
    if not rects:
        return "no text that identifies was found"
    if all(_is_masked(look) for look in looks):
        names = sorted({name for look in looks for name in look.templates})
        return f"all text that identifies lies in what templates black: {', '.join(names)}"
    return ""


def _is_masked(look: Look) -> bool:
    return not any(is_outside(rect, look.masked) for rect in (*look.going, *look.doubtful))


def _missing(tried: Suggestion, needs: Needs) -> Iterator[str]:
    """Yield what it takes to be sure, as far as it is not there."""
    missed = tried.missed
    if tried.patients < needs.patients:
        more = needs.patients - tried.patients
        yield f"needs {count(more, 'more patient')}: {tried.patients} of {needs.patients}"
        # So few are no others to be tried on.
        missed = 0
    if missed > needs.outside * tried.studies:
        yield (
            f"text is not always in the same places: on {missed} of"
            f" {count(tried.studies, 'study')} it lies outside what other patients tell"
        )
        return
    possible = upper(missed, tried.studies)
    if possible > needs.outside:
        more = more_trials(missed, tried.studies, needs.outside)
        outside = f", {missed} of them with text outside," if missed else ""
        yield (
            f"needs {count(more, 'more instance')}, each of another study:"
            f" {count(tried.studies, 'study')}{outside} leave {possible:.0%} possible to lie"
            f" outside, and {needs.outside:.0%} is the limit"
        )


def _most_first(place: Evidence) -> tuple[int, Rect]:
    return -place.instances, place.rect


def _evidence(rect: Rect, looks: Sequence[Look], index: Index) -> Evidence:
    kinds = index.going(rect)
    having = set().union(*kinds.values())
    return Evidence(
        rect,
        instances=len(having),
        studies=len(units(looks[number] for number in having)),
        kinds=tuple(sorted(((kind, len(some)) for kind, some in kinds.items()), key=_by_count)),
        staying=len(index.staying(rect)),
    )


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _named_apart(suggestions: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """Yield them with no two templates of one name: names may differ in other letters only."""
    taken: Counter[str] = Counter()
    for suggestion in suggestions:
        template = suggestion.template
        if template is None:
            yield suggestion
            continue
        taken[template.name] += 1
        place = taken[template.name]
        name = template.name if place == 1 else f"{template.name}-{place}"
        yield replace(suggestion, template=replace(template, name=name))
