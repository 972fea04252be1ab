"""A data set read by pydicom, element by element, so that nothing in it is passed over.

Shares nothing with what scrub itself walks headers with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydicom.multival import MultiValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

_AROUND = " \0\t\r\n"
_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_TEXTS = frozenset(
    ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)

Items = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An element and how to get there: (sequence, item index)…, its own tag.

    `element` is None where pydicom cannot read it. `creator` is who reserves the private block
    that it is in, None if nobody does.
    """

    items: Items
    tag: int
    element: DataElement | None
    creator: str | None = None

    @property
    def vr(self) -> str:
        """Its VR, empty if it cannot be read."""
        return str(self.element.VR) if self.element is not None else ""

    @property
    def is_private(self) -> bool:
        """Tell whether its group is odd."""
        return bool(self.tag >> 16 & 1)

    @property
    def is_sequence(self) -> bool:
        """Tell whether it has items."""
        return self.vr == "SQ"

    def __str__(self) -> str:
        steps = [f"{_shown(tag)}[{index + 1}]" for tag, index in self.items]
        return ".".join([*steps, _shown(self.tag)])


def places(dataset: Dataset, items: Items = ()) -> Iterator[Place]:
    """Yield every element but pixel data, a sequence before what is in it."""
    for tag in sorted(map(int, dataset.keys())):
        if tag in _PIXELS and not items:
            continue
        element = _read(dataset, tag)
        yield Place(items, tag, element, _creator(dataset, tag))
        if element is not None and element.VR == "SQ":
            for index, item in enumerate(element.value or ()):
                yield from places(item, (*items, (tag, index)))


def texts_of(element: DataElement | None) -> tuple[str, ...]:
    """Return the values of an element that are words, stripped, without empty ones."""
    if element is None or element.VR not in _TEXTS or element.value is None:
        return ()
    value: Any = element.value
    values = value if isinstance(value, (list, MultiValue)) else [value]
    return tuple(filter(None, (str(one).strip(_AROUND) for one in values)))


def texts_at(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    """Return those of an attribute of a data set itself; none if it is not there, or unreadable."""
    return texts_of(_read(dataset, keyword)) if keyword in dataset else ()


def is_text(vr: str) -> bool:
    """Tell whether values of a VR are words."""
    return vr in _TEXTS


def _read(dataset: Dataset, key: int | str) -> DataElement | None:
    try:
        element = dataset[key]
        # Numbers are turned into what they are only when they are asked for.
        _ = element.value
    except Exception:  # noqa: BLE001 (whatever it is, its message may quote the value)
        return None
    return element


def _creator(dataset: Dataset, tag: int) -> str | None:
    """Return who reserves the block of a private element (PS3.5 7.8.1)."""
    block = tag & 0xFFFF0000 | tag >> 8 & 0xFF
    if not tag >> 16 & 1 or block & 0xFFFF < 0x10 or block not in dataset:  # noqa: PLR2004 (7.8.1)
        return None
    element = _read(dataset, block)
    value = element.value if element is not None else None
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return text.rstrip(" \0") or None


def _shown(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
