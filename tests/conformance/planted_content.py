"""What becomes of each content item of PS3.15 Table E.3.4-1 when structured content is cleaned."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from conformance.commanded import scrubbed
from conformance.planted_items import CT, FAMILY, GIVEN, NUMBER, item
from conformance.planted_judging import PLANTED, days_between, said
from conformance.planted_table import COLUMNS, PROFILES
from conformance.planted_values import SOP_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CLEAN = "clean-structured-content"
WITH = (
    *("retain-uids", "retain-device-identity", "retain-institution-identity"),
    *("retain-patient-characteristics", "retain-full-dates", "retain-modified-dates"),
    "clean-descriptors",
)
"""Options that the table has columns for."""

_KEYWORDS = {
    "CODE": "ConceptCodeSequence",
    "COMPOSITE": "ReferencedSOPSequence",
    "DATE": "Date",
    "DATETIME": "DateTime",
    "IMAGE": "ReferencedSOPSequence",
    "NUM": "MeasuredValueSequence",
    "PNAME": "PersonName",
    "TEXT": "TextValue",
    "TIME": "Time",
    "UIDREF": "UID",
    "WAVEFORM": "ReferencedSOPSequence",
}
"""By value type, what holds the value; a container has none."""


@dataclass(frozen=True)
class ContentRow:
    """A row: its concept, its value type, and what the profile and its options ask for."""

    code: str
    scheme: str
    meaning: str
    value_type: str
    basic: str
    options: Mapping[str, str]

    def allowed(self, options: tuple[str, ...]) -> str:
        """Return the letters of what may be done: X, D, K or C."""
        asked = sorted({self.options[one] for one in options if one in self.options})
        return asked[0] if asked else self.basic.replace("/", "")


@cache
def content_rows() -> tuple[ContentRow, ...]:
    """Return the rows; of those that are there twice, one."""
    content = (PROFILES / "content-items.csv").read_text(encoding="utf-8").splitlines()
    found: dict[tuple[str, str], ContentRow] = {}
    for row in csv.DictReader(content):
        options = {one: row[name] for one, name in COLUMNS.items() if row.get(name)}
        found.setdefault(
            (row["code"], row["value_type"]),
            ContentRow(
                row["code"],
                row["scheme"],
                row["meaning"],
                row["value_type"],
                row["basic_profile"],
                options,
            ),
        )
    return tuple(found.values())


def judged_content(folder: Path, option: str = "") -> tuple[int, list[str]]:
    """Scrub a report with an item for each row; return how many are right, and what is wrong."""
    source = folder / "report"
    source.mkdir(parents=True)
    _report().save_as(source / "report.dcm", enforce_file_format=True)
    options = (CLEAN, option) if option else (CLEAN,)
    told = tuple(part for one in options for part in ("--option", one))
    (ended,) = scrubbed(source, folder / "out", *told)
    if ended.output is None:
        return 0, [f"{ended.verdict}: {ended.reason}"]
    return _judged(dcmread(ended.source), dcmread(ended.output), options)


def _judged(before: Dataset, after: Dataset, options: tuple[str, ...]) -> tuple[int, list[str]]:
    left: defaultdict[tuple[str, str], list[Dataset]] = defaultdict(list)
    for one in after.get("ContentSequence", ()):
        left[_concept(one)].append(one)
    days: Counter[int] = Counter()
    wrong = []
    for row, old in zip(content_rows(), before.ContentSequence, strict=True):
        new = next(iter(left[row.code, row.value_type]), None)
        faults = [_fault(letter, row, (old, new), days) for letter in row.allowed(options)]
        if "" not in faults:
            wrong.append(f"{row.code} {row.meaning} {row.value_type}: {'; '.join(faults)}")
    if len(days) > 1:
        wrong.append("dates are moved by several numbers of days")
    return len(content_rows()) - len(wrong), wrong


def _concept(one: Dataset) -> tuple[str, str]:
    named = one.get("ConceptNameCodeSequence")
    return (str(named[0].CodeValue) if named else "", str(one.get("ValueType", "")))


def _fault(
    letter: str, row: ContentRow, pair: tuple[Dataset, Dataset | None], days: Counter[int]
) -> str:
    """Return what is wrong with an item; one that should go may stay with a dummy for a value."""
    before, after = pair
    if after is None:
        return "" if letter == "X" else "is gone"
    keyword = _KEYWORDS.get(row.value_type)
    if keyword is None:
        return ""
    old, new = (list(_values(one, keyword)) for one in (before, after))
    if letter in "XD":
        says = any(PLANTED.search(one) for one in new) or new == old
        return "says what was planted" if says else "" if new else "has no value"
    if letter == "K":
        return "" if new == old else "is not what it was"
    if row.value_type == "TEXT":
        cleaned = new and "liver" in new[0] and FAMILY not in new[0]
        return "" if cleaned else "is not cleaned"
    moved = days_between(old[0], new[0]) if new and row.value_type != "TIME" else 0
    days.update([moved] if moved else [])
    return "" if moved or row.value_type == "TIME" else "is not moved by days"


def _values(one: Dataset, keyword: str) -> Iterator[str]:
    if keyword in one:
        yield from (value for value in said(one[keyword]) if value != CT)


def _report() -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID = UID(SOP_CLASSES["SR"])
    for number, keyword in enumerate(("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")):
        setattr(dataset, keyword, f"1.2.826.0.1.77777.{number}.3")
    dataset.Modality = "SR"
    dataset.PatientName = f"{FAMILY}^{GIVEN}"
    dataset.PatientID = NUMBER
    dataset.ValueType = "CONTAINER"
    rows = enumerate(content_rows())
    dataset.ContentSequence = [_item(row, number) for number, row in rows]
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset


def _item(row: ContentRow, number: int) -> Dataset:
    concept = item(
        CodeValue=row.code, CodingSchemeDesignator=row.scheme, CodeMeaning=row.meaning[:64]
    )
    made = item(
        RelationshipType="CONTAINS", ValueType=row.value_type, ConceptNameCodeSequence=[concept]
    )
    keyword = _KEYWORDS.get(row.value_type)
    if keyword:
        setattr(made, keyword, _value(row, number))
    return made


def _text(row: ContentRow, word: str) -> str:
    """Return a text: with the patient's name among harmless words, where that is to be cleaned."""
    if "clean-descriptors" not in row.options:
        return word
    return "axial liver" if "K" in row.options.values() else f"axial liver {FAMILY}"


def _value(row: ContentRow, number: int) -> Any:  # noqa: ANN401 - pydicom's values have no type
    word = f"Qx{number:04}vz"
    day = f"2003{1 + number % 12:02}{1 + number % 28:02}"
    years = item(CodeValue="a", CodingSchemeDesignator="UCUM", CodeMeaning="Year")
    values: dict[str, Any] = {
        "CODE": [item(CodeValue="F", CodingSchemeDesignator="DCM", CodeMeaning="Female")],
        "DATE": day,
        "DATETIME": f"{day}101112",
        "NUM": [item(NumericValue="45", MeasurementUnitsCodeSequence=[years])],
        "PNAME": f"{word}^Wq{number:04}",
        "TEXT": _text(row, word),
        "TIME": "101112",
        "UIDREF": f"1.2.826.0.1.77777.{number}.8",
    }
    referenced = item(
        ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"1.2.826.0.1.77777.{number}.9"
    )
    return values.get(row.value_type, [referenced])
