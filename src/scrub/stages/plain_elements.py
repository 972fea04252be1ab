"""The first elements of a data set in memory, as far as each names its VR and its length.

2026-11: nearly all data sets are nothing else, and pydicom's reader takes twice as long for them.
What is not so plain is left to it: sequences of undefined length, and whatever it has to guess.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from pydicom.dataelem import DataElement, RawDataElement, empty_value_for_VR
from pydicom.tag import BaseTag
from pydicom.valuerep import EXPLICIT_VR_LENGTH_16, EXPLICIT_VR_LENGTH_32

if TYPE_CHECKING:
    from collections.abc import Container

_UNDEFINED = 0xFFFFFFFF
_TAG_AND_VR = struct.Struct("<HH2s")
_LENGTH, _LONG_LENGTH = struct.Struct("<H"), struct.Struct("<L")
_NAMED, _HEADER, _LONG_HEADER = 6, 8, 12
_REST = tuple(RawDataElement._field_defaults.values())
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


def plain_run(octets: bytes, start: int, ends: Container[int]) -> Run:
    """Return the elements from `start` up to one of the tags `ends`, or of undefined length.

    They are in Explicit VR Little Endian (PS3.5 7.1.2). There are none if any of them is not whole,
    or of a VR that is none.
    """
    elements: Elements = {}
    at, nothing, size = start, Run({}, start), len(octets)
    while at < size:
        if at + _LONG_HEADER > size:
            return nothing
        tag, vr, is_long = _named(octets[at : at + _NAMED])
        if is_long:
            (length,), value = _LONG_LENGTH.unpack_from(octets, at + 8), at + _LONG_HEADER
        else:
            (length,), value = _LENGTH.unpack_from(octets, at + _NAMED), at + _HEADER
        if vr and tag in ends:
            return Run(elements, at, is_all=True, last=(int(tag), vr, length))
        if vr and length == _UNDEFINED:
            return Run(elements, at)
        stop = value + length
        if vr is None or stop > size:
            return nothing
        content = octets[value:stop] if length else _empty(vr)
        # Made as what it is: going through its names would take a third of the time of all this.
        known = (tag, vr, length, content, value, False, True, *_REST)
        elements[tag] = tuple.__new__(RawDataElement, known)
        at = stop
    return Run(elements, at, is_all=True)


@lru_cache(1 << 14)
def _named(head: bytes) -> tuple[BaseTag, str | None, bool]:
    """Return tag and VR, and whether its length has four bytes; None for what is no VR."""
    group, number, code = _TAG_AND_VR.unpack(head)
    return BaseTag(group << 16 | number), _VRS.get(code), code in _LONG


@cache
def _empty(vr: str) -> bytes | None:
    return cast("bytes | None", empty_value_for_VR(vr, raw=True))
