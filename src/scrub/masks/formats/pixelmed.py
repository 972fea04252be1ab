"""Redaction regions of PixelMed's DeidentifyAndRedact: by the size of the frame alone.

    # columns x rows = (x,y,width,height);(x,y,width,height)
    800x600=(0,0,640,150);(700,0,100,20)

Several lines for one size add up. 2026-11: PixelMed asks nothing of the equipment, so what is
written for it is black in all images of that size: more than a template means, and said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.formats.carrying import other_losses, rectangles
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Imported, Note
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "pixelmed"

_SIZE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
_REGION = re.compile(r"\(([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9})\)")


class _LineError(ValueError):
    """A line that PixelMed does not read, or that never applies."""


def read(text: str, stem: str) -> Imported:
    """Return a template for each line.

    Raises:
        RecipeError: if there are lines, and none is one of PixelMed's.

    """
    templates, notes = [], []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        try:
            template, empty = _template(line.strip().replace(" ", ""), stem, number)
        except _LineError as error:
            notes.append(Note(number, f"left out: {error}"))
            continue
        templates.append(template)
        notes += [Note(number, f"no pixel is in {region}") for region in empty]
    if notes and not templates and not any("=" in line for line in lines):
        raise RecipeError(f"{stem}: no line as 800x600=(0,0,640,150), as PixelMed has them")
    return Imported(tuple(templates), tuple(notes))


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return lines by which PixelMed blacks at least what the templates do, and more."""
    black: dict[str, dict[str, None]] = {}
    names: dict[str, list[str]] = {}
    notes: list[tuple[str, str, str]] = []
    for template in templates:
        rects, lost = _carried(template)
        size = f"{template.columns}x{template.rows}" if rects else ""
        notes += [(size, template.name, one) for one in lost]
        if rects:
            regions = (f"({r.x},{r.y},{r.width},{r.height})" for r in rects)
            black.setdefault(size, {}).update(dict.fromkeys(regions))
            names.setdefault(size, []).append(template.name)
    lines, places = [], {"": WHOLE_FILE}
    for size, regions_of_size in black.items():
        lines += [f"# {_printable(name)}" for name in names[size]]
        lines.append(f"{size}={';'.join(regions_of_size)}")
        places[size] = len(lines)
    text = "".join(f"{line}\n" for line in lines)
    return Exported(text, tuple(Note(places[s], f"{name}: {lost}") for s, name, lost in notes))


def _template(line: str, stem: str, number: int) -> tuple[MaskTemplate, list[str]]:
    size, equals, regions = line.partition("=")
    shape = _SIZE.fullmatch(size)
    if not equals:
        raise _LineError("it is not like 800x600=(0,0,640,150)")
    if shape is None:
        raise _LineError(f"{size[:20]!r} is no size, so it never applies")
    columns, rows = int(shape[1]), int(shape[2])
    black, empty = [], []
    for region in regions.rstrip(";").split(";"):
        sides = _REGION.fullmatch(region)
        if sides is None:
            raise _LineError(f"{region[:40]!r} is not like (0,0,640,150)")
        x, y, width, height = map(int, sides.groups())
        width, height = min(width, columns - x), min(height, rows - y)
        if width > 0 and height > 0:
            black.append(Patch(Pixels(x, y, width, height)))
        else:
            empty.append(region)
    if not black:
        raise _LineError("no pixel is in it")
    template = MaskTemplate(
        name=f"{stem}-{number}",
        # As a condition, too: else all frames of other sizes nearly fit.
        when=(
            Condition("Rows", "equals", (str(rows),)),
            Condition("Columns", "equals", (str(columns),)),
        ),
        black=tuple(black),
        rows=rows,
        columns=columns,
        provenance=(f"PixelMed, {stem} line {number}",),
    )
    return template, empty


def _carried(template: MaskTemplate) -> tuple[tuple[Pixels, ...], tuple[str, ...]]:
    if template.proposal:
        return (), ("left out: a proposal, which blacks nothing by itself",)
    if template.rows is None or template.columns is None:
        return (), ("left out: it is for no certain size, which is all that PixelMed asks for",)
    rects, lost = rectangles(template)
    if not rects:
        return (), (*lost, "left out: no rectangle is left to be black")
    return rects, (*lost, *_unasked(template), *other_losses(template))


def _unasked(template: MaskTemplate) -> Iterator[str]:
    sizes = {"Rows": template.rows, "Columns": template.columns}
    for test in template.when:
        match test:
            case Condition("Rows" | "Columns" as side, "equals", (value,), False):
                if value == str(sizes[side]):
                    continue
            case _:
                pass
        yield "only its size is asked for, so more is black"
        return


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else " " for c in name)
