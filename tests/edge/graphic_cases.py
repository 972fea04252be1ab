"""Overlays, curves, icons and what codestreams carry: drawings and pictures beside the picture."""

from __future__ import annotations

import struct
from dataclasses import replace

from pydicom.encaps import encapsulate, generate_frames

from doubles.edge_instances import (
    BASE,
    MRN,
    PIXELS,
    ct,
    element,
    item,
    packaged,
    person,
    put,
    saved,
)
from doubles.edge_runs import Case, Check, Files, Ran

GRAPHICS = ("--option", "clean-graphics")
BITS = bytes(range(1, 33))
DELIMITED = "JPEG2000-embedded-sequence-delimiter.dcm"
JPEG = "SC_rgb_jpeg_dcmtk.dcm"


def curves() -> Files:
    dataset = ct()
    for group in (0x5000, 0x5002, 0x501E):
        put(
            dataset,
            (group << 16 | 0x0005, "US", 1),
            (group << 16 | 0x0022, "LO", f"Zzqcurve{group:04X}"),
            (group << 16 | 0x2500, "LO", f"Zzqlabel{group:04X}"),
            (group << 16 | 0x3000, "OW", b"ZzqDataOfCurve!!"),
        )
    return {"a.dcm": saved(dataset)}


def overlays() -> Files:
    dataset = ct()
    for group in (0x6000, 0x6002, 0x601E):
        put(
            dataset,
            (group << 16 | 0x0010, "US", 16),
            (group << 16 | 0x0011, "US", 16),
            (group << 16 | 0x0022, "LO", "Zzqdescribed"),
            (group << 16 | 0x0040, "CS", "G"),
            (group << 16 | 0x0050, "SS", [1, 1]),
            (group << 16 | 0x0100, "US", 1),
            (group << 16 | 0x0102, "US", 0),
            (group << 16 | 0x1500, "LO", "Zzqlabeled"),
            (group << 16 | 0x3000, "OW", BITS),
            (group << 16 | 0x4000, "LT", "Zzqoverlaid comment"),
        )
    return {"a.dcm": saved(dataset)}


def overlay_in_the_pixels() -> Files:
    words = struct.unpack("<256H", PIXELS)
    drawn = struct.pack("<256H", *(word | 0x8000 * (at % 3 == 0) for at, word in enumerate(words)))
    dataset = put(
        ct(),
        (0x60000010, "US", 16),
        (0x60000011, "US", 16),
        (0x60000040, "CS", "G"),
        (0x60000050, "SS", [1, 1]),
        (0x60000100, "US", 16),
        (0x60000102, "US", 15),
    )
    dataset.PixelData = drawn
    return {"a.dcm": saved(dataset)}


def icon() -> Files:
    small = item(
        Rows=4, Columns=4, SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2",
        BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0,
    )  # fmt: skip
    small.add_new(0x7FE00010, "OB", b"ZzqIconOfAFace!!")
    return {"a.dcm": saved(ct(IconImageSequence=[small]))}


def delimiter_in_a_frame() -> Files:
    dataset = packaged(DELIMITED)
    dataset.PatientName, dataset.PatientID = "Zzqvistholm^Quenyabelle", MRN
    return {"a.dcm": saved(dataset, syntax=dataset.file_meta.TransferSyntaxUID)}


def comment_in_a_frame() -> Files:
    dataset = packaged(JPEG)
    (frame,) = generate_frames(dataset.PixelData, number_of_frames=1)
    said = b"Zzqcommented^Marginalia"
    comment = b"\xff\xfe" + struct.pack(">H", len(said) + 2) + said
    syntax = dataset.file_meta.TransferSyntaxUID
    del dataset.PixelData
    for keyword, value in (
        (one.keyword, one.value) for one in person() if "SOPC" not in one.keyword
    ):
        setattr(dataset, keyword, value)
    encapsulated = encapsulate([frame[:2] + comment + frame[2:]])
    head = element(0x7FE00010, "OB", b"")[:8] + b"\xff\xff\xff\xff"
    end = b"\xfe\xff\xdd\xe0\0\0\0\0"
    return {"a.dcm": saved(dataset, [(0x7FE00010, head + encapsulated + end)], syntax=syntax)}


def nothing_of(first: int) -> Check:
    """Return a check that no repeating group of this kind is left."""

    def check(ran: Ran) -> None:
        assert not [one.tag for one in ran.one.iterall() if one.tag.group & 0xFF00 == first]

    return check


def high_bits_are_clear(ran: Ran) -> None:
    assert bytes(ran.one.PixelData) == PIXELS
    nothing_of(0x6000)(ran)


def planes_are_whole_or_gone(ran: Ran) -> None:
    for group in (0x6000, 0x6002, 0x601E):
        data = ran.one.get((group, 0x3000))
        size = ran.one.get((group, 0x0010))
        assert (data is None) == (size is None)


def no_icon(ran: Ran) -> None:
    assert "IconImageSequence" not in ran.one


def same_fragments(ran: Ran) -> None:
    was = packaged(DELIMITED).PixelData
    (before,) = generate_frames(was, number_of_frames=1)
    (after,) = generate_frames(ran.one.PixelData, number_of_frames=1)
    assert b"\xfe\xff\xdd\xe0" in after
    # Of the encoder's comment nothing but its length is left.
    comment = b"\0\1Kakadu-2.2"
    assert after == before.replace(comment, bytes(len(comment)))


def same_picture(ran: Ran) -> None:
    (before,) = generate_frames(packaged(JPEG).PixelData, number_of_frames=1)
    (after,) = generate_frames(ran.one.PixelData, number_of_frames=1)
    # From the first table on the two are the same.
    start = before.index(b"\xff\xdb")
    assert before[start:].rstrip(b"\0") == after[after.index(b"\xff\xdb") :].rstrip(b"\0")


_OVERLAYS = Case(
    "33",
    "overlay planes go whole",
    overlays,
    absent=(*BASE, "Zzqdescribed", "Zzqlabeled", "Zzqoverlaid", BITS),
    present=(PIXELS,),
    check=nothing_of(0x6000),
)

CASES = (
    Case(
        "32",
        "curves go, every group and element of them",
        curves,
        absent=(*BASE, "Zzqcurve", "Zzqlabel", "ZzqDataOfCurve"),
        present=(PIXELS,),
        check=nothing_of(0x5000),
    ),
    _OVERLAYS,
    replace(
        _OVERLAYS,
        options=GRAPHICS,
        absent=(*BASE, "Zzqdescribed", "Zzqlabeled", "Zzqoverlaid"),
        check=planes_are_whole_or_gone,
    ),
    Case(
        "34",
        "an overlay in unused bits of the pixels is cleared, and its group goes",
        overlay_in_the_pixels,
        absent=BASE,
        check=high_bits_are_clear,
    ),
    Case(
        "35",
        "an icon goes",
        icon,
        absent=(*BASE, "ZzqIconOfAFace"),
        present=(PIXELS,),
        check=no_icon,
    ),
    Case(
        "44",
        "a frame that holds a delimiter comes out as it went in",
        delimiter_in_a_frame,
        absent=("Zzqvistholm", "Quenyabelle", MRN),
        check=same_fragments,
    ),
    Case(
        "77",
        "a comment inside a codestream goes, and the picture stays",
        comment_in_a_frame,
        absent=(*BASE, "Zzqcommented", "Marginalia"),
        check=same_picture,
    ),
)
