"""What is suggested for a machine: in values, in words, and as a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.evidence import UNJUDGED
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.sight import Machine

RARE = 0.02
"""In fewer instances it is a stray text that a rectangle is there for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in one rectangle: on how many instances and studies, of which kinds.

    `kinds` are pairs of a kind and how many instances had it. `staying` is how many instances had
    text in it that would stay.
    """

    rect: Rect
    instances: int
    studies: int
    kinds: tuple[tuple[str, int], ...]
    staying: int

    @property
    def is_only_unknown(self) -> bool:
        """Tell whether nobody could tell what any of it says."""
        return all(kind in UNJUDGED for kind, _ in self.kinds)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for a machine, or why nothing is; never both.

    The software is told only where it matters. `missed` is on how many studies text that
    identifies lay outside what other patients tell, and `outside` the bound of that as a share.
    `unknown` is on how many instances text that nobody knows lies outside the rectangles; those
    come with the most instances first.
    """

    machine: Machine
    instances: int
    patients: int
    studies: int
    template: MaskTemplate | None = None
    why_not: str = ""
    places: tuple[Evidence, ...] = ()
    missed: int = 0
    outside: float = 1.0
    unknown: int = 0


def template_of(tried: Suggestion) -> MaskTemplate:
    """Return the proposal that a suggestion comes to."""
    machine = tried.machine
    asked = (
        ("Manufacturer", machine.manufacturer),
        ("ManufacturerModelName", machine.model),
        ("SoftwareVersions", machine.software),
        ("Modality", machine.modality),
    )
    return MaskTemplate(
        name=_name(machine),
        when=tuple(
            Condition(attribute, "equals", (text.strip(),))
            for attribute, text in asked
            if text.strip()
        ),
        black=tuple(
            Patch(Pixels(rect.left, rect.top, rect.width, rect.height))
            for rect in (place.rect for place in tried.places)
        ),
        rows=machine.rows,
        columns=machine.columns,
        proposal=True,
        provenance=(f"suggested from {seen_on(tried)}",),
        note=note(tried),
    )


def _name(machine: Machine) -> str:
    said = f"{machine.manufacturer} {machine.model} {machine.software}"
    words = re.findall(r"[a-z0-9]+", said.casefold())
    return "-".join([*words, f"{machine.rows}x{machine.columns}", "suggested"])


def seen_on(suggestion: Suggestion) -> str:
    """Return from how much it was made."""
    return (
        f"{count(suggestion.instances, 'instance')} of {count(suggestion.patients, 'patient')}"
        f" in {count(suggestion.studies, 'study')}"
    )


def note(suggestion: Suggestion) -> str:
    """Return the evidence in a few sentences, without any text that was read."""
    tried = (
        f"On {suggestion.missed} of {count(suggestion.studies, 'study')} text that identifies"
        " lay outside what other patients tell: with 95 % confidence on less than"
        f" {suggestion.outside:.1%} of all."
    )
    often = often_hit(suggestion)
    sentences = [tried]
    sentences += [
        f"Rectangle {number}: {said(place, suggestion.instances)}."
        for number, place in enumerate(often, 1)
    ]
    if rest := suggestion.places[len(often) :]:
        sentences.append(f"{count(len(rest), 'more rectangle')}: {rarely(rest, suggestion)}.")
    if suggestion.unknown:
        sentences.append(
            f"Text that nobody knows lies elsewhere on {count(suggestion.unknown, 'instance')}."
        )
    return " ".join(sentences)


def often_hit(suggestion: Suggestion) -> tuple[Evidence, ...]:
    """Return the rectangles that are more than a stray text, or all where none is."""
    least = RARE * suggestion.instances
    often = tuple(place for place in suggestion.places if place.instances >= least)
    return often or suggestion.places


def rarely(rest: Sequence[Evidence], suggestion: Suggestion) -> str:
    """Return what was found in the others."""
    most = max(place.instances for place in rest)
    return f"text on {share(most, suggestion.instances)} of instances each, or less"


def said(place: Evidence, instances: int) -> str:
    """Return what was found in one rectangle."""
    kinds = ", ".join(f"{kind} {share(number, instances)}" for kind, number in place.kinds)
    unsure = " (none that surely identifies)" if place.is_only_unknown else ""
    staying = (
        f"; text that stays in it on {share(place.staying, instances)}" if place.staying else ""
    )
    return f"text on {share(place.instances, instances)} of instances: {kinds}{unsure}{staying}"


def share(number: int, of: int) -> str:
    """Return a part as a percentage, one that is not nothing never as 0."""
    return f"{number / of:.0%}" if 100 * number >= of else "less than 1%"


def count(number: int, noun: str) -> str:
    """Return a number of things, in words."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else many}"
