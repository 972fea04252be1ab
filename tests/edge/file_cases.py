"""What is wrong around the data set: preambles, ends, indexes, other files, telling names."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pydicom import dcmread
from pydicom.fileset import FileSet

from doubles.edge_instances import (
    BASE,
    BIG_ENDIAN,
    BIRTH,
    DEFLATED,
    FAMILY,
    GIVEN,
    IMPLICIT,
    INSTANCE,
    MRN,
    PIXELS,
    SERIAL,
    base_but,
    ct,
    data_set,
    element,
    having,
    person,
    saved,
)
from doubles.edge_runs import Case, Files, Ran

CUT = 300
TAIL = b"Zzqtail^Appendixia 555-0142-31\0\0\0"


def without_start(*lengths: int) -> Files:
    whole = saved(ct(), syntax=IMPLICIT)
    files = {f"{length}.dcm": whole[length:] for length in lengths}
    # A run in which nothing is DICOM ends otherwise.
    return files | {"whole.dcm": saved(ct(SOPInstanceUID=f"{INSTANCE}.2"))}


def cut_in_a_header() -> Files:
    whole = saved(ct(DistanceSourceToDetector="1085"))
    return {"a.dcm": whole[: whole.index(b"\x18\x00\x10\x11DS") + 5]}


def cut_in_a_sequence() -> Files:
    whole = saved(ct(OtherPatientIDsSequence=[person()]))
    return {"a.dcm": whole[: whole.index(b"\x10\x00\x02\x10SQ") + 60]}


def with_an_index() -> Files:
    instance = dcmread(BytesIO(saved(ct())))
    instances = FileSet()
    instances.add(instance)
    with TemporaryDirectory() as folder:
        instances.write(folder)
        instances._stage["t"].cleanup()
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file()
        }


def telling_preamble() -> Files:
    tiff = b"II*\0\x08\0\0\0" + b"MZ Zzqpreamble of Quenyabelle"
    return {"a.dcm": tiff.ljust(128, b"\0") + saved(ct())[128:]}


def trailing_padding() -> Files:
    return {"a.dcm": saved(ct(), [(0xFFFCFFFC, element(0xFFFCFFFC, "OB", b"Zzqpadding" * 4))])}


def appended(*, pixels: bool) -> Files:
    dataset = ct() if pixels else having(ct(), PixelData=None)
    return {"a.dcm": saved(dataset) + TAIL}


def in_other_syntaxes() -> Files:
    big = ct(SOPInstanceUID=f"{INSTANCE}.1")
    # Its words are swapped: text and name would be found in them only as they are.
    big.PixelData = b"".join(PIXELS[at : at + 2][::-1] for at in range(0, len(PIXELS), 2))
    return {
        "big.dcm": saved(big, syntax=BIG_ENDIAN),
        "deflated.dcm": saved(ct(), syntax=DEFLATED),
    }


def other_files() -> Files:
    return {
        "empty.dcm": b"",
        "notes.txt": f"{FAMILY}, {GIVEN}: {MRN}".encode(),
        f"{MRN}/{FAMILY}_{GIVEN}_{BIRTH}.dcm": saved(ct()),
    }


def in_a_zip() -> Files:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"Zzqfolder {MRN}/{FAMILY}.dcm", saved(ct()))
        archive.writestr(f"Zzqfolder {MRN}/letter to {GIVEN}.txt", f"Dear {GIVEN}")
        archive.comment = b"Zzqzipcomment"
    return {f"{FAMILY}.zip": packed.getvalue()}


def odd_lengths() -> Files:
    def odd(tag: int, vr: str, value: bytes) -> tuple[int, bytes]:
        assert len(value) % 2
        return tag, element(tag, vr, value, pad=False)

    raw = [
        odd(0x00104000, "LT", b"Zzqoddly said about her"),
        odd(0x00180015, "CS", b"ABDOMEN"),
        odd(0x00201040, "LO", f"to {FAMILY}.".encode()),
    ]
    return {"a.dcm": saved(ct(PositionReferenceIndicator=None), raw)}


def same_syntaxes(ran: Ran) -> None:
    assert {one.file_meta.TransferSyntaxUID for one in ran.datasets} == {BIG_ENDIAN, DEFLATED}
    assert {bytes(one.PixelData) for one in ran.datasets} == {
        PIXELS,
        b"".join(PIXELS[at : at + 2][::-1] for at in range(0, len(PIXELS), 2)),
    }


CASES = (
    Case(
        "18",
        "a bare data set gets a new start",
        lambda: {"a.dcm": data_set(ct(), syntax=IMPLICIT)},
        absent=BASE,
        present=(PIXELS,),
    ),
    Case(
        "19",
        "without a preamble it is read, or left where it is",
        lambda: without_start(128, 132),
        ("not dicom", "written", "written"),
        absent=BASE,
    ),
    Case(
        "20",
        "pixel data shorter than its length is not half written",
        lambda: {"a.dcm": saved(ct())[:-CUT]},
        ("failed",),
        absent=BASE,
    ),
    Case(
        "21",
        "a file that ends inside an element's header is not written",
        cut_in_a_header,
        ("failed",),
        absent=BASE,
    ),
    Case(
        "74",
        "a file that ends inside a sequence is not written",
        cut_in_a_sequence,
        ("failed",),
        absent=base_but(SERIAL),
    ),
    Case(
        "22",
        "a DICOMDIR is left out, and what it lists is not",
        with_an_index,
        ("refused", "written"),
        absent=BASE,
    ),
    Case(
        "29",
        "a preamble that says something becomes empty",
        telling_preamble,
        absent=(*BASE, "Zzqpreamble", b"II*\0\x08"),
        present=(PIXELS,),
    ),
    Case(
        "30",
        "padding behind the data set goes",
        trailing_padding,
        absent=(*BASE, "Zzqpadding"),
        present=(PIXELS,),
    ),
    Case(
        "31",
        "bytes behind the pixels are not carried over",
        lambda: appended(pixels=True),
        absent=(*BASE, "Zzqtail", "Appendixia", "555-0142-31"),
        present=(PIXELS,),
    ),
    Case(
        "31b",
        "bytes behind a data set without pixels are no element of it",
        lambda: appended(pixels=False),
        ("failed",),
        absent=(*BASE, "Zzqtail", "Appendixia", "555-0142-31"),
    ),
    Case(
        "45",
        "big endian and deflated data sets are cleaned as any other",
        in_other_syntaxes,
        ("written", "written"),
        absent=BASE,
        check=same_syntaxes,
    ),
    Case(
        "52",
        "other files are not copied, and no name of a file is",
        other_files,
        ("not dicom", "not dicom", "written"),
        absent=BASE,
        present=(PIXELS,),
    ),
    Case(
        "75",
        "names in a ZIP and of it are not told",
        in_a_zip,
        ("not dicom", "written"),
        absent=(*BASE, "Zzqfolder", "Zzqzipcomment"),
        present=(PIXELS,),
    ),
    Case(
        "76",
        "values of odd length are judged like any other",
        odd_lengths,
        absent=(*BASE, "Zzqoddly"),
        present=("ABDOMEN", PIXELS),
    ),
)
