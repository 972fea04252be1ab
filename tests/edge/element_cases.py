"""Single elements in forms that no one expects: unknown, broken, twice, nested, enormous."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

from doubles.edge_instances import (
    BASE,
    BIRTH,
    CT,
    FAMILY,
    GIVEN,
    IMPLICIT,
    INSTANCE,
    MRN,
    PIXELS,
    STUDY_TIME,
    base_but,
    code,
    ct,
    data_set,
    element,
    file_of,
    item,
    saved,
    sequence,
)
from doubles.edge_runs import Case, Files, Ran

if TYPE_CHECKING:
    from pydicom import Dataset

SHIFTED = ("--option", "retain-modified-dates")
DESCRIPTORS = ("--option", "clean-descriptors")


def nested() -> Files:
    region: list[Dataset] = []
    for depth in range(5, 0, -1):
        one = code("T-D1100", "SRT", "Head")
        one.PatientName, one.InstitutionName = f"Zzqdeep{depth}^Nestor", f"Zzqhall{depth} Clinic"
        if region:
            one.AnatomicRegionSequence = region
        region = [one]
    return {"a.dcm": saved(ct(AnatomicRegionSequence=region))}


def five_regions(ran: Ran) -> None:
    inner, depth = ran.one, 0
    while "AnatomicRegionSequence" in inner:
        inner, depth = inner.AnatomicRegionSequence[0], depth + 1
        assert inner.CodeMeaning == "Head"
    assert depth == 5


def as_un() -> Files:
    raw = [
        (0x00104000, element(0x00104000, "UN", b"Zzqcomment about her")),
        (0x00120021, element(0x00120021, "UN", b"ZZQ07 PROTOCOL")),
    ]
    return {"a.dcm": saved(ct(), raw)}


def new_attributes(*, implicit: bool) -> Files:
    def one(tag: int, vr: str, value: bytes) -> tuple[int, bytes]:
        return tag, element(tag, vr, value, implicit=implicit)

    name = one(0x00100012, "LT", b"Zzqtouse")[1]
    raw = [
        (0x00100011, sequence(0x00100011, [name], implicit=implicit)),
        one(0x00100012, "LT", b"Zzqnamed"),
        one(0x3004007F, "LO", b"ZZQ08 MODEL"),
        one(0x0040B034, "DT", b"20040827101112.7713"),
        one(0x0040E012, "UR", b"http://zzq08.example/view"),
    ]
    return {"a.dcm": saved(ct(), raw, syntax=IMPLICIT if implicit else "1.2.840.10008.1.2.1")}


NEW = (*BASE, "Zzqtouse", "Zzqnamed", "ZZQ08 MODEL", "20040827", "zzq08.example")


def of_no_vr() -> Files:
    values = {
        0x00080021: ("DA", b"2004.08.26"),
        0x00080022: ("DA", b"some day, Zzqdateless"),
        0x00080024: ("DA", b"19610231"),
        0x00080025: ("DA", b"unknown Zzqcurve"),
        0x00080032: ("TM", b"09:31:27.77123"),
        0x00101010: ("AS", b"93"),
        0x00102210: ("CS", b"zzqlower case"),
        0x00180015: ("CS", b"zzqpart of body"),
        0x00180060: ("DS", b"Zzqkilovolt"),
        0x00181150: ("IS", b"Zzqmillis"),
        0x00200012: ("IS", b"1.5"),
        0x00280010: ("US", struct.pack("<H", 16)),
    }
    dataset = ct(SeriesDate=None, KVP=None, AcquisitionNumber=None, Rows=None)
    dataset.PatientBirthDate = None
    raw = [(tag, element(tag, *value)) for tag, value in values.items()]
    raw.append((0x00100030, element(0x00100030, "DA", b"1961.03.17")))
    return {"a.dcm": saved(dataset, raw)}


BROKEN = (
    "1961.03.17", "2004.08.26", "Zzqdateless", "19610231", "Zzqcurve", "09:31:27", "zzqlower",
    "zzqpart", "Zzqkilovolt", "Zzqmillis",
)  # fmt: skip


def no_broken_age(ran: Ran) -> None:
    assert ran.one.get("PatientAge") != "93"


def twice_and_late() -> Files:
    body = data_set(ct())
    at = body.index(b"\xe0\x7f\x10\x00OW")
    second = element(0x00100010, "PN", b"Zzqsecond^Duplica")
    late = element(0x00101040, "LO", b"Zzqlate Street 12")
    at_name = body.index(b"\x10\x00\x20\x00LO")
    body = body[:at_name] + second + body[at_name:at] + late + body[at:]
    return {"a.dcm": file_of(body, CT, INSTANCE)}


def ascending(ran: Ran) -> None:
    tags = [int(one.tag) for one in ran.one]
    assert tags == sorted(set(tags))


def group_lengths() -> Files:
    raw = [
        (0x00080000, element(0x00080000, "UL", struct.pack("<I", 12))),
        (0x00100000, element(0x00100000, "UL", struct.pack("<I", 9999))),
    ]
    return {"a.dcm": saved(ct(), raw)}


def no_group_length(ran: Ran) -> None:
    assert not [one.tag for one in ran.one if one.tag.element == 0]


def nested_by(depth: int) -> Files:
    inner = element(0x00100010, "PN", b"Zzqbottom^Abyssa", implicit=True)
    for _ in range(depth):
        inner = sequence(0x00082218, [inner], implicit=True)
    dataset = ct()
    return {"a.dcm": saved(dataset, [(0x00082218, inner)], syntax=IMPLICIT)}


def unlisted_text() -> Files:
    filler = "The liver is normal in size and shape. " * 1800
    dataset = ct(
        TextValue=f"{filler}{GIVEN} {FAMILY.upper()}, {MRN}, seen on 17.03.1961",
        AnatomicRegionSequence=[item(LongCodeValue=f"Zone of {FAMILY}", CodeMeaning="Abdomen")],
        ViewCodeSequence=[item(URNCodeValue=f"urn:zzq:{MRN}:{FAMILY}", CodeMeaning="axial")],
    )
    return {"a.dcm": saved(dataset)}


def unlisted_text_of_others() -> Files:
    dataset = ct(
        TextValue="Dictated by Dr. Zzqdictator, call 555-0142-773, born 04.05.1938",
        AnatomicRegionSequence=[item(LongCodeValue="region", CodeMeaning="Abdomen")],
    )
    return {"a.dcm": saved(dataset)}


def local_meaning() -> Files:
    region = code("A1", "99ZZQ", "Abdomen of Mr. Zzqneighbor")
    return {"a.dcm": saved(ct(AnatomicRegionSequence=[region]))}


_BROKEN = Case(
    "16",
    "values that break their VR neither crash it nor pass through",
    of_no_vr,
    absent=(*base_but(BIRTH), *BROKEN),
    present=(PIXELS,),
    check=no_broken_age,
)
_LONG_TEXT = Case(
    "54",
    "text of an attribute that the table does not list is searched whole",
    unlisted_text,
    absent=(*BASE, "urn:zzq", "17.03.1961"),
)
_OTHERS = Case(
    "54b",
    "unlisted free text that names others goes, or their names go",
    unlisted_text_of_others,
    absent=(*BASE, "Zzqdictator", "555-0142-773", "04.05.1938"),
)

_LOCAL = Case(
    "54c",
    "what a local code means is free text that the table does not list",
    local_meaning,
    absent=(*BASE, "Zzqneighbor"),
)

CASES = (
    Case(
        "01",
        "identifiers five sequences down go, and the sequences stay",
        nested,
        absent=(*BASE, "Zzqdeep", "Nestor", "Zzqhall"),
        present=("T-D1100", PIXELS),
        check=five_regions,
    ),
    Case(
        "07",
        "a public attribute written as UN is judged by its tag",
        as_un,
        absent=(*BASE, "Zzqcomment", "ZZQ07"),
    ),
    Case(
        "08",
        "attributes newer than the dictionary go by their tags",
        lambda: new_attributes(implicit=False),
        absent=NEW,
    ),
    Case(
        "09",
        "attributes newer than the dictionary go in implicit VR, too",
        lambda: new_attributes(implicit=True),
        absent=NEW,
    ),
    _BROKEN,
    replace(_BROKEN, options=SHIFTED, absent=(*base_but(BIRTH, STUDY_TIME), *BROKEN)),
    Case(
        "46",
        "of a tag that is there twice, or out of order, nothing is left",
        twice_and_late,
        absent=(*BASE, "Zzqsecond", "Duplica", "Zzqlate"),
        present=(PIXELS,),
        check=ascending,
    ),
    Case("47", "group lengths are dropped", group_lengths, absent=BASE, check=no_group_length),
    Case(
        "53",
        "sixty sequences inside each other are refused",
        lambda: nested_by(60),
        ("refused",),
        absent=(*BASE, "Zzqbottom", "Abyssa"),
    ),
    Case(
        "53b",
        "three thousand sequences inside each other do not overflow the stack",
        lambda: nested_by(3000),
        ("refused",),
        absent=(*BASE, "Zzqbottom", "Abyssa"),
    ),
    _LONG_TEXT,
    replace(_LONG_TEXT, options=DESCRIPTORS),
    _OTHERS,
    replace(_OTHERS, options=DESCRIPTORS),
    _LOCAL,
    replace(_LOCAL, options=DESCRIPTORS),
)
