from __future__ import annotations

import pytest
from pydicom.sequence import Sequence

from doubles.content_samples import (
    CONTENT,
    OTHER_UID,
    code,
    content_item,
    gone_from,
    number,
    only,
    report,
    rules_of,
)
from doubles.header_samples import PSEUDONYMS, header, item, said, scrubbed, with_options
from scrub.header.cleaning.content import content_rules
from scrub.header.options import DESCRIPTORS, DEVICE, GRAPHICS, PATIENT, STRUCTURED_CONTENT
from scrub.header.rules import Cleaning
from scrub.model.header import ITEM, TagPath


def test_concepts_of_snomed_are_known_by_their_old_codes() -> None:
    assert gone_from(only(content_item("TEXT", "F-02455", "SRT"), content_item("NUM"))) == [
        "(0040,A730)[0].(FFFE,E000)"
    ]


def test_an_unlisted_concept_is_told_from_a_listed_one_by_scheme_and_value_type() -> None:
    dataset = only(content_item("TEXT", "121106", "99X"), content_item("UIDREF", "121106", "DCM"))

    assert gone_from(dataset) == []
    rules = rules_of(dataset)
    assert rules["(0040,A730)[0].(0040,A160)"].clean is Cleaning.TEXT
    assert "(0040,A730)[1].(0040,A124)" not in rules


def test_a_real_report_keeps_its_tree_and_its_findings_without_the_person() -> None:
    dataset = report(
        content_item("PNAME", "121036", "DCM"),
        content_item("TEXT", "1", "99X", TextValue="Doe, Jane: nodule of 5 mm"),
        content_item("UIDREF", "2", "99X", UID="1.2.3.4.5"),
        content_item("DATETIME", "3", "99X"),
        content_item("IMAGE", "4", "99X"),
    )
    before = len(dataset.ContentSequence)

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    text, uid, when, image = left.ContentSequence[-4:]
    assert len(left.ContentSequence) == before - 1
    assert text.TextValue == "nodule of 5 mm"
    assert PSEUDONYMS.uid("1.2.3.4.5") == uid.UID
    assert when.DateTime == "19000101000000"
    reference = image.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    assert reference == PSEUDONYMS.uid(OTHER_UID)
    assert "Doe" not in said(left)
    assert "Wobbegong" not in said(left)


def test_text_of_which_nothing_is_left_becomes_a_dummy() -> None:
    dataset = only(content_item("TEXT", "1", "99X", TextValue="Doe, Jane"))

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert left.ContentSequence[0].TextValue == "ANONYMIZED"


def test_an_item_with_children_that_stay_stays_with_a_dummy() -> None:
    dataset = only(content_item("TEXT", "121071", "DCM", content_item("NUM", "1", "99X")))
    parent = content_item("TEXT", "121106", "DCM", content_item("NUM", "1", "99X"))
    dataset.ContentSequence.append(parent)

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert [one.TextValue for one in left.ContentSequence] == ["ANONYMIZED", "ANONYMIZED"]
    assert all(len(one.ContentSequence) == 1 for one in left.ContentSequence)


def test_an_item_whose_children_all_go_goes_with_them() -> None:
    child = content_item("DATE", "121031", "DCM")
    dataset = only(content_item("TEXT", "121106", "DCM", child), content_item("NUM"))

    assert gone_from(dataset) == ["(0040,A730)[0].(FFFE,E000)"]


def test_a_container_goes_with_all_that_is_in_it() -> None:
    inside = content_item("TEXT", "1", "99X")
    dataset = only(content_item("CONTAINER", "121000", "DCM", inside), content_item("NUM"))

    assert gone_from(dataset) == ["(0040,A730)[0].(FFFE,E000)"]
    assert gone_from(dataset, DEVICE) == []


def test_items_go_from_the_right_places() -> None:
    comments = [content_item("TEXT", "121106", "DCM") for _ in range(3)]
    kept = [content_item("TEXT", f"{i}", "99X", TextValue=f"kept {i}") for i in range(3)]
    mixed = [one for pair in zip(comments, kept, strict=True) for one in pair]

    left = scrubbed(only(*mixed), with_options(STRUCTURED_CONTENT))

    assert [one.TextValue for one in left.ContentSequence] == ["kept 0", "kept 1", "kept 2"]


def test_where_items_are_referred_to_by_position_none_is_removed() -> None:
    reference = item(RelationshipType="INFERRED FROM", ReferencedContentItemIdentifier=[1, 2])[0]
    dataset = only(
        content_item("TEXT", "121106", "DCM"),
        content_item("DATE", "121031", "DCM"),
        content_item("CODE", "121032", "DCM", ConceptCodeSequence=code("M", "DCM", "Male")),
        content_item("TEXT", "1", "99X", reference),
    )

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert gone_from(dataset) == []
    comment, birth, sex, _ = left.ContentSequence
    assert comment.TextValue == "ANONYMIZED"
    assert birth.Date == "19000101"
    assert sex.ConceptCodeSequence[0].CodeMeaning == "Unknown"
    assert sex.ConceptCodeSequence[0].CodingSchemeDesignator == "SCT"


def test_a_sequence_of_which_no_item_is_left_is_not_there() -> None:
    dataset = only(content_item("TEXT", "1", "99X"))
    dataset.ContentSequence[0].ContentSequence = Sequence([content_item("DATE", "121031", "DCM")])
    dataset.AcquisitionContextSequence = Sequence([content_item("TEXT", "121106", "DCM")])

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert "ContentSequence" not in left.ContentSequence[0]
    assert not left.AcquisitionContextSequence


