"""Items of sequences with something planted in them, as PS3.3 has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.planted_table import Row

CT = "1.2.840.10008.5.1.4.1.1.2"

FAMILY, GIVEN, NUMBER = "Wobbegong", "Thaddea", "MRN90210"
"""Whose instances they are."""

_SHORT = frozenset({"SH"})


def text(vr: str) -> str:
    """Return a text with identifying words in it."""
    if vr in _SHORT:
        return f"liver {FAMILY}"
    return f"axial CT of the liver, {FAMILY}, {NUMBER}"


def item(**attributes: Any) -> Dataset:  # noqa: ANN401 - likewise
    """Return an item of these attributes."""
    made = Dataset()
    for keyword, content in attributes.items():
        setattr(made, keyword, content)
    return made


def code_item(row: Row, number: int) -> Dataset:
    """Return a code with a reference; its meaning is a text where an option cleans that."""
    is_described = row.options.get("clean-descriptors") == "C"
    return item(
        ReferencedSOPClassUID=CT,
        ReferencedSOPInstanceUID=f"1.2.826.0.1.77777.{number}.6",
        CodeValue=f"Qx{number:04}vz",
        CodingSchemeDesignator="99QX",
        CodeMeaning=f"axial liver {FAMILY}" if is_described else f"Qx{number:04}vz meaning",
    )


def _content_item(number: int) -> Dataset:
    """Return a container (PS3.3 C.17.3) of a text, a person and a reference."""
    name = item(CodeValue="121401", CodingSchemeDesignator="DCM", CodeMeaning="Derivation")
    who = item(CodeValue="121008", CodingSchemeDesignator="DCM", CodeMeaning="Person Observer Name")
    told = item(
        RelationshipType="CONTAINS",
        ValueType="TEXT",
        ConceptNameCodeSequence=[name],
        TextValue=text("UT"),
    )
    person = item(
        RelationshipType="HAS OBS CONTEXT",
        ValueType="PNAME",
        ConceptNameCodeSequence=[who],
        PersonName=f"Qx{number:04}vz^Wq{number:04}",
    )
    image = item(
        RelationshipType="CONTAINS",
        ValueType="IMAGE",
        ReferencedSOPSequence=[_reference_item(number)],
    )
    return item(
        RelationshipType="CONTAINS",
        ValueType="CONTAINER",
        ContinuityOfContent="SEPARATE",
        ConceptNameCodeSequence=[name],
        ContentSequence=[told, person, image],
    )


def _annotation_item(_: int) -> Dataset:
    """Return a graphic annotation (PS3.3 C.10.5) of a text and a line."""
    spot = item(
        BoundingBoxAnnotationUnits="PIXEL",
        UnformattedTextValue=text("ST"),
        BoundingBoxTopLeftHandCorner=[1.0, 2.0],
        BoundingBoxBottomRightHandCorner=[5.0, 6.0],
    )
    line = item(
        GraphicAnnotationUnits="PIXEL",
        GraphicDimensions=2,
        NumberOfGraphicPoints=2,
        GraphicData=[1.0, 2.0, 3.0, 4.0],
        GraphicType="POLYLINE",
        GraphicFilled="N",
    )
    return item(GraphicLayer="LAYER1", TextObjectSequence=[spot], GraphicObjectSequence=[line])


def _waveform_item(_: int) -> Dataset:
    """Return an annotation of a waveform (PS3.3 C.10.10)."""
    return item(
        ReferencedWaveformChannels=[1, 1], UnformattedTextValue=text("ST"), AnnotationGroupNumber=1
    )


def _observer_item(number: int) -> Dataset:
    """Return who verified a report (PS3.3 C.17.2)."""
    return item(
        VerifyingOrganization=f"Qx{number:04}vz",
        VerificationDateTime="19990909101112",
        VerifyingObserverName=f"Qx{number:04}vz^Wq{number:04}",
    )


def _reference_item(number: int) -> Dataset:
    return item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"1.2.826.0.1.77777.{number}.6")


def _prepared_item(number: int) -> Dataset:
    """Return a step of preparing a specimen (PS3.3 C.7.6.22)."""
    content = _content_item(number).ContentSequence[0]
    return item(SpecimenPreparationStepContentItemSequence=[content])


ITEMS: dict[str, Callable[[int], Dataset]] = {
    "ContentSequence": _content_item,
    "FlowIdentifierSequence": lambda number: item(FlowIdentifier=f"Qx{number:04}vz".encode()),
    "GraphicAnnotationSequence": _annotation_item,
    "ReferencedPerformedProcedureStepSequence": _reference_item,
    "SpecimenPreparationSequence": _prepared_item,
    "VerifyingObserverSequence": _observer_item,
    "WaveformAnnotationSequence": _waveform_item,
    "AcquisitionContextSequence": lambda number: _content_item(number).ContentSequence[0],
}
"""By the sequence that they are in; any other has a code with a reference."""
