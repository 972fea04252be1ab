"""Character sets: escaped, of many bytes, wrong, missing, changing inside an item."""

from __future__ import annotations

from dataclasses import replace

from doubles.edge_instances import (
    BASE,
    FAMILY,
    GIVEN,
    IMPLICIT,
    PIXELS,
    base_but,
    code,
    ct,
    data_set,
    element,
    item,
    saved,
    sequence,
)
from doubles.edge_runs import Case, Check, Files, Ran

DESCRIPTORS = ("--option", "clean-descriptors")
NAMELESS = base_but(FAMILY, GIVEN)
JAPANESE = "骨盤"
CHINESE = "乗骨"
"""The second byte of its first character is a backslash's."""


def japanese() -> Files:
    dataset = ct(
        SpecificCharacterSet=["", "ISO 2022 IR 87"],
        PatientName="Zzqyamada^Tarouq=山田^太郎=やまだ^たろう",
        StudyDescription="CT ABD 山田 太郎 axial",
        PositionReferenceIndicator=JAPANESE,
    )
    return {"a.dcm": saved(dataset)}


def chinese() -> Files:
    dataset = ct(
        SpecificCharacterSet="GB18030",
        PatientName="Zzqwang^XiaoDong=昞^小东",
        StudyDescription="CT ABD 昞小东 axial",
        PositionReferenceIndicator=CHINESE,
    )
    return {"a.dcm": saved(dataset)}


def korean() -> Files:
    dataset = ct(
        SpecificCharacterSet=["", "ISO 2022 IR 149"],
        PatientName="Zzqhong^Gildong=洪^吉洞=홍^길동",
        StudyDescription="CT ABD 홍길동 axial",
    )
    return {"a.dcm": saved(dataset)}


def undeclared() -> Files:
    name = element(0x00100010, "PN", "Zzqmüller^Jürgenius".encode())
    region = element(0x00201040, "LO", "Brücke".encode())
    dataset = ct(PatientName=None, PositionReferenceIndicator=None)
    return {"a.dcm": saved(dataset, [(0x00100010, name), (0x00201040, region)])}


def unknown() -> Files:
    dataset = ct(PatientName=None, PositionReferenceIndicator=None)
    raw = [
        (0x00080005, element(0x00080005, "CS", b"ISO_IR_999")),
        (0x00100010, element(0x00100010, "PN", b"Zzqm\xfcller^J\xfcrgenius")),
        (0x00201040, element(0x00201040, "LO", b"for M\xfcller zzqhandled")),
        (0x00204000, element(0x00204000, "LT", b"M\xfcller zzqcommented")),
    ]
    return {"a.dcm": saved(dataset, raw)}


def wrongly_declared() -> Files:
    raw = [
        (0x00080005, element(0x00080005, "CS", b"ISO_IR 192")),
        (0x00100010, element(0x00100010, "PN", "Zzqmüllerov^Gisèlia".encode("latin-1"))),
        (0x00201040, element(0x00201040, "LO", "Gisèlia".encode("latin-1"))),
    ]
    return {"a.dcm": saved(ct(PatientName=None, PositionReferenceIndicator=None), raw)}


def changing_in_an_item() -> Files:
    meaning = element(0x00080104, "LO", "Щмарков".encode())
    inner = element(0x00080005, "CS", b"ISO_IR 192") + meaning
    view = element(0x00080104, "LO", "axial, Щмарков".encode("iso8859_5"))
    dataset = ct(PatientName=None, SpecificCharacterSet="ISO_IR 144")
    raw = [
        (0x00082218, sequence(0x00082218, [inner])),
        (0x00100010, element(0x00100010, "PN", "Щмарков^Иванова".encode("iso8859_5"))),
        (0x00540220, sequence(0x00540220, [view])),
    ]
    return {"a.dcm": saved(dataset, raw)}


def in_wide_letters() -> Files:
    wide = f"{FAMILY} {GIVEN}".encode("utf-16-le")
    raw = [(0x00201040, element(0x00201040, "LO", wide))]
    return {"a.dcm": saved(ct(PositionReferenceIndicator=None), raw)}


def nul_inside() -> Files:
    region = b"of " + FAMILY[:4].encode() + b"\0" + FAMILY[4:].encode()
    raw = [
        (0x00100010, element(0x00100010, "PN", f"{FAMILY}\0^{GIVEN}".encode())),
        (0x00201040, element(0x00201040, "LO", region)),
    ]
    return {"a.dcm": saved(ct(PatientName=None, PositionReferenceIndicator=None), raw)}


