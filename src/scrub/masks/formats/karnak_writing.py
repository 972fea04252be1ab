"""Mask templates written as the masks of a Karnak profile.

Karnak takes one mask for an instance, so that of a station and a size has in it what those for the
station and for any station have as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from scrub.masks.attributes import shown
from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Note
from scrub.masks.formats.karnak_asking import CLEANED, is_station
from scrub.masks.formats.karnak_profile import COLORS
from scrub.masks.formats.normal_forms import TooManyLinesError, any_of_all
from scrub.model.mask import Condition, Fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.normal_forms import Line
    from scrub.model.mask import MaskTemplate, Pixels, Test

Key = tuple[str, int | None, int | None]

_ANY_STATION = "*"
_ANY_SIZE: tuple[int | None, int | None] = (None, None)
_SIZES = frozenset({"Rows", "Columns"})
_NARROWER = (
    "Karnak masks ultrasound, secondary capture, endoscopy and what says to have burned in"
    " annotation only, so LESS may be black"
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a template wants black of whom."""

    keys: tuple[Key, ...]
    black: tuple[Pixels, ...]
    lost: tuple[str, ...]


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a profile of masks, and what of the templates is not in it."""
    wanted = [(template, _wanted(template)) for template in templates]
    masks: dict[Key, dict[Pixels, None]] = defaultdict(dict)
    fills: dict[Key, set[Fill]] = defaultdict(set)
    for template, want in wanted:
        for key in want.keys:
            masks[key] |= dict.fromkeys(want.black)
            fills[key].add(template.fill)
    text, lines = "masks:\n" if masks else "masks: []\n", {}
    for key in masks:
        lines[key] = text.count("\n") + 1
        colors = {fill for wide in (key, *_wider(key)) for fill in fills.get(wide, ())}
        text += _mask(key, _with_wider(key, masks), colors)
    notes = [
        Note(lines[want.keys[0]] if want.keys else WHOLE_FILE, f"{template.name}: {lost}")
        for template, want in wanted
        for lost in want.lost
    ]
    return Exported(text, tuple(sorted(dict.fromkeys(notes))))


def _wanted(template: MaskTemplate) -> _Wanted:
    asked = [test for test in template.when if test != CLEANED]
    lost = [] if len(asked) < len(template.when) else [_NARROWER]
    if not lost and not any(_names_a_station(test) for test in asked):
        asked.append(is_station(_ANY_STATION))
    said = carried(replace(template, when=tuple(asked)), _can_ask, edges=False)
    if not said.black:
        return _Wanted((), (), said.lost)
    keys: dict[Key, None] = {}
    try:
        for line in any_of_all(said.when):
            keys |= dict.fromkeys(_keys(line, lost))
    except TooManyLinesError:
        return _Wanted((), (), ("left out: what it asks would take too many masks",))
    if not keys:
        return _Wanted((), (), ("left out: Karnak masks stations, and it asks for none",))
    return _Wanted(tuple(keys), said.black, tuple(dict.fromkeys((*said.lost, *lost))))


def _names_a_station(test: Test) -> bool:
    if not isinstance(test, Condition) or test.negated:
        return False
    return shown(test.attribute) == "StationName"


def _can_ask(condition: Condition) -> bool:
    is_known = shown(condition.attribute) in {"StationName", *_SIZES}
    is_size = shown(condition.attribute) not in _SIZES or all(map(str.isdecimal, condition.values))
    return is_known and is_size and condition.op == "equals" and not condition.negated


def _keys(line: Line, lost: list[str]) -> Iterator[Key]:
    asked: dict[str, set[str]] = {}
    for condition in line:
        name, values = shown(condition.attribute), set(condition.values)
        asked[name] = asked.get(name, values) & values
        if name == "StationName" and not condition.exact_case:
            lost.append("Karnak regards case in a station's name, so LESS may be black")
    sizes = [_ANY_SIZE]
    if asked.keys() >= _SIZES:
        sizes = [(int(w), int(h)) for w in asked["Columns"] for h in asked["Rows"]]
    elif asked.keys() & _SIZES:
        lost.append("one of rows and columns alone cannot be asked, so more is black")
    for station in sorted(asked.get("StationName", ())):
        for width, height in sorted(sizes, key=str):
            if station != _ANY_STATION or width is None:
                yield station, width, height


def _wider(key: Key) -> tuple[Key, ...]:
    station = (key[0], *_ANY_SIZE)
    return tuple(wide for wide in (station, (_ANY_STATION, *_ANY_SIZE)) if wide != key)


def _with_wider(key: Key, masks: dict[Key, dict[Pixels, None]]) -> tuple[Pixels, ...]:
    black = dict(masks[key])
    for wide in _wider(key):
        black |= masks.get(wide, {})
    return tuple(black)


def _mask(key: Key, black: Sequence[Pixels], fills: set[Fill]) -> str:
    said: dict[str, object] = {"stationName": key[0]}
    if key[1] is not None:
        said |= {"imageWidth": key[1], "imageHeight": key[2]}
    said["color"] = COLORS[fills.pop() if len(fills) == 1 else Fill.BLACK]
    said["rectangles"] = [_rectangle(area) for area in black]
    text: str = yaml.safe_dump(
        [said], sort_keys=False, allow_unicode=True, default_flow_style=False
    )
    return "".join(f"  {line}\n" for line in text.splitlines())


def _rectangle(area: Pixels) -> str:
    width = LONGEST - area.x if area.width is None else area.width
    height = LONGEST - area.y if area.height is None else area.height
    return f"{area.x} {area.y} {width} {height}"
