"""Every element of a data set as a row to read: where it is, what it is, what it says."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement
from pydicom.multival import MultiValue

from scrub.header.profile import load_profile
from scrub.header.tags.names import keyword_of, shown_tag
from scrub.header.tags.values import BYTES_VRS
from scrub.header.text import texts_of
from scrub.header.walk import Items, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.model.header import TagPath

_UNDEFINED = 0xFFFFFFFF
_SHORT_BYTES = 32
_META_GROUP = 2
_NUMBERS = frozenset({"DS", "FD", "IS", "SL", "SS", "SV", "UL", "US", "UV"})
_OF_ASCII = frozenset({"CS", "UI"})
# Empty components at the end of a name are as good as none (PS3.5 6.2.1).
_PADDING = " \0^="
_KEPT = "K"
_TAKEN_WHOLE = frozenset({"X", "Z", "D", "X/Z", "X/D", "Z/D", "X/Z/D"})

# File Meta Information is made anew (PS3.10 7.1): of this much, with new values where they tell.
_OF_META = dict.fromkeys((0x00020000, 0x00020001, 0x00020002, 0x00020010), _KEPT)
_OF_META |= dict.fromkeys((0x00020012, 0x00020013), "D") | {0x00020003: "U"}


@dataclass(frozen=True, slots=True)
class TagRow:
    """One element. It shows what it says, which may be PHI.

    `path` is how to name it (see scrub.header.tags.names), `depth` in how many sequences it is.
    `multiplicity` counts values, of a sequence items. `length` is in bytes as stored, None where
    it is not defined. `rule` is the code by which the Basic Profile judges it (PS3.15 Table
    E.1-1a), or judges a sequence that it goes with; K is kept. `values` are as people write them,
    bytes in hexadecimal if they are up to 32; of sequences, and of more bytes, there are none.
    """

    path: str
    tag: str
    vr: str
    keyword: str
    depth: int
    multiplicity: int
    length: int | None
    rule: str
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        """The values, parted by backslashes."""
        return "\\".join(self.values)

    @property
    def is_private(self) -> bool:
        """Tell whether it is a private element, or inside one."""
        groups = re.findall(r"(?:\A|\.)([0-9A-F]{4}),", self.path)
        return any(int(group, 16) & 1 for group in groups)

    @property
    def is_phi(self) -> bool:
        """Tell whether the Basic Profile would not simply keep it."""
        return self.rule != _KEPT

    def matches(self, text: str) -> bool:
        """Tell whether a text is in its path, keyword or tag, whatever the case."""
        sought = text.casefold()
        return sought in self.path.casefold() or sought in self.tag.casefold()


def rows(dataset: Dataset) -> Iterator[TagRow]:
    """Yield every element in order, a sequence before what is in it.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    listing = _Listing()
    listing.note(dataset, ())
    for path, element in walk(dataset):
        yield listing.row(path, element)


def chosen(
    listed: Iterable[TagRow], *, private: bool = False, phi: bool = False, match: str = ""
) -> Iterator[TagRow]:
    """Yield rows: only private ones, those the Basic Profile would touch, those a text is in."""
    for row in listed:
        if (row.is_private or not private) and (row.is_phi or not phi) and row.matches(match):
            yield row


def reads_as(element: DataElement, vr: str, values: tuple[str, ...]) -> bool:
    """Tell whether an element is of a VR and says what a HeaderEdit of these values sets."""
    if vr != element.VR:
        return False
    if vr in BYTES_VRS:
        return bytes(element.value or b"") == bytes.fromhex("".join(values))
    got = _values(element)
    return len(got) == len(values) and all(map(_says_same, repeat(vr), got, values))


