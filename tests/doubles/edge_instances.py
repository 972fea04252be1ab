"""Instances with invented identifiers in every usual place, as data sets and as the bytes of files.

What pydicom refuses or repairs is written here byte by byte.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.charset import convert_encodings
from pydicom.data import get_testdata_file
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import correct_ambiguous_vr, write_data_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
CT = "1.2.840.10008.5.1.4.1.1.2"

FAMILY, GIVEN = "Zzqvistholm", "Quenyabelle"
MRN = "ZQ7730194"
BIRTH = "19610317"
STUDY_DATE = "20040826"
STUDY_TIME = "093127.48151"
ACCESSION = "ZQA5519027"
REFERRER = "Zzqholzer"
INSTITUTION = "Zzqmount"
STATION = "ZZQBAY4"
SERIAL = "ZZQ-SN-448812"
ROOT = "1.2.826.0.1.3680043.9.77301"
STUDY, SERIES, INSTANCE, FRAME_OF_REFERENCE = (f"{ROOT}.{n}.20040826" for n in (1, 2, 3, 4))

DATES = (BIRTH, STUDY_DATE, STUDY_TIME)
BASE = (
    FAMILY, GIVEN, MRN, *DATES, ACCESSION, REFERRER, INSTITUTION, STATION, SERIAL, ROOT[10:],
)  # fmt: skip
"""Every identifier of `ct()`."""


def base_but(*kept: str) -> tuple[str, ...]:
    """Return every identifier of `ct()` but those that a case does not have, or may keep."""
    return tuple(mark for mark in BASE if mark not in kept)


PIXELS = struct.pack("<256H", *(index * 37 % 4096 for index in range(256)))

_LONG = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"])
_UNDEFINED = 0xFFFFFFFF


def ct(**attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values have no type
    """Return a CT image of 16 x 16 with these attributes more, or instead; None removes one."""
    dataset = person()
    dataset.SOPClassUID, dataset.Modality = CT, "CT"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.KVP, dataset.PatientPosition = "120", "HFS"
    dataset.FrameOfReferenceUID, dataset.PositionReferenceIndicator = FRAME_OF_REFERENCE, ""
    dataset.ImagePositionPatient, dataset.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing, dataset.SliceThickness, dataset.AcquisitionNumber = [1, 1], "5", "1"
    dataset.Rows = dataset.Columns = 16
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept, dataset.RescaleSlope = "-1024", "1"
    dataset.add_new(0x7FE00010, "OW", PIXELS)
    return having(dataset, **attributes)


def person(**attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values have no type
    """Return what every instance says of patient, study, series and machine."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CT, INSTANCE
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = STUDY, SERIES
    dataset.StudyDate = dataset.SeriesDate = dataset.ContentDate = STUDY_DATE
    dataset.StudyTime = dataset.SeriesTime = dataset.ContentTime = STUDY_TIME
    dataset.AccessionNumber, dataset.StudyID = ACCESSION, "1"
    dataset.ReferringPhysicianName = f"{REFERRER}^Refira"
    dataset.InstitutionName, dataset.StationName = f"{INSTITUTION} Infirmary", STATION
    dataset.Manufacturer, dataset.DeviceSerialNumber = "Fictive Imaging", SERIAL
    dataset.PatientName, dataset.PatientID = f"{FAMILY}^{GIVEN}", MRN
    dataset.PatientBirthDate, dataset.PatientSex = BIRTH, "F"
    dataset.SeriesNumber, dataset.InstanceNumber = "1", "1"
    return having(dataset, **attributes)


