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
          - any:                      # groups: all, any, not
              - {attribute: SequenceOfUltrasoundRegions.RegionDataType, equals: 1}
              - not: {attribute: "*.CodeMeaning", contains: dose}  # at any depth
          - {attribute: "0019,xx27", creator: GEMS_ACQU_01, greater: 3}
        rows: 614                     # optional: without, a frame of any height
        columns: 820
        black:
          - {x: 0, y: 0, width: 568, height: 55}                   # whole pixels
          - {x: -200, y: 0, height: 20}                            # from the right, to the edge
          - {left: 0.0, top: 0.95, right: 1.0, bottom: 1.0}        # parts of the frame
          - {area: outside-ultrasound-regions, frames: {first: 2, last: -1}}
        keep:                         # never black: the same entries
          - {x: 600, y: 40, width: 20, height: 300}
        fill: black                   # or gray, or white
        reviewed: {by: A. Reviewer, on: 2026-11-21, equipment: LOGIQ E9 in room 3}
        complete: false               # true: reviewed, and text is nowhere else
        proposal: false               # true: where text is to be expected; see --proposals
        provenance: [who says so]
        note: what a reader should know

Tests are `equals`, `startswith`, `endswith`, `contains`, `matches` (a regular expression,
searched), `less`, `greater`, `present` and `absent`; none regards case, unless `exact_case: true`,
and `not: true` turns one round. A template must ask for something that has to be there, so that a
bare header fits none. What each thing means is told in scrub.model.mask; areas are `whole-frame`,
`ultrasound-regions` and `outside-ultrasound-regions`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from scrub.masks.asking import asks_for_something, tests
from scrub.masks.nodes import read
from scrub.masks.patches import patches
from scrub.model.mask import Fill, MaskTemplate, Review

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scrub.masks.nodes import Entry
    from scrub.model.mask import Patch, Test

SCHEMA = "1"

_DOCUMENT = frozenset({"schema", "manufacturer", "when", "templates"})
_TEMPLATE = frozenset(
    {
        "name",
        "when",
        "rows",
        "columns",
        "black",
        "keep",
        "fill",
        "reviewed",
        "complete",
        "proposal",
        "provenance",
        "note",
    }
)
_REVIEW = frozenset({"by", "on", "equipment"})


class YamlTemplates:
    """The mask templates in some YAML files, read once.

    Raises:
        RecipeError: from `templates` and `places`, with file and line, if one is wrong.

    """

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._paths = paths

    def templates(self) -> Sequence[MaskTemplate]:
        """Return all of them, in the order of the files."""
        return tuple(template for template, _ in self._read)

    def places(self) -> Mapping[str, str]:
        """Return the file and the line of each, by name."""
        return {template.name: place for template, place in self._read}

    @cached_property
    def _read(self) -> tuple[tuple[MaskTemplate, str], ...]:
        places: dict[str, str] = {}
        found = []
        for path in self._paths:
            for entry, template in document(read(path)):
                if template.name in places:
                    raise entry.wrong(f"{template.name!r} is also in {places[template.name]}")
                places[template.name] = entry.place
                found.append((template, entry.place))
        return tuple(found)


def document(entry: Entry) -> Iterator[tuple[Entry, MaskTemplate]]:
    """Yield the templates of one file, each with where it stands.

    Raises:
        RecipeError: with file and line, if one is wrong.

    """
    shared, items = parts(entry)
    for item in items:
        yield item, template(item, shared)


def parts(entry: Entry) -> tuple[tuple[Test, ...], tuple[Entry, ...]]:
    """Return what every template of a file asks, and where each template stands.

    Raises:
        RecipeError: with file and line, if the file is not one of templates.

    """
    fields = entry.fields(_DOCUMENT)
    if _required(entry, fields, "schema").text() != SCHEMA:
        raise fields["schema"].wrong(f"only schema {SCHEMA} is understood")
    if "manufacturer" in fields:
        fields["manufacturer"].text()
    return tests(fields), _required(entry, fields, "templates").items()


def template(entry: Entry, shared: tuple[Test, ...] = ()) -> MaskTemplate:
    """Return one template.

    Raises:
        RecipeError: with file and line, if it is wrong.

    """
    fields = entry.fields(_TEMPLATE)
    asked = shared + tests(fields)
    if not any(map(asks_for_something, asked)):
        raise entry.wrong("'when' must ask for something that has to be there")
    rows, columns = (fields[k].number(1) if k in fields else None for k in ("rows", "columns"))
    black = patches(_required(entry, fields, "black"), rows, columns)
    if not black:
        raise fields["black"].wrong("nothing is to be black")
    keep: tuple[Patch, ...] = patches(fields["keep"], rows, columns) if "keep" in fields else ()
    made = MaskTemplate(
        name=_required(entry, fields, "name").text(),
        when=asked,
        black=black,
        keep=keep,
        rows=rows,
        columns=columns,
        fill=_fill(fields),
        complete=_flag(fields, "complete"),
        proposal=_flag(fields, "proposal"),
        reviewed=_review(fields["reviewed"]) if "reviewed" in fields else None,
        provenance=fields["provenance"].texts() if "provenance" in fields else (),
        note=fields["note"].text() if "note" in fields else "",
    )
    if made.complete and not made.reviewed:
        raise fields["complete"].wrong("only what was 'reviewed' can be complete")
    if made.complete and made.proposal:
        raise fields["proposal"].wrong("a proposal cannot be complete")
    return made


def _required(entry: Entry, fields: Mapping[str, Entry], key: str) -> Entry:
    if key not in fields:
        raise entry.wrong(f"{key!r} is missing")
    return fields[key]


def _flag(fields: Mapping[str, Entry], key: str) -> bool:
    return key in fields and fields[key].flag()


def _fill(fields: Mapping[str, Entry]) -> Fill:
    if "fill" not in fields:
        return Fill.BLACK
    name = fields["fill"].text()
    if name not in set(Fill):
        raise fields["fill"].wrong(f"unknown fill {name!r}; known are {', '.join(Fill)}")
    return Fill(name)


def _review(entry: Entry) -> Review:
    fields = entry.fields(_REVIEW)
    day = _required(entry, fields, "on")
    if not re.fullmatch(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", day.text()):
        raise day.wrong(f"a date as 2026-11-21 was expected, not {day.text()!r}")
    return Review(
        by=_required(entry, fields, "by").text(),
        on=day.text(),
        equipment=fields["equipment"].text() if "equipment" in fields else "",
    )
