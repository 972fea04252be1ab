"""Doing to a data set what header edits say; nothing is decided here."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydicom.charset import default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element
from pydicom.sequence import Sequence as Items
from pydicom.tag import BaseTag

from scrub.model.header import ITEM, Effect, TagPath

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scrub.model.header import HeaderEdit

IMPLEMENTATION_CLASS_UID = "2.25.209994878293871765702630264987757627435"

_WHOLE = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})
_FLOATING = frozenset({"FD", "FL"})
_BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_TEXTS = frozenset(
    ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
_ONE_VALUE = frozenset({"LT", "ST", "UR", "UT"})
_SHORT = (1 << 16) - 2
_VERSION_NAME_LENGTH = 16

_META_VERSION = BaseTag(0x00020001)
_META_SOP_CLASS = BaseTag(0x00020002)
_META_SOP_INSTANCE = BaseTag(0x00020003)
_META_SYNTAX = BaseTag(0x00020010)
_META_IMPLEMENTATION = BaseTag(0x00020012)
_META_VERSION_NAME = BaseTag(0x00020013)


class Ready(RawDataElement):
    """An element of ours that is encoded as it is to be written, a sequence too."""


def remove(dataset: Dataset, tags: Collection[int]) -> None:
    """Remove elements of the data set itself, many at once."""
    gone = frozenset(tags)
    # pydicom's own way makes each tag anew, which takes longer than all else here.
    left = {tag: found for tag, found in dataset._dict.items() if int(tag) not in gone}  # noqa: SLF001 - see above
    dataset._dict = left  # noqa: SLF001 - see above


def edit(dataset: Dataset, edits: Sequence[HeaderEdit]) -> None:
    """Change a data set in place, one edit after the other.

    A SET makes the sequences and items on its path as it needs them; an element to be emptied or
    removed that is not there is left so. A path that ends with the tag of an item means that item
    whole: those are removed after all else, the last first, so that places mean what they meant.
    """
    inside = [one for one in edits if one.path.items]
    new = _new_sequences(dataset, edits, {one.path.items[0][0] for one in inside})
    whole = sorted((one.path.items for one in inside if one.path.tag == ITEM), reverse=True)
    for one in edits:
        items, tag = one.path
        if tag == ITEM or (items[0][0] if items else tag) in new:
            continue
        parent = _parent(dataset, one.path, making=one.effect is Effect.SET) if items else dataset
        if parent is not None:
            _edit(parent, one)
    for *above, (tag, index) in whole:
        parent = _parent(dataset, TagPath(tuple(above), tag), making=False)
        if parent is not None and tag in parent and index < len(parent[tag].value or ()):
            del parent[tag].value[index]


def _new_sequences(
    dataset: Dataset, edits: Sequence[HeaderEdit], inside: Collection[int]
) -> Collection[int]:
    """Add whole sequences that are not there and whose edits are all texts; return their tags.

    `inside` are the sequences that edits go into.

    2026-11: they are what is said of having been scrubbed, mostly the same for every instance, and
    are encoded once. pydicom takes longer to make and write them than to write all else.
    """
    implicit, little = dataset.original_encoding
    new: list[int] = []
    for tag in inside:
        found = tuple(one for one in edits if _top(one) == tag) if _is_new(dataset, tag) else ()
        if found and little is not None and all(map(_is_told, found)):
            dataset[tag] = _new_sequence(found, bool(implicit), bool(little))
            new.append(tag)
    return new


def _top(one: HeaderEdit) -> int:
    return one.path.items[0][0] if one.path.items else one.path.tag


def _is_new(dataset: Dataset, tag: int) -> bool:
    return BaseTag(tag) not in dataset.keys()  # noqa: SIM118 - pydicom's own way takes ten times as long


def _is_told(one: HeaderEdit) -> bool:
    """Tell whether an edit makes a sequence, or sets text in it that any character set has."""
    if one.effect is not Effect.SET or one.path.tag == ITEM:
        return False
    if one.vr == "SQ":
        return True
    return bool(one.path.items) and one.vr in _TEXTS and all(map(str.isascii, one.value))


@lru_cache(64)
def _new_sequence(edits: tuple[HeaderEdit, ...], implicit: bool, little: bool) -> Ready:  # noqa: FBT001 - a key of the cache
    alone = Dataset()
    alone.set_original_encoding(implicit, little, default_encoding)
    for one in edits:
        parent = _parent(alone, one.path, making=True)
        if parent is not None:
            _edit(parent, one)
    tag = BaseTag(_top(edits[0]))
    body = DicomBytesIO()
    body.is_implicit_VR, body.is_little_endian = implicit, little
    write_data_element(body, alone[tag])
    octets = body.getvalue()[8 if implicit else 12 :]
    return Ready(tag, "SQ", len(octets), octets, 0, implicit, little)


def file_meta(
    transfer_syntax_uid: str, sop_class_uid: str, sop_instance_uid: str, version: str
) -> FileMetaDataset:
    """Return File Meta Information made anew (PS3.10 7.1): only what must be there, and by whom."""
    meta = FileMetaDataset()
    for tag, vr, octets in (
        (_META_VERSION, "OB", b"\0\1"),
        (_META_SOP_CLASS, "UI", _encoded("UI", sop_class_uid)),
        (_META_SOP_INSTANCE, "UI", _encoded("UI", sop_instance_uid)),
        (_META_SYNTAX, "UI", _encoded("UI", transfer_syntax_uid)),
        (_META_IMPLEMENTATION, "UI", _encoded("UI", IMPLEMENTATION_CLASS_UID)),
        (_META_VERSION_NAME, "SH", _encoded("SH", f"SCRUB_{version}"[:_VERSION_NAME_LENGTH])),
    ):
        meta[tag] = RawDataElement(
            tag, vr, len(octets), octets, 0, is_implicit_VR=False, is_little_endian=True
        )
    return meta


def _parent(dataset: Dataset, path: TagPath, *, making: bool) -> Dataset | None:
    for tag, index in path.items:
        items = dataset[tag].value if tag in dataset else None
        if items is None or len(items) <= index:
            if not making:
                return None
            items = _lengthened(dataset, tag, index)
        dataset = items[index]
    return dataset


def _lengthened(dataset: Dataset, tag: int, index: int) -> Items:
    """Return a sequence that has an item of that index, with empty ones added."""
    if tag not in dataset:
        dataset.add(DataElement(tag, "SQ", Items()))
    items: Items = dataset[tag].value
    while len(items) <= index:
        items.append(_item_of(dataset))
    return items


def _item_of(dataset: Dataset) -> Dataset:
    """Return an empty item, encoded as what it is to be in."""
    item = Dataset(parent_encoding=dataset.original_character_set)
    implicit, little = dataset.original_encoding
    item.set_original_encoding(implicit, little, dataset.original_character_set)
    return item


def _edit(parent: Dataset, one: HeaderEdit) -> None:
    match one.effect:
        case Effect.REMOVE:
            # pydicom's own way makes each tag anew, which takes longer than all else here.
            parent._dict.pop(BaseTag(one.path.tag), None)  # noqa: SLF001 - see above
        case Effect.SET:
            parent[one.path.tag] = _element(parent, one, one.value)
        case _ if one.path.tag in parent:
            parent[one.path.tag] = _element(parent, one, ())


def _element(
    parent: Dataset, one: HeaderEdit, texts: Sequence[str]
) -> DataElement | RawDataElement:
    """Return an element; of ASCII, as it is encoded: that is the same in every character set."""
    tag, vr = one.path.tag, one.vr
    implicit, little = parent.original_encoding
    text = "\\".join(texts)
    if vr in _TEXTS and text.isascii() and len(text) <= _SHORT and little is not None:
        octets = _encoded(vr, text)
        return RawDataElement(BaseTag(tag), vr, len(octets), octets, 0, bool(implicit), little)
    if vr == "SQ":
        return DataElement(tag, vr, Items([_item_of(parent)] if one.effect is Effect.SET else []))
    return DataElement(tag, vr, _value(vr, texts))


def _encoded(vr: str, text: str) -> bytes:
    """Return ASCII padded to even length (PS3.5 6.2)."""
    return text.encode("ascii") + len(text) % 2 * (b"\0" if vr == "UI" else b" ")


def _value(vr: str, texts: Sequence[str]) -> Any:  # noqa: ANN401 - pydicom's values have no type
    if vr in _BYTES:
        return b"".join(bytes.fromhex(text) for text in texts)
    values = [_one(vr, text) for text in texts]
    if vr in _ONE_VALUE or not values:
        return "\\".join(texts) or None
    return values[0] if len(values) == 1 else values


def _one(vr: str, text: str) -> str | int | float:
    if vr in _WHOLE:
        return int(text)
    if vr in _FLOATING:
        return float(text)
    return int(text, 16) if vr == "AT" else text
