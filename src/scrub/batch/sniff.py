"""What a file is, by its first bytes.

Lenient: what is taken for DICOM here and is not fails later with a reason, while what is taken
for something else is left out.
"""

from __future__ import annotations

from enum import Enum, auto

HEAD = 1024
"""How many first bytes are looked at."""

_PREAMBLE = 128
_PREFIX = b"DICM"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_DICOMDIR = "1.2.840.10008.1.3.10"
_FIRST_GROUPS = (0x0002, 0x0008)
_EXPLICIT_VRS = frozenset(
    b"AE AS AT CS DA DS DT FL FD IS LO LT OB OW PN SH SL SS ST TM UI UL".split()
)
_LONG_VRS = frozenset((b"OB", b"OW", b"UN", b"SQ", b"UT"))
_SHORTEST_ELEMENT = 8
_LONGEST_FIRST_VALUE = 256
_MEDIA_STORAGE_SOP_CLASS = (0x0002, 0x0002)


class Content(Enum):
    """What a file holds."""

    DICOM = auto()
    DICOMDIR = auto()
    ZIP = auto()
    OTHER = auto()


def content_of(head: bytes) -> Content:
    """Tell what a file is from its first HEAD bytes, or from all of it if it is shorter."""
    start = _PREAMBLE + len(_PREFIX) if head[_PREAMBLE:].startswith(_PREFIX) else 0
    if start or _is_bare(head):
        is_index = _sop_class(head[start:]) == _DICOMDIR
        return Content.DICOMDIR if is_index else Content.DICOM
    return Content.ZIP if head.startswith(_ZIPS) else Content.OTHER


def _is_bare(head: bytes) -> bool:
    """Tell whether a data set, or its File Meta Information, seems to begin at once."""
    if len(head) < _SHORTEST_ELEMENT or _number(head[:2]) not in _FIRST_GROUPS:
        return False
    if head[4:6] in _EXPLICIT_VRS:
        return True
    length = _number(head[4:8])
    return length % 2 == 0 and length <= _LONGEST_FIRST_VALUE


def _sop_class(meta: bytes) -> str:
    """Return Media Storage SOP Class UID from File Meta Information (PS3.10 7.1), or nothing."""
    while len(meta) >= _SHORTEST_ELEMENT and _number(meta[:2]) == _MEDIA_STORAGE_SOP_CLASS[0]:
        element, is_long = _number(meta[2:4]), meta[4:6] in _LONG_VRS
        start = 12 if is_long else _SHORTEST_ELEMENT
        stop = start + _number(meta[8:12] if is_long else meta[6:8])
        if element == _MEDIA_STORAGE_SOP_CLASS[1]:
            return meta[start:stop].rstrip(b"\0 ").decode("ascii", "replace")
        meta = meta[stop:]
    return ""


def _number(value: bytes) -> int:
    return int.from_bytes(value, "little")
