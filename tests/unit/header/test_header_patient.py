from __future__ import annotations

from dataclasses import replace

import pytest

from doubles.header_samples import BASIC, PSEUDONYMS, header
from scrub.errors import UnsupportedInstanceError
from scrub.header.patient import patient_key, safe_target
from scrub.header.profile import load_profile
from scrub.model.header import Effect, HeaderEdit, TagPath


def test_patient_id_alone_tells_a_patient_whatever_the_spelling_of_the_name() -> None:
    assert patient_key(header()) == patient_key(header(PatientName="DOE^JANE", StudyID="2"))
    assert patient_key(header()) != patient_key(header(PatientID="2"))


def test_padding_of_an_id_does_not_count() -> None:
    assert patient_key(header(PatientID="MRN-90210 ")) == patient_key(header())


def test_an_id_is_never_taken_for_a_study() -> None:
    study = header(PatientID="", PatientName="", StudyInstanceUID="1.2.3")
    assert patient_key(study) != patient_key(header(PatientID="1.2.3"))


def test_the_instance_is_the_last_resort() -> None:
    dataset = header(PatientID="", PatientName="")
    del dataset.StudyInstanceUID
    assert patient_key(dataset) != patient_key(header(PatientID="", PatientName=""))
    del dataset.SOPInstanceUID
    with pytest.raises(UnsupportedInstanceError):
        patient_key(dataset)


def test_a_target_is_made_of_the_new_uids_alone() -> None:
    study, series, instance = (PSEUDONYMS.uid(uid) for uid in ("1.2.3", "1.2.3.4", "1.2.3.4.5"))
    assert safe_target(header(), BASIC) == f"{study}/{series}/{instance}.dcm"


def test_a_hostile_uid_cannot_leave_the_output_folder() -> None:
    target = safe_target(header(StudyInstanceUID="../../etc", SeriesInstanceUID="/"), BASIC)
    assert target.count("/") == 2
    assert ".." not in target


def test_missing_uids_get_tokens_that_differ_by_instance() -> None:
    targets = set()
    for instance in ("1.1", "1.2"):
        dataset = header(SOPInstanceUID=instance)
        del dataset.SeriesInstanceUID
        targets.add(safe_target(dataset, BASIC))
    assert len(targets) == 2


def test_a_retained_uid_that_is_replaced_all_the_same_is_not_in_the_path() -> None:
    policy = replace(BASIC, profile=load_profile("basic", ("retain-uids",)))
    assert safe_target(header(), policy) == "1.2.3/1.2.3.4/1.2.3.4.5.dcm"
    told = HeaderEdit(TagPath((), 0x0020000D), Effect.SET, "own words", "UI", ("9.9",))
    target = safe_target(header(), policy, (told,))
    assert target == f"{PSEUDONYMS.uid('1.2.3')}/1.2.3.4/1.2.3.4.5.dcm"
