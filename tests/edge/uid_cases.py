"""UIDs, pointers and who is who: mapped whatever their form, alike everywhere, never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doubles.edge_instances import (
    BASE,
    CT,
    IMPLICIT,
    INSTANCE,
    MRN,
    PIXELS,
    ROOT,
    base_but,
    ct,
    data_set,
    element,
    file_of,
    item,
    put,
    saved,
)
from doubles.edge_runs import Case, Files, Ran

if TYPE_CHECKING:
    from pydicom import Dataset

MR = "1.2.840.10008.5.1.4.1.1.4"


def several_uids() -> Files:
    dataset = ct(
        FailedSOPInstanceUIDList=[f"{ROOT}.77.1", f"{ROOT}.77.2"],
        RelatedGeneralSOPClassUID=[CT, MR],
    )
    return {"a.dcm": saved(dataset)}


def classes_stay(ran: Ran) -> None:
    assert list(ran.one.RelatedGeneralSOPClassUID) == [CT, MR]
    failed = list(ran.one.FailedSOPInstanceUIDList)
    assert len(set(failed)) == 2
    assert all(uid.is_valid for uid in failed)


def another_in_group_two() -> Files:
    return {"a.dcm": file_of(data_set(ct()), CT, f"{ROOT}.66.6")}


def group_two() -> Files:
    more = {
        0x00020013: ("SH", b"ZZQ28 WRITER"),
        0x00020016: ("AE", b"ZZQ28SOURCE"),
        0x00020017: ("AE", b"ZZQ28SENDER"),
        0x00020018: ("AE", b"ZZQ28RECEIVER"),
        0x00020026: ("UR", b"http://zzq28.example/here"),
        0x00020100: ("UI", f"{ROOT}.28".encode()),
        0x00020102: ("OB", b"Zzqprivate in meta"),
    }
    return {"a.dcm": saved(ct(), more=more)}


def odd_uids() -> Files:
    odd = (
        f"{ROOT}.007.20040826",
        f"{ROOT}.{'7' * 50}.20040826",
        "1.2.ZZQ49.x 3",
        "20040826",
        ROOT,
    )
    region = item(ReferencedSOPInstanceUID=f"{ROOT}.007.20040826", ReferencedSOPClassUID=CT)
    raw = [(0x00080058, element(0x00080058, "UI", "\\".join(odd).encode()))]
    return {"a.dcm": saved(ct(AnatomicRegionSequence=[region]), raw)}


def all_valid_and_alike(ran: Ran) -> None:
    uids = list(ran.one.FailedSOPInstanceUIDList)
    assert len(set(uids)) == 5
    assert all(uid.is_valid for uid in uids)
    assert ran.one.AnatomicRegionSequence[0].ReferencedSOPInstanceUID == uids[0]


def number_in_uids() -> Files:
    number = "7730194"
    dataset = ct(
        PatientID=number,
        StudyInstanceUID=f"1.2.40.0.13.1.{number}.1",
    )
    return {"a.dcm": saved(dataset)}


def no_patient_id() -> Files:
    def one(instance: int, name: str, **more: object) -> bytes:
        named = ct(SOPInstanceUID=f"{ROOT}.3.{instance}", PatientName=name, **more)
        return saved(named)

    return {
        "a.dcm": one(1, "Zzqalder^Anna", PatientID="", StudyInstanceUID=f"{ROOT}.1.1"),
        "b.dcm": one(2, "Zzqbirch^Bert", PatientID=None, StudyInstanceUID=f"{ROOT}.1.2"),
        "c.dcm": one(3, "", PatientID="", PatientBirthDate="", StudyInstanceUID=f"{ROOT}.1.3"),
        "d.dcm": one(4, "", PatientID=None, PatientBirthDate=None, StudyInstanceUID=f"{ROOT}.1.4"),
    }


def four_patients(ran: Ran) -> None:
    assert len({one.PatientID for one in ran.datasets}) == 4
    assert all(one.PatientID for one in ran.datasets)


def pointers() -> Files:
    def multi_frame(instance: int, pointer: int) -> Dataset:
        dataset = ct(SOPInstanceUID=f"{ROOT}.3.{instance}", NumberOfFrames=1, FrameTime="40")
        dataset.Modality = f"P{instance}"
        return put(dataset, (0x00280009, "AT", pointer))

    removed = put(
        multi_frame(1, 0x00191010), (0x00190010, "LO", "ACME SYNTH"), (0x00191010, "DS", "1")
    )
    removed.AcquisitionDate = "20040826"
    removed.DimensionIndexSequence = [
        item(DimensionIndexPointer=0x00080022, DimensionDescriptionLabel="date"),
        item(DimensionIndexPointer=0x00200032, DimensionDescriptionLabel="place"),
    ]
    return {"a.dcm": saved(removed), "b.dcm": saved(multi_frame(2, 0x00181063))}


def no_pointer_to_what_went(ran: Ran) -> None:
    changed, same = ran.of("P1"), ran.of("P2")
    assert "FrameIncrementPointer" not in changed or not changed.FrameIncrementPointer
    pointed = [one.get("DimensionIndexPointer") for one in changed.DimensionIndexSequence]
    for pointer in pointed:
        assert pointer is None or pointer in changed
    assert pointed[1] == 0x00200032
    assert same.FrameIncrementPointer == 0x00181063


def masked_uid_in_text() -> Files:
    dataset = ct(
        PositionReferenceIndicator=f"see {INSTANCE}",
        AnatomicRegionSequence=[item(CodeMeaning=f"study of {MRN}-2", CodeValue=MRN)],
        ManufacturerModelName=f"Scanner {MRN}",
    )
    return {"a.dcm": saved(dataset, syntax=IMPLICIT)}


CASES = (
    Case(
        "15",
        "of several UIDs each instance's is mapped, and no class's is",
        several_uids,
        absent=(*BASE, f"{ROOT}.77"),
        present=(PIXELS,),
        check=classes_stay,
    ),
    Case("23", "patients without an ID are not merged", no_patient_id, ("written",) * 4,
         absent=(*base_but(MRN, "Zzqvistholm", "Quenyabelle"), "Zzqalder", "Zzqbirch"),
         check=four_patients),
    Case(
        "24",
        "no pointer to what was removed is left, and another stays",
        pointers,
        ("written",) * 2,
        absent=BASE,
        check=no_pointer_to_what_went,
    ),
    Case("27", "group 2 names the new instance", another_in_group_two,
         absent=(*BASE, f"{ROOT}.66.6")),
    Case(
        "28",
        "group 2 is written anew",
        group_two,
        absent=(*BASE, "ZZQ28", "zzq28.example", "Zzqprivate"),
    ),
    Case(
        "49",
        "UIDs are mapped whatever their form",
        odd_uids,
        absent=(*BASE, "ZZQ49", "77777777"),
        check=all_valid_and_alike,
    ),
    Case(
        "72",
        "a number that is also inside UIDs is gone from both",
        number_in_uids,
        absent=(*base_but(MRN), "7730194"),
    ),
    Case(
        "73",
        "identifiers inside codes, places and models of machines are found",
        masked_uid_in_text,
        absent=BASE,
        present=(PIXELS,),
    ),
)  # fmt: skip
