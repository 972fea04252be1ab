from __future__ import annotations

import copy
from io import BytesIO

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.sequence import Sequence

from doubles.header_samples import (
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
from scrub.errors import UnsupportedInstanceError
from scrub.header.actions import header_edits
from scrub.header.identity import identity
from scrub.header.profile import load_profile
from scrub.model.header import Effect, Identity

GSPS = "1.2.840.10008.5.1.4.1.1.11.1"
SEG = "1.2.840.10008.5.1.4.1.1.66.4"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
RT_PLAN = "1.2.840.10008.5.1.4.1.1.481.5"
BASIC_SR = "1.2.840.10008.5.1.4.1.1.88.11"


def decoded(encoded: bytes) -> Dataset:
    return read_dataset(BytesIO(encoded), is_implicit_VR=False, is_little_endian=True)


def test_planning_leaves_the_data_set_as_it_is() -> None:
    dataset = header(InstitutionName="Lakeside", AnatomicRegionSequence=item(PatientName=MARK))
    before = copy.deepcopy(dataset)
    edits_of(dataset)
    assert dataset == before


def test_edits_come_in_order_of_path_and_no_edit_lies_inside_another() -> None:
    dataset = header(RequestAttributesSequence=item(RequestedProcedureID="1"), StudyID="77")
    edits = header_edits(dataset, load_profile(), PSEUDONYMS, identity(dataset))
    assert list(edits) == sorted(edits)
    removed = {str(one.path) for one in edits if one.effect is Effect.REMOVE}
    assert "(0040,0275)" in removed
    assert not any(str(one.path).startswith("(0040,0275)[") for one in edits)


def test_identifiers_five_sequences_down_are_found() -> None:
    dataset = inner = header()
    for _ in range(5):
        inner.AnatomicRegionSequence = item(InstitutionName=MARK, PatientID=MARK)
        inner.AnatomicRegionSequence[0].PatientName = MARK
        inner = inner.AnatomicRegionSequence[0]
    inner.CodeMeaning = "Chest"
    clean = scrubbed(dataset)
    assert MARK not in said(clean)
    for _ in range(5):
        clean = clean.AnatomicRegionSequence[0]
    assert clean.CodeMeaning == "Chest"


def test_private_elements_go_at_every_depth_with_and_without_a_creator() -> None:
    dataset = header(AnatomicRegionSequence=item(CodeMeaning="Chest"))
    for place in (dataset, dataset.AnatomicRegionSequence[0]):
        place.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0, "DS", "1")
        put(place, 0x00431027, "SH", MARK)
        put(place, 0x00090001, "LO", MARK)
    rules = {edit.rule for path, edit in edits_of(dataset).items() if "(7053," in path}
    assert rules == {"E.1-1 private"}
    clean = scrubbed(dataset)
    assert not any(element.tag.is_private for element in clean.iterall())


def test_public_attributes_written_as_unknown_are_judged_by_their_tag() -> None:
    dataset = decoded(b"\x10\x00\x00\x40UN\x00\x00\x04\x00\x00\x00note")
    dataset.update(header())
    clean = scrubbed(dataset)
    assert 0x00104000 not in clean


@pytest.mark.parametrize("implicit", [False, True])
def test_attributes_newer_than_the_dictionary_go(*, implicit: bool) -> None:
    dataset = header()
    put(dataset, 0x00100012, "LT", MARK)
    put(dataset, 0x3004007F, "LO", MARK)
    put(dataset, 0x0040E012, "UR", MARK)
    put(dataset, 0x00100015, "LO", MARK)
    clean = scrubbed(reread(dataset, implicit=implicit))
    assert MARK not in said(clean)


def test_a_name_in_three_scripts_is_replaced_whole_and_the_rest_decodes() -> None:
    dataset = header(SpecificCharacterSet=["", "ISO 2022 IR 87"])
    dataset.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    dataset.StudyDescription = "山田 CT"
    dataset.PerformedProcedureStepDescription = "山田"
    dataset.ManufacturerModelName = "山田CT"
    dataset.BodyPartExamined = "CHEST"
    clean = scrubbed(reread(dataset))
    assert "Yamada" not in said(clean)
    assert "\x1b$B" not in said(clean)
    assert str(clean.PatientName).startswith("ANON_")
    assert clean.ManufacturerModelName == ""
    assert clean.BodyPartExamined == "CHEST"


