"""Content items and reports made of them, for what is asked of structured content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.sequence import Sequence

from doubles.header_samples import header, item
from scrub.header.cleaning.content import content_rules
from scrub.header.options import STRUCTURED_CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataset import Dataset

    from scrub.header.rules import Rule

CONTENT = 0x0040A730
OTHER_UID = "1.9.8.7.6.54321"
VALUES = {
    "TEXT": {"TextValue": "Wobbegong"},
    "PNAME": {"PersonName": "Wobbegong^Zaphod"},
    "UIDREF": {"UID": OTHER_UID},
    "DATE": {"Date": "20040826"},
    "TIME": {"Time": "185059"},
    "DATETIME": {"DateTime": "20040826185059"},
    "NUM": {},
    "CODE": {},
    "CONTAINER": {"ContinuityOfContent": "SEPARATE"},
    "IMAGE": {},
    "COMPOSITE": {},
    "WAVEFORM": {},
}


def code(value: str, scheme: str, meaning: str = "Something") -> Sequence:
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def content_item(
    value_type: str, value: str = "1", scheme: str = "DCM", *below: Dataset, **values: object
) -> Dataset:
    made = item(ValueType=value_type, RelationshipType="CONTAINS", **VALUES[value_type])[0]
    made.ConceptNameCodeSequence = code(value, scheme)
    if value_type in {"IMAGE", "COMPOSITE", "WAVEFORM"}:
        made.ReferencedSOPSequence = item(ReferencedSOPInstanceUID=OTHER_UID)
    for keyword, one in values.items():
        setattr(made, keyword, one)
    if below:
        made.ContentSequence = Sequence(below)
    return made


def number(value: str, concept: str, scheme: str, unit: str = "a", **exactly: float) -> Dataset:
    measured = item(NumericValue=value, MeasurementUnitsCodeSequence=code(unit, "UCUM"), **exactly)
    return content_item("NUM", concept, scheme, MeasuredValueSequence=measured)


def report(*items: Dataset) -> Dataset:
    """Return a real report with its content and then these items."""
    dataset = dcmread(str(get_testdata_file("reportsi.dcm")))
    dataset.PatientName = "Doe^Jane"
    dataset.ContentSequence.extend(items)
    return dataset


def only(*items: Dataset) -> Dataset:
    return header(ValueType="CONTAINER", ContentSequence=Sequence(items))


def rules_of(dataset: Dataset, *options: str) -> Mapping[str, Rule]:
    found = content_rules(dataset, (STRUCTURED_CONTENT, *options)).rules
    return {str(path): rule for path, rule in found.items()}


def gone_from(dataset: Dataset, *options: str) -> list[str]:
    return [str(p) for p in content_rules(dataset, (STRUCTURED_CONTENT, *options)).gone]
