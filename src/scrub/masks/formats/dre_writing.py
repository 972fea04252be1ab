"""Mask templates written as a catalogue of dicom-dre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.dre_words import by_value, can_ask, fields, losses_of
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Note
from scrub.masks.formats.normal_forms import TooManyLinesError, any_of_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.masks.formats.carrying import Carried
    from scrub.masks.formats.dre_words import Fields
    from scrub.model.mask import MaskTemplate, Pixels

_HEAD = '''\
"""Devices with what they burn in, made from mask templates."""

from dicom_dre.catalog import device

devices = [
'''
_LAST = ("rows", "cols", "scrub")
_FIRST_WINS = (
    "dicom-dre takes the first device that fits, so where several of these do, LESS is black there"
)


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a catalogue, and what of the templates is not in it."""
    text, notes, count = _HEAD, [], 0
    for template in templates:
        said = carried(template, can_ask, edges=False)
        devices, lost = _devices(said)
        number = text.count("\n") + 1 if devices else WHOLE_FILE
        notes += [Note(number, f"{template.name}: {loss}") for loss in (*said.lost, *lost)]
        for asked in devices:
            text += _device(template.name, asked)
            count += 1
    if count > 1:
        notes.append(Note(WHOLE_FILE, _FIRST_WINS))
    return Exported(f"{text}]\n", tuple(sorted(dict.fromkeys(notes))))


def _devices(said: Carried) -> tuple[tuple[Fields, ...], tuple[str, ...]]:
    """Return the fields of each device, and what is lost."""
    if not said.black:
        return (), ()
    try:
        lines = any_of_all([by_value(test) for test in said.when])
    except TooManyLinesError:
        return (), ("left out: what it asks would take too many devices",)
    scrub = [_region(area) for area in said.black]
    asked = [found | {"scrub": scrub} for line in lines if (found := fields(line)) is not None]
    return tuple(asked), tuple(losses_of(said.when))


def _region(area: Pixels) -> tuple[int, int, int, int]:
    width = LONGEST - area.x if area.width is None else area.width
    height = LONGEST - area.y if area.height is None else area.height
    return area.x, area.y, width, height


def _device(name: str, asked: Fields) -> str:
    order = [*(key for key in asked if key not in _LAST), *(key for key in _LAST if key in asked)]
    lines = [repr(name), '"scrub"', *(f"{key}={asked[key]!r}" for key in order)]
    return "    device(\n" + "".join(f"        {line},\n" for line in lines) + "    ),\n"
