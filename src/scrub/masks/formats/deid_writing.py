"""Mask templates written as a recipe of pydicom/deid.

Each template is a LABEL whose lines must all hold. Those that keep ultrasound regions come first,
since deid takes a keep from all that is black before it; other keeps are cut out of the rectangles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.deid_order import PRESENT
from scrub.masks.formats.deid_words import can_ask, line_of, losses_of
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Note
from scrub.masks.formats.normal_forms import TooManyLinesError, all_of_any
from scrub.model.mask import Named, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.carrying import Carried
    from scrub.model.mask import MaskTemplate

_HEAD = """\
FORMAT dicom

%filter graylist
"""
_FROM = "from:SequenceOfUltrasoundRegions"
_REGIONS = frozenset({Named.ULTRASOUND_REGIONS, Named.OUTSIDE_ULTRASOUND_REGIONS})
_OF_REGIONS = (
    "ultrasound regions: deid 0.4.13 takes those of the first file for those of all others, and"
    " blacks the last row and column of each"
)
_NO_SOUND_REGIONS = "where no ultrasound region is sound, more is black"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as it is written: what comes behind LABEL, and the losses that it has."""

    template: MaskTemplate
    lines: tuple[str, ...]
    lost: tuple[str, ...]
    keeps_regions: bool = False


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a recipe, and what of the templates is not in it."""
    rules = [rule for template in templates for rule in _rules(template)]
    rules.sort(key=lambda rule: not rule.keeps_regions)
    text, notes = _HEAD, []
    for rule in rules:
        number = WHOLE_FILE
        if rule.lines:
            number = text.count("\n") + 2
            text += "\n" + "\n".join((_label(rule.template), *rule.lines)) + "\n"
        notes += [Note(number, f"{rule.template.name}: {lost}") for lost in rule.lost]
    if _FROM in text:
        notes.append(Note(WHOLE_FILE, _OF_REGIONS))
    return Exported(text, tuple(sorted(dict.fromkeys(notes))))


def _label(template: MaskTemplate) -> str:
    name, source = (
        " ".join(text.replace("#", " ").split())
        for text in (template.name, "; ".join(template.provenance))
    )
    return f"LABEL {name} # {source}" if source else f"LABEL {name}"


def _rules(template: MaskTemplate) -> Iterator[_Rule]:
    spares = any(patch.area is Named.ULTRASOUND_REGIONS for patch in template.keep)
    keep = tuple(patch for patch in template.keep if patch.area not in _REGIONS)
    lost: tuple[str, ...] = ()
    if any(patch.area is Named.OUTSIDE_ULTRASOUND_REGIONS for patch in template.keep):
        lost = ("what is outside of the ultrasound regions is not kept, so more is black",)
    plain = tuple(patch for patch in template.black if patch.area not in _REGIONS)
    outside = tuple(
        replace(patch, area=Named.WHOLE_FRAME)
        for patch in template.black
        if patch.area is Named.OUTSIDE_ULTRASOUND_REGIONS
    )
    inside = tuple(p for p in template.black if p.area is Named.ULTRASOUND_REGIONS)
    over = (*outside, *plain) if spares else outside
    if over:
        noted = (*lost, _NO_SOUND_REGIONS)
        yield _rule(replace(template, black=over, keep=keep), noted, "keepcoordinates")
    if plain and not spares:
        if outside or inside or len(keep) < len(template.keep):
            template = replace(template, when=(*template.when, PRESENT))
            lost = (*lost, _NO_SOUND_REGIONS)
        yield _rule(replace(template, black=plain, keep=keep), lost, "")
    if inside and not spares:
        whole = Patch(Named.WHOLE_FRAME, inside[0].frames)
        yield _rule(replace(template, black=(whole,), keep=keep), lost, "coordinates")


def _rule(template: MaskTemplate, lost: tuple[str, ...], regions: str) -> _Rule:
    """Return the rule for a template; `regions` is the word that goes with them, if one does."""
    said = carried(template, can_ask, edges=True)
    lost = (*said.lost, *lost)
    if not said.black:
        return _Rule(template, (), lost)
    try:
        lines = tuple(_asking(said, of_regions=bool(regions)))
    except TooManyLinesError:
        return _Rule(template, (), (*lost, "left out: what it asks would take too many lines"))
    lost = (*lost, *losses_of(said.when))
    black = tuple(f"coordinates {_corners(area)}" for area in said.black)
    if regions == "coordinates":
        black = ()
        if template.keep:
            lost = (*lost, "nothing is kept from the ultrasound regions, so more is black")
    moves = (*black, f"{regions} {_FROM}") if regions else black
    lines = tuple(f"  {line}" for line in (*lines, *moves))
    return _Rule(template, lines, lost, regions == "keepcoordinates")


def _asking(said: Carried, *, of_regions: bool) -> Iterator[str]:
    tests = [test for test in said.when if test != PRESENT or not of_regions]
    clauses = [*all_of_any(tests), *([(PRESENT,)] if of_regions else [])]
    for place, clause in enumerate(clauses):
        yield f"{'+ ' * bool(place)}{line_of(clause)}"


def _corners(area: Pixels) -> str:
    """Return xmin,ymin,xmax,ymax as numpy takes them, half open, and from the end if negative."""
    if area == Pixels(0, 0):
        return "all"
    right, bottom = _stop(area.x, area.width), _stop(area.y, area.height)
    return f"{area.x},{area.y},{right},{bottom}"


def _stop(first: int, length: int | None) -> int:
    if length is None or (first < 0 <= first + length):
        return LONGEST
    return first + length
