"""alterPixels of DicomEdit 6.3 and later, as XNAT's anonymization scripts have it.

    version "6.3"
    (0008,0060) = "US" ? alterPixels["rectangle", "l=0, t=0, r=640, b=50", "solid", "v=0"]

A rectangle holds the columns from l and the rows from t, r and b themselves not being in it; r
less l counts as the width, whichever of them is larger. Several conditions at once take blocks
(`if (…) { … }`), which DicomEdit 6.6 reads. 2026-11: a script that also edits the header edits
before it asks; a condition on what was edited cannot be told from the header, so is not asked.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.dicomedit_conditions import can_ask, written_condition
from scrub.masks.formats.dicomedit_script import Script
from scrub.masks.formats.dicomedit_words import words
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Imported, Note, free_name
from scrub.masks.formats.sizing import sized
from scrub.model.mask import AllOf, AnyOf, Condition, Fill, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.carrying import Carried
    from scrub.masks.formats.dicomedit_conditions import Branch
    from scrub.masks.formats.dicomedit_script import Alteration
    from scrub.masks.formats.sizing import Asked
    from scrub.model.mask import Test

NAME = "dicomedit"

_HEAD = 'version "6.6"'
_MOST_WAYS = 64
_VALUES = {Fill.BLACK: 0, Fill.GRAY: 128, Fill.WHITE: 255}
_SIDES = {"left": "l", "top": "t", "right": "r", "bottom": "b"}
_COLORS = {"value": "v", "red": "r", "green": "g", "blue": "b"}
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_STATEMENT = re.compile(
    r'^\s*version\s*"6|:=|alterpixels\s*\[|\([0-9A-Fa-fXx@#]{4}\s*,', re.IGNORECASE | re.MULTILINE
)


def read(text: str, stem: str) -> Imported:
    """Return a template for each run of alterPixels with the same conditions.

    Raises:
        RecipeError: if no statement of DicomEdit is in the text.

    """
    if text.strip() and not _STATEMENT.search(text):
        raise RecipeError(f"{stem}: not a script of DicomEdit 6")
    script = Script(words(text))
    script.run()
    notes = [Note(line, lost) for line, lost in script.lost]
    templates: list[MaskTemplate] = []
    names: set[str] = set()
    for _, run in groupby(script.alterations, key=_together):
        alterations = list(run)
        line = alterations[0].line
        name = free_name(alterations[0].name or f"{stem}-{line}", names)
        template, lost = _template(alterations, name, stem)
        notes += [Note(line, one) for one in lost]
        templates += [template] if template else []
    return Imported(tuple(templates), tuple(sorted(notes)))


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a script by which DicomEdit blacks at least what the templates do."""
    lines = [_HEAD]
    notes: list[Note] = []
    for template in templates:
        one = carried(template, can_ask, fills=True)
        line = WHOLE_FILE
        lost = one.lost
        if one.black and _ways(one.when) > _MOST_WAYS:
            lost = (*lost, f"left out: it fits in more than {_MOST_WAYS} ways")
        elif one.black:
            lines += ["", f"// template: {_printable(template.name)}"]
            line = len(lines) + 1
            lines += _blocks(one.when, tuple(_calls(one)), "")
        notes += [Note(line, f"{template.name}: {what}") for what in lost]
    return Exported("".join(f"{line}\n" for line in lines), tuple(notes))


def _together(alteration: Alteration) -> tuple[str, tuple[Branch, ...], Fill]:
    return alteration.name, alteration.branches, _fill(alteration)[0]


