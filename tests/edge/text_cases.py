"""Descriptions, requests, trials, old values and signatures: where names are said again."""

from __future__ import annotations

from dataclasses import replace

from doubles.edge_instances import (
    ACCESSION,
    BASE,
    BIRTH,
    FAMILY,
    GIVEN,
    MRN,
    PIXELS,
    REFERRER,
    ROOT,
    base_but,
    code,
    ct,
    element,
    item,
    put,
    saved,
    sequence,
)
from doubles.edge_runs import Case, Files, Ran

DESCRIPTORS = ("--option", "clean-descriptors")
HIPAA = ("--profile", "hipaa")


def old_values() -> Files:
    modified = item(PatientName="Zzqformer^Wanda", PatientID="ZQ0000317", StudyDate="20031130")
    old = item(
        ModifiedAttributesSequence=[modified],
        AttributeModificationDateTime="20040101120000",
        ModifyingSystem="ZZQ37SYS",
        SourceOfPreviousValues="Zzqprevious",
        ReasonForTheAttributeModification="CORRECT",
    )
    return {"a.dcm": saved(ct(OriginalAttributesSequence=[old]))}


def no_old_values(ran: Ran) -> None:
    assert "OriginalAttributesSequence" not in ran.one


def signed() -> Files:
    mac = item(MACIDNumber=1, MACAlgorithm="SHA256", MACCalculationTransferSyntaxUID="1.2.840")
    encrypted = item(EncryptedContentTransferSyntaxUID="1.2.840.10008.1.2")
    encrypted.EncryptedContent = b"Zzqencrypted blob"
    signature = item(MACIDNumber=1, DigitalSignatureUID=f"{ROOT}.38")
    signature.CertificateOfSigner, signature.Signature = b"CN=Zzqsigner Sigrid", b"ZzqSignature!"
    dataset = ct(EncryptedAttributesSequence=[encrypted], DigitalSignaturesSequence=[signature])
    return {"a.dcm": saved(put(dataset, (0x4FFE0001, "SQ", [mac])))}


def no_signature(ran: Ran) -> None:
    for tag in (0xFFFAFFFA, 0x4FFE0001, 0x04000500):
        assert tag not in ran.one


def requested() -> Files:
    request = item(
        AccessionNumber=ACCESSION,
        RequestedProcedureID="ZZQ39RP",
        ScheduledProcedureStepID="ZZQ39SPS",
        ScheduledProcedureStepDescription=f"CT ABD axial for {FAMILY}, {GIVEN.upper()}",
        RequestedProcedureDescription="CT abdomen, call Dr. Zzqholzer",
        ReasonForTheRequestedProcedure=f"{GIVEN.lower()} has pain",
        RequestingPhysician="Zzqrequester^Rosa",
        ReferencedStudySequence=[item(ReferencedSOPInstanceUID=f"{ROOT}.39")],
        RequestedProcedureCodeSequence=[code("99", "99ZZQ", f"Abdomen of {FAMILY} {MRN}")],
    )
    return {"a.dcm": saved(ct(RequestAttributesSequence=[request]))}


REQUESTED = (*BASE, "ZZQ39RP", "ZZQ39SPS", "Zzqrequester", "Rosa", f"{ROOT}.39")


def no_request(ran: Ran) -> None:
    assert "RequestAttributesSequence" not in ran.one


def request_is_cleaned(ran: Ran) -> None:
    (request,) = ran.one.RequestAttributesSequence
    assert "ABD" in request.ScheduledProcedureStepDescription
    assert "pain" in request.ReasonForTheRequestedProcedure
    assert not request.get("RequestingPhysician")


def described() -> Files:
    dataset = ct(
        StudyDescription=f"CT ABD axial {GIVEN.upper()} {FAMILY.lower()}",
        SeriesDescription=f"axial {FAMILY.upper()},{GIVEN}, * 17.03.1961",
        ProtocolName=f"ABD {MRN}",
        PatientComments=f"ABD: Mrs. {FAMILY}, phone +1 555-0142-771, axial; {BIRTH}",
        ImageComments=f"axial {REFERRER.upper()} said: ABD, call 555-0142-771",
        PatientTelephoneNumbers="+1 555-0142-771",
        AdditionalPatientHistory=f"born 17/03/61 as {GIVEN[0]}. {FAMILY}; MRN:{MRN}; ABD",
    )
    return {"a.dcm": saved(dataset)}


DESCRIBED = (*BASE, "17.03.1961", "0142-771", "17/03/61")


def no_descriptions(ran: Ran) -> None:
    for keyword in ("StudyDescription", "SeriesDescription", "PatientComments", "ImageComments"):
        assert not ran.one.get(keyword)


def descriptions_keep_their_sense(ran: Ran) -> None:
    assert {"ABD", "axial"} <= set(ran.one.StudyDescription.split())
    assert "axial" in ran.one.SeriesDescription
    assert "ABD" in ran.one.ImageComments


