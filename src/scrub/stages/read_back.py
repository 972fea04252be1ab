"""Reading back what was changed by hand: it is as asked, and everything else as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from scrub.errors import InstanceError
from scrub.header.tags.places import holder_of
from scrub.header.tags.rows import reads_as
from scrub.model.header import Effect
from scrub.model.instance import Source
from scrub.stages.tagged import Tagged, opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from scrub.model.header import HeaderEdit, Tag, TagPath

_CHARACTER_SET = 0x00080005
_PIXEL_GROUP = 0x7FE0


def read_back(draft: Path, source: Source, edits: tuple[HeaderEdit, ...]) -> None:
    """Compare a draft with its source and the edits that were done to it.

    Raises:
        InstanceError: if an element is not as asked, or another one is not as it was.

    """
    with opened(source) as old, opened(Source(str(draft))) as new:
        touched = {_top(one.path) for one in edits}
        # In another character set every text has another form.
        same = _CHARACTER_SET in touched or _stayed(old, new, touched)
        # Only now: pydicom takes elements apart once they are looked at.
        right = all(_is_done(new, one) for one in _last(edits))
        if not (right and same and _size(old) == _size(new)):
            raise InstanceError("it does not read back as it was to be")


def _top(path: TagPath) -> Tag:
    return path.items[0][0] if path.items else path.tag


def _last(edits: Iterable[HeaderEdit]) -> tuple[HeaderEdit, ...]:
    """Return the edits that no later one undid."""
    last: dict[TagPath, HeaderEdit] = {}
    for one in edits:
        depth = len(one.path.items)
        inside = [p for p in last if len(p.items) > depth and _leads(one.path, p, depth)]
        for path in inside if one.effect is not Effect.SET else ():
            del last[path]
        last[one.path] = one
    return tuple(last.values())


def _leads(path: TagPath, further: TagPath, depth: int) -> bool:
    return further.items[:depth] == path.items and further.items[depth][0] == path.tag


def _is_done(new: Tagged, edit: HeaderEdit) -> bool:
    is_behind = new.pixels is not None and _top(edit.path) >> 16 > _PIXEL_GROUP
    dataset = new.after if is_behind else new.parts.dataset
    holder = holder_of(dataset, edit.path.items) if dataset is not None else None
    if edit.effect is Effect.REMOVE:
        return holder is None or edit.path.tag not in holder
    if holder is None or edit.path.tag not in holder:
        return False
    return reads_as(holder[edit.path.tag], edit.vr, edit.value)


def _stayed(old: Tagged, new: Tagged, touched: set[Tag]) -> bool:
    """Tell whether what is not touched has the same bytes; nested changes touch the outermost."""
    was, became = _raw(old.parts.dataset, touched), _raw(new.parts.dataset, touched)
    known = {tag for tag in was if was[tag] is not None and became.get(tag) is not None}
    return was.keys() == became.keys() and all(was[tag] == became[tag] for tag in known)


def _raw(dataset: Dataset, touched: set[Tag]) -> dict[Tag, bytes | None]:
    """Return the bytes of elements, None of those that pydicom took apart at once."""
    found: dict[Tag, bytes | None] = {}
    for tag in dataset.keys():  # noqa: SIM118 (a data set iterates over its elements)
        raw = dataset.get_item(tag)
        # Retired group lengths are left out, as they may no longer be right (PS3.5 7.2).
        if tag.element and int(tag) not in touched:
            found[int(tag)] = raw.value if isinstance(raw, RawDataElement) else None
    return found


def _size(file: Tagged) -> int:
    return file.pixels.stop - file.pixels.start if file.pixels else 0
