"""Content items of a data set: where each stands, what its concept is, and what it says.

Structured reports have them in Content Sequence (PS3.3 C.17.3), how an image was acquired and how
a specimen was prepared in sequences of their own (PS3.3 10.2). One is told by its concept's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from scrub.header.text import texts_of
from scrub.header.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.walk import Items, Snapshot
    from scrub.model.header import Tag

CONTENT = 0x0040A730
CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE = 0x00080100, 0x00080119, 0x00080120
CODING_SCHEME_DESIGNATOR = 0x00080102
CODE_MEANING = 0x00080104
CONCEPT_NAME = 0x0040A043
CONCEPT_CODE = 0x0040A168
MEASURED_VALUE = 0x0040A300
NUMERIC_VALUE = 0x0040A30A

UNFORMATTED_TEXT = 0x00700006
"""What an annotation says, of a waveform or of an image."""

EXACTLY = {0x0040A161: "FD", 0x0040A162: "SL", 0x0040A163: "UL"}
"""Attributes that may say a number once more, with their VR: as a fraction or in binary."""

_VALUE_TYPE = 0x0040A040
_REFERENCED_ITEM = 0x0040DB73
_UNITS = 0x004008EA
_CODE_VALUES = (CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE)

VALUES: Mapping[Tag, tuple[str, str]] = {
    0x0040A120: ("DATETIME", "DT"),
    0x0040A121: ("DATE", "DA"),
    0x0040A122: ("TIME", "TM"),
    0x0040A123: ("PNAME", "PN"),
    0x0040A124: ("UIDREF", "UI"),
    0x0040A160: ("TEXT", "UT"),
    CONCEPT_CODE: ("CODE", "SQ"),
    MEASURED_VALUE: ("NUM", "SQ"),
    NUMERIC_VALUE: ("NUM", "DS"),
}
"""Attributes that hold what a content item says, with its Value Type and their VR."""

_READ = frozenset(
    [
        *VALUES,
        *_CODE_VALUES,
        CODING_SCHEME_DESIGNATOR,
        CODE_MEANING,
        UNFORMATTED_TEXT,
        _VALUE_TYPE,
        _REFERENCED_ITEM,
    ]
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code by its value and its scheme as they stand; each may be empty."""

    value: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One content item: the way to it, its Value Type, its concept, and which VALUES it has."""

    items: Items
    value_type: str
    concept: Code
    values: tuple[Tag, ...]


@dataclass(frozen=True)
class Content:
    """All content items of a data set, parents first, and what else there is to know of them.

    `lengths` has the number of items of each sequence that content items may stand in.
    """

    elements: Mapping[Items, Mapping[Tag, DataElement]] = field(repr=False)
    lengths: Mapping[tuple[Items, Tag], int] = field(repr=False)

    @cached_property
    def items(self) -> tuple[ContentItem, ...]:
        """All content items, in order of their places, the root of a report too."""
        return tuple(self._items())

    @cached_property
    def has_references(self) -> bool:
        """Whether an item of a tree refers to another by its position (PS3.3 C.17.3.1)."""
        return any(_REFERENCED_ITEM in found for found in self.elements.values())

    def code(self, items: Items) -> Code:
        """Return the code that an item is."""
        value = next(filter(None, (self.text(items, tag) for tag in _CODE_VALUES)), "")
        return Code(value, self.text(items, CODING_SCHEME_DESIGNATOR))

    def has(self, items: Items, tag: Tag) -> bool:
        """Tell whether an item has an attribute, of those that are read."""
        return tag in self.elements.get(items, {})

    def text(self, items: Items, tag: Tag) -> str:
        """Return the first value of an attribute, as text."""
        element = self.elements.get(items, {}).get(tag)
        return next(iter(texts_of(element)), "") if element is not None else ""

    def numbers(self, item: ContentItem) -> Iterator[tuple[Items, str, str]]:
        """Yield the numbers that an item says: where each stands, the number, its unit's code."""
        for items in (item.items, (*item.items, (MEASURED_VALUE, 0))):
            if self.has(items, NUMERIC_VALUE):
                number = str(self.elements[items][NUMERIC_VALUE].value)
                yield items, number, self.code((*items, (_UNITS, 0))).value

    def _items(self) -> Iterator[ContentItem]:
        for items, found in sorted(self.elements.items()):
            concept = (*items, (CONCEPT_NAME, 0))
            values = tuple(tag for tag in VALUES if tag in found)
            value_type = self.text(items, _VALUE_TYPE)
            if not value_type and values:
                value_type = VALUES[values[0]][0]
            if value_type and concept in self.elements:
                yield ContentItem(items, value_type, self.code(concept), values)


def content_of(dataset: Dataset | Snapshot) -> Content:
    """Return the content items of a data set.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    elements: dict[Items, dict[Tag, DataElement]] = {}
    lengths: dict[tuple[Items, Tag], int] = {}
    for path, element in walk(dataset):
        if element.VR == "SQ":
            lengths[path.items, path.tag] = len(element.value or ())
        if path.tag in _READ:
            elements.setdefault(path.items, {})[path.tag] = element
    return Content(elements, lengths)
