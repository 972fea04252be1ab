"""Mask templates from YAML files.

A file is about one maker's equipment:

    schema: 1
    manufacturer: GE                  # for the reader
    when:                             # optional: asked by every template of the file
      - {attribute: Modality, equals: US}
    templates:
      - name: ge-logiq-e9-614x820
        when:                         # all must hold
          - {attribute: Manufacturer, startswith: [GE, G.E.]}      # any one will do
          - {attribute: ImageType, contains: SCREEN SAVE, not: true}
          - {attribute: "0018,6011", present: true}
        rows: 614                     # optional: without, a frame of any height
        columns: 820
        black:
          - {x: 0, y: 0, width: 568, height: 55}                   # whole pixels, or
          - {left: 0.0, top: 0.95, right: 1.0, bottom: 1.0}        # parts of the frame
        complete: false               # true: reviewed, and text is nowhere else
        provenance: [who says so]

Tests are `equals`, `startswith`, `contains`, `matches` (a regular expression, searched),
`present` and `absent`; none regards case, and `not: true` turns one round. A template must ask
for some value that has to be there, so that a bare header fits none.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from pydicom.datadict import tag_for_keyword

from scrub.masks.nodes import read
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, MaskTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scrub.masks.nodes import Entry

SCHEMA = "1"

_DOCUMENT = frozenset({"schema", "manufacturer", "when", "templates"})
_TEMPLATE = frozenset({"name", "when", "rows", "columns", "black", "complete", "provenance"})
_COMPARISONS = frozenset({"equals", "startswith", "contains", "matches"})
_PRESENCES = frozenset({"present", "absent"})
_CONDITION = frozenset({"attribute", "not"}) | _COMPARISONS | _PRESENCES
_PIXELS = ("x", "y", "width", "height")
_FRACTIONS = ("left", "top", "right", "bottom")
_BLACK = frozenset(_PIXELS + _FRACTIONS)


class YamlTemplates:
    """The mask templates in some YAML files, read once.

    Raises:
        RecipeError: from `templates`, with file and line, if one is wrong.

    """

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._paths = paths

    def templates(self) -> Sequence[MaskTemplate]:
        """Return all of them, in the order of the files."""
        return self._templates

    @cached_property
    def _templates(self) -> tuple[MaskTemplate, ...]:
        places: dict[str, str] = {}
        templates = []
        for path in self._paths:
            for entry, template in _document(read(path)):
                if template.name in places:
                    raise entry.wrong(f"{template.name!r} is also in {places[template.name]}")
                places[template.name] = entry.place
                templates.append(template)
        return tuple(templates)


def _document(entry: Entry) -> Iterator[tuple[Entry, MaskTemplate]]:
    fields = entry.fields(_DOCUMENT)
    if _required(entry, fields, "schema").text() != SCHEMA:
        raise fields["schema"].wrong(f"only schema {SCHEMA} is understood")
    if "manufacturer" in fields:
        fields["manufacturer"].text()
    shared = _conditions(fields)
    for item in _required(entry, fields, "templates").items():
        yield item, _template(item, shared)


def _template(entry: Entry, shared: tuple[Condition, ...]) -> MaskTemplate:
    fields = entry.fields(_TEMPLATE)
    conditions = shared + _conditions(fields)
    if not any(c.op in _COMPARISONS and not c.negated for c in conditions):
        raise entry.wrong("'when' must ask for some value that has to be there")
    black = _required(entry, fields, "black").items()
    if not black:
        raise fields["black"].wrong("nothing is to be black")
    rows, columns = (fields[k].number(1) if k in fields else None for k in ("rows", "columns"))
    rects, fractions = _black(black)
    for item, rect in rects:
        if rect.right > (columns or rect.right) or rect.bottom > (rows or rect.bottom):
            raise item.wrong("this reaches out of the frame")
    return MaskTemplate(
        name=_required(entry, fields, "name").text(),
        conditions=conditions,
        rects=tuple(rect for _, rect in rects),
        fractions=tuple(fractions),
        rows=rows,
        columns=columns,
        complete="complete" in fields and fields["complete"].flag(),
        provenance=fields["provenance"].texts() if "provenance" in fields else (),
    )


def _required(entry: Entry, fields: Mapping[str, Entry], key: str) -> Entry:
    if key not in fields:
        raise entry.wrong(f"{key!r} is missing")
    return fields[key]


def _conditions(fields: Mapping[str, Entry]) -> tuple[Condition, ...]:
    return tuple(map(_condition, fields["when"].items())) if "when" in fields else ()


def _condition(entry: Entry) -> Condition:
    fields = entry.fields(_CONDITION)
    attribute = _attribute(_required(entry, fields, "attribute"))
    tests = fields.keys() & (_COMPARISONS | _PRESENCES)
    if len(tests) != 1:
        raise entry.wrong(f"one test was expected, not {len(tests)}")
    (op,) = tests
    negated = "not" in fields and fields["not"].flag()
    if op in _PRESENCES:
        if not fields[op].flag():
            raise fields[op].wrong(f"write '{op}: true', or its opposite")
        return Condition(attribute, op, (), negated)
    values = fields[op].texts()
    if op == "matches":
        _check_patterns(fields[op], values)
    return Condition(attribute, op, values, negated)


def _attribute(entry: Entry) -> str:
    name = entry.text()
    if re.fullmatch(r"[0-9A-Fa-f]{4},[0-9A-Fa-f]{4}", name) or tag_for_keyword(name) is not None:
        return name
    raise entry.wrong(f"{name!r} is neither a DICOM keyword nor a tag like 0008,0070")


def _check_patterns(entry: Entry, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise entry.wrong(f"not a regular expression: {error}") from None


def _black(
    entries: Sequence[Entry],
) -> tuple[list[tuple[Entry, Rect]], list[tuple[float, float, float, float]]]:
    rects, fractions = [], []
    for entry in entries:
        fields = entry.fields(_BLACK)
        if fields.keys() == set(_PIXELS):
            x, y = fields["x"].number(0), fields["y"].number(0)
            width, height = fields["width"].number(1), fields["height"].number(1)
            rects.append((entry, Rect(x, y, x + width, y + height)))
        elif fields.keys() == set(_FRACTIONS):
            left, top, right, bottom = (fields[key].fraction() for key in _FRACTIONS)
            if left >= right or top >= bottom:
                raise entry.wrong("this holds nothing")
            fractions.append((left, top, right, bottom))
        else:
            raise entry.wrong(f"either {', '.join(_PIXELS)} or {', '.join(_FRACTIONS)} go together")
    return rects, fractions
