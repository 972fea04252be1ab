"""Private elements that are known to be safe (PS3.15 E.3.10), looked up by who made them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scrub.data import profile_rows

if TYPE_CHECKING:
    from scrub.audit.reading import Place

_CREATORS = range(0x10, 0x100)


def is_safe_private(place: Place) -> bool:
    """Tell whether a private element is in the table, or reserves a block of one that is."""
    number, group = place.tag & 0xFFFF, place.tag >> 16
    if number in _CREATORS:
        value = place.element.value if place.element is not None else ""
        return any(creator == str(value).rstrip(" \0") for creator, of, _ in _safe() if of == group)
    return (place.creator or "", group, number & 0xFF) in _safe()


@cache
def _safe() -> frozenset[tuple[str, int, int]]:
    rows = profile_rows("safe-private")
    return frozenset((r["creator"], int(r["group"], 16), int(r["element"], 16)) for r in rows)
