from __future__ import annotations

import pytest

from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive
from scrub.phi.own_values import OwnValues


def _identity(*values: tuple[PhiKind, str, str]) -> Identity:
    return Identity(tuple(OwnValue(kind, Sensitive(text), name) for kind, text, name in values))


ABOUT = _identity(
    (PhiKind.NAME, "Hallworth^Tamsin^Rae", "PatientName"),
    (PhiKind.NAME, "Ito^Ken", "ReferringPhysicianName"),
    (PhiKind.NAME, "RJK", "OperatorsName"),
    (PhiKind.IDENTIFIER, "0048-2915", "PatientID"),
    (PhiKind.IDENTIFIER, "9261", "AccessionNumber"),
    (PhiKind.DATE, "20230514", "StudyDate"),
    (PhiKind.DATE, "19420203", "PatientBirthDate"),
    (PhiKind.TIME, "132733.120", "StudyTime"),
    (PhiKind.AGE, "063Y", "PatientAge"),
    (PhiKind.SEX, "M", "PatientSex"),
    (PhiKind.INSTITUTION, "Westmarch General Hospital", "InstitutionName"),
    (PhiKind.ADDRESS, "8861 Catherine Villages", "PatientAddress"),
    (PhiKind.CONTACT, "(704) 450-1890", "PatientTelephoneNumbers"),
    (PhiKind.DEVICE, "ROOM4-CG", "StationName"),
    (PhiKind.DESCRIPTION, "US ABD LIVER", "StudyDescription"),
)
OWN = OwnValues()


def _reasons(text: str, about: Identity = ABOUT) -> set[str]:
    return {span.reason for span in OWN.find(text, about)}


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        *((name, "PatientName") for name in (
            "HALLWORTH^TAMSIN", "Hallworth, Tamsin", "TAMSIN HALLWORTH", "HALLWORTH,T",
            "T. Hallworth", "HALLWORTH T", "hallworth", "HALLW", "HALLWORTH TAM",
            "HALLWORTHTAMSIN", "Tamsin", "HA11W0RTH", "HAIIWORTH", "TAM5IN", "Tarnsin",
            "HALLWORTHTAMS...", "Name:Hallworth", "RaeHallworth",
            "HALLWRTH", "HALLWCRTH", "HAXLWORTH, TXMSIN",
        )),
        ("ITO KEN", "ReferringPhysicianName"),
        ("RJK", "OperatorsName"),
        *((number, "PatientID") for number in (
            "00482915", "482915", "0048-2915", "MRN0048 2915", "X00482915Z", "OO4829l5",
        )),
        ("9261", "AccessionNumber"),
        *((date, "StudyDate") for date in (
            "20230514", "2023-05-14", "14.05.2023", "05/14/2023", "14/05/23", "5/14/2023",
            "14 May 2023", "May 14, 2023", "14-MAY-2023", "14MAY2023", "14. mai 2023",
            "2023年5月14日", "05-14-23", "23-05-14", "14 de mayo de 2023", "2O23-O5-l4",
            "2023 May 14", "14052023", "DOB20230514X",
        )),
        *((date, "PatientBirthDate") for date in ("Feb 3, 1942", "3.2.42", "03 FEB 1942")),
        *((time, "StudyTime") for time in (
            "13:27:33", "13:27", "1:27:33 PM", "132733", "13.27.33", "13h27", "l3:27:33",
        )),
        *((age, "PatientAge") for age in ("63Y", "063Y", "63 yrs", "63 years")),
        *((sex, "PatientSex") for sex in ("M", "[M]", ":M")),
        *((place, "InstitutionName") for place in (
            "WESTMARCH GENERAL HOSPITAL", "Westmarch Gen...", "Westmarch", "GENERAL HOSPITAL",
            "WESTMARCH GENERAI H0SPITAL", "WESTMARSH GENFRAL HOSPITAL",
        )),
        ("8861 Catherine", "PatientAddress"),
        ("704.450.1890", "PatientTelephoneNumbers"),
        ("450-1890", "PatientTelephoneNumbers"),
        ("ROOM4CG", "StationName"),
    ],
)  # fmt: skip
def test_an_own_value_is_found_in_any_spelling(text: str, attribute: str) -> None:
    assert attribute in _reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "LIVER", "HAL", "THE", "GENERAL", "5.0 cm", "2023", "14", "63", "F", "US ABD",
        "US ABD LIVER", "MI 0.9", "13", "9263", "RK", "HAND", "63 mm",
    ],
)  # fmt: skip
def test_what_is_not_its_own_stays(text: str) -> None:
    assert not _reasons(text)


def test_a_clinical_word_merely_like_a_name_stays_unless_it_is_the_name() -> None:
    about = _identity((PhiKind.NAME, "Livermore^Renae", "PatientName"))
    assert not _reasons("RENAL", about)
    assert not _reasons("LIVER", about)
    assert _reasons("LONG", _identity((PhiKind.NAME, "Long^Ada", "PatientName")))


def test_a_name_in_ideographs_is_found_within_a_line() -> None:
    about = _identity((PhiKind.NAME, "Wang^XiaoMing=王^小明", "PatientName"))
    assert _reasons("姓名王小明男", about)


def test_a_span_covers_the_value_and_nothing_else() -> None:
    spans = [s for s in OWN.find("MRN: 0048-2915 L", ABOUT) if s.reason == "PatientID"]
    assert min(s.start for s in spans) == 5
    assert {s.stop for s in spans} == {14}


def test_a_header_that_says_nothing_finds_nothing() -> None:
    assert not OWN.find("HALLWORTH 20230514", Identity())


@pytest.mark.parametrize("read", ["81000", "B1000", "b1000", "8100O"])
def test_a_number_is_found_though_misread_it_is_a_clinical_word(read: str) -> None:
    about = _identity((PhiKind.IDENTIFIER, "81000", "PatientID"))
    assert _reasons(f"ID {read}", about) == {"PatientID"}
    assert _reasons(f"ID {read}", _identity((PhiKind.IDENTIFIER, "92000", "PatientID"))) == set()
