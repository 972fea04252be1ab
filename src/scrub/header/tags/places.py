"""Where a named element stands in one data set, or would stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import UsageError
from scrub.header.tags.names import Name, Step, shown
from scrub.header.text import texts_of
from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from scrub.header.walk import Items
    from scrub.model.header import Tag

BY_HAND = "by hand"
"""The rule of edits that a person asked for one by one."""

_FIRST_BLOCK, _LAST_BLOCK = 0x10, 0xFF


def found(
    dataset: Dataset, name: Name, *, add: bool
) -> tuple[TagPath, tuple[HeaderEdit, ...]] | None:
    """Return the path to an element, and what must be done before it can be set.

    None where it is not there, or, of what is to be added, cannot be.

    Raises:
        UsageError: if it is no path in this data set.

    """
    holder: Dataset | None = dataset
    items: Items = ()
    for step in name[:-1]:
        tag = _placed(holder, step)
        index = step.index or 0
        if tag is None or holder is None or tag not in holder:
            if not add or index:
                return None
            if tag is None:
                raise UsageError(f"{shown(name)}: add its private creator first")
            holder = None
        else:
            held = holder[tag]
            if held.VR != "SQ":
                raise UsageError(f"{shown(name)}: no sequence is there")
            there = len(held.value or ())
            if index > there or (index == there and not add):
                return None
            holder = held.value[index] if index < there else None
        items = (*items, (tag, index))
    return _last(holder, items, name[-1], add=add)


def _last(
    holder: Dataset | None, items: Items, step: Step, *, add: bool
) -> tuple[TagPath, tuple[HeaderEdit, ...]] | None:
    tag = _placed(holder, step)
    if tag is not None and holder is not None and tag in holder:
        return TagPath(items, tag), ()
    if not add:
        return None
    if tag is not None:
        _check_creator(holder, tag)
        return TagPath(items, tag), ()
    block = _free_block(holder, step.tag >> 16)
    path = TagPath(items, step.tag & ~0xFFFF | block)
    creator = HeaderEdit(path, Effect.SET, BY_HAND, "LO", (step.creator,))
    return TagPath(items, step.tag | block << 8), (creator,)


def _placed(holder: Dataset | None, step: Step) -> Tag | None:
    """Return the tag in this data set, None where its private creator has no block there."""
    if not step.creator:
        return step.tag
    for block in _blocks(holder, step.tag >> 16):
        said = texts_of(holder[block]) if holder is not None else ()
        if said and said[0] == step.creator:
            return step.tag | (block & 0xFF) << 8
    return None


def _blocks(holder: Dataset | None, group: int) -> Iterator[Tag]:
    """Yield the Private Creator elements of a group (PS3.5 7.8.1)."""
    for element in range(_FIRST_BLOCK, _LAST_BLOCK + 1):
        tag = group << 16 | element
        if holder is not None and tag in holder:
            yield tag


def _free_block(holder: Dataset | None, group: int) -> int:
    taken = {tag & 0xFF for tag in _blocks(holder, group)}
    if holder is not None:
        taken |= {tag >> 8 & 0xFF for tag in holder.keys() if tag >> 16 == group}  # noqa: SIM118
    for block in range(_FIRST_BLOCK, _LAST_BLOCK + 1):
        if block not in taken:
            return block
    raise UsageError(f"group {group:04X} has no private block left")


def _check_creator(holder: Dataset | None, tag: Tag) -> None:
    if not tag >> 16 & 1 or not tag & 0xFF00:
        return
    block = tag & ~0xFFFF | tag >> 8 & 0xFF
    if holder is None or block not in holder:
        raise UsageError(
            f'a private element is added as {tag >> 16:04X},"CREATOR",{tag & 0xFF:02X}'
        )


def creator_of(dataset: Dataset, path: TagPath) -> str:
    """Return the Private Creator of an element, or nothing."""
    holder = holder_of(dataset, path.items)
    block = path.tag & ~0xFFFF | path.tag >> 8 & 0xFF
    if not path.tag >> 16 & 1 or holder is None or block not in holder:
        return ""
    return next(iter(texts_of(holder[block])), "")


def holder_of(dataset: Dataset, items: Items) -> Dataset | None:
    """Return an item of the data set, or the data set itself, if it is there."""
    holder = dataset
    for tag, index in items:
        if tag not in holder or len(holder[tag].value or ()) <= index:
            return None
        holder = holder[tag].value[index]
    return holder
