"""The header's own values searched for in what was written, as text and as bytes.

It knows nothing of profiles and actions: whatever the reason that a value is still there, it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.header.dummies import dummy
from scrub.header.statements import STATEMENT
from scrub.model.header import Effect
from scrub.model.outcome import Check
from scrub.model.text import PhiKind
from scrub.stages.parts import uid_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from scrub.model.header import Identity
    from scrub.model.plan import Plan
    from scrub.stages.read import Instance

SHORTEST_NAME = 3
"""Parts of names shorter than this are in any text."""

SHORTEST_VALUE = 5
"""Other values shorter than this are in any text."""

_WHOLE = frozenset(
    {
        PhiKind.IDENTIFIER,
        PhiKind.INSTITUTION,
        PhiKind.ADDRESS,
        PhiKind.CONTACT,
        PhiKind.DATE,
        PhiKind.DEVICE,
        PhiKind.NAME,
    }
)
_FREE_TEXT = frozenset(["AE", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "UC", "UN", "UR", "UT"])
_NO_TEXT = frozenset(
    ["AS", "AT", "CS", "DS", "FD", "FL", "IS", "OB", "OD", "OF", "OL", "OV", "OW", "SL", "SS",
     "SV", "TM", "UI", "UL", "US", "UV"]
)  # fmt: skip
"""VRs that hold no free text. Where a file names none, or UN, the dictionary may know better."""

_SEQUENCES = frozenset({None, "SQ", "UN"})
_ASCII = re.compile(rb"[^\x1b\x80-\xff]*")
"""Bytes that are the same text in every character set: none of it begins another one."""

_PREAMBLE = 128
_DATES = frozenset({"DA", "DT"})
_SHORTEST_UID = 10

_NO_ONES = frozenset(word.casefold() for vr in ("PN", "AE", "DA", "DT") for word in dummy(vr))
"""What a source may have that was scrubbed before, and what we set ourselves."""


def header_checks(written: Instance, plan: Plan, own: Identity) -> Iterator[Check]:
    """Yield what there is to check of a header."""
    items = tuple(_items(written.dataset))
    text = "\n".join(text for item in items for text in _texts(item)).casefold()
    for phrase in _phrases(plan):
        text = text.replace(phrase, "")
    names = sum(_is_said(part, text) for part in _name_parts(own))
    yield Check("no name of the person is in the header", names == 0, _count(names, "name"))
    found = _found_in_bytes(written, plan, own)
    yield Check("no value of the person is in the bytes", found == 0, _count(found, "value"))
    private = any(map(_has_private, items))
    yield Check("no private element is left", not private or plan.keeps_private)
    yield Check("what was said is there", _statements_hold(written.dataset, plan))
    yield Check("file meta information is our own", _meta_is_ours(written, plan))


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def _items(dataset: Dataset) -> Iterator[Dataset]:
    """Yield a data set and each item of its sequences, however deep, as pydicom reads them."""
    yield dataset
    for raw in dataset.values():
        if raw.VR in _SEQUENCES and dataset[raw.tag].VR == "SQ":
            for item in dataset[raw.tag].value:
                yield from _items(item)


def _has_private(dataset: Dataset) -> bool:
    return any(element.tag >> 16 & 1 for element in dataset.values())


def _name_parts(own: Identity) -> frozenset[str]:
    parts = (
        part
        for value in own.values
        if value.kind is PhiKind.NAME
        for part in re.split(r"[\s^=,.]+", value.text.reveal().casefold())
    )
    return frozenset(part for part in parts if len(part) >= SHORTEST_NAME) - _NO_ONES


def _is_said(part: str, text: str) -> bool:
    # Nearly none is there at all, which is told faster without an expression.
    return part in text and bool(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text))


def _texts(item: Dataset) -> Iterator[str]:
    """Yield what may be text, as pydicom reads it: that takes its time, and ASCII is ASCII."""
    for raw in item.values():
        if raw.VR in _NO_TEXT:
            continue
        if isinstance(raw.value, bytes) and raw.VR != "UN" and _ASCII.fullmatch(raw.value):
            yield raw.value.decode("ascii")
            continue
        element = item[raw.tag]
        if element.VR in _FREE_TEXT:
            value = element.value
            yield value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _found_in_bytes(written: Instance, plan: Plan, own: Identity) -> int:
    """Return how many of the old values stand anywhere before the pixels, or in a codestream."""
    head = _head(written).lower()
    for phrase in _phrases(plan):
        head = head.replace(phrase.encode(), b"")
    # A date that was moved may fall on another one that was there.
    needles = {*_values(own), *_uids(own)} - _set(plan)
    return sum(any(stands(n, head) for n in _encodings(needle)) for needle in needles)


def _phrases(plan: Plan) -> frozenset[str]:
    """Return what is said of having been scrubbed: someone may be called Patient, or Dates."""
    # Not Image Type, which is a statement too: what it says beyond its first value is the source's.
    said = (e.value for e in plan.header if e.rule == STATEMENT and e.vr == "LO")
    return frozenset(value.casefold() for values in said for value in values if " " in value)


def _set(plan: Plan) -> frozenset[str]:
    """Return the dates that the plan itself writes."""
    dates = (edit.value for edit in plan.header if edit.vr in _DATES)
    return frozenset(value for values in dates for value in values)


def encoded_values(own: Identity) -> frozenset[bytes]:
    """Return the old values, lower case, in each encoding that they may stand in."""
    needles = {*_values(own), *_uids(own)}
    wide = (needle.encode(f"utf-16-{end}") for needle in needles for end in ("le", "be"))
    return frozenset({*(n for needle in needles for n in _encodings(needle)), *wide})


def _head(instance: Instance) -> bytes:
    """Return the file's bytes up to the pixels; of a deflated one, both as it is and inflated."""
    stop = instance.image.value_offset if instance.image else -1
    instance.stream.seek(0)
    head = instance.stream.read(stop)
    if instance.stream is not instance.raw:
        instance.raw.seek(0)
        head += instance.raw.read(1 << 12)
    return bytes(head)


