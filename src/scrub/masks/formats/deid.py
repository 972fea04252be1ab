"""Mask templates as recipes of pydicom/deid, as its version 0.4.13 reads them, and back.

Of a recipe only the filters' rules with coordinates are carried over. To deid their groups
(whitelist, graylist, blacklist) mean nothing for the pixels: what has coordinates is black in all
three. Rules without coordinates tell what to do with an instance, which templates do not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.masks.formats import deid_places, deid_writing
from scrub.masks.formats.deid_asking import asked
from scrub.masks.formats.deid_order import Rule, Step, parts
from scrub.masks.formats.deid_recipe import labels
from scrub.masks.formats.exchange import Imported, Note
from scrub.masks.formats.java_patterns import PatternError
from scrub.masks.formats.made import NEVER, Names, each_once, finished
from scrub.model.mask import MaskTemplate, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.deid_order import Part
    from scrub.masks.formats.deid_recipe import Label

NAME = "pydicom/deid recipe"

write = deid_writing.write


def read(text: str, stem: str) -> Imported:
    """Return the templates in a recipe; `stem` begins their names.

    Raises:
        RecipeError: if the text is no recipe for DICOM.

    """
    found, said = labels(text)
    notes = list(said)
    ruled = [(label, rule) for label in found if (rule := _rule(label, notes))]
    rules = [rule for _, rule in ruled]
    names = Names(stem)
    made: list[tuple[int, MaskTemplate]] = []
    for place, (label, rule) in enumerate(ruled):
        some, more = parts(rules, place)
        notes += more
        if not some:
            continue
        templates = _templates(label, stem, names, some)
        if not templates:
            notes.append(Note(rule.line, "left out: nothing of it is inside the frame"))
        made += [(rule.line, template) for template in templates]
    templates = tuple(each_once(made, notes))
    return Imported(templates, tuple(sorted(dict.fromkeys(notes))))


def _rule(label: Label, notes: list[Note]) -> Rule | None:
    """Return what a label does, or None, with the reason in the notes."""
    notes += label.notes
    if not label.moves:
        said = f"a rule of the {label.group} without coordinates: it blacks nothing"
        notes.append(Note(label.number, said))
        return None
    steps = tuple(_steps(label, notes))
    broken = label.broken or ("" if steps else "no coordinates that are understood")
    if broken:
        notes.append(Note(label.number, f"left out: {broken}"))
        return None
    try:
        ask = asked(label)
    except PatternError:
        notes.append(Note(label.number, "left out: a regular expression of it is not safe here"))
        return None
    notes += ask.notes
    if ask.test == NEVER:
        notes.append(Note(label.number, "left out: it can never hold"))
        return None
    if not label.lines:
        notes.append(Note(label.number, "it asks nothing, so it blacks every image"))
    return Rule(label.number, ask.test, ask.is_wider, steps)


def _steps(label: Label, notes: list[Note]) -> Iterator[Step]:
    for move in label.moves:
        area, said = deid_places.area(move)
        notes += said
        if area is not None:
            yield Step(move.number, move.keeps, area)


def _templates(
    label: Label, stem: str, names: Names, some: Sequence[Part]
) -> tuple[MaskTemplate, ...]:
    source = f"{stem}, line {label.number}: {label.name}"
    if label.comment:
        source += f" # {label.comment}"
    made = []
    for part in some:
        template = finished(
            MaskTemplate(
                name=label.name,
                when=part.when,
                black=tuple(map(Patch, part.black)),
                keep=tuple(map(Patch, part.keep)),
                provenance=(source,),
            )
        )
        if template:
            made.append(replace(template, name=names.new(label.name)))
    return tuple(made)
