"""Every attribute of the data dictionary says who it is about, at the top and in an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom._dicom_dict import DicomDictionary

from doubles.edge_instances import (
    BASE,
    FAMILY,
    IMPLICIT,
    PIXELS,
    ROOT,
    ct,
    element,
    saved,
    sequence,
)
from doubles.edge_runs import Case, Files, Ran

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = ("AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
DATES = {"DA": b"19610317", "DT": b"19610317093127.48151", "TM": b"093127.48151"}
_REGION = 0x00082218
_NOT_IN_DATA_SETS = frozenset({0x0000, 0x0002, 0x0004, 0x7FE0, 0xFFFE})
_OWN = frozenset(
    [
        *(0x00080005, 0x00080016, 0x00080018, 0x00080060, 0x00100010, 0x00100020, 0x0020000D),
        *(0x0020000E, 0x00280004),
    ]
)
"""What an instance cannot do without."""

_CLASSES = ("ClassUID", "ClassesInStudy", "ClassesInSeries", "ClassesSupported", "SyntaxUID")
_MAKERS = (
    *("CodingSchemeUID", "ContextGroupExtensionCreatorUID", "ContextUID", "CreatorVersionUID"),
    "MappingResourceUID",
)
"""UIDs of classes, syntaxes, codes and software: they are no one's."""


def attributes(vrs: frozenset[str]) -> Iterator[tuple[int, str]]:
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if keyword.endswith((*_CLASSES, *_MAKERS)):
            continue
        if vr in vrs and tag >> 16 not in _NOT_IN_DATA_SETS and tag not in _OWN:
            yield tag, vr


def names_everywhere(*, implicit: bool) -> Files:
    values = {vr: f"of {FAMILY}".encode() for vr in WORDS} | {"CS": FAMILY.upper().encode()}
    return everywhere(values, implicit=implicit)


def uids_everywhere() -> Files:
    return everywhere({"UI": f"{ROOT}.85.1".encode()}, implicit=False)


def everywhere(values: dict[str, bytes], *, implicit: bool) -> Files:
    """Return an image that has every attribute of some VRs, at the top and in an item."""
    raw = [
        (tag, element(tag, vr, values[vr], implicit=implicit))
        for tag, vr in sorted(attributes(frozenset(values)))
    ]
    inside = b"".join(octets for _, octets in raw)
    top = ct()
    mine = {int(one.tag) for one in top}
    raw = [(tag, octets) for tag, octets in raw if tag not in mine]
    raw.append((_REGION, sequence(_REGION, [inside], implicit=implicit)))
    return {"a.dcm": saved(top, raw, syntax=IMPLICIT if implicit else "1.2.840.10008.1.2.1")}


def many_are_there(ran: Ran) -> None:
    assert len(ran.one.AnatomicRegionSequence[0]) > 20


CASES = (
    Case("83", "the name goes from whatever attribute it is in",
         lambda: names_everywhere(implicit=False), absent=BASE, present=(PIXELS,)),
    Case("83b", "the name goes from whatever attribute it is in, in implicit VR",
         lambda: names_everywhere(implicit=True), absent=BASE, present=(PIXELS,)),
    Case("84", "dates and times go from whatever attribute they are in",
         lambda: everywhere(DATES, implicit=False), absent=BASE, present=(PIXELS,)),
    Case("85", "UIDs are mapped in whatever attribute they are", uids_everywhere,
         absent=BASE, present=(PIXELS,), check=many_are_there),
)  # fmt: skip
