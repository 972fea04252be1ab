"""What a profile asks of an element, what happens to it, and whom the header is about."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


class Removal(NamedTuple):
    """Elements of the data set itself that go, all by the same rule: their tags, in order.

    2026-11: it stands for as many edits. Of the elements of many a header most are private, and
    deciding, sending and recording each by itself took a third of the time of a small instance.
    """

    rule: str = ""
    tags: tuple[Tag, ...] = ()


def one_by_one(edits: Iterable[HeaderEdit], removal: Removal) -> Iterator[HeaderEdit]:
    """Yield edits in their order, and those that a removal stands for, each at its place."""
    going = deque(HeaderEdit(TagPath((), t), Effect.REMOVE, removal.rule) for t in removal.tags)
    for edit in edits:
        while going and going[0].path < edit.path:
            yield going.popleft()
        yield edit
    yield from going


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