class _Listing:
    """What is known of the elements above and before.

    `_places` and `_rules` are by item: how its path begins, and the code that it goes with.
    """

    def __init__(self) -> None:
        self._lengths: dict[tuple[Items, int], int] = {}
        self._places: dict[Items, str] = {(): ""}
        self._rules: dict[Items, str] = {}
        self._creators: dict[tuple[Items, int], str] = {}

    def note(self, dataset: Dataset, items: Items) -> None:
        """Note how long elements are while they are as they were read."""
        for tag in dataset.keys():  # noqa: SIM118 (a data set iterates over its elements)
            raw = dataset.get_item(tag)
            if isinstance(raw, RawDataElement):
                self._lengths[items, int(tag)] = raw.length

    def row(self, path: TagPath, element: DataElement) -> TagRow:
        """Return the row of an element, after those of all before it."""
        items, tag = path.items, path.tag
        values = _values(element)
        if tag >> 16 & 1 and not tag & 0xFF00 and values:
            self._creators[items, tag] = values[0]
        creator = self._creators.get((items, tag >> 16 << 16 | tag >> 8 & 0xFF), "")
        place = self._places[items] + shown_tag(tag & ~0xFF00 if creator else tag, creator)
        rule = self._rules.get(items) or _rule(tag)
        length = self._lengths.pop((items, tag), None)
        if length is None and element.VR in _OF_ASCII:
            # pydicom looked at it before we could.
            length = -(-len("\\".join(values)) // 2) * 2
        if element.VR == "SQ":
            self._enter(path, element, place, rule)
        return TagRow(
            path=place,
            tag=f"({tag >> 16:04X},{tag & 0xFFFF:04X})",
            vr=str(element.VR),
            keyword=keyword_of(tag),
            depth=len(items),
            multiplicity=_multiplicity(element),
            length=None if length == _UNDEFINED else length,
            rule=rule,
            values=values,
        )

    def _enter(self, path: TagPath, sequence: DataElement, place: str, rule: str) -> None:
        for index, item in enumerate(sequence.value or ()):
            items = (*path.items, (path.tag, index))
            self._places[items] = f"{place}[{index}]."
            if rule in _TAKEN_WHOLE:
                self._rules[items] = rule
            self.note(item, items)


def _rule(tag: int) -> str:
    if tag >> 16 == _META_GROUP:
        return _OF_META.get(tag, "X")
    return load_profile().rule(tag).code


def _multiplicity(element: DataElement) -> int:
    if element.VR == "SQ":
        return len(element.value or ())
    return 0 if element.is_empty else int(element.VM)


def _values(element: DataElement) -> tuple[str, ...]:
    value: Any = element.value
    if element.VR == "SQ" or element.is_empty:
        return ()
    if isinstance(value, bytes):
        return _of_bytes(element)
    many = value if isinstance(value, (list, MultiValue)) else [value]
    return tuple(_shown(str(element.VR), one) for one in many)


def _says_same(vr: str, one: str, other: str) -> bool:
    if vr == "AT":
        return one.replace(",", "") == other.replace(",", "")
    if vr == "FL":
        return struct.pack("<f", float(one)) == struct.pack("<f", float(other))
    if vr in _NUMBERS and one and other:
        return float(one) == float(other) if vr in {"DS", "FD"} else int(one) == int(other)
    return one.strip(_PADDING) == other.strip(_PADDING)


def _of_bytes(element: DataElement) -> tuple[str, ...]:
    octets: bytes = element.value
    if element.VR not in BYTES_VRS or element.VR == "UN":
        texts = texts_of(element)
        if texts:
            return texts
    return (octets.hex().upper(),) if len(octets) <= _SHORT_BYTES else ()


def _shown(vr: str, value: Any) -> str:  # noqa: ANN401 (pydicom's values have no type)
    if vr == "AT":
        return f"{int(value) >> 16:04X},{int(value) & 0xFFFF:04X}"
    if vr == "FL":
        return _single(float(value))
    return str(value)


def _single(value: float) -> str:
    """Return the fewest digits that make a float of 32 bits."""
    candidates = (f"{value:.{digits}g}" for digits in range(6, 10))
    stored = struct.pack("<f", value)
    same = (text for text in candidates if struct.pack("<f", float(text)) == stored)
    return next(same, repr(value))
