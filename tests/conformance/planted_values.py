"""Instances with a value in every attribute that PS3.15 Table E.1-1 lists, each its own.

Each attribute stands at the top and in an item of a sequence that no table lists. A text that is
to be cleaned holds the patient's name and number among harmless words; every other value is in no
other attribute, so that it goes or stays by its own rule.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from conformance.planted_items import CT, FAMILY, GIVEN, ITEMS, NUMBER, code_item, text
from conformance.planted_table import planted_rows

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.planted_table import Row

SOP_CLASSES = {
    "CT": CT,
    "SR": "1.2.840.10008.5.1.4.1.1.88.33",
    "GSPS": "1.2.840.10008.5.1.4.1.1.11.1",
    "SEG": "1.2.840.10008.5.1.4.1.1.66.4",
    "RTPLAN": "1.2.840.10008.5.1.4.1.1.481.5",
    "ECG": "1.2.840.10008.5.1.4.1.1.9.1.1",
}
"""IODs in which the types of attributes differ."""

IMPLICIT = "CT, implicit"
"""Its VRs are not in the file, nor are 26 of them in pydicom's dictionary."""

NAMES = (*SOP_CLASSES, IMPLICIT)

HARMLESS = ("axial", "liver")
"""Words of nearly every text that is to be cleaned."""

_OTHER_TEXTS = {
    "RequestingService": f"Cardiology of {FAMILY}",
    "RadiationDoseIdentificationLabel": f"boost of {FAMILY}",
}
"""Of attributes that name a place or a thing, so that these words are in no other."""

NESTED_IN = 0x00082218
"""Anatomic Region Sequence, in whose item all stands again."""

PATIENT_NAME, PATIENT_ID, META_UID = 0x00100010, 0x00100020, 0x00020003
_CLEANED = ("clean-descriptors", "retain-patient-characteristics")
_EPOCH = date(1998, 3, 2)
_TREES = frozenset(
    [
        *("AcquisitionContextSequence", "ContentSequence", "SpecimenPreparationSequence"),
        *("GraphicAnnotationSequence", "WaveformAnnotationSequence"),
    ]
)
"""What an instance has once: in other items, these are no content of its own."""

_VALUES = {
    "SelectorASValue": ["045Y", "033Y"],
    "PatientAge": "052Y",
    "PatientSex": "F",
    "PregnancyStatus": 4,
    "TimezoneOffsetFromUTC": "+0130",
    "PatientName": f"{FAMILY}^{GIVEN}",
    "PatientID": NUMBER,
    "ReasonForTheAttributeModification": "CORRECT",
}


def value(row: Row, place: int) -> Any:  # noqa: ANN401 - pydicom's values have no type
    """Return what is planted in an attribute at a place: 0 at the top, 1 in an item."""
    if row.keyword in _VALUES:
        return _VALUES[row.keyword]
    number = (planted_rows().index(row) + 1) * 2 + place
    if is_text(row):
        return _OTHER_TEXTS.get(row.keyword) or text(row.vr)
    if row.vr == "SQ":
        make = ITEMS.get(row.keyword)
        return Sequence([make(number) if make else code_item(row, number)])
    one = _one(row.vr, number)
    return one if row.vm in ("1", "") or row.vr == "OB" else [one, *_more(row, number)]


def is_text(row: Row) -> bool:
    """Tell whether an option asks for its text to be cleaned."""
    asked = any(row.options.get(option) == "C" for option in _CLEANED)
    return asked and row.vr in {"LO", "LT", "SH", "ST", "UT"}


