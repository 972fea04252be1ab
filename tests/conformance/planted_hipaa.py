"""What the profile hipaa promises (45 CFR 164.514(b)(2)), each in an instance of its own."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from conformance.commanded import HIPAA, arguments, scrubbed
from conformance.planted_items import CT, item
from conformance.planted_table import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydicom.dataset import Dataset

_STUDY = {"StudyDate": "20040703", "PatientBirthDate": "19500612"}


@dataclass(frozen=True)
class Claim:
    """What is put into a header, what has to stand there afterwards, and what nowhere in the file.

    `after` has values as text, of an attribute that is empty or gone "".
    """

    name: str
    attributes: Mapping[str, Any]
    after: Mapping[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()


def claims() -> Iterator[Claim]:
    """Yield all of them."""
    for age in ("090Y", "093Y", "120Y", "1125M", "099Y"):
        yield Claim(f"an age of {age} becomes 089Y", {"PatientAge": age}, {"PatientAge": "089Y"})
    for age in ("089Y", "054Y", "003M", "012D", "1079M"):
        yield Claim(f"an age of {age} stays", {"PatientAge": age}, {"PatientAge": age})
    yield from _zip_codes()
    yield from _dates()
    yield from _identifiers()
    yield Claim(
        "what describes a patient stays",
        {"PatientSex": "F", "PatientWeight": "61.5", "StudyDescription": "CT liver"},
        {"PatientSex": "F", "PatientWeight": "61.5", "StudyDescription": "CT liver"},
    )


def _zip_codes() -> Iterator[Claim]:
    content = (PROFILES / "zip3-restricted.csv").read_text(encoding="utf-8")
    restricted = [row["zip3"] for row in csv.DictReader(content.splitlines())]
    for start, left in (("627", "627"), *((one, "000") for one in restricted)):
        code = f"{start}04"
        yield Claim(
            f"of the ZIP code {code}, {left} stays",
            {"PatientAddress": f"12 Elmwood Street, Sprinfell, IL {code}"},
            {"PatientAddress": left},
            ("Elmwood", "Sprinfell", code),
        )


def _dates() -> Iterator[Claim]:
    yield Claim(
        "of dates the year is left",
        {
            **_STUDY,
            "SeriesDate": "20040704",
            "AcquisitionDateTime": "20040703101112.5",
            "PatientAge": "054Y",
        },
        {
            "StudyDate": "20040101",
            "SeriesDate": "20040101",
            "AcquisitionDateTime": "2004",
            "PatientBirthDate": "19500101",
        },
        ("0703", "0704", "0612"),
    )
    new_year = {"StudyDate": "20100101", "PatientBirthDate": "19500101", "PatientAge": "060Y"}
    yield Claim("who was born on January 1 is not held for it", new_year, new_year)
    old = {"StudyDate": "20040703", "PatientBirthDate": "19100612"}
    yield Claim("the birth year of 90 goes", old, {"PatientBirthDate": ""}, ("1910",))
    aged = {"PatientBirthDate": "19100612", "PatientAge": "093Y"}
    yield Claim("that of an age of 90 too", aged, {"PatientBirthDate": ""}, ("1910", "093Y"))


def _identifiers() -> Iterator[Claim]:
    """Yield one claim for each of the eighteen categories that is not a date or a ZIP code."""
    gone: dict[str, dict[str, Any]] = {
        "A names": {
            "OtherPatientNames": "Zyxwold^Karla",
            "PatientMotherBirthName": "Zyxwold^Karla",
            "ResponsiblePerson": "Zyxwold^Karla",
            "ImageComments": "liver of Zyxwold seen",
        },
        "B institution address": {"InstitutionAddress": "77 Zyxwold Road"},
        "B region": {"RegionOfResidence": "Zyxwold county"},
        "D telephone numbers": {"PatientTelephoneNumbers": "312-555-0147"},
        "E, F fax and mail": {"PatientTelecomInformation": "zyxwold@mail.example"},
        "G social security number": {"OtherPatientIDs": "078-05-1120"},
        "H record numbers": {"AccessionNumber": "ACC5550147", "StudyID": "SID5550147"},
        "I health plan": {"InsurancePlanIdentification": "PLAN5550147"},
        "J account numbers": {"AdmissionID": "ADM5550147", "ServiceEpisodeID": "EPI5550147"},
        "M serial numbers": {"DeviceSerialNumber": "SER5550147", "DetectorID": "DET5550147"},
        "N addresses on the web": {"RetrieveURL": "http://zyxwold.example/5550147"},
        "Q photographs": {
            "ReferencedPatientPhotoSequence": [item(ReferencedSOPInstanceUID="1.2.3.5550147")]
        },
        "R other unique numbers": {"DeviceUID": "1.2.3.5550147.9", "PlateID": "PLT5550147"},
    }
    for name, attributes in gone.items():
        texts = tuple(value for value in attributes.values() if isinstance(value, str))
        never = tuple(text.partition("^")[0] for text in texts if " " not in text)
        yield Claim(f"{name} are gone", attributes, never=(*never, "Zyxwold", "5550147"))


def hipaa_claims(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Scrub an instance for each claim, and yield it with what is wrong."""
    source = folder / "hipaa"
    source.mkdir(parents=True)
    made = {source / f"{n}.dcm": claim for n, claim in enumerate(claims())}
    for number, (path, claim) in enumerate(made.items()):
        _instance(number, claim).save_as(path, enforce_file_format=True)
    for one in scrubbed(source, folder / "out hipaa", *arguments(HIPAA)):
        claim = made[one.source]
        if one.output is None:
            yield claim.name, [f"{one.verdict}: {one.reason}"]
        else:
            yield claim.name, [*_faults(claim, dcmread(one.output), one.output.read_bytes())]


def _instance(number: int, claim: Claim) -> FileDataset:
    dataset = FileDataset("", {}, preamble=b"\0" * 128)
    dataset.SOPClassUID = CT
    dataset.SOPInstanceUID = f"1.2.826.0.1.77777.{number}.1"
    dataset.StudyInstanceUID = f"1.2.826.0.1.77777.{number}.2"
    dataset.SeriesInstanceUID = f"1.2.826.0.1.77777.{number}.3"
    dataset.Modality = "CT"
    dataset.PatientName = "Wobbegong^Thaddea"
    dataset.PatientID = "MRN90210"
    for keyword, value in claim.attributes.items():
        setattr(dataset, keyword, value)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset


def _faults(claim: Claim, after: Dataset, content: bytes) -> Iterator[str]:
    for keyword, meant in claim.after.items():
        value = after.get(keyword)
        if ("" if value is None else str(value)) != meant:
            yield f"{keyword} is {value!r}, not {meant!r}"
    for text in ("Wobbegong", "Thaddea", "MRN90210", ".77777.", *claim.never):
        # New UIDs and pseudonyms have any digits by chance.
        if text.encode() in content and not (text.isdigit() and _only_in_what_is_new(after, text)):
            yield f"{text} is in the file"
    if after.get("PatientIdentityRemoved") != "YES":
        yield "(0012,0062) is not YES"


def _only_in_what_is_new(after: Dataset, text: str) -> bool:
    others = (str(one.value) for one in after.iterall() if one.VR not in {"UI", "SQ"})
    return not any(text in other for other in others if not other.startswith("ANON_"))
