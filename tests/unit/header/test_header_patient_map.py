from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from doubles.header_samples import BASIC, header, item, scrubbed
from scrub.errors import RecipeError, UnsupportedInstanceError
from scrub.header.patient_map import load_patient_map
from scrub.recipe import Strategy

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    path = folder / "map.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_map_is_read_with_or_without_a_line_of_names(tmp_path: Path) -> None:
    bare = load_patient_map(written(tmp_path, "MRN-90210,SITE-1\r\n"))
    named = load_patient_map(written(tmp_path, "\ufeffPatientID,New\n MRN-90210 , SITE-1 \n\n"))
    assert bare == named == {"MRN-90210": "SITE-1"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a,b\nc\n", 2),
        ("a,b,c\n", 1),
        ("a,\n", 1),
        ("a,a\n", 1),
        ("a,b\na,c\n", 2),
        ("a," + "x" * 65, 1),
        ("a,b\\c", 1),
    ],
)
def test_a_wrong_line_is_told_by_its_number_and_never_quoted(
    tmp_path: Path, text: str, line: int
) -> None:
    with pytest.raises(RecipeError, match=rf"map\.csv:{line}: ") as problem:
        load_patient_map(written(tmp_path, text))
    assert "xxx" not in str(problem.value)


def test_a_map_that_is_not_there_or_no_text_is_a_wrong_recipe(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot read"):
        load_patient_map(tmp_path / "none.csv")
    (tmp_path / "map.csv").write_bytes(b"\xff\xfe\0")
    with pytest.raises(RecipeError, match="UTF-8"):
        load_patient_map(tmp_path / "map.csv")


def test_a_patient_gets_the_name_of_the_map_and_one_that_is_not_in_it_is_refused() -> None:
    policy = replace(BASIC, patients={"MRN-90210": "SITE-1"})
    kept = scrubbed(header(), policy)
    assert (kept.PatientID, kept.PatientName) == ("SITE-1", "SITE-1")
    with pytest.raises(UnsupportedInstanceError, match="not in the patient map"):
        scrubbed(header(PatientID="other"), policy)


def test_dummies_and_nothing_are_written_where_that_was_asked() -> None:
    dummies = scrubbed(header(AccessionNumber="A-17"), replace(BASIC, strategy=Strategy.DUMMY))
    assert dummies.PatientName == "ANONYMOUS^PATIENT"
    assert dummies.PatientID == dummies.AccessionNumber == "ANONYMIZED"
    nothing = scrubbed(header(AccessionNumber="A-17"), replace(BASIC, strategy=Strategy.REMOVE))
    assert not nothing.PatientName
    assert not nothing.PatientID
    assert "PatientName" in nothing


def test_with_dummies_a_sequence_that_may_be_empty_says_who_nobody_is() -> None:
    observer = item(CodeValue="1705", CodingSchemeDesignator="DCM", CodeMeaning="JR")
    verified = item(VerifyingObserverIdentificationCodeSequence=observer)
    policy = replace(BASIC, strategy=Strategy.DUMMY)
    left = scrubbed(header(VerifyingObserverSequence=verified), policy)
    (one,) = left.VerifyingObserverSequence
    assert not one.VerifyingObserverIdentificationCodeSequence


def test_without_studies_each_instance_has_identifiers_of_its_own() -> None:
    policy = replace(BASIC, preserve_studies=False)
    one = scrubbed(header(SOPInstanceUID="1.2.3.4.5"), policy)
    other = scrubbed(header(SOPInstanceUID="1.2.3.4.6"), policy)
    again = scrubbed(header(SOPInstanceUID="1.2.3.4.5"), policy)
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "PatientID"):
        assert one[keyword].value != other[keyword].value
        assert one[keyword].value == again[keyword].value
