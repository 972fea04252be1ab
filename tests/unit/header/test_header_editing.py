from __future__ import annotations

from io import BytesIO

import pydicom
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from doubles.header_samples import CT, header, item, put, reread
from scrub.header.dummies import dummy
from scrub.header.editing import Ready, edit, file_meta, remove
from scrub.model.header import ITEM, Effect, HeaderEdit, TagPath
from scrub.stages.encoded import encoded


def change(tag: int, effect: Effect, vr: str = "LO", *value: str) -> HeaderEdit:
    return HeaderEdit(TagPath((), tag), effect, "test", vr, value)


@pytest.mark.parametrize(
    "vr",
    [
        "AE",
        "AS",
        "AT",
        "CS",
        "DA",
        "DS",
        "DT",
        "FD",
        "FL",
        "IS",
        "LO",
        "LT",
        "OB",
        "OD",
        "OF",
        "OL",
        "OV",
        "OW",
        "PN",
        "SH",
        "SL",
        "SQ",
        "SS",
        "ST",
        "SV",
        "TM",
        "UC",
        "UI",
        "UL",
        "UN",
        "UR",
        "US",
        "UT",
        "UV",
    ],
)
@pytest.mark.parametrize("implicit", [False, True])
def test_the_dummy_of_every_vr_is_legal_and_can_be_written(vr: str, *, implicit: bool) -> None:
    dataset = header()
    tag = 0x00091001 if vr == "UN" else 0x00720090
    edit(dataset, [change(tag, Effect.SET, vr, *dummy(vr))])
    value = dataset[tag].value
    assert vr == DataElement(tag, vr, value, validation_mode=pydicom.config.RAISE).VR
    assert len(reread(dataset, implicit=implicit)) == len(dataset)


def test_several_values_stay_several() -> None:
    dataset = header()
    edit(
        dataset,
        [
            change(0x00280009, Effect.SET, "AT", "00181063", "00181065"),
            change(0x00280030, Effect.SET, "DS", "0.5", "0.25"),
            change(0x00280010, Effect.SET, "US", "512"),
            change(0x00186024, Effect.SET, "FD", "1.5"),
        ],
    )
    again = reread(dataset)
    assert again.FrameIncrementPointer == [0x00181063, 0x00181065]
    assert again.PixelSpacing == [0.5, 0.25]
    assert again.Rows == 512
    assert again[0x00186024].value == 1.5


def test_a_path_that_does_not_exist_is_made_by_a_set_and_by_nothing_else() -> None:
    path = TagPath(((0x0018A001, 1), (0x0040A170, 0)), 0x00080100)
    for effect in (Effect.REMOVE, Effect.EMPTY):
        dataset = header()
        edit(dataset, [HeaderEdit(path, effect, "test", "SH")])
        assert dataset == header()
    dataset = header()
    edit(dataset, [HeaderEdit(path, Effect.SET, "test", "SH", ("109104",))])
    first, second = dataset.ContributingEquipmentSequence
    assert first == Dataset()
    assert second.PurposeOfReferenceCodeSequence[0].CodeValue == "109104"


def test_a_set_of_a_sequence_leaves_one_empty_item_and_emptying_leaves_none() -> None:
    dataset = header(AnatomicRegionSequence=Sequence([Dataset(), Dataset()]))
    edit(dataset, [change(0x00082218, Effect.SET, "SQ")])
    assert list(dataset.AnatomicRegionSequence) == [Dataset()]
    edit(dataset, [change(0x00082218, Effect.EMPTY, "SQ")])
    assert list(dataset.AnatomicRegionSequence) == []


def test_items_of_their_own_index_are_edited() -> None:
    dataset = header(AnatomicRegionSequence=item(CodeMeaning="a"))
    dataset.AnatomicRegionSequence.append(Dataset())
    dataset.AnatomicRegionSequence[1].CodeMeaning = "b"
    path = TagPath(((0x00082218, 1),), 0x00080104)
    edit(dataset, [HeaderEdit(path, Effect.EMPTY, "test", "LO")])
    assert [one.CodeMeaning or "" for one in dataset.AnatomicRegionSequence] == ["a", ""]


def test_what_is_not_there_is_neither_emptied_into_being_nor_missed() -> None:
    dataset = header()
    edit(dataset, [change(0x00081030, Effect.EMPTY), change(0x00081040, Effect.REMOVE)])
    assert dataset == header()


def test_an_attribute_that_pydicom_does_not_know_is_emptied() -> None:
    dataset = put(header(), 0x00100011, "SQ", Sequence([Dataset()]))
    edit(dataset, [change(0x00100011, Effect.EMPTY, "SQ")])
    assert list(dataset[0x00100011].value) == []


