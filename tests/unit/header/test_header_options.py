from __future__ import annotations

from datetime import date, timedelta

import pytest

from doubles.header_samples import MARK, header, item, scrubbed, with_options
from scrub.data import profile_rows
from scrub.errors import RecipeError
from scrub.header import options as known
from scrub.header.options import code_of
from scrub.header.options import with_options as changed
from scrub.header.profile import load_profile
from scrub.header.rules import Cleaning, Rule
from scrub.model.text import PhiKind
from scrub.recipe import OPTIONS

ROWS = {row["keyword"]: row for row in profile_rows("ps3.15-2026d")}


def rule(keyword: str, *options: str) -> Rule:
    row = ROWS[keyword]
    return changed(Rule(row["basic_profile"], row["vr"], "E.1-1"), row, options)


def test_every_option_of_a_recipe_has_a_column_and_a_code_of_its_own() -> None:
    assert len({code_of(option).value for option in OPTIONS}) == len(OPTIONS) == 10
    for option in OPTIONS:
        assert load_profile("basic", (option,)).options == (option,)


def test_an_option_changes_the_rows_of_its_column_and_no_other() -> None:
    basic = load_profile()
    for option in OPTIONS:
        column = "retain_longitudinal" + option[6:].replace("-", "_")
        column = column if column in ROWS["PatientName"] else option.replace("-", "_")
        assert column in ROWS["PatientName"], option
        tags = {
            int(row["tag"][1:5] + row["tag"][6:10], 16): row[column]
            for row in ROWS.values()
            if "x" not in row["tag"] and "g" not in row["tag"]
        }
        other = load_profile("basic", (option,))
        differ = {tag for tag in tags if other.rule(tag) != basic.rule(tag)}
        assert differ <= {tag for tag, cell in tags.items() if cell}, option


def test_dates_move_even_where_another_option_keeps_them() -> None:
    both = rule("DateOfLastCalibration", "retain-device-identity", "retain-modified-dates")
    assert both.code == "C"
    assert both.clean is Cleaning.SHIFT
    assert rule("DateOfLastCalibration", "retain-device-identity").code == "K"


def test_a_zone_stays_where_dates_move() -> None:
    assert rule("TimezoneOffsetFromUTC", "retain-modified-dates").code == "K"


def test_bytes_that_cannot_be_cleaned_go_as_the_basic_profile_says() -> None:
    assert rule("MakerNote", "clean-descriptors") == rule("MakerNote")
    assert rule("CertifiedTimestamp", "retain-modified-dates").code == "X"


def test_a_cleaned_sequence_stays_to_be_judged_inside() -> None:
    kept = rule("RequestAttributesSequence", "clean-descriptors")
    assert kept.code == "K"
    assert not kept.asked


def test_two_ways_with_dates_do_not_go_together() -> None:
    with pytest.raises(RecipeError, match="do not go together"):
        load_profile("basic", ("retain-full-dates", "retain-modified-dates"))


def test_safe_harbor_takes_no_option_that_it_does_not_allow() -> None:
    for option in ("retain-full-dates", "retain-modified-dates", "retain-device-identity"):
        with pytest.raises(RecipeError, match="Safe Harbor"):
            load_profile("hipaa", (option,))


def test_kept_dates_may_be_said_elsewhere_too() -> None:
    assert known.retained_kinds(("retain-full-dates",)) == {PhiKind.DATE, PhiKind.TIME}
    assert not known.retained_kinds(("retain-modified-dates", "clean-descriptors"))


def test_retained_uids_stay_and_others_are_mapped() -> None:
    dataset = header(FrameOfReferenceUID="1.2.3.9", ReferencedImageSequence=item())
    dataset.ReferencedImageSequence[0].ReferencedSOPInstanceUID = "1.2.3.7"
    kept = scrubbed(dataset, with_options("retain-uids"))
    assert kept.StudyInstanceUID == "1.2.3"
    assert kept.FrameOfReferenceUID == "1.2.3.9"
    assert kept.ReferencedImageSequence[0].ReferencedSOPInstanceUID == "1.2.3.7"
    assert kept.PatientID.startswith("ANON_")


def test_full_dates_stay_but_never_the_birth_date() -> None:
    dataset = header(StudyDate="20040119", StudyTime="072731", AcquisitionDateTime="20040119072731")
    kept = scrubbed(dataset, with_options("retain-full-dates"))
    assert kept.StudyDate == "20040119"
    assert kept.StudyTime == "072731"
    assert kept.AcquisitionDateTime == "20040119072731"
    assert not kept.PatientBirthDate


def test_modified_dates_keep_their_gaps_and_their_time_of_day() -> None:
    dataset = header(
        StudyDate="20040119",
        SeriesDate="20040219",
        StudyTime="072731",
        AcquisitionDateTime="20040119072731.5-0500",
        TimezoneOffsetFromUTC="-0500",
        DateOfLastCalibration=["20040101", "20040111"],
    )
    kept = scrubbed(dataset, with_options("retain-modified-dates"))
    days = [
        date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
        for text in (kept.StudyDate, kept.SeriesDate, *kept.DateOfLastCalibration)
    ]
    assert days[0] < date(2004, 1, 19)
    assert days[1] - days[0] == timedelta(31)
    assert days[3] - days[2] == timedelta(10)
    assert kept.StudyTime == "072731"
    assert kept.AcquisitionDateTime == kept.StudyDate + "072731.5-0500"
    assert kept.TimezoneOffsetFromUTC == "-0500"


def test_what_is_no_date_does_not_pass_where_dates_move() -> None:
    dataset = header(StudyDate="20040119")
    dataset["StudyDate"]._value = "Doe"
    kept = scrubbed(dataset, with_options("retain-modified-dates"))
    assert not kept.StudyDate


def test_an_age_of_ninety_becomes_the_class_of_all_such_ages() -> None:
    patient = "retain-patient-characteristics"
    assert scrubbed(header(PatientAge="093Y"), with_options(patient)).PatientAge == "090Y"
    assert scrubbed(header(PatientAge="089Y"), with_options(patient)).PatientAge == "089Y"
    assert "PatientAge" not in scrubbed(header(PatientAge="93"), with_options(patient))
    assert scrubbed(header(PatientAge="093Y"), with_options(profile="hipaa")).PatientAge == "089Y"


def test_a_retained_institution_is_not_taken_for_a_word_of_the_person() -> None:
    dataset = header(InstitutionName=MARK, ManufacturerModelName=f"Scanner {MARK}")
    kept = scrubbed(dataset, with_options("retain-institution-identity"))
    assert kept.InstitutionName == MARK
    assert MARK in kept.ManufacturerModelName
    other = scrubbed(header(ManufacturerModelName="Doe 7"), with_options())
    assert other.ManufacturerModelName == "ANONYMIZED"


def test_of_a_birth_date_safe_harbor_leaves_the_year_unless_it_tells_an_age_over_89() -> None:
    hipaa = with_options(profile="hipaa")
    young = header(PatientBirthDate="19610211", StudyDate="20040119", PatientAge="042Y")
    assert scrubbed(young, hipaa).PatientBirthDate == "19610101"
    assert scrubbed(young, hipaa).StudyDate == "20040101"
    old = header(PatientBirthDate="19110211", StudyDate="20040119")
    assert not scrubbed(old, hipaa).PatientBirthDate