def test_an_unknown_character_set_keeps_ascii_and_removes_the_rest() -> None:
    dataset = decoded(
        b"\x08\x00\x05\x00CS\x0a\x00ISO_IR_999"
        b"\x08\x00\x70\x00LO\x06\x00Sie\xe4\xe5\xe6"
        b"\x08\x00\x90\x10LO\x04\x00Demo"
    )
    dataset.update(header())
    clean = scrubbed(dataset)
    assert "Manufacturer" not in clean
    assert clean.ManufacturerModelName == "Demo"


def test_utf8_without_a_character_set_is_removed_and_no_character_set_is_made_up() -> None:
    dataset = decoded(b"\x08\x00\x70\x00LO\x08\x00M\xc3\xbcller \x08\x00\x90\x10LO\x04\x00Demo")
    dataset.update(header())
    clean = scrubbed(dataset)
    assert "Manufacturer" not in clean
    assert "SpecificCharacterSet" not in clean
    assert clean.ManufacturerModelName == "Demo"


def test_text_that_is_not_utf8_though_declared_so_is_removed() -> None:
    dataset = decoded(
        b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 192\x08\x00\x70\x00LO\x04\x00M\xfc\xff "
        b"\x08\x00\x90\x10LO\x06\x00M\xc3\xbcll "
    )
    dataset.update(header())
    clean = scrubbed(dataset)
    assert "Manufacturer" not in clean
    assert clean.ManufacturerModelName == "Müll"


def test_every_value_of_a_multi_valued_date_goes() -> None:
    dataset = header(DateOfLastCalibration=["20010101", "20020202"])
    assert "2002" not in said(scrubbed(dataset))


def test_multi_valued_uids_are_mapped_one_by_one_and_classes_are_not() -> None:
    dataset = header(FailedSOPInstanceUIDList=["1.2.3.4.5", "1.2.9"])
    dataset.RelatedGeneralSOPClassUID = [CT, "1.2.840.10008.5.1.4.1.1.4"]
    clean = scrubbed(dataset)
    assert clean.FailedSOPInstanceUIDList == [PSEUDONYMS.uid("1.2.3.4.5"), PSEUDONYMS.uid("1.2.9")]
    assert clean.FailedSOPInstanceUIDList[0] == clean.SOPInstanceUID
    assert clean.RelatedGeneralSOPClassUID == [CT, "1.2.840.10008.5.1.4.1.1.4"]


def test_values_that_break_their_vr_neither_crash_nor_pass() -> None:
    dataset = decoded(
        b"\x08\x00\x20\x00DA\x0a\x001961.03.17"
        b"\x08\x00\x30\x00TM\x08\x0010:11:12"
        b"\x10\x00\x10\x10AS\x02\x0093"
        b"\x18\x00\x50\x00DS\x08\x00DOE^JANE"
        b"\x20\x00\x13\x00IS\x04\x00Jane"
        b"\x28\x00\x30\x00DS\x08\x000.5\\0.5 "
    )
    dataset.update(header())
    clean = scrubbed(dataset)
    assert not clean.StudyDate
    assert not clean.StudyTime
    for keyword in ("PatientAge", "SliceThickness", "InstanceNumber"):
        assert keyword not in clean
    assert clean.PixelSpacing == [0.5, 0.5]


def test_date_ranges_zones_and_partial_times_go() -> None:
    dataset = header(StudyDate="20010101-20020202", AcquisitionDateTime="200101011200+0100")
    dataset.StudyTime = "1011.5"
    text = said(scrubbed(dataset))
    for gone in ("2001", "1011"):
        assert gone not in text


@pytest.mark.parametrize("empty", [{"PatientID": ""}, {"PatientID": None}])
def test_patients_without_an_id_are_told_apart_by_name_and_birth_date(
    empty: dict[str, str | None],
) -> None:
    jane = scrubbed(header(**empty))
    john = scrubbed(header(**empty, PatientName="Doe^John"))
    again = scrubbed(header(**empty, StudyInstanceUID="1.9"))
    assert jane.PatientID != john.PatientID
    assert jane.PatientID == again.PatientID


