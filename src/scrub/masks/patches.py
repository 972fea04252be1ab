"""What a template blacks and keeps, out of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.mask import EVERY_FRAME, Fractions, FrameSpan, Named, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.masks.nodes import Entry

_PIXELS = frozenset({"x", "y"})
_SIZES = frozenset({"width", "height"})
_FRACTIONS = ("left", "top", "right", "bottom")
_KNOWN = _PIXELS | _SIZES | frozenset({*_FRACTIONS, "area", "frames"})
_SPAN = frozenset({"first", "last"})


def patches(entry: Entry, rows: int | None, columns: int | None) -> tuple[Patch, ...]:
    """Return the patches of a list, none of which reaches out of the frame on purpose.

    Raises:
        RecipeError: with file and line, if one of them is wrong.

    """
    return tuple(_patch(item, rows, columns) for item in entry.items())


def _patch(entry: Entry, rows: int | None, columns: int | None) -> Patch:
    fields = dict(entry.fields(_KNOWN))
    span = fields.pop("frames", None)
    frames = EVERY_FRAME if span is None else _frames(span)
    if fields.keys() == {"area"}:
        return Patch(_named(fields["area"]), frames)
    if fields.keys() == set(_FRACTIONS):
        return Patch(_fractions(entry, fields), frames)
    if fields.keys() >= _PIXELS and fields.keys() <= _PIXELS | _SIZES:
        area = _pixels(fields)
        _check(entry, "x", (area.x, area.width, columns))
        _check(entry, "y", (area.y, area.height, rows))
        return Patch(area, frames)
    raise entry.wrong(
        "x, y (and width, height) go together, or left, top, right, bottom, or there is an area"
    )


def _named(entry: Entry) -> Named:
    name = entry.text()
    if name not in set(Named):
        raise entry.wrong(f"unknown area {name!r}; known are {', '.join(Named)}")
    return Named(name)


def _fractions(entry: Entry, fields: Mapping[str, Entry]) -> Fractions:
    left, top, right, bottom = (fields[key].fraction() for key in _FRACTIONS)
    if left >= right or top >= bottom:
        raise entry.wrong("this holds nothing")
    return Fractions(left, top, right, bottom)


def _pixels(fields: Mapping[str, Entry]) -> Pixels:
    width, height = (
        fields[name].number(1) if name in fields else None for name in ("width", "height")
    )
    return Pixels(fields["x"].signed(), fields["y"].signed(), width, height)


def _check(entry: Entry, name: str, along: tuple[int, int | None, int | None]) -> None:
    """Refuse what lies outside, wholly or in part, where the size of the frame is known.

    `along` is where it begins, how long it is, and how long the frame is.
    """
    first, length, whole = along
    if first < 0:
        if whole is not None and -first > whole:
            raise entry.wrong(f"this reaches out of the frame: {name} is {first}")
        room: int | None = -first
    else:
        room = None if whole is None else whole - first
    if room is not None and (room <= 0 or (length or room) > room):
        raise entry.wrong(f"this reaches out of the frame along {name}")


def _frames(entry: Entry) -> FrameSpan:
    fields = entry.fields(_SPAN)
    first, last = (
        fields[name].signed() if name in fields else other
        for name, other in (("first", 1), ("last", -1))
    )
    if not first or not last:
        raise entry.wrong("frames are counted from 1, or from the last as -1")
    if (first > 0) == (last > 0) and first > last:
        raise entry.wrong("this holds no frame")
    return FrameSpan(first, last)
