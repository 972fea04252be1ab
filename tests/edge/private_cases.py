"""Private attributes: blocks, creators, orphans and what hides in UN."""

from __future__ import annotations

from dataclasses import replace

from doubles.edge_instances import BASE, PIXELS, ct, data_set, element, item, put, saved, sequence
from doubles.edge_runs import Case, Check, Files, Ran

SAFE = ("--option", "retain-safe-private")


def two_blocks() -> Files:
    dataset = put(
        ct(),
        (0x70530010, "LO", "ACME SYNTH"),
        (0x70530011, "LO", "Philips PET Private Group"),
        (0x70531000, "LO", "ZZQ02ACME"),
        (0x70531100, "DS", "1.602713"),
    )
    return {"a.dcm": saved(dataset)}


def one_creator_twice() -> Files:
    dataset = put(
        ct(),
        (0x00190010, "LO", "SIEMENS MR HEADER"),
        (0x00190011, "LO", "SIEMENS MR HEADER"),
        (0x00191008, "LO", "ZZQ03FIRST"),
        (0x0019100C, "IS", "1000"),
        (0x00191109, "LO", "ZZQ03SECOND"),
        (0x0019110D, "CS", "DIRECTIONAL"),
    )
    return {"a.dcm": saved(dataset)}


def orphans() -> Files:
    raw = [
        (0x00090001, element(0x00090001, "LO", b"ZZQ04LOW")),
        (0x00431027, element(0x00431027, "SH", b"ZZQ04ORPHAN")),
    ]
    return {"a.dcm": saved(ct(), raw)}


def misspelt_creators() -> Files:
    raw = [
        (0x01F10010, element(0x01F10010, "LO", b"elscint1")),
        (0x01F10011, element(0x01F10011, "LO", b"ELSCINT1  ")),
        (0x01F11001, element(0x01F11001, "CS", b"ZZQ05WRONG")),
        (0x01F11101, element(0x01F11101, "CS", b"HELICAL")),
    ]
    return {"a.dcm": saved(ct(), raw)}


def implicit_sequence_in_un() -> Files:
    inner = data_set(
        item(PatientName="Zzqundefin^Unknownia", CodeMeaning="stack"), syntax="1.2.840.10008.1.2"
    )
    raw = [
        (0x20010010, element(0x20010010, "LO", b"Philips Imaging DD 001")),
        (0x2001105F, sequence(0x2001105F, [inner], vr="UN")),
    ]
    return {"a.dcm": saved(ct(), raw)}


def sequence_in_sequence() -> Files:
    block = put(
        item(CodeValue="T-D4000", CodingSchemeDesignator="SRT", CodeMeaning="Abdomen"),
        (0x00290010, "LO", "ACME SYNTH"),
        (0x00291010, "SQ", [item(PatientName="Zzqinnermost^Privatia")]),
    )
    return {"a.dcm": saved(ct(AnatomicRegionSequence=[block]))}


def text_as_bytes() -> Files:
    dataset = put(
        ct(),
        (0x00290010, "LO", "ACME SYNTH"),
        (0x00291020, "OB", b"<name>Zzqbinarov Obadia</name>\0"),
        (0x00291021, "UN", "ZzqwideÜn".encode("utf-16-le")),
    )
    return {"a.dcm": saved(dataset)}


def creator_only() -> Files:
    return {"a.dcm": saved(put(ct(), (0x00290010, "LO", "ZZQ62 SITE OF DR ZZQCREATOR")))}


def safe_uid() -> Files:
    dataset = put(
        ct(),
        (0x20010010, "LO", "Philips Imaging DD 001"),
        (0x2001105F, "SQ", [item(PatientName="Zzqstack^Sequentia", StackID="1")]),
        (0x70530010, "LO", "Philips PET Private Group"),
        (0x70531000, "DS", "0.00123771"),
    )
    raw = [
        (0x00E10010, element(0x00E10010, "LO", b"ELSCINT1")),
        (0x00E11021, element(0x00E11021, "DS", b"Zzqdosely")),
    ]
    return {"a.dcm": saved(dataset, raw)}


def nothing_private(ran: Ran) -> None:
    assert not [one.tag for one in ran.one.iterall() if one.tag.is_private]