def test_patients_with_nothing_at_all_are_told_apart_by_their_studies() -> None:
    ids: list[str] = []
    for study in ("1.2.3", "1.2.3", "1.2.4"):
        dataset = header(StudyInstanceUID=study, SOPInstanceUID=f"1.5.{len(ids)}")
        del dataset.PatientID, dataset.PatientName
        clean = scrubbed(dataset)
        assert clean.PatientName == clean.PatientID
        ids.append(str(clean.PatientID))
    assert ids[0] == ids[1] != ids[2]


def test_a_header_that_identifies_nothing_is_refused() -> None:
    with pytest.raises(UnsupportedInstanceError, match="neither patient, study nor instance"):
        edits_of(Dataset())


def test_pointers_at_what_goes_are_dropped_and_others_stay() -> None:
    dataset = header(FrameIncrementPointer=[0x00191010, 0x00181063])
    one, other = Dataset(), Dataset()
    one.DimensionIndexPointer = 0x00080022
    other.DimensionIndexPointer = 0x00200032
    dataset.DimensionIndexSequence = Sequence([one, other])
    clean = scrubbed(dataset)
    assert clean.FrameIncrementPointer == 0x00181063
    assert "DimensionIndexPointer" not in clean.DimensionIndexSequence[0]
    assert clean.DimensionIndexSequence[1].DimensionIndexPointer == 0x00200032


def test_a_structured_report_keeps_an_empty_item_for_its_content() -> None:
    content = item(ValueType="TEXT", TextValue=MARK)
    clean = scrubbed(header(SOPClassUID=BASIC_SR, Modality="SR", ContentSequence=content))
    assert list(clean.ContentSequence) == [Dataset()]


def test_a_presentation_state_keeps_its_references_and_its_type_1_dates() -> None:
    reference = item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID="1.2.3.4.5")
    series = item(SeriesInstanceUID="1.2.3.4", ReferencedImageSequence=reference)
    dataset = header(SOPClassUID=GSPS, Modality="PR", ReferencedSeriesSequence=series)
    dataset.PresentationCreationDate = "20190714"
    dataset.PresentationCreationTime = "101112"
    dataset.ContentCreatorName = MARK
    dataset.ContentDescription = MARK
    dataset.GraphicAnnotationSequence = item(
        TextObjectSequence=item(UnformattedTextValue=MARK, BoundingBoxAnnotationUnits="PIXEL")
    )
    clean = scrubbed(dataset)
    assert MARK not in said(clean)
    assert (clean.PresentationCreationDate, clean.PresentationCreationTime) == (
        "19000101",
        "000000",
    )
    image = clean.ReferencedSeriesSequence[0].ReferencedImageSequence[0]
    assert image.ReferencedSOPInstanceUID == PSEUDONYMS.uid("1.2.3.4.5")
    assert image.ReferencedSOPClassUID == CT


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
    assert clean.ManufacturerModelName == ""
    assert clean.BodyPartExamined == ""
    assert clean.SoftwareVersions == ""
    assert clean.SeriesNumber == 3


def test_long_text_is_read_to_its_end() -> None:
    dataset = header(LongCodeValue="x " * 35_000 + "Doe")
    assert not scrubbed(dataset).LongCodeValue


def test_a_code_that_holds_own_words_gets_dummies_where_it_must_have_values() -> None:
    code = item(CodeValue="90210", CodingSchemeDesignator="99ACME", CodeMeaning="Scan of Doe")
    clean = scrubbed(header(AnatomicRegionSequence=code))
    assert clean.AnatomicRegionSequence[0].CodeMeaning == "ANONYMIZED"
    assert clean.AnatomicRegionSequence[0].CodingSchemeDesignator == "99ACME"


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
    edits = header_edits(dataset, load_profile(), PSEUDONYMS, Identity())
    assert "(0008,1090)" not in {str(one.path) for one in edits}
