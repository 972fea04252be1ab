"""Objects that are no plain images: documents, plans, segmentations, frames, waves."""

from __future__ import annotations

import zlib
from dataclasses import replace

from doubles.edge_instances import (
    BASE,
    CT,
    FAMILY,
    GIVEN,
    INSTANCE,
    MRN,
    ROOT,
    ct,
    item,
    of_person,
    packaged,
    person,
    put,
    saved,
)
from doubles.edge_runs import Case, Files, Ran

CONTENT = ("--option", "clean-structured-content")
DESCRIPTORS = ("--option", "clean-descriptors")
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
DOCUMENT = "1.2.840.10008.5.1.4.1.1.104."

IMAGE = item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=INSTANCE)


def documents() -> Files:
    said = f"BT ({GIVEN} {FAMILY}) Tj ET".encode()
    stream = zlib.compress(said)
    pdf = b"%%PDF-1.4\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream)
    pdf += stream + b"\nendstream endobj\n%%EOF\n"
    cda = f"<ClinicalDocument><patient>{GIVEN} {FAMILY}</patient></ClinicalDocument>".encode()
    stl = f"solid of {FAMILY}".encode().ljust(80) + bytes(4)
    return {
        f"{number}.dcm": saved(
            person(
                SOPClassUID=f"{DOCUMENT}{number}",
                SOPInstanceUID=f"{INSTANCE}.{number}",
                Modality="DOC",
                MIMETypeOfEncapsulatedDocument="application/octet-stream",
                EncapsulatedDocument=octets + bytes(len(octets) % 2),
                DocumentTitle=f"Letter to {GIVEN}",
            )
        )
        for number, octets in ((1, pdf), (2, cda), (3, stl))
    }


def segmentation() -> Files:
    dataset = of_person(packaged("liver_1frame.dcm"), ContentLabel=FAMILY.upper())
    dataset.SegmentSequence[0].SegmentLabel = f"Liver of {FAMILY}"
    dataset.SegmentSequence[0].SegmentDescription = f"{GIVEN}'s"
    dataset.SegmentSequence[0].TrackingID = f"{MRN}-liver"
    dataset.SegmentSequence[0].TrackingUID = f"{ROOT}.43"
    dataset.ContentCreatorName, dataset.ContentDescription = "Zzqdrawer^Dora", f"of {FAMILY}"
    dataset.ClinicalTrialCoordinatingCenterName = "Zzqcenter"
    return {"a.dcm": saved(dataset)}


def required_is_there(ran: Ran) -> None:
    for keyword in ("DeviceSerialNumber", "ContentDate", "ContentTime", "SoftwareVersions",
                    "ContentLabel", "Manufacturer"):  # fmt: skip
        assert ran.one.get(keyword), keyword
    (segment,) = ran.one.SegmentSequence
    assert segment.SegmentLabel


def enhanced() -> Files:
    place = item(
        FrameContentSequence=[
            item(
                FrameAcquisitionDateTime="20040827101112.7713",
                FrameReferenceDateTime="20040827101113.7714",
                FrameAcquisitionDuration=1.0,
                FrameComments="Zzqframed comment",
                FrameLabel=f"1 of {FAMILY}",
                StackID="1",
            )
        ],
        DerivationImageSequence=[
            item(DerivationDescription="zzqderived", SourceImageSequence=[IMAGE])
        ],
        PlanePositionSequence=[item(ImagePositionPatient=[0, 0, 0])],
    )
    put(place, (0x00290010, "LO", "ACME SYNTH"), (0x00291010, "LO", "Zzqperframe"))
    shared = item(FrameAnatomySequence=[item(FrameLaterality="U", PatientName="Zzqshared^Sophie")])
    dataset = ct(
        SOPClassUID=ENHANCED_CT,
        SOPInstanceUID=f"{ROOT}.3.48",
        Modality="EC",
        NumberOfFrames=1,
        AcquisitionDateTime="20040827101112.7713",
        PerFrameFunctionalGroupsSequence=[place],
        SharedFunctionalGroupsSequence=[shared],
    )
    return {"a.dcm": saved(ct()), "b.dcm": saved(dataset)}


ENHANCED = (
    *BASE, "20040827", "Zzqframed", "zzqderived", "ACME SYNTH", "Zzqperframe", "Zzqshared"
)  # fmt: skip


def frames_are_clean(ran: Ran) -> None:
    (frame,) = ran.of("EC").PerFrameFunctionalGroupsSequence
    (said,) = frame.FrameContentSequence
    assert said.FrameAcquisitionDateTime
    assert frame.PlanePositionSequence[0].ImagePositionPatient == [0, 0, 0]
    assert not [one.tag for one in frame.iterall() if one.tag.is_private]
    for derived in frame.get("DerivationImageSequence") or ():
        for source in derived.get("SourceImageSequence") or ():
            assert source.ReferencedSOPInstanceUID == ran.of("CT").SOPInstanceUID


