from __future__ import annotations

from io import BytesIO

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.sequence import Sequence

from doubles.header_samples import (
    BASIC,
    CT,
    MARK,
    PSEUDONYMS,
    edits_of,
    header,
    item,
    put,
    reread,
    said,
    scrubbed,
)
from scrub.header.actions import header_edits
from scrub.header.rulebook import rulebook
from scrub.model.header import Effect, Identity

GSPS = "1.2.840.10008.5.1.4.1.1.11.1"
SEG = "1.2.840.10008.5.1.4.1.1.66.4"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
RT_PLAN = "1.2.840.10008.5.1.4.1.1.481.5"


def decoded(encoded: bytes) -> Dataset:
    return read_dataset(BytesIO(encoded), is_implicit_VR=False, is_little_endian=True)


@pytest.mark.parametrize("group", [0x5000, 0x5002, 0x501E, 0x6000, 0x6002, 0x601E])
def test_curves_and_overlay_planes_go_whole(group: int) -> None:
    dataset = header()
    put(dataset, group << 16 | 0x0010, "US", 8)
    put(dataset, group << 16 | 0x0022, "LO", MARK)
    put(dataset, group << 16 | 0x3000, "OW", b"\0\0")
    clean = scrubbed(dataset)
    assert not any(element.tag.group == group for element in clean)


def test_icons_originals_signatures_and_requests_go() -> None:
    dataset = header(IconImageSequence=item(Rows=1, Columns=1))
    dataset.OriginalAttributesSequence = item(
        ModifiedAttributesSequence=item(PatientName=MARK), ModifyingSystem=MARK
    )
    dataset.DigitalSignaturesSequence = item(MACIDNumber=1)
    dataset.MACParametersSequence = item(MACIDNumber=1)
    dataset.EncryptedAttributesSequence = item(EncryptedContent=b"\1\2")
    dataset.RequestAttributesSequence = item(RequestedProcedureDescription=MARK)
    put(dataset, 0xFFFCFFFC, "OB", b"WOBBEGONG ")
    clean = scrubbed(dataset)
    assert MARK not in said(clean)
    for gone in (0x00880200, 0x04000561, 0xFFFAFFFA, 0x4FFE0001, 0x04000500, 0x00400275):
        assert gone not in clean


def test_a_filled_trial_module_is_made_no_ones() -> None:
    dataset = header(ClinicalTrialSponsorName=MARK, ClinicalTrialProtocolID=MARK)
    dataset.ClinicalTrialSubjectID = MARK
    dataset.ClinicalTrialSiteName = MARK
    clean = scrubbed(dataset)
    assert MARK not in said(clean)
    assert clean.ClinicalTrialSubjectID == "ANONYMIZED"
    assert clean.ClinicalTrialSiteName == ""


def test_type_1_attributes_of_an_enhanced_iod_get_dummies() -> None:
    dataset = header(SOPClassUID=SEG, DeviceSerialNumber=MARK)
    dataset.ContentDate = "20190714"
    dataset.ContentTime = "101112"
    clean = scrubbed(dataset)
    assert clean.DeviceSerialNumber == "ANONYMIZED"
    assert (clean.ContentDate, clean.ContentTime) == ("19000101", "000000")


def test_the_same_tag_twice_goes_twice() -> None:
    element = b"\x10\x00\x40\x10LO\x0a\x00WOBBEGONG "
    dataset = decoded(element + element)
    dataset.update(header())
    assert MARK not in said(scrubbed(dataset))


def test_group_lengths_are_dropped() -> None:
    dataset = put(header(), 0x00100000, "UL", 9999)
    edit = edits_of(dataset)["(0010,0000)"]
    assert (edit.effect, edit.rule) == (Effect.REMOVE, "group length")


def test_functional_groups_are_cleaned_in_every_frame() -> None:
    frames = []
    for _ in range(3):
        frame = Dataset()
        frame.FrameContentSequence = item(
            FrameComments=MARK, FrameAcquisitionDateTime="20190714101112", StackID="1"
        )
        put(frame, 0x00191008, "LO", MARK)
        frames.append(frame)
    dataset = header(SOPClassUID=ENHANCED_CT, PerFrameFunctionalGroupsSequence=Sequence(frames))
    clean = scrubbed(dataset)
    assert MARK not in said(clean)
    assert "20190714" not in said(clean)
    stacks = [f.FrameContentSequence[0].StackID for f in clean.PerFrameFunctionalGroupsSequence]
    assert stacks == ["1", "1", "1"]


@pytest.mark.parametrize("uid", ["1.2.19610231.7", "1.02.3", "1." + "2" * 80, "MRN-90210", "1..2"])
def test_uids_of_any_form_are_mapped_alike_everywhere(uid: str) -> None:
    dataset = header(
        FrameOfReferenceUID=uid,
        SOPClassUID=GSPS,
        ReferencedSeriesSequence=item(SeriesInstanceUID=uid),
    )
    clean = scrubbed(dataset)
    assert clean.FrameOfReferenceUID == clean.ReferencedSeriesSequence[0].SeriesInstanceUID
    assert clean.FrameOfReferenceUID.is_valid
    assert clean.FrameOfReferenceUID == PSEUDONYMS.uid(uid)


