from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doubles.header_samples import header, item, put, reread
from scrub.errors import UnsupportedInstanceError, UsageError
from scrub.header.tags.changes import Change, Made, asked, change
from scrub.header.tags.rows import rows
from scrub.model.header import Effect

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def done(dataset: Dataset, *changes: Change, add: bool = False) -> Made:
    return change(dataset, changes, add=add)


def setting(name: str, text: str) -> Change:
    return asked(name, Effect.SET, text)


def sample(**attributes: Any) -> Dataset:  # noqa: ANN401 - pydicom's values have no type
    return reread(header(**attributes))


@pytest.mark.parametrize(
    "name",
    [
        *("Rows", "Columns", "BitsAllocated", "NumberOfFrames", "PixelData", "7FE0,0001"),
        *("PhotometricInterpretation", "IconImageSequence[0].Rows", "0002,0010"),
        *("MediaStorageSOPInstanceUID", "0008,0000", "FFFE,E000", "0004,1220"),
    ],
)
@pytest.mark.parametrize("effect", list(Effect))
def test_pixels_and_what_describes_them_cannot_be_changed(name: str, effect: Effect) -> None:
    with pytest.raises(UsageError, match="cannot be changed: "):
        asked(name, effect, "1" if effect is Effect.SET else "")


@pytest.mark.parametrize("name", ["SOPInstanceUID", "SOPClassUID", "SpecificCharacterSet"])
def test_what_must_be_there_is_neither_removed_nor_emptied(name: str) -> None:
    for effect, text in ((Effect.REMOVE, ""), (Effect.EMPTY, ""), (Effect.SET, "")):
        with pytest.raises(UsageError):
            asked(name, effect, text)


def test_a_wrong_value_is_known_before_there_is_a_data_set_and_not_quoted() -> None:
    with pytest.raises(UsageError, match="PatientBirthDate") as caught:
        setting("PatientBirthDate", "19991332")
    assert "19991332" not in str(caught.value)
    with pytest.raises(UsageError, match="ImagePositionPatient"):
        setting("ImagePositionPatient", "1\\2")
    assert "DOE" not in repr(setting("PatientName", "DOE^JANE"))


def test_what_is_not_there_is_left_out_and_told() -> None:
    dataset = sample()
    made = done(
        dataset,
        setting("PatientID", "X"),
        setting("EthnicGroup", "Y"),
        asked("StudyDate", Effect.REMOVE),
        setting("RequestAttributesSequence[0].ScheduledProcedureStepID", "7"),
        setting('0029,"ACME",01', "00"),
    )
    assert made.absent == (
        "EthnicGroup",
        "StudyDate",
        "RequestAttributesSequence[0].ScheduledProcedureStepID",
        '0029,"ACME",01',
    )
    assert dataset.PatientID == "X"
    assert "EthnicGroup" not in dataset


def test_what_is_not_there_is_added_with_items_and_private_creators() -> None:
    dataset = sample()
    done(
        dataset,
        setting("EthnicGroup", "Y"),
        setting("RequestAttributesSequence[0].ScheduledProcedureStepID", "7"),
        setting("RequestAttributesSequence[1].ScheduledProcedureStepID", "8"),
        setting('0019,"GEMS_ACQU_01",02', "912"),
        setting('0019,"ACME",02', "0102"),
        setting("PatientComments", ""),
        add=True,
    )
    again = reread(dataset)
    steps = [one.ScheduledProcedureStepID for one in again.RequestAttributesSequence]
    assert steps == ["7", "8"]
    assert (again[0x00190010].value, again[0x00190011].value) == ("GEMS_ACQU_01", "ACME")
    assert (again[0x00191002].value, again[0x00191102].value) == (912, b"\1\2")
    assert again["PatientComments"].is_empty


@pytest.mark.parametrize(
    "name", ["RequestAttributesSequence[2].ScheduledProcedureStepID", "0029,1001"]
)
def test_an_item_is_added_only_next_and_a_private_element_only_with_its_creator(name: str) -> None:
    dataset = sample(RequestAttributesSequence=item(ScheduledProcedureStepID="1"))
    if name.startswith("0029"):
        with pytest.raises(UsageError, match="CREATOR"):
            done(dataset, setting(name, "00"), add=True)
    else:
        assert done(dataset, setting(name, "00"), add=True).absent == (name,)


def test_a_creator_leads_to_its_own_block() -> None:
    dataset = header()
    put(dataset, 0x00290010, "LO", "FIRST")
    put(dataset, 0x00290011, "LO", "SECOND ")
    put(dataset, 0x00291008, "LO", "one")
    put(dataset, 0x00291108, "LO", "two")
    dataset = reread(dataset)
    done(dataset, setting('0029,"SECOND",08', "new"))
    assert (dataset[0x00291008].value, dataset[0x00291108].value) == ("one", "new")


