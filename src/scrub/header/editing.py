"""Doing to a data set what header edits say; nothing is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import UID

from scrub.model.header import Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.header import HeaderEdit, TagPath

IMPLEMENTATION_CLASS_UID = "2.25.209994878293871765702630264987757627435"

_WHOLE = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})
_FLOATING = frozenset({"FD", "FL"})
_BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_ONE_VALUE = frozenset({"LT", "ST", "UR", "UT"})
_VERSION_NAME_LENGTH = 16


def edit(dataset: Dataset, edits: Sequence[HeaderEdit]) -> None:
    """Change a data set in place, one edit after the other.

    A SET makes the sequences and items on its path as it needs them; an element to be emptied or
    removed that is not there is left so.
    """
    for one in edits:
        parent = _parent(dataset, one.path, making=one.effect is Effect.SET)
        if parent is not None:
            _edit(parent, one)


def file_meta(
    transfer_syntax_uid: str, sop_class_uid: str, sop_instance_uid: str, version: str
) -> FileMetaDataset:
    """Return File Meta Information made anew (PS3.10 7.1): only what must be there, and by whom."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID = UID(sop_class_uid)
    meta.MediaStorageSOPInstanceUID = UID(sop_instance_uid)
    meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    meta.ImplementationClassUID = UID(IMPLEMENTATION_CLASS_UID)
    meta.ImplementationVersionName = f"SCRUB_{version}"[:_VERSION_NAME_LENGTH]
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
        items.append(Dataset())
    return items


def _edit(parent: Dataset, one: HeaderEdit) -> None:
    tag = one.path.tag
    match one.effect:
        case Effect.SET:
            parent[tag] = DataElement(tag, one.vr, _value(one.vr, one.value))
        case Effect.EMPTY if tag in parent:
            parent[tag] = DataElement(
                tag, one.vr, Items() if one.vr == "SQ" else _value(one.vr, ())
            )
        case _ if tag in parent:
            del parent[tag]
        case _:
            pass


def _value(vr: str, texts: Sequence[str]) -> Any:  # noqa: ANN401 - pydicom's values have no type
    if vr == "SQ":
        return Items([Dataset()])
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
