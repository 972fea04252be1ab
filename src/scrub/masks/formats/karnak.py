"""Mask templates as the masks of a Karnak profile, and back.

Karnak takes one mask for an instance: that of its Station Name and size, else that of its Station
Name, else that of "*". Here all that fit count, so what Karnak passes over is asked not to hold. It
cleans a few SOP Classes, and what says to have burned in annotation; the same is asked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.masks.formats import karnak_writing
from scrub.masks.formats.exchange import Imported, Note
from scrub.masks.formats.karnak_asking import CLEANED, is_station
from scrub.masks.formats.karnak_profile import profile
from scrub.masks.formats.made import Names, finished
from scrub.model.mask import AllOf, Condition, MaskTemplate, Not, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.karnak_profile import Entry
    from scrub.model.mask import Test

NAME = "Karnak masks"
ANY_STATION = "*"

write = karnak_writing.write


def read(text: str, stem: str) -> Imported:
    """Return the templates in a profile; `stem` begins their names.

    Raises:
        RecipeError: if the text is not YAML with a list of masks.

    """
    found = profile(text)
    notes = list(found.notes)
    names = Names(stem)
    templates = []
    keys = [entry.key for entry in found.entries]
    for entry in found.entries:
        notes += (Note(entry.line, said) for said in _said(entry, keys))
        template = finished(
            MaskTemplate(
                name=names.new(_label(entry)),
                when=(*_stations(entry, found.entries), CLEANED),
                black=tuple(map(Patch, entry.rectangles)),
                rows=entry.height,
                columns=entry.width,
                fill=entry.fill,
                provenance=(f"{stem}, line {entry.line}",),
            )
        )
        if template:
            templates.append(template)
        else:
            notes.append(Note(entry.line, "left out: it has no rectangle inside the frame"))
    return Imported(tuple(templates), tuple(sorted(dict.fromkeys(notes))))


def _label(entry: Entry) -> str:
    station = "any station" if entry.station == ANY_STATION else entry.station
    return " ".join(str(part) for part in (station, entry.width, entry.height) if part)


def _said(entry: Entry, keys: Sequence[tuple[str, int | None, int | None]]) -> Iterator[str]:
    if keys.count(entry.key) > 1:
        yield "Karnak takes one of the masks for this station and size; here all are black"
    if (entry.width is None) != (entry.height is None):
        yield "Karnak never takes a mask with one of imageWidth and imageHeight; here it is black"
    elif entry.station == ANY_STATION and entry.width is not None:
        yield 'Karnak never takes a mask for "*" with a size; here it is black'


def _stations(entry: Entry, entries: Sequence[Entry]) -> Iterator[Test]:
    """Yield what is asked of the station, and that Karnak has no better mask."""
    if entry.station != ANY_STATION:
        yield is_station(entry.station)
        if entry.width is None and entry.height is None:
            yield from _other_sizes(entry.station, entries)
        return
    if entry.width is not None or entry.height is not None:
        return
    own = dict.fromkeys(e.station for e in entries if e.station != ANY_STATION)
    for station in own:
        if any(e.key == (station, None, None) for e in entries):
            yield Not(is_station(station))
        else:
            for size in _sizes(station, entries):
                yield Not(AllOf((is_station(station), *size)))


def _other_sizes(station: str, entries: Sequence[Entry]) -> Iterator[Test]:
    for size in _sizes(station, entries):
        yield Not(AllOf(size))


def _sizes(station: str, entries: Sequence[Entry]) -> Iterator[tuple[Condition, Condition]]:
    for entry in entries:
        if entry.station == station and entry.width is not None and entry.height is not None:
            rows = Condition("Rows", "equals", (str(entry.height),))
            yield rows, Condition("Columns", "equals", (str(entry.width),))