def test_acquisition_context_without_value_types_is_cleaned_too() -> None:
    context = content_item("TEXT", "1", "99X", TextValue="stress by Doe^Jane")
    del context.ValueType
    dataset = header(AcquisitionContextSequence=Sequence([context]))

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert left.AcquisitionContextSequence[0].TextValue == "stress by"


def test_steps_that_prepared_a_specimen_stay_with_dummies() -> None:
    """Their sequence is of Type 1 (PS3.3 C.7.6.22)."""
    step = item(SpecimenPreparationStepContentItemSequence=None)[0]
    step.SpecimenPreparationStepContentItemSequence = Sequence(
        [content_item("TEXT", "121041", "DCM"), content_item("DATETIME", "111702", "DCM")]
    )
    specimen = item(SpecimenIdentifier="S1", SpecimenPreparationSequence=Sequence([step]))
    dataset = header(SpecimenDescriptionSequence=specimen)

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    (step,) = left.SpecimenDescriptionSequence[0].SpecimenPreparationSequence
    text, when = step.SpecimenPreparationStepContentItemSequence
    assert (text.TextValue, when.DateTime) == ("ANONYMIZED", "19000101000000")


@pytest.mark.parametrize(
    ("value", "unit", "left"),
    [
        ("93", "a", "90"),
        ("89", "a", "89"),
        ("89.9", "a", "89.9"),
        ("1125", "mo", "1080"),
        ("1079", "mo", "1079"),
        ("4700", "wk", "4695"),
        ("33000", "d", "32868"),
        ("93", "1", "90"),
    ],
)
@pytest.mark.parametrize(
    ("concept", "scheme"), [("424144002", "SCT"), ("30525-0", "LN"), ("121033", "DCM")]
)
def test_an_age_over_89_becomes_the_class_of_all_such_ages(
    value: str, unit: str, left: str, concept: str, scheme: str
) -> None:
    dataset = only(number(value, concept, scheme, unit, FloatingPointValue=float(value)))

    after = scrubbed(dataset, with_options(STRUCTURED_CONTENT, PATIENT))

    (measured,) = after.ContentSequence[0].MeasuredValueSequence
    assert str(measured.NumericValue) == left
    assert ("FloatingPointValue" in measured) == (left == value)


def test_the_class_of_old_ages_is_the_one_that_was_asked_for() -> None:
    rules = content_rules(only(number("93", "30525-0", "LN")), (STRUCTURED_CONTENT,), "089Y").rules

    assert [rule.value for rule in rules.values() if rule.code == "R"] == [("89",)]


def test_other_numbers_stay() -> None:
    dataset = only(number("120", "1", "99X", "mm"))

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert left.ContentSequence[0].MeasuredValueSequence[0].NumericValue == 120


def test_meanings_of_local_codes_are_cleaned_and_others_stay() -> None:
    local = code("1", "99X", "Finding of Jane Doe")
    public = code("1", "DCM", "Finding of Wobbegong")
    dataset = only(
        content_item("CODE", "1", "99X", ConceptCodeSequence=local),
        content_item("CODE", "1", "99X", ConceptCodeSequence=public),
    )

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    meanings = [one.ConceptCodeSequence[0].CodeMeaning for one in left.ContentSequence]
    assert meanings == ["Finding of", "Finding of Wobbegong"]


def test_annotations_of_a_waveform_keep_what_names_no_one() -> None:
    annotation = item(UnformattedTextValue="Sinus rhythm, Doe, Jane")
    dataset = header(WaveformAnnotationSequence=annotation)

    left = scrubbed(dataset, with_options(STRUCTURED_CONTENT))

    assert left.WaveformAnnotationSequence[0].UnformattedTextValue == "Sinus rhythm"


def test_text_on_a_presentation_state_keeps_what_names_no_one() -> None:
    text = item(UnformattedTextValue="Doe^Jane, arrow")
    dataset = header(GraphicAnnotationSequence=item(TextObjectSequence=text))

    left = scrubbed(dataset, with_options(GRAPHICS))

    (annotation,) = left.GraphicAnnotationSequence
    assert annotation.TextObjectSequence[0].UnformattedTextValue == "arrow"


def test_a_value_that_the_value_type_does_not_allow_is_cleaned_all_the_same() -> None:
    odd = content_item("CODE", "1", "99X", TextValue="Doe, Jane, nodule", PersonName="Qux^Quux")

    left = scrubbed(only(odd), with_options(STRUCTURED_CONTENT))

    assert left.ContentSequence[0].TextValue == "nodule"
    assert left.ContentSequence[0].PersonName == "ANONYMIZED"


def test_without_the_option_nothing_is_said_of_content() -> None:
    found = content_rules(report(content_item("TEXT", "121106", "DCM")), (DESCRIPTORS,))

    assert (dict(found.rules), found.gone) == ({}, ())


def test_the_root_of_a_report_never_goes() -> None:
    dataset = only(content_item("NUM", "1", "99X"))
    dataset.ConceptNameCodeSequence = code("121000", "DCM")

    assert gone_from(dataset) == []


def test_an_item_that_goes_is_named_by_the_tag_of_items() -> None:
    (path,) = content_rules(
        only(content_item("TEXT", "121106", "DCM"), content_item("NUM")), (STRUCTURED_CONTENT,)
    ).gone

    assert path == TagPath(((CONTENT, 0),), ITEM)
