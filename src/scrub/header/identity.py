"""What the header says about the person: the words to look for in pixels and in output."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import keyword_for_tag

from scrub.data import profile_rows
from scrub.header.profile import load_profile
from scrub.header.pseudonym import is_well_known
from scrub.header.text import TEXT_VRS, texts_of
from scrub.header.walk import walk
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.walk import Snapshot
    from scrub.model.header import Tag, TagPath

_BY_VR = {
    "AS": PhiKind.AGE,
    "DA": PhiKind.DATE,
    "DT": PhiKind.DATE,
    "PN": PhiKind.NAME,
    "TM": PhiKind.TIME,
}
_FREE_TEXT = frozenset({"LO", "LT", "SH", "ST", "UC", "UR", "UT"})
_SPEAKING = TEXT_VRS | {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}
"""VRs of words, and of bytes that may be words."""

_CODE_MEANING = 0x00080104
_PRIVATE_LONGEST = 64
_DATE_LENGTH = 8
_STAYS = frozenset({"K", "C", "U"})
_NO_INSTANCE = ("ClassUID", "VersionUID", "CodingSchemeUID")
"""Ends of keywords: classes, versions of software and codes are no one's, makers' own neither."""

_NAME_PARTS = re.compile(r"[\^=]")


def identity(
    dataset: Dataset | Snapshot, is_asked: Callable[[TagPath, DataElement], bool] = lambda *_: False
) -> Identity:
    """Return a header's own values that may identify, from its sequences and private blocks too.

    `is_asked` tells what stays because someone asked for it: that is not looked for elsewhere,
    even where another attribute says it too, such as the birth date of one scanned that day.

    One for each value as it stands, stripped; a name also by its components, a DT by its date
    and, outside sequences, its time. Each is there once, under the first attribute that has it.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    found: dict[tuple[PhiKind, str], OwnValue] = {}
    uids: dict[str, None] = {}
    stays: set[tuple[PhiKind, str]] = set()
    for path, element in walk(dataset):
        if element.VR not in _SPEAKING:
            continue
        if element.VR == "UI" and not is_asked(path, element):
            uids |= dict.fromkeys(_own_uids(element))
        said = tuple(_values(path, element))
        if said and is_asked(path, element):
            stays.update(said)
            continue
        for kind, text in said:
            if (kind, text) not in found:
                found[kind, text] = OwnValue(kind, Sensitive(text), _attribute(path.tag))
    values = (value for key, value in found.items() if key not in stays)
    return Identity(tuple(values), tuple(uids))


def _own_uids(element: DataElement) -> Iterator[str]:
    if not _attribute(element.tag).endswith(_NO_INSTANCE):
        yield from (uid for uid in texts_of(element) if not is_well_known(uid))


def _values(path: TagPath, element: DataElement) -> Iterator[tuple[PhiKind, str]]:
    kind = _kind(path, element)
    if kind is None:
        return
    for text in texts_of(element):
        if element.VR == "DT":
            yield from _of_date_time(text, at_top=not path.items)
        elif path.tag >> 16 & 1 == 0 or len(text) <= _PRIVATE_LONGEST:
            yield kind, text
        if element.VR == "PN":
            yield from ((kind, part) for part in _parts(text) if part != text)


def _parts(name: str) -> Iterator[str]:
    """Yield the components of a name in all its groups (PS3.5 6.2.1)."""
    return filter(None, (part.strip() for part in _NAME_PARTS.split(name)))


def _of_date_time(text: str, *, at_top: bool) -> Iterator[tuple[PhiKind, str]]:
    # A multi-frame image has a time for every frame; its date is the same.
    yield PhiKind.DATE, text[:_DATE_LENGTH]
    time = re.split(r"[+-]", text[_DATE_LENGTH:])[0]
    if time and at_top:
        yield PhiKind.TIME, time


def _kind(path: TagPath, element: DataElement) -> PhiKind | None:
    listed = _kinds().get(path.tag)
    if path.tag == _CODE_MEANING and path.items:
        listed = _kinds().get(path.items[-1][0])
    if listed or element.VR in _BY_VR:
        return listed or _BY_VR[element.VR]
    if path.tag >> 16 & 1:
        return PhiKind.DESCRIPTION if element.VR in _FREE_TEXT | {"UN"} else None
    if load_profile().rule(path.tag).code in _STAYS:
        return None
    return PhiKind.DESCRIPTION if element.VR in _FREE_TEXT else None


@cache
def _kinds() -> Mapping[Tag, PhiKind]:
    rows = profile_rows("identity-kinds")
    kinds = {int(row["tag"][1:5] + row["tag"][6:10], 16): PhiKind(row["kind"]) for row in rows}
    return MappingProxyType(kinds)


@cache
def _attribute(tag: Tag) -> str:
    return keyword_for_tag(tag) or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