def test_text_that_the_character_set_cannot_hold_is_refused() -> None:
    with pytest.raises(UnsupportedInstanceError, match="PatientName") as caught:
        done(sample(), setting("PatientName", "Müller"))
    assert "ller" not in str(caught.value)
    with pytest.raises(UnsupportedInstanceError):
        done(sample(SpecificCharacterSet="ISO_IR 100"), setting("PatientName", "山田"))


def test_an_item_s_own_character_set_is_the_one_that_counts() -> None:
    inner = item(SpecificCharacterSet="ISO_IR 192", ScheduledProcedureStepDescription="x")
    dataset = sample(SpecificCharacterSet="ISO_IR 100", RequestAttributesSequence=inner)
    done(dataset, setting("RequestAttributesSequence[0].ScheduledProcedureStepDescription", "山田"))
    again = reread(dataset)
    step = again.RequestAttributesSequence[0]
    assert step.ScheduledProcedureStepDescription == "山田"


def test_another_character_set_is_another_form_of_the_same_text() -> None:
    inner = item(ScheduledProcedureStepDescription="Fuß")
    dataset = sample(
        SpecificCharacterSet="ISO_IR 100",
        PatientName="Müller^Jörg",
        RequestAttributesSequence=inner,
    )
    done(dataset, setting("SpecificCharacterSet", "ISO_IR 192"), setting("PatientID", "山"))
    again = reread(dataset)
    assert again.get_item("PatientName").value == "Müller^Jörg ".encode()
    assert (again.PatientName, again.PatientID) == ("Müller^Jörg", "山")
    assert again.RequestAttributesSequence[0].ScheduledProcedureStepDescription == "Fuß"


@pytest.mark.parametrize(
    ("old", "new"), [("ISO_IR 192", "ISO_IR 100"), (None, "ISO_IR 192"), ("ISO_IR 192", "UTF-8")]
)
def test_text_that_another_character_set_would_lose_is_refused(old: str | None, new: str) -> None:
    dataset = header(PatientName="x", **({"SpecificCharacterSet": old} if old else {}))
    name = put(dataset, 0x00100010, "PN", "山" if old else "M\xfcller")
    with pytest.raises((UnsupportedInstanceError, UsageError)):
        done(reread(name), setting("SpecificCharacterSet", new), add=True)


@pytest.mark.parametrize(("representation", "text"), [(0, "65535"), (1, "-1")])
def test_signed_or_not_is_as_the_pixels_are(representation: int, text: str) -> None:
    dataset = sample(PixelRepresentation=representation)
    done(dataset, setting("SmallestImagePixelValue", text), add=True)
    assert reread(dataset).SmallestImagePixelValue == int(text)
    with pytest.raises(UsageError):
        done(dataset, setting("SmallestImagePixelValue", "-65535" if representation else "-1"))


def test_a_sequence_can_be_removed_and_emptied_but_not_set() -> None:
    dataset = sample(RequestAttributesSequence=item(ScheduledProcedureStepID="1"))
    with pytest.raises(UsageError):
        setting("RequestAttributesSequence", "1")
    done(dataset, asked("RequestAttributesSequence", Effect.EMPTY))
    assert len(dataset.RequestAttributesSequence) == 0
    with pytest.raises(UsageError, match="no sequence"):
        done(dataset, setting("PatientID[0].PatientID", "1"))


def test_rows_tell_where_what_and_by_which_rule() -> None:
    dataset = header(
        RequestAttributesSequence=item(ScheduledProcedureStepID="1", PatientID="2"),
        PixelRepresentation=1,
        SmallestImagePixelValue=-3,
        ImageType=["ORIGINAL", "PRIMARY"],
        FrameIncrementPointer=0x00181063,
    )
    put(dataset, 0x00290010, "LO", "ACME")
    put(dataset, 0x00291001, "OB", bytes(100))
    put(dataset, 0x00291002, "FL", 0.1)
    found = {row.path: row for row in rows(reread(dataset, implicit=True))}
    inner = found["RequestAttributesSequence[0].ScheduledProcedureStepID"]
    assert (inner.tag, inner.vr, inner.depth, inner.value) == ("(0040,0009)", "SH", 1, "1")
    assert (inner.rule, inner.is_phi, inner.is_private) == ("X", True, False)
    assert (found["ImageType"].multiplicity, found["ImageType"].rule) == (2, "K")
    assert found["SmallestImagePixelValue"].value == "-3"
    assert found["FrameIncrementPointer"].value == "0018,1063"
    assert (found['0029,"ACME",01'].values, found['0029,"ACME",01'].length) == ((), 100)
    assert found['0029,"ACME",01'].is_private
    assert found["PatientName"].length == 8
    assert not found["Modality"].is_phi
