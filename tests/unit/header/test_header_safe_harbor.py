from __future__ import annotations

import re

import pytest
from pydicom.datadict import dictionary_VR, keyword_dict

from scrub.data import profile_rows
from scrub.header.codes import CODES
from scrub.header.profile import load_profile
from scrub.header.rules import Cleaning

E_1_1 = {row["tag"]: row for row in profile_rows("ps3.15-2026d")}
BEYOND = {row["tag"]: row for row in profile_rows("beyond-e11")}
ROWS = profile_rows("hipaa")
BY_KEYWORD = {row["keyword"]: row for row in ROWS}
TEXT_VRS = {"LO", "LT", "SH", "ST", "UC", "UT"}
CLEANED = {"age": {"AS"}, "year": {"DA", "DT"}, "zip": {"LO"}, "text": TEXT_VRS}
CLEANED["own words"] = CLEANED["text"]

# What each category of 45 CFR 164.514(b)(2)(i) takes, whatever an option would let stay.
GONE = {
    "A": "PatientName OtherPatientNames PatientBirthName PatientMotherBirthName NameToUse "
    "PersonNamesToUseSequence ResponsiblePerson ReferringPhysicianName PerformingPhysicianName "
    "OperatorsName RequestingPhysician ReviewerName EvaluatorName ContactDisplayName PersonName",
    "B": "RegionOfResidence InstitutionName InstitutionAddress InstitutionCodeSequence "
    "InstitutionalDepartmentName CurrentPatientLocation PatientInstitutionResidence "
    "PersonAddress ReferringPhysicianAddress RequestingService GPSLatitude GPSLongitude "
    "ResponsibleOrganization LocalNamespaceEntityID PrinterName ClinicalTrialSiteName",
    "C": "StudyTime AcquisitionTime PatientBirthTime TimezoneOffsetFromUTC CertifiedTimestamp "
    "FrameOriginTimestamp PatientBirthDateInAlternativeCalendar GPSTimeStamp",
    "D": "PatientTelephoneNumbers PersonTelephoneNumbers OrderCallbackPhoneNumber",
    "E": "PatientTelecomInformation PersonTelecomInformation",
    "H": "PatientID OtherPatientIDs OtherPatientIDsSequence MedicalRecordLocator IssuerOfPatientID",
    "I": "InsurancePlanIdentification PatientInsurancePlanCodeSequence",
    "J": "AccessionNumber AdmissionID ServiceEpisodeID RequestedProcedureID StudyID",
    "K": "CertificateOfSigner AuthorizationEquipmentCertificationNumber",
    "M": "DeviceSerialNumber DeviceID GantryID DetectorID PlateID GeneratorID CassetteID "
    "UDISequence UniqueDeviceIdentifier LensSerialNumber SourceSerialNumber XRaySourceID "
    "ManufacturerDeviceIdentifier StationName ProductLotIdentifier",
    "N": "RetrieveURL RetrieveURI DisplayURI PixelDataProviderURL "
    "SexParametersForClinicalUseCategoryReference",
    "O": "StationAETitle RetrieveAETitle NTPSourceAddress",
    "P": "EncapsulatedDocument",
    "Q": "IconImageSequence ReferencedPatientPhotoSequence",
    "R": "Occupation MilitaryRank BranchOfService EthnicGroup PatientReligiousPreference "
    "ClinicalTrialSubjectID ProductPackageIdentifier HL7InstanceIdentifier EncryptedContent",
}


def test_every_row_is_of_an_attribute_that_the_tables_have_and_named_as_there() -> None:
    for row in ROWS:
        listed = E_1_1.get(row["tag"]) or BEYOND[row["tag"]]
        assert row["keyword"] == listed["keyword"]
    assert len({row["tag"] for row in ROWS}) == len(ROWS)


def test_rows_are_in_order_of_their_tags() -> None:
    assert [row["tag"] for row in ROWS] == sorted(row["tag"] for row in ROWS)


def test_codes_cleanings_and_categories_are_what_there_is() -> None:
    for row in ROWS:
        assert row["code"] in CODES
        assert re.fullmatch("[A-R]|-", row["category"])
        if row["code"] == "C":
            assert Cleaning(row["clean"])
            assert row["otherwise"] in CODES - {"C", "K"}
        else:
            assert not row["clean"]
            assert not row["otherwise"]


