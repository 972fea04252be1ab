"""Mask templates as a catalogue of dicom-dre, which is Python source, and back.

A device is a template for each of its variants. dicom-dre takes the first device that fits, and
its first variant; here all that fit count, so where several do more is black. What it allows or
denies, and private elements that it preserves, is no part of mask templates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.masks.formats import dre_writing
from scrub.masks.formats.dre_asking import FieldError, test_of
from scrub.masks.formats.dre_source import Called, source
from scrub.masks.formats.exchange import WHOLE_FILE, Imported, Note
from scrub.masks.formats.made import Names, each_once, finished
from scrub.model.mask import MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.mask import Test

NAME = "dicom-dre catalogue"

write = dre_writing.write

_FIRST_WINS = (
    "dicom-dre takes the first device that fits and its first variant; here all that fit count,"
    " so where several do more is black"
)
_NOT_ASKED = frozenset({"name", "action", "variants", "rows", "cols", "scrub"})
_PRESERVED = "preserved_private_tags"
_FOUR = 4


@dataclass(frozen=True, slots=True)
class _Variant:
    """What is asked of a size and a version, and what is black then."""

    rows: int | None
    columns: int | None
    when: tuple[Test, ...]
    black: tuple[Patch, ...]


def read(text: str, stem: str) -> Imported:
    """Return the templates in a catalogue, of which nothing is run; `stem` begins their names.

    Raises:
        RecipeError: if the text is no catalogue.

    """
    found = source(text)
    notes = [
        Note(line, "not read: it stands where it would have to be run") for line in found.unread
    ]
    names = Names(stem)
    made: list[tuple[int, MaskTemplate]] = []
    for call in found.calls:
        if call.name != "device":
            notes.append(Note(call.line, "what is denied is no part of mask templates"))
            continue
        templates = _device(call, stem, notes)
        made += [(call.line, replace(t, name=names.new(_label(t)))) for t in templates]
    templates = tuple(each_once(made, notes))
    if len(templates) > 1:
        notes.append(Note(WHOLE_FILE, _FIRST_WINS))
    return Imported(templates, tuple(sorted(dict.fromkeys(notes))))


def _label(template: MaskTemplate) -> str:
    sizes = [str(size) for size in (template.rows, template.columns) if size is not None]
    return f"{template.name} {'x'.join(sizes)}"


def _device(call: Called, stem: str, notes: list[Note]) -> tuple[MaskTemplate, ...]:
    said = dict(zip(("name", "action"), call.arguments, strict=False)) | dict(call.keywords)
    name = said.get("name")
    label = name if isinstance(name, str) else "device"
    if said.pop(_PRESERVED, None):
        notes.append(Note(call.line, "private elements to preserve are no part of mask templates"))
    if said.get("action") == "deny":
        notes.append(Note(call.line, "what is denied is no part of mask templates"))
        return ()
    try:
        when = _when(said)
        variants = tuple(_variants(said, notes, call.line))
    except FieldError as error:
        notes.append(Note(call.line, f"left out: {error}"))
        return ()
    if not any(variant.black for variant in variants):
        notes.append(Note(call.line, "it blacks nothing"))
        return ()
    source_line = f"{stem}, line {call.line}: {label}"
    made = [
        MaskTemplate(
            name=label,
            when=(*when, *variant.when),
            black=variant.black,
            rows=variant.rows,
            columns=variant.columns,
            provenance=(source_line,),
        )
        for variant in variants
        if variant.black
    ]
    return tuple(_inside(made, notes, call.line))


def _inside(made: Sequence[MaskTemplate], notes: list[Note], line: int) -> Iterator[MaskTemplate]:
    for template in made:
        fit = finished(template)
        if fit:
            yield fit
        else:
            notes.append(Note(line, "left out: it can never fit, or blacks nothing in the frame"))


def _when(said: Mapping[str, object]) -> tuple[Test, ...]:
    return tuple(test_of(field, value) for field, value in said.items() if field not in _NOT_ASKED)


def _variants(said: Mapping[str, object], notes: list[Note], line: int) -> Iterator[_Variant]:
    listed = said.get("variants")
    if listed is None:
        shorthand = {key: said[key] for key in ("rows", "cols", "scrub") if key in said}
        yield _variant(shorthand)
        return
    if not isinstance(listed, list):
        raise FieldError("variants are not a list that can be read without running it")
    bare = 0
    for call in listed:
        if not isinstance(call, Called):
            notes.append(Note(line, "a variant that cannot be read without running it is left out"))
            continue
        try:
            variant = _variant(call.keywords)
        except FieldError as error:
            notes.append(Note(call.line, f"left out: {error}"))
            continue
        bare += not variant.black
        yield variant
    if 0 < bare < len(listed):
        notes.append(Note(line, f"{bare} of its variants black nothing"))


def _variant(said: Mapping[str, object]) -> _Variant:
    return _Variant(
        rows=_size(said, "rows"),
        columns=_size(said, "cols"),
        when=_when(said),
        black=tuple(_scrub(said.get("scrub"))),
    )


def _size(said: Mapping[str, object], key: str) -> int | None:
    size = said.get(key)
    if size is None or (type(size) is int and size > 0):
        return size if type(size) is int else None
    raise FieldError(f"{key} is not a number")


def _scrub(regions: object) -> Iterator[Patch]:
    if regions is None:
        return
    if not isinstance(regions, list):
        raise FieldError("scrub is not a list that can be read without running it")
    for region in regions:
        numbers = region if isinstance(region, list) else []
        if len(numbers) != _FOUR or not all(type(number) is int for number in numbers):
            raise FieldError("a region of scrub is not four whole numbers")
        x, y, width, height = numbers
        # Outside of the frame on the left is outside: nothing counts from the right here.
        left, top = max(x, 0), max(y, 0)
        if x + width > left and y + height > top:
            yield Patch(Pixels(left, top, x + width - left, y + height - top))
