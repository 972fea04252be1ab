"""The first elements of a data set in memory, as far as each names its VR and its length.

2026-11: nearly all data sets are nothing else, and pydicom's reader takes twice as long for them.
What is not so plain is left to it: sequences of undefined length, and whatever it has to guess.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from pydicom.dataelem import DataElement, RawDataElement, empty_value_for_VR
from pydicom.tag import BaseTag
from pydicom.valuerep import EXPLICIT_VR_LENGTH_16, EXPLICIT_VR_LENGTH_32

if TYPE_CHECKING:
    from collections.abc import Collection

_UNDEFINED = 0xFFFFFFFF
_HEADER = struct.Struct("<HH2sH")
_LONG_HEADER = struct.Struct("<HH2s2xL")
_VRS = {str(vr).encode(): str(vr) for vr in EXPLICIT_VR_LENGTH_16 | EXPLICIT_VR_LENGTH_32}
_LONG = frozenset(str(vr).encode() for vr in EXPLICIT_VR_LENGTH_32)


Elements = dict[BaseTag, DataElement | RawDataElement]


@dataclass(frozen=True, slots=True)
class Run:
    """Elements by tag, and where they stop.

    `is_all` says that they are all there are, or all before `last`: tag, VR and length of the
    element that was to end them.
    """

    elements: Elements
    stop: int
    is_all: bool = False
    last: tuple[int, str | None, int] | None = None


def plain_run(octets: bytes, start: int, ends: Collection[int]) -> Run:
    """Return the elements from `start` up to one of the tags `ends`, or of undefined length.

    They are in Explicit VR Little Endian (PS3.5 7.1.2). There are none if any of them is not whole,
    or of a VR that is none.
    """
    elements: Elements = {}
    at, nothing = start, Run({}, start)
    while at < len(octets):
        if at + _LONG_HEADER.size > len(octets):
            return nothing
        group, number, code, length = _HEADER.unpack_from(octets, at)
        value = at + _HEADER.size
        if code in _LONG:
            length = _LONG_HEADER.unpack_from(octets, at)[3]
            value = at + _LONG_HEADER.size
        tag, vr = BaseTag(group << 16 | number), _VRS.get(code)
        if vr and tag in ends:
            return Run(elements, at, is_all=True, last=(int(tag), vr, length))
        if vr and length == _UNDEFINED:
            return Run(elements, at)
        if vr is None or value + length > len(octets):
            return nothing
        content = octets[value : value + length] if length else _empty(vr)
        # By place: names would take a tenth of the time of all this.
        elements[tag] = RawDataElement(tag, vr, length, content, value, False, True)  # noqa: FBT003
        at = value + length
    return Run(elements, at, is_all=True)


@cache
def _empty(vr: str) -> bytes | None:
    return cast("bytes | None", empty_value_for_VR(vr, raw=True))