def test_items_go_whole_after_all_else_and_from_the_places_they_had() -> None:
    numbered = [item(PatientComments=f"{place}")[0] for place in range(4)]
    numbered[1].OtherPatientIDsSequence = Sequence([Dataset(), Dataset()])
    dataset = header(RequestAttributesSequence=Sequence(numbered))
    places = [((0x00400275, 0),), ((0x00400275, 1), (0x00101002, 0)), ((0x00400275, 2),)]
    gone = [HeaderEdit(TagPath(place, ITEM), Effect.REMOVE, "test") for place in places]
    changed = TagPath(((0x00400275, 3),), 0x00104000)

    edit(dataset, [*gone, HeaderEdit(changed, Effect.SET, "test", "LT", ("new",))])

    left = dataset.RequestAttributesSequence
    assert [one.PatientComments for one in left] == ["1", "new"]
    assert len(left[0].OtherPatientIDsSequence) == 1


def test_an_item_that_is_not_there_is_not_removed() -> None:
    dataset = header(RequestAttributesSequence=item(PatientComments="0"))
    for place in (((0x00400275, 1),), ((0x00101002, 0),), ((0x00101002, 0), (0x00400275, 0))):
        edit(dataset, [HeaderEdit(TagPath(place, ITEM), Effect.REMOVE, "test")])

    assert len(dataset.RequestAttributesSequence) == 1


def test_file_meta_information_holds_what_it_must_and_no_more() -> None:
    meta = file_meta(ExplicitVRLittleEndian, CT, "2.25.7", "0.1.0-alpha.20261101")
    assert sorted(int(element.tag) for element in meta) == [
        0x00020001,
        0x00020002,
        0x00020003,
        0x00020010,
        0x00020012,
        0x00020013,
    ]
    assert meta.MediaStorageSOPInstanceUID == "2.25.7"
    assert meta.ImplementationVersionName == "SCRUB_0.1.0-alph"
    assert UID(meta.ImplementationClassUID).is_valid


def test_a_file_can_be_written_with_it() -> None:
    dataset = header()
    dataset.file_meta = file_meta(ExplicitVRLittleEndian, CT, "1.2.3.4.5", "0.1.0")
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    stream.seek(0)
    assert pydicom.dcmread(stream).file_meta.ImplementationVersionName == "SCRUB_0.1.0"


def test_what_is_removed_at_once_is_gone_and_nothing_else() -> None:
    dataset = put(put(header(PatientName="A"), 0x00091001, "LO", "x"), 0x00091002, "LO", "y")
    before = set(dataset.keys())
    remove(dataset, (0x00091001, 0x00191001))
    assert set(dataset.keys()) == before - {0x00091001}


NEW = (
    HeaderEdit(TagPath((), 0x00120064), Effect.SET, "test", "SQ"),
    HeaderEdit(TagPath(((0x00120064, 0),), 0x00080100), Effect.SET, "test", "SH", ("113100",)),
    HeaderEdit(TagPath(((0x00120064, 1),), 0x00080100), Effect.SET, "test", "SH", ("113101",)),
    HeaderEdit(
        TagPath(((0x0018A001, 0), (0x0040A170, 0)), 0x00080104),
        Effect.SET,
        "test",
        "LO",
        ("a", "b"),
    ),
    HeaderEdit(TagPath(((0x0018A001, 0),), 0x00080070), Effect.SET, "test", "LO", ("odd",)),
)


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("little", [True, False])
def test_new_sequences_are_written_as_pydicom_writes_them(*, implicit: bool, little: bool) -> None:
    if implicit and not little:
        pytest.skip("there is no such encoding")
    ours, theirs = Dataset(), Dataset()
    for dataset in (ours, theirs):
        dataset.set_original_encoding(implicit, little, "iso8859")
    edit(ours, NEW)
    first, second, equipment, purpose = Dataset(), Dataset(), Dataset(), Dataset()
    first.CodeValue, second.CodeValue = "113100", "113101"
    purpose.CodeMeaning = ["a", "b"]
    equipment.Manufacturer = "odd"
    equipment.PurposeOfReferenceCodeSequence = Sequence([purpose])
    theirs.DeidentificationMethodCodeSequence = Sequence([first, second])
    theirs.ContributingEquipmentSequence = Sequence([equipment])
    assert isinstance(ours.get_item(0x00120064), Ready)
    assert encoded(ours) == encoded(theirs)
    assert [item.CodeValue for item in ours.DeidentificationMethodCodeSequence] == [
        "113100",
        "113101",
    ]


def test_a_sequence_that_is_there_keeps_its_items() -> None:
    dataset = reread(header(ContributingEquipmentSequence=item(Manufacturer="first")))
    path = TagPath(((0x0018A001, 1),), 0x00080070)
    edit(dataset, (HeaderEdit(path, Effect.SET, "test", "LO", ("second",)),))
    assert [one.Manufacturer for one in dataset.ContributingEquipmentSequence] == [
        "first",
        "second",
    ]


def test_a_new_sequence_may_hold_text_that_only_its_character_set_has() -> None:
    dataset = reread(header(SpecificCharacterSet="ISO_IR 100"))
    path = TagPath(((0x0018A001, 0),), 0x00080070)
    edit(dataset, (HeaderEdit(path, Effect.SET, "test", "LO", ("Müller",)),))
    assert reread(dataset).ContributingEquipmentSequence[0].Manufacturer == "Müller"