def decomposed() -> Files:
    dataset = ct(
        SpecificCharacterSet="ISO_IR 192",
        PatientName="Zzqnoël^Quenyébelle",
        AnatomicRegionSequence=[code("T1", "99ZZ", "knee of ZZQNOE\u0308L")],
        ViewCodeSequence=[code("V1", "99ZZ", "axial")],
    )
    return {"a.dcm": saved(dataset)}


def unknown_bytes_in_implicit() -> Files:
    inner = data_set(item(PatientName="Zzqimplicit^Bytesia"), syntax=IMPLICIT)
    raw = [
        (0x00111010, sequence(0x00111010, [inner], implicit=True)),
        (0x00110010, element(0x00110010, "LO", b"ACME SYNTH", implicit=True)),
        (0x0010FF01, element(0x0010FF01, "UN", b"Zzqunlisted one", implicit=True)),
    ]
    return {"a.dcm": saved(ct(), raw, syntax=IMPLICIT)}


def says(expected: str) -> Check:
    """Return a check of what the text that stays reads as."""

    def check(ran: Ran) -> None:
        assert ran.one.PositionReferenceIndicator == expected

    return check


def descriptions_are_cleaned(expected: str) -> Check:
    """Return a check that only the name went from the description, and the rest reads as it did."""

    def check(ran: Ran) -> None:
        assert "ABD" in ran.one.StudyDescription
        assert "axial" in ran.one.StudyDescription
        assert ran.one.get("PositionReferenceIndicator", "") == expected

    return check


def nothing_declared(ran: Ran) -> None:
    assert "SpecificCharacterSet" not in ran.one
    assert str(ran.one.PatientName).startswith("ANON_")


_JAPANESE = Case(
    "10",
    "of a name in three scripts nothing is left, and what stays still decodes",
    japanese,
    absent=(*NAMELESS, "Zzqyamada", "Tarouq", "山田", "太郎", "やまだ", "たろう"),
    present=(PIXELS,),
    check=says(JAPANESE),
)
_CHINESE = Case(
    "11",
    "GB18030 is not split where a second byte is a backslash",
    chinese,
    absent=(*NAMELESS, "Zzqwang", "XiaoDong", "昞", "小东"),
    check=says(CHINESE),
)
_KOREAN = Case(
    "64",
    "Korean behind escapes goes, too",
    korean,
    absent=(*NAMELESS, "Zzqhong", "Gildong", "홍", "길동", "吉洞"),
)

CASES = (
    _JAPANESE,
    replace(_JAPANESE, options=DESCRIPTORS, check=descriptions_are_cleaned(JAPANESE)),
    _CHINESE,
    replace(_CHINESE, options=DESCRIPTORS, check=descriptions_are_cleaned(CHINESE)),
    _KOREAN,
    replace(_KOREAN, options=DESCRIPTORS, check=descriptions_are_cleaned("")),
    Case(
        "12",
        "without a character set nothing crashes, and none is invented",
        undeclared,
        absent=(*NAMELESS, "Zzqmüller", "Jürgenius"),
        present=(PIXELS,),
        check=nothing_declared,
    ),
    Case(
        "13",
        "text of an unknown character set is not kept",
        unknown,
        absent=(*NAMELESS, b"Zzqm\xfcller", "rgenius", "zzqhandled", "zzqcommented"),
        present=(PIXELS,),
    ),
    Case(
        "65",
        "a name is found though its bytes are not of the declared character set",
        wrongly_declared,
        absent=(*NAMELESS, b"Zzqm\xfcllerov", "llerov", b"Gis\xe8lia"),
    ),
    Case(
        "66",
        "a name is found in an item that has a character set of its own",
        changing_in_an_item,
        absent=(
            *NAMELESS,
            "Щмарков",
            "Иванова".encode("iso8859_5"),
            "марков".encode("iso8859_5"),
        ),
    ),
    Case(
        "67",
        "a name in two bytes a letter is found where it does not belong",
        in_wide_letters,
        absent=BASE,
    ),
    Case(
        "68",
        "a zero byte inside a value hides no name",
        nul_inside,
        absent=(*NAMELESS, FAMILY, GIVEN[2:], FAMILY[4:]),
    ),
    Case(
        "69",
        "an accent written by itself hides no name",
        decomposed,
        absent=(*NAMELESS, "Zzqnoël", "ZZQNOE", "Quenyébelle"),
        present=("axial",),
    ),
    Case(
        "70",
        "what is unknown in implicit VR goes, sequences too",
        unknown_bytes_in_implicit,
        absent=(*BASE, "Zzqimplicit", "Bytesia", "Zzqunlisted"),
    ),
)