def of_person(dataset: Dataset, **attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values
    """Return a data set made one about the person of the cases, with these attributes more."""
    for one in person():
        if one.keyword not in {"SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID"}:
            dataset[one.tag] = one
    dataset.SOPInstanceUID, dataset.SeriesInstanceUID = f"{ROOT}.3.900", f"{ROOT}.2.900"
    return having(dataset, **attributes)


def having(dataset: Dataset, **attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values
    """Return a data set with these attributes more, or instead; None removes one."""
    for keyword, value in attributes.items():
        if value is not None:
            setattr(dataset, keyword, value)
        elif keyword in dataset:
            delattr(dataset, keyword)
    return dataset


def item(**attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values have no type
    """Return an item with these attributes."""
    return having(Dataset(), **attributes)


def packaged(name: str) -> Dataset:
    """Return one of the data sets that pydicom brings along."""
    return dcmread(str(get_testdata_file(name, download=False)))


def code(value: str, designator: str, meaning: str) -> Dataset:
    """Return an item of a code sequence."""
    return item(CodeValue=value, CodingSchemeDesignator=designator, CodeMeaning=meaning)


def put(dataset: Dataset, *elements: tuple[int, str, object]) -> Dataset:
    """Add elements by tag, VR and value, whatever the dictionary says; return the data set."""
    for tag, vr, value in elements:
        dataset[tag] = DataElement(tag, vr, value)
    return dataset


def saved(
    dataset: Dataset,
    raw: Iterable[tuple[int, bytes]] = (),
    *,
    syntax: str = EXPLICIT,
    more: Mapping[int, tuple[str, bytes]] | None = None,
) -> bytes:
    """Return a file: group 2, then every element in order of tags, those in bytes among them.

    An element in bytes comes after one of its tag that is there already.
    """
    body = data_set(dataset, raw, syntax=syntax)
    if syntax == DEFLATED:
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        body = deflater.compress(body) + deflater.flush()
        body += bytes(len(body) % 2)
    return file_of(body, str(dataset.SOPClassUID), str(dataset.SOPInstanceUID), syntax, more)


def file_of(
    body: bytes,
    sop_class: str,
    instance: str,
    syntax: str = EXPLICIT,
    more: Mapping[int, tuple[str, bytes]] | None = None,
) -> bytes:
    """Return a file of an encoded data set, with `more` elements of group 2."""
    said: dict[int, tuple[str, bytes]] = {
        0x00020001: ("OB", b"\0\1"),
        0x00020002: ("UI", sop_class.encode()),
        0x00020003: ("UI", instance.encode()),
        0x00020010: ("UI", syntax.encode()),
        0x00020012: ("UI", f"{ROOT}.9".encode()),
        **(more or {}),
    }
    group = b"".join(element(tag, *said[tag]) for tag in sorted(said))
    length = element(0x00020000, "UL", struct.pack("<I", len(group)))
    return bytes(128) + b"DICM" + length + group + body


def data_set(
    dataset: Dataset, raw: Iterable[tuple[int, bytes]] = (), *, syntax: str = EXPLICIT
) -> bytes:
    """Return a data set encoded, inflated, without group 2."""
    implicit, little = syntax == IMPLICIT, syntax != BIG_ENDIAN
    correct_ambiguous_vr(dataset, little)
    encodings = convert_encodings(dataset.get("SpecificCharacterSet", "ISO_IR 6"))
    parts = []
    for one in dataset:
        stream = DicomBytesIO()
        stream.is_implicit_VR, stream.is_little_endian = implicit, little
        write_data_element(stream, one, encodings)
        parts.append((int(one.tag), stream.getvalue()))
    return b"".join(octets for _, octets in sorted([*parts, *raw], key=lambda part: part[0]))


def element(tag: int, vr: str, value: bytes, *, implicit: bool = False, pad: bool = True) -> bytes:
    """Return one element in little endian, padded to even length unless told not to be."""
    value += (b"\0" if vr in {"UI", "OB", "UN"} else b" ") * (pad and len(value) % 2)
    return _head(tag, vr, len(value), implicit=implicit) + value


def sequence(tag: int, items: Sequence[bytes], *, implicit: bool = False, vr: str = "SQ") -> bytes:
    """Return a sequence of undefined length, of encoded items."""
    head = _head(tag, vr, _UNDEFINED, implicit=implicit)
    inner = b"".join(_head(0xFFFEE000, "", len(one), implicit=True) + one for one in items)
    return head + inner + _head(0xFFFEE0DD, "", 0, implicit=True)


def _head(tag: int, vr: str, length: int, *, implicit: bool) -> bytes:
    number = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    if implicit:
        return number + struct.pack("<I", length)
    if vr in _LONG:
        return number + vr.encode() + struct.pack("<HI", 0, length)
    return number + vr.encode() + struct.pack("<H", length)
