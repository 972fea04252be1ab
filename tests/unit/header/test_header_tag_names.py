from __future__ import annotations

import pytest

from scrub.errors import UsageError
from scrub.header.tags.names import keyword_of, parsed, shown, vm_of, vr_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("PatientName", 0x00100010),
        ("0010,0010", 0x00100010),
        ("(0010,0010)", 0x00100010),
        ("00100010", 0x00100010),
        ("60000022", 0x60000022),
        ("PersonNamesToUseSequence", 0x00100011),
    ],
)
def test_an_element_has_several_names(text: str, tag: int) -> None:
    assert [step.tag for step in parsed(text)] == [tag]


@pytest.mark.parametrize(
    "text",
    [
        "PatientName",
        "0029,1008",
        '0029,"SIEMENS CSA. HEADER",08',
        "RequestAttributesSequence[0].ScheduledProcedureStepID",
        '0029,"A=[0].B",08[3].CodeMeaning',
    ],
)
def test_a_name_is_shown_as_it_can_be_written(text: str) -> None:
    assert shown(parsed(text)) == text


def test_a_wrong_keyword_is_told_with_the_nearest_and_without_itself() -> None:
    with pytest.raises(UsageError, match="PatientName") as caught:
        parsed("PatintName")
    assert "PatintName" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "PatientName.", "DOE^JANE", "0010", "0010,001", "0010,0010,0010"),
        *("RequestAttributesSequence[0]", "RequestAttributesSequence.PatientID"),
        *("Sequence[-1].PatientID", "PatientName PatientID", '0028,"ACME",01', '0029,"",01'),
    ],
)
def test_what_names_nothing_is_an_error_that_does_not_quote_it(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(text)
    assert len(text) < 4 or text not in str(caught.value)


def test_what_the_dictionary_lacks_comes_from_the_profile_s_table() -> None:
    assert keyword_of(0x00100011) == "PersonNamesToUseSequence"
    assert (vr_of(0x00100011), vm_of(0x00100011)) == ("SQ", "1")
    assert (vr_of(0x00280106), vm_of(0x00200032)) == ("US or SS", "3")
    assert (vr_of(0x00290010), vr_of(0x00291008)) == ("LO", "")
    assert vr_of(0x00290008, "SIEMENS CSA HEADER") == "CS"
