"""What stands where a value must be: short, legal for its VR, and plainly no one's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrub.header.walk import Items
    from scrub.model.header import Tag

_WORD = "ANONYMIZED"

# Bytes are written in hexadecimal: the shortest that are whole values (PS3.5 6.2).
_DUMMIES = {
    "AE": "ANON",
    "AS": "000D",
    "AT": "00000000",
    "CS": "ANON",
    "DA": "19000101",
    "DT": "19000101000000",
    "LO": _WORD,
    "LT": _WORD,
    "OB": "0000",
    "OD": "0000000000000000",
    "OF": "00000000",
    "OL": "00000000",
    "OV": "0000000000000000",
    "OW": "0000",
    "PN": _WORD,
    "SH": _WORD,
    "ST": _WORD,
    "TM": "000000",
    "UC": _WORD,
    "UN": "0000",
    "UR": "http://anonymized.invalid/",
    "UT": _WORD,
}


# Items that say nothing and are valid, by their sequence: way inside the item, tag, VR, values.
# A code (PS3.3 8.8); a comment (C.17.3); a point in the corner (C.10.5); a note (C.10.10).
_CODE = (
    ((), 0x00080100, "SH", ("ANON",)),
    ((), 0x00080102, "SH", ("99ANON",)),
    ((), 0x00080104, "LO", (_WORD,)),
)
_CONCEPT = ((0x0040A043, 0),)
_POINT = ((0x00700009, 0),)
_ITEMS: Mapping[Tag, tuple[tuple[Items, Tag, str, tuple[str, ...]], ...]] = {
    0x00080082: _CODE,
    0x00401101: _CODE,
    0x0040A730: (
        ((), 0x0040A010, "CS", ("CONTAINS",)),
        ((), 0x0040A040, "CS", ("TEXT",)),
        (_CONCEPT, 0x00080100, "SH", ("121106",)),
        (_CONCEPT, 0x00080102, "SH", ("DCM",)),
        (_CONCEPT, 0x00080104, "LO", ("Comment",)),
        ((), 0x0040A160, "UT", (_WORD,)),
    ),
    0x0040B020: (((), 0x00700006, "ST", (_WORD,)), ((), 0x0040A0B0, "US", ("1", "0"))),
    0x00700001: (
        ((), 0x00700002, "CS", ("ANON",)),
        (_POINT, 0x00700005, "CS", ("PIXEL",)),
        (_POINT, 0x00700020, "US", ("2",)),
        (_POINT, 0x00700021, "US", ("1",)),
        (_POINT, 0x00700022, "FL", ("1", "1")),
        (_POINT, 0x00700023, "CS", ("POINT",)),
    ),
}

HAS_DUMMY = frozenset(_ITEMS)
"""Sequences that get a dummy for an item; in others each element has a rule of its own."""


def dummy_item(sequence: HeaderEdit) -> Iterator[HeaderEdit]:
    """Yield what fills the one item that setting a sequence leaves."""
    path = sequence.path
    inside = (*path.items, (path.tag, 0))
    for way, tag, vr, values in _ITEMS.get(path.tag, ()):
        yield HeaderEdit(TagPath((*inside, *way), tag), Effect.SET, sequence.rule, vr, values)


def dummy(vr: str) -> tuple[str, ...]:
    """Return the values to set: none for a sequence, which gets one empty item; else one."""
    return () if vr == "SQ" else (_DUMMIES.get(vr, "0"),)
