"""Objects that refer to others: reports, presentation states, key objects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from doubles.edge_instances import (
    BASE,
    CT,
    FAMILY,
    GIVEN,
    INSTANCE,
    MRN,
    ROOT,
    SERIES,
    STUDY,
    code,
    ct,
    item,
    of_person,
    packaged,
    person,
    saved,
)
from doubles.edge_runs import Case, Files, Ran

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom import Dataset

CONTENT = ("--option", "clean-structured-content")
GRAPHICS = ("--option", "clean-graphics")
PRESENTATION = "1.2.840.10008.5.1.4.1.1.11.1"
KEY_OBJECTS = "1.2.840.10008.5.1.4.1.1.88.59"

IMAGE = item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=INSTANCE)


def content(relation: str, kind: str, concept: Dataset, **value: Any) -> Dataset:  # noqa: ANN401
    """Return a content item."""
    return item(
        RelationshipType=relation, ValueType=kind, ConceptNameCodeSequence=[concept], **value
    )


def report() -> Files:
    dataset = of_person(packaged("reportsi.dcm"), Modality="SR")
    dataset.ContentSequence.extend(
        [
            content("HAS OBS CONTEXT", "PNAME", code("121008", "DCM", "Person Observer Name"),
                    PersonName="Zzqobserver^Olga"),
            content("HAS OBS CONTEXT", "PNAME", code("121029", "DCM", "Subject Name"),
                    PersonName=f"{FAMILY}^{GIVEN}"),
            content("CONTAINS", "TEXT", code("121070", "DCM", "Findings"),
                    TextValue=f"The liver of Mrs. {FAMILY} ({MRN}) is normal."),
            content("CONTAINS", "UIDREF", code("121018", "DCM", "Procedure Study Instance UID"),
                    UID=STUDY),
            content("CONTAINS", "IMAGE", code("121191", "DCM", "Referenced Segment"),
                    ReferencedSOPSequence=[IMAGE]),
            content("CONTAINS", "DATETIME", code("122165", "DCM", "DateTime of Recording Log"),
                    DateTime="20040826093127.48151"),
        ]
    )  # fmt: skip
    return {"a.dcm": saved(ct()), "b.dcm": saved(dataset)}


REPORTED = (*BASE, "Zzqobserver", "Olga", "20050530")


def a_report_still(ran: Ran) -> None:
    dataset = ran.of("SR")
    assert dataset.ContentSequence is not None
    assert len(dataset.ContentSequence) > 0
    assert dataset.StudyInstanceUID == ran.of("CT").StudyInstanceUID


def content_is_cleaned(ran: Ran) -> None:
    a_report_still(ran)
    items = list(inside(ran.of("SR")))
    images = {
        str(one.ReferencedSOPSequence[0].ReferencedSOPInstanceUID)
        for one in items
        if one.get("ValueType") == "IMAGE"
    }
    assert str(ran.of("CT").SOPInstanceUID) in images
    texts = " ".join(str(one.get("TextValue", "")) for one in items)
    assert "liver" in texts
    for one in items:
        assert one.ValueType
        assert one.get("ConceptNameCodeSequence")


def inside(dataset: Dataset) -> Iterator[Dataset]:
    for one in dataset.get("ContentSequence") or ():
        yield one
        yield from inside(one)


def presentation() -> Files:
    text = item(
        UnformattedTextValue=f"Mrs. {FAMILY} zzqarrow here",
        BoundingBoxAnnotationUnits="PIXEL",
        BoundingBoxTopLeftHandCorner=[1.0, 1.0],
        BoundingBoxBottomRightHandCorner=[9.0, 9.0],
        BoundingBoxTextHorizontalJustification="LEFT",
    )
    series = item(SeriesInstanceUID=SERIES, ReferencedImageSequence=[IMAGE])
    annotation = item(
        ReferencedImageSequence=[IMAGE], GraphicLayer="LAYER_1", TextObjectSequence=[text]
    )
    dataset = person(
        SOPClassUID=PRESENTATION,
        SOPInstanceUID=f"{ROOT}.3.26",
        SeriesInstanceUID=f"{ROOT}.2.26",
        Modality="PR",
        ContentDate=None,
        ContentTime=None,
        ContentLabel=FAMILY.upper(),
        ContentDescription=f"made for {GIVEN}",
        ContentCreatorName="Zzqcreator^Carla",
        PresentationCreationDate="20040828",
        PresentationCreationTime="101112.77331",
        ReferencedSeriesSequence=[series],
        GraphicAnnotationSequence=[annotation],
        GraphicLayerSequence=[
            item(GraphicLayer="LAYER_1", GraphicLayerOrder=1, GraphicLayerDescription="zzqlay")
        ],
        PresentationLUTShape="IDENTITY",
    )
    return {"a.dcm": saved(ct()), "b.dcm": saved(dataset)}


PRESENTED = (
    *BASE, "zzqarrow", "Zzqcreator", "Carla", "20040828", "101112.77331"
)  # fmt: skip


def state_refers_to_the_image(ran: Ran) -> None:
    state, image = ran.of("PR"), ran.of("CT")
    assert state.PresentationCreationDate
    assert state.PresentationCreationTime
    assert state.ContentLabel
    (series,) = state.ReferencedSeriesSequence
    assert series.SeriesInstanceUID == image.SeriesInstanceUID
    (one,) = series.ReferencedImageSequence
    assert one.ReferencedSOPInstanceUID == image.SOPInstanceUID


def key_objects() -> Files:
    evidence = item(
        StudyInstanceUID=STUDY,
        ReferencedSeriesSequence=[item(SeriesInstanceUID=SERIES, ReferencedSOPSequence=[IMAGE])],
    )
    dataset = person(
        SOPClassUID=KEY_OBJECTS, SOPInstanceUID=f"{ROOT}.3.81", SeriesInstanceUID=f"{ROOT}.2.81",
        Modality="KO", ValueType="CONTAINER", ContinuityOfContent="SEPARATE",
        ConceptNameCodeSequence=[code("113000", "DCM", "Of Interest")],
        CurrentRequestedProcedureEvidenceSequence=[evidence],
        ContentSequence=[
            content("CONTAINS", "TEXT", code("113012", "DCM", "Key Object Description"),
                    TextValue=f"show to {GIVEN}"),
            item(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=[IMAGE]),
        ],
    )  # fmt: skip
    return {"a.dcm": saved(ct()), "b.dcm": saved(dataset)}


def evidence_follows(ran: Ran) -> None:
    (study,) = ran.of("KO").CurrentRequestedProcedureEvidenceSequence
    (series,) = study.ReferencedSeriesSequence
    (one,) = series.ReferencedSOPSequence
    image = ran.of("CT")
    assert study.StudyInstanceUID == image.StudyInstanceUID
    assert series.SeriesInstanceUID == image.SeriesInstanceUID
    assert one.ReferencedSOPInstanceUID == image.SOPInstanceUID


_REPORT = Case("25", "of a report's content nothing is left but a dummy", report, ("written",) * 2,
               absent=(*REPORTED, "Enter text"), check=a_report_still)  # fmt: skip
_STATE = Case("26", "a presentation state says nothing, and follows its image", presentation,
              ("written",) * 2, absent=PRESENTED, check=state_refers_to_the_image)  # fmt: skip
_KEYS = Case("81", "key objects follow their images", key_objects, ("written",) * 2,
             absent=BASE, check=evidence_follows)  # fmt: skip


CASES = (
    _REPORT,
    replace(_REPORT, options=CONTENT, absent=REPORTED, check=content_is_cleaned),
    _STATE,
    replace(_STATE, options=GRAPHICS),
    _KEYS,
    replace(_KEYS, options=CONTENT),
)
