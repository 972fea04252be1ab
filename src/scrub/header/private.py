"""Private elements that stay: those known to be safe (PS3.15 E.3.10), and those a site asks for.

They are known by the creator that reserves their block in the same item, never by their number.
Safe is no blind copy (2026-11):

- UIDs are mapped, what is in sequences is judged as anything else, dates are for the date options;
- numbers stay, and so do coded strings; of text the identifying words go;
- bulk data (OB, OW and the like) goes: what is in it cannot be judged, and the lists of others
  that were compared hold a patient's whole stress test in one such element;
- so does what is not of the VR that the table names, and a sequence that was not taken apart.

What pydicom does not know it leaves as bytes, above all in implicit VR: they are read here as
the VR of the table (PS3.5 6.2.2).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_has_tag

from scrub.data import profile_rows
from scrub.header.rules import Cleaning, Rule
from scrub.header.site.matching import site_rule
from scrub.header.text import texts_of
from scrub.header.walk import walk
from scrub.model.header import TagPath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.site.matching import SiteRules
    from scrub.header.walk import Snapshot

_SOURCE = "E.3.10-1"
_FIRST_CREATOR, _LAST_CREATOR = 0x10, 0xFF

_FORMATS = {"FD": "d", "FL": "f", "SL": "i", "SS": "h", "UL": "I", "US": "H"}
_TAG = struct.Struct("<HH")
_FAMILIES = (
    dict.fromkeys(("DS", "IS", *_FORMATS), "number")
    | dict.fromkeys(("CS", "LO", "LT", "SH", "ST", "UC", "UT"), "text")
    | dict.fromkeys(("DA", "DT", "TM"), "date")
    | {"AT": "tag", "SQ": "sequence", "UI": "uid"}
)
_CODED = re.compile(r"[A-Z0-9_ ]{0,16}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?")
_LONGEST_NUMBER = 16
# Every twentieth float has four bytes that print; eight of a double hardly ever do.
_TEXT = re.compile(rb"[\x20-\x7e]{5,}[ \0]*")
_ITEM = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")


@dataclass(frozen=True, slots=True)
class _Safe:
    """What the table says of an element: its VR, if it does, and the most values it may have."""

    vr: str
    most: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A creator as it was found, and the rule by which its element stays."""

    creator: str
    rule: Rule


def may_stay(*, safe: bool, site: SiteRules | None) -> bool:
    """Tell whether there are private elements that do not simply go."""
    return safe or (site is not None and site.by_creator)


def private_rules(
    dataset: Dataset | Snapshot,
    *,
    safe: bool = False,
    site: SiteRules | None = None,
    dates: Rule | None = None,
) -> Mapping[TagPath, Rule]:
    """Return the rules for all private elements that do not simply go, and for their creators.

    `safe` asks for what is in Table E.3.10-1, `site` for what a site names by creator; the site
    comes first. `dates` is the rule for dates in private elements; they go if it is None.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    if not may_stay(safe=safe, site=site):
        return MappingProxyType({})
    asked = _Asked(safe=safe, site=site or None, dates=dates)
    blocks: dict[TagPath, _Block] = {}
    rules: dict[TagPath, Rule] = {}

    def enter(path: TagPath) -> bool:
        return not _is_private(path) or (path in rules and rules[path].code == "K")

    for path, element in walk(dataset, enter):
        number = path.tag & 0xFFFF
        if not _is_private(path) or number < _FIRST_CREATOR:
            continue
        if number <= _LAST_CREATOR:
            blocks[path] = _block(element)
            continue
        block = blocks.get(_reserving(path))
        rule = asked.rule(path, element, block.creator) if block else None
        if block and rule:
            rules[path] = rule
            rules[_reserving(path)] = block.rule
    return MappingProxyType(rules)


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that deciding about one private element takes."""

    safe: bool
    site: SiteRules | None
    dates: Rule | None

    def rule(self, path: TagPath, element: DataElement, creator: str) -> Rule | None:
        """Return what is asked of an element in that creator's block, or None if it goes."""
        if _is_not_taken_apart(element):
            return None
        by_site = site_rule(self.site, path, str(element.VR), creator) if self.site else None
        if by_site:
            return by_site if by_site.code != "X" else None
        tag = path.tag
        listed = _table().get((creator, tag >> 16, tag & 0xFF)) if self.safe else None
        return self._safe_rule(listed, element) if listed else None

    def _safe_rule(self, listed: _Safe, element: DataElement) -> Rule | None:
        vr = str(element.VR)
        if vr == "UN":
            return _from_bytes(listed, element)
        family = _FAMILIES.get(vr, "")
        if listed.vr and _FAMILIES.get(listed.vr) != family:
            return None
        if family == "date":
            return replace(self.dates, vr=vr) if self.dates else None
        if family == "number" and not _are_numbers(element, listed.most):
            return None
        return _of(vr, texts_of(element)) if family else None


