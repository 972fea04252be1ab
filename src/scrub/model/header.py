"""What a profile asks of an element, what happens to it, and whom the header is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.text import PhiKind, Sensitive

Tag = int
"""gggg << 16 | eeee."""


@dataclass(frozen=True, slots=True, order=True)
class TagPath:
    """The way to an element: (sequence tag, item index)…, then its own tag."""

    items: tuple[tuple[Tag, int], ...]
    tag: Tag

    def __str__(self) -> str:
        steps = [f"({t >> 16:04X},{t & 0xFFFF:04X})[{i}]" for t, i in self.items]
        return ".".join([*steps, f"({self.tag >> 16:04X},{self.tag & 0xFFFF:04X})"])


class Action(StrEnum):
    """What the profile asks (PS3.15 Table E.1-1a)."""

    DUMMY = "D"
    EMPTY = "Z"
    REMOVE = "X"
    KEEP = "K"
    CLEAN = "C"
    REPLACE_UID = "U"


class Effect(StrEnum):
    """What happens to one element."""

    SET = "set"
    EMPTY = "empty"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, order=True)
class HeaderEdit:
    """One change. `value` holds the new values of a SET as text; the old value is not kept.

    A SET of a sequence has no value: it leaves one empty item. `vr` is the element's.
    """

    path: TagPath
    effect: Effect
    rule: str
    vr: str = ""
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One of the header's own words about the person, and the keyword or tag it stood in."""

    kind: PhiKind
    text: Sensitive
    attribute: str


@dataclass(frozen=True, slots=True)
class Identity:
    """All that a header says that may identify: the words to look for in pixels and in output."""

    values: tuple[OwnValue, ...] = ()
