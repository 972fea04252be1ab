"""Templates made from what another tool's rule says, fit to be written as YAML."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.masks.asking import asks_for_something
from scrub.masks.formats.carrying import LONGEST
from scrub.masks.formats.exchange import Note
from scrub.masks.formats.normal_forms import simplified
from scrub.model.mask import AllOf, AnyOf, Condition, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.mask import Test

IS_A_FRAME = Condition("Rows", "present")
"""What is asked of a header where a rule asks nothing: a template must ask something."""

NEVER = AnyOf(())
"""A test that nothing passes."""

ALWAYS = AllOf(())
"""A test that everything passes."""

_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


class Names:
    """Names of templates, each once: a stem, and what a rule is called."""

    def __init__(self, stem: str) -> None:
        self._stem = _slug(stem) or "imported"
        self._taken: set[str] = set()

    def new(self, label: str) -> str:
        """Return a name that was not given before."""
        first = f"{self._stem}-{_slug(label) or 'rule'}"
        name, count = first, 1
        while name in self._taken:
            count += 1
            name = f"{first}-{count}"
        self._taken.add(name)
        return name


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def finished(template: MaskTemplate) -> MaskTemplate | None:
    """Return a template with its size taken from what it asks, and its patches inside the frame.

    None if it can fit nothing, or nothing of it is inside the frame.
    """
    asked = simplified(AllOf(template.when))
    if asked == NEVER:
        return None
    tests: list[Test] = [*asked.tests] if isinstance(asked, AllOf) else [asked]
    rows, columns = template.rows, template.columns
    rows = _taken(tests, "Rows") if rows is None else rows
    columns = _taken(tests, "Columns") if columns is None else columns
    if not any(map(asks_for_something, tests)):
        tests.append(IS_A_FRAME)
    sized = replace(template, when=tuple(tests), rows=rows, columns=columns)
    black = tuple(dict.fromkeys(_inside(sized.black, sized)))
    keep = tuple(dict.fromkeys(_inside(sized.keep, sized)))
    return replace(sized, black=black, keep=keep) if black else None


def each_once(
    made: Sequence[tuple[int, MaskTemplate]], notes: list[Note]
) -> Iterator[MaskTemplate]:
    """Yield the templates of lines but those that say what an earlier one says, which is noted."""
    lines = [line for line, _ in made]
    doubles = _without_doubles(template for _, template in made)
    for line, (template, double) in zip(lines, doubles, strict=True):
        if double:
            notes.append(Note(line, f"says the same as {double}, and is left out"))
        else:
            yield template


def _without_doubles(templates: Iterable[MaskTemplate]) -> Iterator[tuple[MaskTemplate, str]]:
    """Yield each template with the name of an earlier one that says the same, or nothing."""
    known: dict[MaskTemplate, str] = {}
    for template in templates:
        said = replace(template, name="", provenance=(), note="")
        yield template, known.get(said, "")
        known.setdefault(said, template.name)


def _taken(tests: list[Test], attribute: str) -> int | None:
    """Take the one size that is asked for out of the tests."""
    for test in tests:
        match test:
            case Condition(attribute=name, op="equals", values=(size,), negated=False) if (
                name == attribute and _WHOLE_NUMBER.fullmatch(size) and int(size) <= LONGEST
            ):
                tests.remove(test)
                return int(size)
            case _:
                pass
    return None


def _inside(patches: Sequence[Patch], template: MaskTemplate) -> Iterator[Patch]:
    for patch in patches:
        if not isinstance(patch.area, Pixels):
            yield patch
            continue
        across = _along(patch.area.x, patch.area.width, template.columns)
        down = _along(patch.area.y, patch.area.height, template.rows)
        if across and down:
            yield Patch(Pixels(across[0], down[0], across[1], down[1]), patch.frames)


def _along(first: int, length: int | None, whole: int | None) -> tuple[int, int | None] | None:
    """Return where a patch begins and how long it is, inside the frame, or None."""
    if whole is not None and first < 0:
        first += whole
        if first < 0:
            length = None if length is None else length + first
            first = 0
    room = -first if first < 0 else (whole or LONGEST) - first
    if room <= 0 or (length is not None and length <= 0):
        return None
    return first, None if length is None else min(length, room)