def trial() -> Files:
    values = {
        0x10: ("LO", b"Zzqsponsor Ltd"),
        0x20: ("LO", b"ZZQ42-PROT"),
        0x21: ("LO", b"Zzqtrialname"),
        0x30: ("LO", b"ZZQ42-SITE"),
        0x31: ("LO", b"Zzqsite Hospital"),
        0x40: ("LO", b"ZZQ42-SUBJ"),
        0x42: ("LO", b"ZZQ42-READ"),
        0x50: ("LO", b"ZZQ42-TIME"),
        0x51: ("ST", b"Zzqweek 12 after surgery"),
        0x60: ("LO", b"Zzqcoordinating Center"),
        0x71: ("LO", b"ZZQ42-SER"),
        0x72: ("LO", b"Zzqseries of trial"),
        0x81: ("LO", b"Zzqethics Committee"),
        0x82: ("LO", b"ZZQ42-APPROVAL"),
    }
    consent = element(0x00120085, "CS", b"NO")
    old = sequence(0x00120064, [element(0x00080104, "LO", b"Zzqmethod of old")])
    raw = [(0x00120000 | one, element(0x00120000 | one, *said)) for one, said in values.items()]
    raw += [
        (0x00120063, element(0x00120063, "LO", b"Zzqscript by hand")),
        (0x00120064, old),
        (0x00120083, sequence(0x00120083, [consent])),
    ]
    return {"a.dcm": saved(ct(), raw)}


def trial_is_no_ones(ran: Ran) -> None:
    for tag in (0x00120010, 0x00120020, 0x00120040):
        said = str(ran.one[tag].value or "") if tag in ran.one else ""
        assert "zzq" not in said.lower()


def broken_words() -> Files:
    dataset = ct(
        PatientName="Zzqlindqvist-Brandtovar^Maria Tereziana",
        AnatomicRegionSequence=[code("1", "99ZZ", "knee of Mrs Brandtovar")],
        ViewCodeSequence=[code("2", "99ZZ", "Tereziana's other knee")],
        PositionReferenceIndicator="Zzqlindqvist",
    )
    return {"a.dcm": saved(dataset)}


def in_coded_terms() -> Files:
    raw = [
        (0x00180022, element(0x00180022, "CS", f"HELICAL\\{FAMILY.upper()}".encode())),
        (0x00185101, element(0x00185101, "CS", GIVEN.upper().encode())),
        (0x00201040, element(0x00201040, "LO", f"{GIVEN}\\{FAMILY}".encode())),
        (0x00700300, element(0x00700300, "CS", FAMILY.upper().encode())),
    ]
    return {"a.dcm": saved(ct(PositionReferenceIndicator=None), raw)}


def in_terms() -> Files:
    raw = [
        (0x00080060, element(0x00080060, "CS", FAMILY.upper().encode())),
        (0x0040A040, element(0x0040A040, "CS", GIVEN.upper().encode())),
        (0x00280051, element(0x00280051, "CS", FAMILY.upper().encode())),
        (0x00280402, element(0x00280402, "LO", f"{GIVEN} {FAMILY}".encode())),
    ]
    return {"a.dcm": saved(ct(Modality=None), raw)}


def other_ids() -> Files:
    issuer = item(UniversalEntityID="zzqhospital.example", UniversalEntityIDType="DNS")
    other = item(
        PatientID="ZQ4411907",
        IssuerOfPatientID="Zzqissuer",
        IssuerOfPatientIDQualifiersSequence=[issuer],
    )
    dataset = ct(
        OtherPatientIDsSequence=[other],
        OtherPatientNames="Zzqmaiden^Quenya",
        PositionReferenceIndicator="as ZQ4411907",
        AnatomicRegionSequence=[code("1", "99ZZ", "hand of Mrs. Zzqmaiden")],
    )
    return {"a.dcm": saved(dataset)}


_REQUEST = Case(
    "39", "requests go", requested, absent=REQUESTED, present=(PIXELS,), check=no_request
)
_DESCRIBED = Case(
    "40",
    "descriptions that name the person go",
    described,
    absent=DESCRIBED,
    present=(PIXELS,),
    check=no_descriptions,
)

CASES = (
    Case(
        "37",
        "old values that an earlier system kept go, and none are kept by us",
        old_values,
        absent=(*BASE, "Zzqformer", "Wanda", "ZQ0000317", "20031130", "ZZQ37SYS", "Zzqprevious"),
        check=no_old_values,
    ),
    Case(
        "38",
        "signatures, what they were made with, and encrypted attributes go",
        signed,
        absent=(*BASE, "Zzqencrypted", "Zzqsigner", "ZzqSignature", f"{ROOT}.38"),
        check=no_signature,
    ),
    _REQUEST,
    replace(_REQUEST, options=DESCRIPTORS, check=request_is_cleaned),
    _DESCRIBED,
    replace(
        _DESCRIBED,
        options=DESCRIPTORS,
        present=("ABD", "axial"),
        check=descriptions_keep_their_sense,
    ),
    replace(_DESCRIBED, options=HIPAA, check=None),
    Case(
        "42",
        "what a trial's site filled in goes, and what we say of ourselves is new",
        trial,
        absent=(*BASE, "ZZQ42", "Zzqsponsor", "Zzqtrialname", "Zzqsite", "Zzqweek",
                "Zzqcoordinating", "Zzqseries", "Zzqethics", "Zzqscript", "Zzqmethod"),
        check=trial_is_no_ones,
    ),
    Case(
        "78",
        "one half of a double name is the person's name",
        broken_words,
        absent=(*base_but(FAMILY, GIVEN), "Zzqlindqvist", "Brandtovar", "Tereziana"),
    ),
    Case(
        "79",
        "names in coded terms and in parts of values are found",
        in_coded_terms,
        absent=BASE,
        present=(PIXELS,),
    ),
    Case(
        "82",
        "a name where a term should be is not told, and the instance not written with it",
        in_terms,
        absent=BASE,
    ),
    Case(
        "80",
        "other numbers and names of the patient, and who gave them, are gone from everywhere",
        other_ids,
        absent=(*BASE, "ZQ4411907", "Zzqissuer", "zzqhospital", "Zzqmaiden", "Quenya"),
    ),
)  # fmt: skip