def _of(vr: str, texts: tuple[str, ...]) -> Rule | None:
    """Return the rule for values that are what the table says."""
    match _FAMILIES[vr]:
        case "uid":
            return Rule("U", vr, _SOURCE)
        case "text" if vr == "CS":
            coded = all(_CODED.fullmatch(text) for text in texts)
            return Rule("K", vr, _SOURCE) if coded else None
        case "text":
            return Rule("C", vr, _SOURCE, clean=Cleaning.TEXT)
        case _:
            return Rule("K", vr, _SOURCE)


def _from_bytes(listed: _Safe, element: DataElement) -> Rule | None:
    """Return the rule for a value whose VR the file does not say, by that of the table."""
    value = bytes(element.value or b"")
    if listed.vr in _FORMATS:
        return _binary(listed, value)
    if listed.vr == "AT":
        return _pointers(listed, value)
    texts = texts_of(element)
    if not texts:
        return None
    if listed.vr in {"DS", "IS"}:
        fine = len(texts) <= listed.most and all(map(_is_number, texts))
        return Rule("R", listed.vr, _SOURCE, value=texts) if fine else None
    rule = _of(listed.vr, texts) if _FAMILIES.get(listed.vr) in {"text", "uid"} else None
    # A term that is left as it is would still be of unknown VR.
    is_term = rule is not None and rule.code == "K"
    return Rule("C", listed.vr, _SOURCE, clean=Cleaning.TEXT) if is_term else rule


def _binary(listed: _Safe, value: bytes) -> Rule | None:
    """Return the rule for numbers, little endian; None for bytes that may just as well be text."""
    letter = _FORMATS[listed.vr]
    count, rest = divmod(len(value), struct.calcsize(letter))
    if rest or not 0 < count <= listed.most or _TEXT.fullmatch(value):
        return None
    numbers = struct.unpack(f"<{count}{letter}", value)
    return Rule("R", listed.vr, _SOURCE, value=tuple(map(repr, numbers)))


def _pointers(listed: _Safe, value: bytes) -> Rule | None:
    """Return the rule for tags, little endian; None for bytes that point at nothing there is."""
    count, rest = divmod(len(value), _TAG.size)
    if rest or not 0 < count <= listed.most:
        return None
    tags = [group << 16 | element for group, element in _TAG.iter_unpack(value)]
    if not all(map(dictionary_has_tag, tags)):
        return None
    return Rule("R", listed.vr, _SOURCE, value=tuple(f"{tag:08X}" for tag in tags))


def _are_numbers(element: DataElement, most: int) -> bool:
    """Tell whether values are numbers, not too many, and not what text would be read as."""
    values = [element.value] if element.VM == 1 else list(element.value or ())
    if len(values) > most or any(isinstance(one, str) and one for one in values):
        return False
    if element.VR not in _FORMATS:
        return True
    try:
        packed = struct.pack(f"<{len(values)}{_FORMATS[element.VR]}", *values)
    except struct.error:
        return False
    return not _TEXT.fullmatch(packed)


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and bool(_NUMBER.fullmatch(text))


def _is_not_taken_apart(element: DataElement) -> bool:
    """Tell whether bytes of unknown VR begin as a sequence does: nobody judged what is in them."""
    return element.VR == "UN" and bytes(element.value or b"").startswith(_ITEM)


def _is_private(path: TagPath) -> bool:
    return path.tag >> 16 & 1 == 1


def _reserving(path: TagPath) -> TagPath:
    """Return where the creator of an element's block stands (PS3.5 7.8.1)."""
    return TagPath(path.items, path.tag & 0xFFFF0000 | path.tag >> 8 & 0xFF)


def _block(element: DataElement) -> _Block:
    """Return who reserves a block. Trailing spaces do not count, case does."""
    value = element.value
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    creator = text.rstrip(" \0")
    if element.VR == "LO" and text == creator:
        return _Block(creator, Rule("K", "LO", "private creator", asked=True))
    return _Block(creator, Rule("R", "LO", "private creator", value=(creator,)))


@cache
def _table() -> Mapping[tuple[str, int, int], _Safe]:
    """Return Table E.3.10-1 by creator, group and the element's last two digits."""
    return MappingProxyType(
        {
            (row["creator"], int(row["group"], 16), int(row["element"], 16)): _Safe(
                row["vr"], _most(row["vm"])
            )
            for row in profile_rows("safe-private")
        }
    )


def _most(vm: str) -> int:
    """Return the largest number of values that `3`, `0-1` or `1-n` allows."""
    last = vm.rpartition("-")[2]
    return int(last) if last.isdigit() else 1 << 32
