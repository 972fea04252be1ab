from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom

from doubles.header_samples import PSEUDONYMS, edits_of, header, item, reread
from scrub.header.editing import edit
from scrub.header.statements import Claims, statements

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def stated(dataset: Dataset, claims: Claims) -> Dataset:
    edits = tuple(edits_of(dataset).values())
    edit(dataset, (*edits, *statements(dataset, claims, edits)))
    return reread(dataset)


def codes(dataset: Dataset) -> list[tuple[str, str, str]]:
    return [
        (code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning)
        for code in dataset.DeidentificationMethodCodeSequence
    ]


def test_a_header_says_that_it_was_scrubbed_and_by_what() -> None:
    clean = stated(header(), Claims("1.2.3"))
    assert clean.PatientIdentityRemoved == "YES"
    assert clean.DeidentificationMethod == "scrub 1.2.3: PS3.15 Basic Profile 2026d"
    assert clean.LongitudinalTemporalInformationModified == "REMOVED"
    assert codes(clean) == [("113100", "DCM", "Basic Application Confidentiality Profile")]
    (equipment,) = clean.ContributingEquipmentSequence
    assert equipment.PurposeOfReferenceCodeSequence[0].CodeValue == "109104"
    assert equipment.ManufacturerModelName == "scrub"
    assert equipment.SoftwareVersions == "1.2.3"
    assert not [e for e in clean.iterall() if e.VR in {"DA", "DT", "TM"} and e.value]


def test_nothing_is_said_of_pixels_that_were_not_looked_at() -> None:
    clean = stated(header(BurnedInAnnotation="YES", ImageType=["ORIGINAL", "PRIMARY"]), Claims("1"))
    assert clean.BurnedInAnnotation == "YES"
    assert clean.ImageType == ["ORIGINAL", "PRIMARY"]
    assert "113101" not in [value for value, _, _ in codes(clean)]


def test_clean_pixels_are_stated_with_their_code() -> None:
    clean = stated(header(BurnedInAnnotation="YES"), Claims("1", pixels_clean=True))
    assert clean.BurnedInAnnotation == "NO"
    assert ("113101", "DCM", "Clean Pixel Data Option") in codes(clean)


def test_changed_pixels_are_derived_and_the_rest_of_image_type_stays() -> None:
    dataset = header(ImageType=["ORIGINAL", "PRIMARY", "AXIAL"], LossyImageCompression="01")
    clean = stated(dataset, Claims("1", pixels_clean=True, pixels_changed=True))
    assert clean.ImageType == ["DERIVED", "PRIMARY", "AXIAL"]
    assert clean.LossyImageCompression == "01"


def test_an_own_word_taken_out_of_image_type_does_not_come_back() -> None:
    dataset = header(ImageType=["ORIGINAL", "PRIMARY", "DOE"])
    clean = stated(dataset, Claims("1", pixels_changed=True))
    assert clean.ImageType == ["DERIVED", "PRIMARY", "ANON"]


def test_an_image_type_is_not_made_up() -> None:
    assert "ImageType" not in stated(header(), Claims("1", pixels_changed=True))


def test_an_earlier_method_is_replaced_and_earlier_equipment_stays() -> None:
    dataset = header(DeidentificationMethod="by hand")
    dataset.DeidentificationMethodCodeSequence = item(
        CodeValue="113106", CodingSchemeDesignator="DCM", CodeMeaning="Retain Full Dates"
    )
    dataset.ContributingEquipmentSequence = item(Manufacturer="ACME", ContributionDateTime="2019")
    clean = stated(dataset, Claims("1"))
    assert [value for value, _, _ in codes(clean)] == ["113100"]
    assert "by hand" not in clean.DeidentificationMethod
    makers = [one.Manufacturer for one in clean.ContributingEquipmentSequence]
    assert makers == ["ACME", "dicom-scrub"]
    assert "ContributionDateTime" not in clean.ContributingEquipmentSequence[0]


def test_statements_need_no_pseudonyms_and_are_the_same_each_time() -> None:
    claims = Claims("1", pixels_clean=True)
    assert statements(header(), claims) == statements(header(), claims)
    assert PSEUDONYMS.prefix not in repr(statements(header(), claims))


def test_a_long_version_still_fits_its_vr() -> None:
    clean = stated(header(), Claims("1" * 64))
    assert len(clean.DeidentificationMethod) == 64
    assert pydicom.datadict.dictionary_VR("DeidentificationMethod") == "LO"