def plan() -> Files:
    dataset = of_person(
        packaged("rtplan.dcm"), RTPlanLabel="ZZQ50LABEL", RTPlanName="Zzqplanned",
        RTPlanDescription=f"for {FAMILY}", ReviewerName="Zzqrev^R", OperatorsName="Zzqoperator",
    )  # fmt: skip
    dataset.BeamSequence[0].TreatmentMachineName = "ZZQ50MACHINE"
    dataset.BeamSequence[0].BeamDescription = f"beam of {GIVEN}"
    structures = dataset.ReferencedStructureSetSequence[0]
    structures.ReferencedSOPInstanceUID = f"{ROOT}.3.501"
    set_of = person(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.481.3",
        SOPInstanceUID=f"{ROOT}.3.501",
        Modality="RTSTRUCT",
        StructureSetLabel="ZZQ50SET",
        StructureSetName=FAMILY,
        StructureSetROISequence=[
            item(ROINumber=1, ROIName=f"{FAMILY} liver", ROIDescription=f"drawn by {GIVEN}",
                 ReferencedFrameOfReferenceUID=f"{ROOT}.4.1", ROIGenerationAlgorithm="MANUAL")
        ],
        RTROIObservationsSequence=[
            item(ObservationNumber=1, ReferencedROINumber=1, ROIInterpreter="Zzqinterp^I",
                 ROIObservationLabel="Zzqseen", RTROIInterpretedType="ORGAN")
        ],
    )  # fmt: skip
    return {
        "a.dcm": saved(dataset, syntax="1.2.840.10008.1.2"),
        "b.dcm": saved(set_of, syntax="1.2.840.10008.1.2"),
    }


PLANNED = (
    *BASE, "ZZQ50", "Zzqplanned", "Zzqrev", "Zzqoperator", "Zzqinterp", "Zzqseen", "20030903",
)  # fmt: skip


def plan_refers_to_its_structures(ran: Ran) -> None:
    plan_, structures = ran.of("RTPLAN"), ran.of("RTSTRUCT")
    (reference,) = plan_.ReferencedStructureSetSequence
    assert reference.ReferencedSOPInstanceUID == structures.SOPInstanceUID
    assert plan_.RTPlanLabel
    assert structures.StructureSetLabel


def waveform() -> Files:
    dataset = of_person(packaged("waveform_ecg.dcm"), SeriesNumber="1")
    dataset.WaveformAnnotationSequence = [
        item(ReferencedWaveformChannels=[1, 0], AnnotationGroupNumber=1,
             UnformattedTextValue=f"sinus rhythm, {FAMILY}"),
        item(ReferencedWaveformChannels=[1, 0], AnnotationGroupNumber=2,
             UnformattedTextValue="seen by Dr. Zzqcardio"),
    ]  # fmt: skip
    return {"a.dcm": saved(dataset)}


def samples_stay(ran: Ran) -> None:
    was = packaged("waveform_ecg.dcm")
    for before, after in zip(was.WaveformSequence, ran.one.WaveformSequence, strict=True):
        assert before.WaveformData == after.WaveformData


_SEGMENTS = Case("43", "what an IOD requires is replaced, not emptied", segmentation,
                 absent=(*BASE, "Zzqdrawer", "Zzqcenter", "14583377", "20080913"),
                 check=required_is_there)  # fmt: skip
_FRAMES = Case("48", "every frame's own attributes are cleaned", enhanced, ("written",) * 2,
               absent=ENHANCED, check=frames_are_clean)  # fmt: skip
_PLAN = Case("50", "a plan and its structures lose names and stay together", plan,
             ("written",) * 2, absent=PLANNED, check=plan_refers_to_its_structures)  # fmt: skip
_WAVES = Case("51", "annotations of a waveform go, and its samples stay", waveform,
              absent=(*BASE, "sinus rhythm", "Zzqcardio", "13002689"),
              check=samples_stay)  # fmt: skip

CASES = (
    Case("36", "documents are refused", documents, ("refused",) * 3, absent=BASE),
    _SEGMENTS,
    replace(_SEGMENTS, options=DESCRIPTORS),
    _FRAMES,
    replace(_FRAMES, options=DESCRIPTORS,
            absent=(*BASE, "20040827", "ACME SYNTH", "Zzqperframe", "Zzqshared")),
    _PLAN,
    replace(_PLAN, options=DESCRIPTORS,
            absent=(*BASE, "ZZQ50MACHINE", "Zzqrev", "Zzqoperator", "Zzqinterp", "20030903")),
    _WAVES,
    replace(_WAVES, options=CONTENT,
            absent=(*BASE, "Zzqcardio", "13002689")),
)  # fmt: skip
