"""The masks of a Karnak profile, out of YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from scrub.errors import RecipeError
from scrub.masks.formats.exchange import Note
from scrub.model.mask import Fill, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLORS: Mapping[Fill, str] = {Fill.BLACK: "000000", Fill.GRAY: "808080", Fill.WHITE: "ffffff"}

_FILLS = {color: fill for fill, color in COLORS.items()}
_KNOWN = frozenset({"stationName", "imageWidth", "imageHeight", "color", "rectangles"})
_CLEANS = "clean.pixel.data"
_SIZE = re.compile(r"[1-9][0-9]{0,4}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_FOUR = 4
_COLOR = re.compile(r"[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}")

Fields = dict[str, yaml.Node]


@dataclass(frozen=True, slots=True)
class Entry:
    """A mask: for a station, and a size if it is given."""

    line: int
    station: str
    width: int | None
    height: int | None
    fill: Fill
    rectangles: tuple[Pixels, ...]

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """What Karnak finds it by."""
        return self.station, self.width, self.height


@dataclass(frozen=True, slots=True)
class Profile:
    """The masks in a profile, and what is to be said of it."""

    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]


class _LeftOutError(Exception):
    """A mask that is not carried over; the message tells why."""


def profile(text: str) -> Profile:
    """Return the masks in a profile.

    Raises:
        RecipeError: if the text is not YAML with a list of masks.

    """
    try:
        # The loader in C does not count how deep lists are nested in each other.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise RecipeError("this is no Karnak profile: it is not YAML") from None
    fields = _fields(node)
    masks = fields.get("masks")
    if not isinstance(masks, yaml.SequenceNode):
        raise RecipeError("this is no Karnak profile: it has no list of masks")
    notes = list(_about_elements(fields.get("profileElements")))
    entries = []
    for item in masks.value:
        try:
            entries.append(_entry(item, notes))
        except _LeftOutError as error:
            notes.append(Note(_line(item), f"left out: {error}"))
    return Profile(tuple(entries), tuple(notes))


def _fields(node: yaml.Node | None) -> Fields:
    """Return the values of a mapping by key, or none; of a key that is there twice, the last."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _text(fields: Fields, key: str) -> str:
    node = fields.get(key)
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def _about_elements(node: yaml.Node | None) -> Iterator[Note]:
    if not isinstance(node, yaml.SequenceNode):
        return
    yield Note(_line(node), "what a profile does to headers is no part of mask templates")
    cleaning = [item for item in node.value if _text(_fields(item), "codename") == _CLEANS]
    if not cleaning:
        said = f"without {_CLEANS} Karnak blacks nothing; here the masks are black"
        yield Note(_line(node), said)
    for item in cleaning:
        fields = _fields(item)
        if _text(fields, "condition"):
            yield Note(_line(item), "its condition is not asked here, so more is black")
        if _text(_fields(fields.get("arguments")), "automaticMasksGeneration") == "true":
            said = "Karnak asks a service for masks instead of these; here these are black"
            yield Note(_line(item), said)


def _entry(node: yaml.Node, notes: list[Note]) -> Entry:
    fields = _fields(node)
    station = _text(fields, "stationName")
    if not station:
        raise _LeftOutError("it names no station")
    notes += (
        Note(_line(fields[key]), f"{key[:40]!r} is not known here, and is not carried over")
        for key in fields.keys() - _KNOWN
    )
    return Entry(
        line=_line(node),
        station=station,
        width=_size(fields, "imageWidth"),
        height=_size(fields, "imageHeight"),
        fill=_fill(fields, _line(node), notes),
        rectangles=tuple(_rectangles(fields.get("rectangles"), notes)),
    )


def _size(fields: Fields, key: str) -> int | None:
    if key not in fields:
        return None
    text = _text(fields, key)
    if not _SIZE.fullmatch(text):
        raise _LeftOutError(f"{key} is not a whole number from 1 to 99999")
    return int(text)


def _fill(fields: Fields, line: int, notes: list[Note]) -> Fill:
    color = _text(fields, "color").lower()
    if not color:
        notes.append(Note(line, "Karnak blurs what has no color; here it is black"))
        return Fill.BLACK
    fill = _FILLS.get(color[-6:]) if _COLOR.fullmatch(color) else None
    if fill is None:
        notes.append(Note(line, "its color is none of ours, so it is black"))
        return Fill.BLACK
    return fill


def _rectangles(node: yaml.Node | None, notes: list[Note]) -> Iterator[Pixels]:
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    for item in items:
        parts = str(item.value).split() if isinstance(item, yaml.ScalarNode) else []
        if len(parts) != _FOUR or not all(_NUMBER.fullmatch(part) for part in parts):
            notes.append(Note(_line(item), "a rectangle that is not four numbers is left out"))
            continue
        x, y, width, height = map(int, parts)
        left, top = max(x, 0), max(y, 0)
        if x + width > left and y + height > top:
            yield Pixels(left, top, x + width - left, y + height - top)
        else:
            notes.append(Note(_line(item), "a rectangle that holds no pixel is left out"))
