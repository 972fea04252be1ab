"""The header's own values searched for in what was written, as text and as bytes.

It knows nothing of profiles and actions: whatever the reason that a value is still there, it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom import dcmread

from scrub.header.dummies import dummy
from scrub.model.header import Effect
from scrub.model.outcome import Check
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_WELL_KNOWN = "1.2.840.10008."
_SHORTEST_UID = 10
_NO_INSTANCE = ("ClassUID", "VersionUID", "CodingSchemeUID")
"""Ends of keywords: classes, versions of software and codes are no one's, makers' own neither."""

_NO_ONES = frozenset(word.casefold() for vr in ("PN", "AE", "DA", "DT") for word in dummy(vr))
"""What a source may have that was scrubbed before, and what we set ourselves."""


def header_checks(
    written: Instance, original: Instance, plan: Plan, own: Identity
) -> Iterator[Check]:
    """Yield what there is to check of a header."""
    written.raw.seek(0)
    dataset = dcmread(written.raw, stop_before_pixels=True)
    names = sum(_is_said(part, dataset) for part in _name_parts(own))
    yield Check("no name of the person is in the header", names == 0, _count(names, "name"))
    found = _found_in_bytes(written, original, own)
    yield Check("no value of the person is in the bytes", found == 0, _count(found, "value"))
    yield Check("no private element is left", not any(e.tag.is_private for e in _all(dataset)))
    yield Check("what was said is there", _statements_hold(dataset, plan))
    yield Check("file meta information is our own", _meta_is_ours(dataset, plan))


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def _all(dataset: Dataset) -> Iterator:  # type: ignore[type-arg]
    return dataset.iterall()


def _name_parts(own: Identity) -> frozenset[str]:
    parts = (
        part
        for value in own.values
        if value.kind is PhiKind.NAME
        for part in re.split(r"[\s^=,.]+", value.text.reveal().casefold())
    )
    return frozenset(part for part in parts if len(part) >= SHORTEST_NAME) - _NO_ONES


def _is_said(part: str, dataset: Dataset) -> bool:
    word = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
    return any(word.search(text) for text in _texts(dataset))


def _texts(dataset: Dataset) -> Iterator[str]:
    for element in _all(dataset):
        if element.VR in _FREE_TEXT:
            value = element.value
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            yield text.casefold()


def _found_in_bytes(written: Instance, original: Instance, own: Identity) -> int:
    """Return how many of the old values stand anywhere before the pixels, or in a codestream."""
    head = _head(written)
    needles = {*_values(own), *_uids(original.dataset)}
    return sum(any(_stands(n, head) for n in _encodings(needle)) for needle in needles)


def encoded_values(own: Identity, dataset: Dataset) -> frozenset[bytes]:
    """Return the old values, lower case, in each encoding that they may stand in."""
    needles = {*_values(own), *_uids(dataset)}
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


def _uids(dataset: Dataset) -> Iterator[str]:
    for element in _all(dataset):
        if element.VR == "UI" and not element.keyword.endswith(_NO_INSTANCE):
            values: Iterable[str] = element.value if element.VM > 1 else (element.value or "",)
            for uid in map(str, values):
                if len(uid) >= _SHORTEST_UID and not uid.startswith(_WELL_KNOWN):
                    yield uid


def _encodings(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "latin-1"):
        try:
            yield text.encode(encoding).lower()
        except UnicodeEncodeError:
            continue


def _stands(needle: bytes, hay: bytes) -> bool:
    """Tell whether the needle is there, not as a part of a longer word or number."""
    return bool(re.search(rb"(?<![0-9a-z])" + re.escape(needle) + rb"(?![0-9a-z])", hay.lower()))


def _statements_hold(dataset: Dataset, plan: Plan) -> bool:
    codes = [
        item.get("CodeValue") for item in dataset.get("DeidentificationMethodCodeSequence", [])
    ]
    cleaned = plan.has_pixels and plan.looked
    promised = ["113100", "113101"] if cleaned else ["113100"]
    says_no = dataset.get("BurnedInAnnotation") == "NO"
    promises_no = any(
        edit.effect is Effect.SET and str(edit.path) == "(0028,0301)" for edit in plan.header
    )
    removed = dataset.get("PatientIdentityRemoved") == "YES"
    return removed and codes == promised and says_no >= promises_no


def _meta_is_ours(dataset: Dataset, plan: Plan) -> bool:
    meta = dataset.file_meta
    return (
        meta.TransferSyntaxUID == plan.transfer_syntax_uid
        and meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
        and "SourceApplicationEntityTitle" not in meta
        and dataset.preamble == b"\0" * 128
    )