def _values(own: Identity) -> Iterator[str]:
    for value in own.values:
        text = value.text.reveal().strip().casefold()
        if value.kind in _WHOLE and len(text) >= SHORTEST_VALUE and text not in _NO_ONES:
            yield text


def _uids(own: Identity) -> Iterator[str]:
    return (uid for uid in own.uids if len(uid) >= _SHORTEST_UID)


def _encodings(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "latin-1"):
        try:
            yield text.encode(encoding).lower()
        except UnicodeEncodeError:
            continue


def stands(needle: bytes, hay: bytes) -> bool:
    """Tell whether the needle is there, not as a part of a longer word or number."""
    if needle not in hay:
        return False
    return bool(re.search(rb"(?<![0-9a-z])" + re.escape(needle) + rb"(?![0-9a-z])", hay))


def _statements_hold(dataset: Dataset, plan: Plan) -> bool:
    method = dataset.get("DeidentificationMethodCodeSequence", [])
    codes = tuple(item.get("CodeValue") for item in method)
    says_no = dataset.get("BurnedInAnnotation") == "NO"
    promises_no = any(
        edit.effect is Effect.SET and edit.value == ("NO",) and str(edit.path) == "(0028,0301)"
        for edit in plan.header
    )
    removed = dataset.get("PatientIdentityRemoved") == ("NO" if plan.names_patient else "YES")
    return removed and codes == plan.codes and says_no >= promises_no


def _meta_is_ours(written: Instance, plan: Plan) -> bool:
    meta = written.meta
    written.raw.seek(0)
    return (
        uid_of(meta, "TransferSyntaxUID") == plan.transfer_syntax_uid
        and uid_of(meta, "MediaStorageSOPInstanceUID") == uid_of(written.dataset, "SOPInstanceUID")
        and "SourceApplicationEntityTitle" not in meta
        and written.raw.read(_PREAMBLE) == bytes(_PREAMBLE)
    )
