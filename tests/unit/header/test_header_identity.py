from __future__ import annotations

from typing import TYPE_CHECKING

from doubles.header_samples import header, item, put
from scrub.header.identity import identity
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def values(dataset: Dataset) -> list[tuple[PhiKind, str, str]]:
    return [(v.kind, v.text.reveal(), v.attribute) for v in identity(dataset).values]


def test_each_kind_of_attribute_gives_its_kind_of_value() -> None:
    dataset = header(
        AccessionNumber="A-77",
        InstitutionName="Lakeside General",
        InstitutionAddress="1 Lake Road",
        PatientTelephoneNumbers="555-0100",
        DeviceSerialNumber="SN-9",
        StationName="US-ROOM-2",
        PatientAge="045Y",
        PatientSex="F",
        StudyTime="101112.5",
        StudyDescription="ABDOMEN",
    )
    found = set(values(dataset))
    assert found >= {
        (PhiKind.NAME, "Doe^Jane", "PatientName"),
        (PhiKind.NAME, "Doe", "PatientName"),
        (PhiKind.NAME, "Jane", "PatientName"),
        (PhiKind.IDENTIFIER, "MRN-90210", "PatientID"),
        (PhiKind.IDENTIFIER, "A-77", "AccessionNumber"),
        (PhiKind.DATE, "19610231", "PatientBirthDate"),
        (PhiKind.TIME, "101112.5", "StudyTime"),
        (PhiKind.INSTITUTION, "Lakeside General", "InstitutionName"),
        (PhiKind.INSTITUTION, "US-ROOM-2", "StationName"),
        (PhiKind.ADDRESS, "1 Lake Road", "InstitutionAddress"),
        (PhiKind.CONTACT, "555-0100", "PatientTelephoneNumbers"),
        (PhiKind.DEVICE, "SN-9", "DeviceSerialNumber"),
        (PhiKind.AGE, "045Y", "PatientAge"),
        (PhiKind.SEX, "F", "PatientSex"),
        (PhiKind.DESCRIPTION, "ABDOMEN", "StudyDescription"),
    }


def test_what_the_profile_keeps_says_nothing_about_the_person() -> None:
    dataset = header(Manufacturer="GE", ManufacturerModelName="LOGIQ", BodyPartExamined="CHEST")
    attributes = {attribute for _, _, attribute in values(dataset)}
    assert attributes == {"PatientName", "PatientID", "PatientBirthDate"}


def test_sequences_that_will_be_removed_are_read_too() -> None:
    dataset = header(RequestAttributesSequence=item(RequestedProcedureID="RP-1"))
    dataset.InstitutionCodeSequence = item(CodeValue="1", CodeMeaning="Lakeside")
    found = values(dataset)
    assert (PhiKind.IDENTIFIER, "RP-1", "RequestedProcedureID") in found
    assert (PhiKind.INSTITUTION, "Lakeside", "CodeMeaning") in found


def test_private_text_is_a_weak_word_and_a_private_name_a_strong_one() -> None:
    dataset = put(put(header(), 0x00091001, "LO", "Ward 7"), 0x00091002, "PN", "Roe^Ann")
    put(dataset, 0x00091003, "UN", b"Bed 9\0")
    put(dataset, 0x00091004, "UN", b"\x01\x02\x03\x04")
    found = values(dataset)
    assert (PhiKind.DESCRIPTION, "Ward 7", "0009,1001") in found
    assert (PhiKind.DESCRIPTION, "Bed 9", "0009,1003") in found
    assert (PhiKind.NAME, "Roe", "0009,1002") in found
    assert not [one for one in found if one[2] == "0009,1004"]


def test_a_value_is_there_once_under_the_first_attribute_that_has_it() -> None:
    dataset = header(StudyDate="20190714", SeriesDate="20190714", ContentDate="20190715")
    dates = [one for one in values(dataset) if one[0] is PhiKind.DATE]
    assert dates == [
        (PhiKind.DATE, "20190714", "StudyDate"),
        (PhiKind.DATE, "20190715", "ContentDate"),
        (PhiKind.DATE, "19610231", "PatientBirthDate"),
    ]


def test_a_date_time_is_a_date_and_outside_sequences_a_time() -> None:
    moment = "20190714101112.25+0100"
    assert (PhiKind.TIME, "101112.25", "AcquisitionDateTime") in values(
        header(AcquisitionDateTime=moment)
    )
    inside = header(AnatomicRegionSequence=item(FrameAcquisitionDateTime=moment))
    found = values(inside)
    assert (PhiKind.DATE, "20190714", "FrameAcquisitionDateTime") in found
    assert not [one for one in found if one[0] is PhiKind.TIME]


def test_all_scripts_of_a_name_are_there_by_component() -> None:
    dataset = header(SpecificCharacterSet="ISO_IR 192", PatientName="Yamada^Tarou=山田^太郎")
    names = {text for kind, text, _ in values(dataset) if kind is PhiKind.NAME}
    assert names == {"Yamada^Tarou=山田^太郎", "Yamada", "Tarou", "山田", "太郎"}


def test_the_values_of_an_identity_are_not_shown() -> None:
    shown = repr(identity(header()))
    assert "Doe" not in shown
    assert "90210" not in shown
