"""Every element, however deep, with its TagPath; none of them stops the walk.

2026-11: what is only looked at stays raw in its data set, so that pydicom writes the very bytes
that were read. Stored as they were converted are sequences, of which some bytes may belong to no
item, and what a file says no or another VR for than the dictionary.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import DataElement, RawDataElement, convert_raw_data_element
from pydicom.errors import BytesLengthException, InvalidDicomError

from scrub.errors import UnsupportedInstanceError
from scrub.model.header import TagPath

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from pydicom.dataset import Dataset
    from pydicom.tag import BaseTag

Items = tuple[tuple[int, int], ...]
Found = tuple[TagPath, DataElement]

DEEPEST = 32
"""Sequences inside sequences. No IOD needs more than about ten."""

PIXEL_DATA = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})

_CHARACTER_SET = 0x00080005
_STORED = frozenset({None, "SQ", "UN"})

_SIZES = {
    **dict.fromkeys(("OB", "OW", "SS", "US"), 2),
    **dict.fromkeys(("AT", "FL", "OF", "OL", "SL", "UL"), 4),
    **dict.fromkeys(("FD", "OD", "OV", "SV", "UV"), 8),
}
"""Bytes of which a whole number is a value, whatever they are; of OB, for it to be even."""

_MUTE = frozenset(
    ["AE", "AT", "CS", "DS", "FD", "FL", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW",
     "SH", "SL", "SS", "ST", "SV", "UC", "UL", "UR", "US", "UT", "UV"]
)  # fmt: skip
"""VRs of what is no one's name, date, time, age or UID, and holds no items."""

