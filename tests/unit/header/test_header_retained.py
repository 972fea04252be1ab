from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.header_samples import header, scrubbed, with_options

if TYPE_CHECKING:
    from scrub.header.policy import Policy

FULL_DATES = with_options("retain-full-dates")
PALETTE = "1.2.840.10008.5.1.4.39.1"


def test_a_date_that_is_retained_stays_though_the_patient_was_born_that_day() -> None:
    clean = scrubbed(header(StudyDate="20040703", PatientBirthDate="20040703"), FULL_DATES)
    assert clean.StudyDate == "20040703"
    assert not clean.PatientBirthDate


def test_a_birth_date_that_nothing_retained_says_is_still_taken_out_of_text() -> None:
    dataset = header(StudyDate="20040703", PatientBirthDate="19610231", ImageType="X 19610231")
    clean = scrubbed(dataset, FULL_DATES)
    assert "19610231" not in str(clean)


@pytest.mark.parametrize(
    ("title", "left"), [("CTSCANNER7", "CTSCANNER7"), ("DOE JANE", "ANON"), ("STORE_SCP", None)]
)
def test_an_application_entity_title_is_retained_with_devices_unless_it_names_the_patient(
    title: str, left: str | None
) -> None:
    policy = with_options("retain-device-identity")
    assert scrubbed(header(StationAETitle=title), policy).StationAETitle == (left or title)


def test_the_service_that_asked_is_described_with_descriptors() -> None:
    dataset = header(RequestingService="Cardiology of Doe")
    clean = scrubbed(dataset, with_options("clean-descriptors"))
    assert clean.RequestingService == "Cardiology of"


def test_a_body_part_stays_though_the_patient_is_called_so() -> None:
    clean = scrubbed(header(PatientName="PANCREAS", BodyPartExamined="PANCREAS"))
    assert clean.BodyPartExamined == "PANCREAS"


@pytest.mark.parametrize("policy", [FULL_DATES, with_options()])
def test_a_palette_has_no_patient_afterwards_either(policy: Policy) -> None:
    dataset = header(SOPClassUID=PALETTE)
    del dataset.PatientName
    del dataset.PatientID
    assert not {"PatientName", "PatientID"} & set(scrubbed(dataset, policy).dir())
    assert scrubbed(header(SOPClassUID=PALETTE), policy).PatientName != "Doe^Jane"