def instance(name: str) -> FileDataset:
    """Return the instance of one of NAMES."""
    sop_class_uid = SOP_CLASSES.get(name, CT)
    dataset = FileDataset("", {}, preamble=b"\0" * 128)
    dataset.SOPClassUID = UID(sop_class_uid)
    dataset.Modality = name[:2]
    _plant(dataset, 0)
    dataset.SOPInstanceUID = f"1.2.826.0.1.77777.{NAMES.index(name)}.9"
    inner = Dataset()
    _plant(inner, 1)
    dataset[NESTED_IN] = DataElement(NESTED_IN, "SQ", Sequence([inner]))
    _plant_groups(dataset)
    if sop_class_uid == CT:
        _add_pixels(dataset)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    implicit = name == IMPLICIT
    syntax = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def write_all(folder: Path, names: tuple[str, ...] = NAMES) -> dict[str, Path]:
    """Write instances, and return the files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for number, name in enumerate(names):
        paths[name] = folder / f"{number}.dcm"
        instance(name).save_as(paths[name], enforce_file_format=True)
    return paths


def _plant(dataset: Dataset, place: int) -> None:
    for row in planted_rows():
        at_top_alone = row.tag >> 16 in (0x0002, 0xFFFA, 0xFFFC) or row.keyword in _TREES
        if row.tag != META_UID and not (place and at_top_alone):
            dataset[row.tag] = DataElement(row.tag, row.vr, value(row, place))


def _plant_groups(dataset: Dataset) -> None:
    """Add an overlay, a curve and private blocks, which have a row for all of each."""
    for group in (0x60000000, 0x60020000):
        for element, vr, content in (
            (0x0010, "US", 8),
            (0x0011, "US", 8),
            (0x0040, "CS", "G"),
            (0x0050, "SS", [1, 1]),
            (0x0100, "US", 1),
            (0x0102, "US", 0),
            (0x1500, "LO", f"liver {FAMILY}"),
            (0x3000, "OW", b"\x5a\xa5" * 4),
            (0x4000, "LT", f"axial liver {FAMILY}"),
        ):
            dataset[group | element] = DataElement(group | element, vr, content)
    for tag, vr, curve in (
        (0x50000022, "LO", f"liver {FAMILY}"),
        (0x50003000, "OW", b"QXCURVE0"),
        (0x00091001, "LO", "QX no one reserved this block"),
        (0x00190010, "LO", "ACME SYNTH"),
        (0x00191001, "LO", "QX of no known maker"),
        (0x70530010, "LO", "ACME SYNTH"),
        (0x70530011, "LO", "Philips PET Private Group"),
        (0x70531000, "LO", "QX in the other's block"),
        (0x70531100, "DS", "2.5"),
        (0x70531107, "LO", "QX of an element that is not safe"),
    ):
        dataset[tag] = DataElement(tag, vr, curve)


def _add_pixels(dataset: Dataset) -> None:
    dataset.Rows = dataset.Columns = 8
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 0
    dataset.PixelData = bytes(range(128))
    dataset["PixelData"].VR = "OW"


def _more(row: Row, number: int) -> list[Any]:
    """Return further values, as many as the attribute needs or may have."""
    count = int(row.vm) if row.vm.isdigit() else 2
    return [_one(row.vr, number + 2000 * more) for more in range(1, count)]


def _one(vr: str, number: int) -> Any:  # noqa: ANN401 - likewise
    word = f"Qx{number:04}vz"
    made: dict[str, Any] = {
        "AE": f"SCANNER{number:04}",
        "CS": word.upper(),
        "DA": f"{_day(number):%Y%m%d}",
        "DS": f"{number}.25",
        "DT": f"{_day(number):%Y%m%d}{_time(number)}.25+0100",
        "IS": str(number),
        "OB": word.encode(),
        "PN": f"{word}^Wq{number:04}",
        "TM": _time(number),
        "UI": f"1.2.826.0.1.77777.{number}.5",
        "UN": word.encode(),
        "UR": f"http://{word}.example/{number}",
        "US": number,
    }
    return made.get(vr, f"{word} {number}")


def _day(number: int) -> date:
    return _EPOCH + timedelta(days=number)


def _time(number: int) -> str:
    return f"{11 + number % 9:02}{number // 9 % 60:02}{number // 540 % 60:02}"
