"""Which templates fit a header, and what they black."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence as Items

from scrub.errors import InstanceError
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, Mask, Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scrub.model.mask import Condition, MaskTemplate

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
)
"""What pydicom raises for a value that is not what its VR says."""

_META_GROUP = 0x0002
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class TemplateMatch:
    """What the templates that fit one instance ask for.

    `complete` says that one of them is reviewed and complete; `near` names those that fit in
    all but the size of the frame, which black nothing.
    """

    mask: Mask
    names: tuple[str, ...]
    complete: bool
    near: tuple[str, ...]


class Facts:
    """The text of one header's top level attributes, read when first asked for.

    It shows nothing of what it holds. The dataset must not change while it is in use.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._texts: dict[str, str] = {}

    def __getitem__(self, attribute: str) -> str:
        """Return the text of a keyword, or of a tag as `gggg,eeee`, ready to compare.

        It is case-folded, without padding; several values are joined by a backslash; a sequence
        is its number of items; absent, empty and unknown are the empty string.

        Raises:
            InstanceError: if the value cannot be read.

        """
        if attribute not in self._texts:
            self._texts[attribute] = _text(self._dataset, attribute).casefold()
        return self._texts[attribute]


def facts(dataset: Dataset) -> Facts:
    """Return what templates may ask of an instance."""
    return Facts(dataset)


def fits(template: MaskTemplate, header: Facts) -> bool:
    """Tell whether every condition holds and the frame has just the template's size."""
    return _has_size(template, header) and _is_meant(template, header)


def near_misses(templates: Sequence[MaskTemplate], header: Facts) -> tuple[str, ...]:
    """Return the names of those that fit in all but the size of the frame."""
    return tuple(t.name for t in templates if not _has_size(t, header) and _is_meant(t, header))


def mask_for(
    templates: Sequence[MaskTemplate],
    header: Facts,
    rows: int,
    columns: int,
    number_of_frames: int,
) -> TemplateMatch:
    """Return what to black on every frame: the union over all templates that fit."""
    fitting = tuple(t for t in templates if fits(t, header))
    frames = FrameRange(0, number_of_frames)
    regions = (
        Region(rect, frames, f"template {template.name}")
        for template in fitting
        for rect in _rects(template, rows, columns)
    )
    return TemplateMatch(
        mask=Mask(tuple(regions)),
        names=tuple(t.name for t in fitting),
        complete=any(t.complete for t in fitting),
        near=near_misses(templates, header),
    )


def _has_size(template: MaskTemplate, header: Facts) -> bool:
    return template.rows in {None, _number(header["Rows"])} and template.columns in {
        None,
        _number(header["Columns"]),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _is_meant(template: MaskTemplate, header: Facts) -> bool:
    return bool(template.conditions) and all(_holds(c, header) for c in template.conditions)


_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "equals": lambda text, value: text == value.casefold(),
    "startswith": lambda text, value: text.startswith(value.casefold()),
    "contains": lambda text, value: value.casefold() in text,
    "matches": lambda text, value: bool(re.search(value, text, re.IGNORECASE)),
}


def _holds(condition: Condition, header: Facts) -> bool:
    text = header[condition.attribute]
    if condition.op in _COMPARISONS:
        compare = _COMPARISONS[condition.op]
        # Nothing, on either side, is no evidence of any equipment.
        held = bool(text) and any(v and compare(text, v) for v in condition.values)
    else:
        held = bool(text) == (condition.op == "present")
    return held != condition.negated


def _text(dataset: Dataset, attribute: str) -> str:
    tag = tag_for_keyword(attribute)
    if tag is None:
        tag = int(attribute.replace(",", ""), 16)
    try:
        value = _home(dataset, tag).get(tag)
        value = None if value is None else value.value
        return _joined(value)
    except UNREADABLE:
        raise InstanceError(f"{attribute} cannot be read") from None


def _home(dataset: Dataset, tag: int) -> Dataset:
    if tag >> 16 == _META_GROUP:
        return getattr(dataset, "file_meta", None) or Dataset()
    return dataset


def _joined(value: object) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, Items):
        return str(len(value) or "")
    values = value if isinstance(value, MultiValue | list) else [value]
    return "\\".join("" if v is None else str(v).strip(" \0") for v in values)


def _rects(template: MaskTemplate, rows: int, columns: int) -> Iterator[Rect]:
    scaled = (_scaled(fraction, rows, columns) for fraction in template.fractions)
    for rect in (*template.rects, *scaled):
        inside = rect.clip(rows, columns)
        if inside is not None:
            yield inside


def _scaled(fraction: tuple[float, float, float, float], rows: int, columns: int) -> Rect:
    """Round outward, but not for the last binary digit of a decimal fraction."""
    left, right = (side * columns for side in fraction[0::2])
    top, bottom = (side * rows for side in fraction[1::2])
    x, y = floor(left + _SLACK), floor(top + _SLACK)
    return Rect(x, y, max(ceil(right - _SLACK), x + 1), max(ceil(bottom - _SLACK), y + 1))
