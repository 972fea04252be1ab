"""What a profile asks of an element, what happens to it, and whom the header is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scrub.model.text import PhiKind, Sensitive

Tag = int
"""gggg << 16 | eeee."""

ITEM: Tag = 0xFFFEE000
"""The tag of an item of a sequence (PS3.5 7.5): a path that ends with it means the item whole."""


class TagPath(NamedTuple):
    """The way to an element: (sequence tag, item index)…, then its own tag.

    2026-11: a header makes hundreds of these and of edits. Named tuples are made, hashed, sorted
    and sent from process to process in a third of the time of frozen dataclasses.
    """

    items: tuple[tuple[Tag, int], ...]
    tag: Tag

    def __reduce__(self) -> tuple[type[TagPath], tuple[object, ...]]:
        return TagPath, tuple(self)

    def __str__(self) -> str:
        steps = [f"({t >> 16:04X},{t & 0xFFFF:04X})[{i}]" for t, i in self.items]
        return ".".join([*steps, f"({self.tag >> 16:04X},{self.tag & 0xFFFF:04X})"])


class Action(StrEnum):
    """What the profile asks (PS3.15 Table E.1-1a), or a site: a keyed hash, a value of its own."""

    DUMMY = "D"
    EMPTY = "Z"
    REMOVE = "X"
    KEEP = "K"
    CLEAN = "C"
    REPLACE_UID = "U"
    HASH = "H"
    REPLACE = "R"


class Effect(StrEnum):
    """What happens to one element."""

    SET = "set"
    EMPTY = "empty"
    REMOVE = "remove"


class HeaderEdit(NamedTuple):
    """One change. `value` holds the new values of a SET as text; the old value is not kept.

    A SET of a sequence has no value: it leaves one empty item. `vr` is the element's.
    """

    path: TagPath
    effect: Effect
    rule: str
    vr: str = ""
    value: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[HeaderEdit], tuple[object, ...]]:
        return HeaderEdit, tuple(self)


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One of the header's own words about the person, and the keyword or tag it stood in."""

    kind: PhiKind
    text: Sensitive
    attribute: str


@dataclass(frozen=True, slots=True)
class Identity:
    """All that a header says that may identify: the words to look for in pixels and in output.

    `uids` are those of instances and what they belong to, not the standard's own.
    """

    values: tuple[OwnValue, ...] = ()
    uids: tuple[str, ...] = field(default=(), repr=False)