def test_each_vr_is_cleaned_as_it_can_be() -> None:
    for row in ROWS:
        if row["code"] == "C":
            vr = (E_1_1.get(row["tag"]) or BEYOND[row["tag"]])["vr"]
            assert vr in CLEANED[row["clean"]], row["keyword"]


def test_what_cannot_be_cleaned_goes_as_the_basic_profile_says() -> None:
    for row in ROWS:
        if row["tag"] in E_1_1 and row["code"] == "C":
            assert row["otherwise"] == E_1_1[row["tag"]]["basic_profile"]


def test_no_row_says_what_the_basic_profile_says_already() -> None:
    for row in ROWS:
        if row["tag"] in E_1_1:
            assert row["code"] != E_1_1[row["tag"]]["basic_profile"]


def test_nothing_is_kept_that_a_category_takes() -> None:
    for row in ROWS:
        assert (row["code"] == "K") <= (row["category"] == "-")


def test_no_name_time_uid_address_of_a_computer_or_byte_is_milder_than_basic() -> None:
    for row in ROWS:
        vr = (E_1_1.get(row["tag"]) or BEYOND[row["tag"]])["vr"]
        assert vr not in {"AE", "OB", "OW", "PN", "TM", "UI", "UN", "UR"}


@pytest.mark.parametrize("category", GONE)
def test_what_a_category_names_is_not_kept(category: str) -> None:
    profile = load_profile("hipaa")
    listed = {row["keyword"]: row["tag"] for row in (*E_1_1.values(), *BEYOND.values())}
    for keyword in GONE[category].split():
        tag = int(re.sub(r"\W", "", listed[keyword]), 16)
        assert profile.rule(tag).code not in {"K", "C"}, keyword


def test_what_describes_a_patient_or_a_maker_and_a_country_stay() -> None:
    kept = (
        "PatientSex PatientSize PatientWeight PatientSexNeutered SmokingStatus PregnancyStatus "
        "CountryOfResidence SourceManufacturer LensMake LensModel PrimaryDiagnosisCodeSequence"
    )
    for keyword in kept.split():
        assert BY_KEYWORD[keyword]["code"] == "K"


def test_every_date_that_there_is_is_cut_to_its_year() -> None:
    profile = load_profile("hipaa")
    for keyword, tag in keyword_dict.items():
        if dictionary_VR(tag) in {"DA", "DT"} and keyword != "GPSTimeStamp":
            rule = profile.rule(tag)
            assert (rule.code, rule.clean) == ("C", Cleaning.YEAR), keyword


def test_no_time_that_there_is_stays() -> None:
    profile = load_profile("hipaa")
    for tag in keyword_dict.values():
        if dictionary_VR(tag) == "TM":
            rule = profile.rule(tag)
            assert rule.code not in {"K", "C"} or rule.clean is Cleaning.YEAR


def test_every_age_that_there_is_is_capped() -> None:
    profile = load_profile("hipaa")
    for tag in keyword_dict.values():
        if dictionary_VR(tag) == "AS":
            assert profile.rule(tag).clean is Cleaning.AGE


def test_of_an_address_the_zip_code_is_left() -> None:
    rule = load_profile("hipaa").rule(0x00101040)
    assert (rule.code, rule.clean, rule.otherwise) == ("C", Cleaning.ZIP, "X")


def test_descriptions_are_cleaned_and_not_removed() -> None:
    profile = load_profile("hipaa")
    for keyword in ("StudyDescription", "SeriesDescription", "ProtocolName", "PatientComments"):
        assert profile.rule(keyword_dict[keyword]).clean is Cleaning.TEXT


def test_makers_and_models_stay_unless_one_of_the_own_words_is_in_them() -> None:
    profile = load_profile("hipaa")
    for keyword in ("ManufacturerModelName", "DetectorManufacturerName"):
        assert profile.rule(keyword_dict[keyword]).clean is Cleaning.OWN_WORDS
    assert profile.rule(keyword_dict["Manufacturer"]).code == "K"


def test_what_is_in_a_sequence_that_stays_is_still_looked_for_elsewhere() -> None:
    profile = load_profile("hipaa")
    for keyword in ("RequestAttributesSequence", "AdmittingDiagnosesCodeSequence"):
        rule = profile.rule(keyword_dict[keyword])
        assert (rule.code, rule.asked) == ("K", False)