def test_unlisted_uids_of_instances_are_mapped() -> None:
    clean = scrubbed(header(VolumeFrameOfReferenceUID="1.2.77"))
    assert clean.VolumeFrameOfReferenceUID == PSEUDONYMS.uid("1.2.77")


def test_a_plan_has_dummy_labels_and_no_names_and_follows_its_references() -> None:
    dataset = header(SOPClassUID=RT_PLAN, Modality="RTPLAN", RTPlanLabel=MARK, RTPlanName=MARK)
    dataset.ReviewerName = MARK
    dataset.BeamSequence = item(BeamName="1", TreatmentMachineName=MARK)
    dataset.ReferencedStructureSetSequence = item(ReferencedSOPInstanceUID="1.2.8")
    clean = scrubbed(reread(dataset, implicit=True))
    assert MARK not in said(clean)
    assert clean.RTPlanLabel == "ANONYMIZED"
    reference = clean.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID
    assert reference == PSEUDONYMS.uid("1.2.8")


def test_text_that_no_table_lists_stays_unless_it_holds_own_words() -> None:
    clean = scrubbed(header(ManufacturerModelName="LOGIQ 700", Manufacturer="GE"))
    assert (clean.ManufacturerModelName, clean.Manufacturer) == ("LOGIQ 700", "GE")
    dirty = header(ManufacturerModelName="for DOE, jane", BodyPartExamined="MRN 90210")
    dirty.SoftwareVersions = ["V1", "JANE"]
    dirty.SeriesNumber = "3"
    clean = scrubbed(dirty)
    assert clean.ManufacturerModelName == "ANONYMIZED"
    assert clean.BodyPartExamined == "ANON"
    assert clean.SoftwareVersions == ["V1", "ANONYMIZED"]
    assert clean.SeriesNumber == 3


def test_long_text_is_read_to_its_end() -> None:
    dataset = header(LongCodeValue="x " * 35_000 + "Doe")
    assert scrubbed(dataset).LongCodeValue == "ANONYMIZED"


def test_a_code_that_holds_own_words_gets_dummies_where_it_must_have_values() -> None:
    code = item(CodeValue="90210", CodingSchemeDesignator="DCM", CodeMeaning="Scan of Doe")
    clean = scrubbed(header(AnatomicRegionSequence=code))
    assert clean.AnatomicRegionSequence[0].CodeMeaning == "ANONYMIZED"
    assert clean.AnatomicRegionSequence[0].CodingSchemeDesignator == "DCM"


def test_one_own_word_in_image_type_leaves_its_other_values() -> None:
    clean = scrubbed(header(ImageType=["ORIGINAL", "PRIMARY", "DOE"]))
    assert clean.ImageType == ["ORIGINAL", "PRIMARY", "ANON"]


def test_terms_that_say_how_to_read_pixels_are_never_own_words() -> None:
    dataset = header(PatientName="RGB^PALETTE COLOR", PhotometricInterpretation="RGB")
    clean = scrubbed(dataset)
    assert clean.PhotometricInterpretation == "RGB"


def test_a_class_is_never_mistaken_for_an_own_number() -> None:
    dataset = header(PatientID="840100")
    assert "(0008,0016)" not in edits_of(dataset)
    assert scrubbed(dataset).SOPClassUID == CT


def test_bytes_where_text_belongs_go() -> None:
    dataset = put(header(), 0x00080070, "OB", b"Doe^Jane")
    put(dataset, 0x00082218, "OB", b"Doe^Jane")
    clean = scrubbed(dataset)
    assert 0x00080070 not in clean
    assert 0x00082218 not in clean


def test_the_patient_is_named_even_in_a_header_that_has_neither_name_nor_id() -> None:
    dataset = header()
    del dataset.PatientName, dataset.PatientID
    edits = edits_of(dataset)
    assert edits["(0010,0010)"].value == edits["(0010,0020)"].value
    assert edits["(0010,0020)"].effect is Effect.SET


def test_no_edit_holds_an_old_value() -> None:
    dataset = header(InstitutionName=MARK, OperatorsName=MARK, StudyID=MARK, StationName=MARK)
    assert MARK not in repr(edits_of(dataset))


def test_an_empty_element_is_not_made_to_say_something() -> None:
    dataset = header(SOPClassUID=SEG, DeviceSerialNumber="")
    assert "(0018,1000)" not in edits_of(dataset)


def test_without_an_identity_kept_text_is_not_judged_by_words() -> None:
    dataset = header(ManufacturerModelName="Doe")
    judged = header_edits(dataset, rulebook(dataset, BASIC), Identity())
    assert "(0008,1090)" not in {str(one.path) for one in judged.edits}