def _template(
    alterations: Sequence[Alteration], name: str, stem: str
) -> tuple[MaskTemplate | None, list[str]]:
    first = alterations[0]
    lost = [branch.lost for branch in first.branches if branch.lost]
    tests = [branch.yes for branch in first.branches if branch.yes is not None]
    asked = sized(tests, wider=len(tests) < len(first.branches))
    if asked is None:
        return None, [*lost, "left out: what is left would fit any image"]
    fill, unsaid = _fill(first)
    lost += unsaid
    black: list[Patch] = []
    for alteration in alterations:
        area = _area(alteration, asked)
        if isinstance(area, str):
            lost.append(f"{area}: {alteration.arguments[1]}")
        else:
            black.append(Patch(area))
    if not black:
        return None, [*lost, "left out: nothing would be black"]
    template = MaskTemplate(
        name=name,
        when=asked.when,
        black=tuple(dict.fromkeys(black)),
        rows=asked.rows,
        columns=asked.columns,
        fill=fill,
        provenance=(f"DicomEdit, {stem} line {first.line}",),
    )
    return template, lost


def _area(alteration: Alteration, asked: Asked) -> Pixels | str:
    shape, sides, algorithm, _ = alteration.arguments
    if shape.strip().lower() != "rectangle" or algorithm.strip().lower() != "solid":
        return "left out: only solid rectangles are known here"
    given = _numbers(sides, _SIDES)
    if given.keys() != set(_SIDES.values()):
        return "left out: l, t, r and b are four whole numbers"
    across = _along(given["l"], abs(given["r"] - given["l"]), asked.columns)
    down = _along(given["t"], abs(given["b"] - given["t"]), asked.rows)
    if across is None or down is None:
        return "no pixel is in"
    return Pixels(across[0], down[0], across[1], down[1])


def _along(first: int, length: int, whole: int | None) -> tuple[int, int | None] | None:
    end = min(first + length, LONGEST if whole is None else whole)
    first = max(first, 0)
    if first >= end:
        return None
    return first, None if whole is None and end == LONGEST else end - first


def _fill(alteration: Alteration) -> tuple[Fill, list[str]]:
    given = _numbers(alteration.arguments[3], _COLORS)
    levels = {given[key] for key in ("v", "r", "g", "b") if key in given}
    level = given.get("v", min(levels, default=0))
    exact = {value: fill for fill, value in _VALUES.items()}
    if level in exact and len(levels) < 2:  # noqa: PLR2004 (a shade of gray has one)
        return exact[level], []
    return Fill.GRAY, [f"filled with gray, not with {alteration.arguments[3]}"]


def _numbers(text: str, names: dict[str, str]) -> dict[str, int]:
    found = {}
    for part in re.sub(r"\s+", "", text).split(","):
        key, _, value = part.partition("=")
        if (key in names or key in names.values()) and _INTEGER.fullmatch(value):
            found[names.get(key, key)] = int(value)
    return found


def _ways(tests: Sequence[Test]) -> int:
    """Return in how many ways all tests can hold, or more than _MOST_WAYS."""
    ways = 1
    for test in tests:
        match test:
            case AnyOf(parts):
                ways *= sum(_ways([part]) for part in parts)
            case AllOf(parts):
                ways *= _ways(parts)
            case _:
                pass
        ways = min(ways, _MOST_WAYS + 1)
    return ways


def _blocks(tests: Sequence[Test], calls: Sequence[str], margin: str) -> Iterator[str]:
    if not tests:
        for call in calls:
            yield margin + call
        return
    first, rest = tests[0], tuple(tests[1:])
    match first:
        case AllOf(parts):
            yield from _blocks((*parts, *rest), calls, margin)
        case AnyOf(parts):
            for part in parts:
                yield from _blocks((part, *rest), calls, margin)
        case Condition():
            yield f"{margin}if ({written_condition(first)}) {{"
            yield from _blocks(rest, calls, f"{margin}  ")
            yield f"{margin}}}"
        case _:
            raise ValueError("negations are of conditions only")


def _calls(one: Carried) -> Iterator[str]:
    for rect in one.black:
        right = LONGEST if rect.width is None else rect.x + rect.width
        bottom = LONGEST if rect.height is None else rect.y + rect.height
        sides = f"l={rect.x}, t={rect.y}, r={right}, b={bottom}"
        yield f'alterPixels["rectangle", "{sides}", "solid", "v={_VALUES[one.template.fill]}"]'


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else " " for c in name)