_PRINTED = frozenset(
    ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
_NUMBERS = {
    "DS": re.compile(rb" *[+-]?(?:\d+(?:\.\d*)?|\.\d+) *(?:\\ *[+-]?(?:\d+(?:\.\d*)?|\.\d+) *)*"),
    "IS": re.compile(rb" *[+-]?\d+ *(?:\\ *[+-]?\d+ *)*"),
}
"""What can be read as numbers for certain; other values may be read too."""

_LONGEST_NUMBERS = 4096
"""Python reads no whole number of more than 4300 digits."""

# All that pydicom has been seen to raise on values that break their VR.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    InvalidDicomError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A data set as it was walked, to be walked again for nothing. It is not to change.

    `apart` are the tags of private elements that are not among `found`, in order.
    """

    found: tuple[Found, ...] = field(repr=False)
    top: Mapping[int, DataElement] = field(repr=False)
    apart: tuple[int, ...] = ()


def snapshot(dataset: Dataset, *, private_apart: bool = False) -> Snapshot:
    """Walk a data set once.

    `private_apart` leaves out of the walk what is only to go: private elements of the data set
    itself that hold neither items nor, by the VR that the file says, a name, date, time, age or
    UID, which would be looked for elsewhere.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    apart = tuple(sorted(_apart(dataset))) if private_apart else ()
    found = tuple(_walk(dataset, frozenset(apart), _always))
    return Snapshot(found, {path.tag: element for path, element in found if not path.items}, apart)


def _apart(dataset: Dataset) -> Iterator[int]:
    for key, raw in dataset.items():
        tag = int(key)
        # Group lengths are no private elements.
        is_private = tag >> 16 & 1 and tag & 0xFFFF
        if is_private and raw.VR in _MUTE and isinstance(raw, RawDataElement):
            yield tag


def top(dataset: Dataset | Snapshot, tag: int) -> DataElement | None:
    """Return an element of the data set itself, as `walk` would."""
    if isinstance(dataset, Snapshot):
        return dataset.top.get(tag)
    return _read(dataset, dataset.get_item(tag)) if tag in dataset else None


def _always(_: TagPath) -> bool:
    return True


def walk(
    dataset: Dataset | Snapshot, enter: Callable[[TagPath], bool] = _always
) -> Iterator[Found]:
    """Yield every element in order of its tag, a sequence before what is in it.

    `enter` is asked, once a sequence has been yielded, whether to go into it. The value of
    Pixel Data is not read: it is yielded empty. A value that cannot be read as its VR is yielded
    as UN, with the bytes that are there.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    return _again(dataset, enter) if isinstance(dataset, Snapshot) else _walk(dataset, (), enter)


def _walk(
    dataset: Dataset, without: Collection[int], enter: Callable[[TagPath], bool]
) -> Iterator[Found]:
    """Yield every element but for those of the data set itself that have such tags."""
    stack: list[tuple[Items, Iterator[DataElement]]] = [((), _elements(dataset, without))]
    while stack:
        items, rest = stack[-1]
        for element in rest:
            path = TagPath(items, int(element.tag))
            yield path, element
            if element.VR == "SQ" and enter(path):
                stack.extend(reversed(_inside(path, element)))
                break
        else:
            stack.pop()


def _again(snapshot: Snapshot, enter: Callable[[TagPath], bool]) -> Iterator[Found]:
    deepest = DEEPEST
    for path, element in snapshot.found:
        if len(path.items) > deepest:
            continue
        deepest = DEEPEST
        yield path, element
        if element.VR == "SQ" and not enter(path):
            deepest = len(path.items)


def _inside(path: TagPath, sequence: DataElement) -> list[tuple[Items, Iterator[DataElement]]]:
    if len(path.items) == DEEPEST and sequence.value:
        raise UnsupportedInstanceError("sequences nested deeper than 32")
    return [
        ((*path.items, (path.tag, index)), _elements(item))
        for index, item in enumerate(sequence.value or ())
    ]


def _elements(dataset: Dataset, without: Collection[int] = ()) -> Iterator[DataElement]:
    # Comparing tags as what they are takes longer than all else here.
    for tag, raw in sorted((int(tag), element) for tag, element in dataset.items()):
        if tag not in without:
            yield _read(dataset, raw)


def _read(dataset: Dataset, raw: DataElement | RawDataElement) -> DataElement:
    if raw.tag in PIXEL_DATA:
        return DataElement(raw.tag, raw.VR or "OW", b"")
    if isinstance(raw, DataElement):
        return raw
    if _is_plain(raw):
        return Plain(raw)
    try:
        if raw.VR in _STORED or raw.length % 2:
            return dataset[raw.tag]
        encoding = None if raw.tag == _CHARACTER_SET else dataset.original_character_set
        return convert_raw_data_element(raw, encoding=encoding, ds=dataset)
    except _UNREADABLE:
        return _unreadable(raw.tag, raw.value)


def _is_plain(raw: RawDataElement) -> bool:
    vr, octets = raw.VR or "", raw.value or b""
    if vr in _SIZES:
        return len(octets) % _SIZES[vr] == 0
    if len(octets) % 2 or octets[:1] == b" ":
        return False
    if vr in _PRINTED:
        # The same in every character set.
        return octets.isascii() and octets.decode("ascii").removesuffix("\0").isprintable()
    return vr in _NUMBERS and _are_numbers(vr, octets)


def _are_numbers(vr: str, octets: bytes) -> bool:
    if len(octets) > _LONGEST_NUMBERS:
        return False
    return not octets or _NUMBERS[vr].fullmatch(octets) is not None


class Plain(DataElement):
    """A value of its VR for certain, of which pydicom is asked only when it is asked for.

    `texts` is for who reads them to keep: they are asked for several times.
    """

    def __init__(self, raw: RawDataElement) -> None:
        self.tag = raw.tag
        self.VR = raw.VR or ""
        self.octets = raw.value or b""
        self.texts: tuple[str, ...] | None = None
        self._raw = raw

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing."""
        return not self.octets

    @cached_property
    def _value(self) -> Any:  # noqa: ANN401 - pydicom's values have no type
        return convert_raw_data_element(self._raw).value


def _unreadable(tag: BaseTag, value: bytes | None) -> DataElement:
    element = DataElement(tag, "OB", value or b"")
    # Said to be UN from the start, pydicom would try the dictionary's VR, and fail again.
    element.VR = "UN"
    return element