def kept(*tags: int) -> Check:
    """Return a check that these and no others are the private elements at the top."""

    def check(ran: Ran) -> None:
        assert [int(one.tag) for one in ran.one if one.tag.is_private] == list(tags)

    return check


def the_region_is_there(ran: Ran) -> None:
    assert ran.one.AnatomicRegionSequence[0].CodeMeaning == "Abdomen"
    nothing_private(ran)


def clean_inside(ran: Ran) -> None:
    tags = [int(one.tag) for one in ran.one if one.tag.is_private]
    assert tags in ([], [0x20010010, 0x2001105F])
    names = [str(one.value) for one in ran.one.iterall() if one.VR == "PN"]
    assert not [name for name in names if "Zzq" in name]


_TWO = Case(
    "02",
    "two private blocks in one group are told apart by their creators",
    two_blocks,
    absent=(*BASE, "ZZQ02ACME", "1.602713", "Philips PET"),
    present=(PIXELS,),
    check=nothing_private,
)
_TWICE = Case(
    "03",
    "one creator that reserves two blocks is judged alike in both",
    one_creator_twice,
    absent=(*BASE, "ZZQ03FIRST", "ZZQ03SECOND", "DIRECTIONAL", "SIEMENS MR"),
    present=(PIXELS,),
    check=nothing_private,
)
_ORPHANS = Case(
    "04",
    "private elements without a creator, and below 0010, go",
    orphans,
    absent=(*BASE, "ZZQ04LOW", "ZZQ04ORPHAN"),
    check=nothing_private,
)
_MISSPELT = Case(
    "05",
    "a creator in the wrong case is another; its padding does not count",
    misspelt_creators,
    absent=(*BASE, "ZZQ05WRONG", "HELICAL", "ELSCINT1"),
    check=nothing_private,
)
_UN = Case(
    "06",
    "a private UN of undefined length is a sequence in implicit VR",
    implicit_sequence_in_un,
    absent=(*BASE, "Zzqundefin", "Unknownia", "Philips Imaging"),
    check=nothing_private,
)
_SAFE = Case(
    "63",
    "what is safe is no copy: sequences are cleaned, and what is not of its VR goes",
    safe_uid,
    absent=(*BASE, "Zzqdosely", "Zzqstack", "Sequentia", "0.00123771"),
    check=nothing_private,
)

CASES = (
    _TWO,
    replace(
        _TWO,
        options=SAFE,
        absent=(*BASE, "ZZQ02ACME", "ACME SYNTH"),
        present=("Philips PET Private Group", "1.602713"),
        check=kept(0x70530011, 0x70531100),
    ),
    _TWICE,
    replace(
        _TWICE,
        options=SAFE,
        absent=(*BASE, "ZZQ03FIRST", "ZZQ03SECOND"),
        check=kept(0x00190010, 0x00190011, 0x0019100C, 0x0019110D),
    ),
    _ORPHANS,
    replace(_ORPHANS, options=SAFE),
    _MISSPELT,
    replace(
        _MISSPELT,
        options=SAFE,
        absent=(*BASE, "ZZQ05WRONG"),
        present=("HELICAL",),
        check=kept(0x01F10011, 0x01F11101),
    ),
    _UN,
    replace(_UN, options=SAFE, absent=(*BASE, "Zzqundefin", "Unknownia"), check=clean_inside),
    Case(
        "60",
        "a private sequence inside a sequence that is kept goes, and the rest of its item stays",
        sequence_in_sequence,
        absent=(*BASE, "Zzqinnermost", "Privatia", "ACME SYNTH"),
        check=the_region_is_there,
    ),
    Case(
        "61",
        "text in private elements that are said to be bytes goes",
        text_as_bytes,
        absent=(*BASE, "Zzqbinarov", "Obadia", "Zzqwide"),
        check=nothing_private,
    ),
    Case(
        "62",
        "a creator that reserves nothing goes too: it may be somebody",
        creator_only,
        absent=(*BASE, "ZZQ62", "ZZQCREATOR"),
        check=nothing_private,
    ),
    _SAFE,
    replace(
        _SAFE,
        options=SAFE,
        absent=(*BASE, "Zzqdosely", "Zzqstack", "Sequentia"),
        present=("0.00123771",),
        check=None,
    ),
)
