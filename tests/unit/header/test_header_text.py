from __future__ import annotations

import pytest

from doubles.header_samples import header, item
from scrub.header.text import is_declared, is_doubtful, own_words
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive


def words_of(*values: tuple[PhiKind, str]) -> Identity:
    return Identity(tuple(OwnValue(kind, Sensitive(text), "x") for kind, text in values))


OWN = own_words(
    words_of(
        (PhiKind.NAME, "Doe"),
        (PhiKind.NAME, "Li"),
        (PhiKind.NAME, "山田"),
        (PhiKind.IDENTIFIER, "MRN-90210"),
        (PhiKind.INSTITUTION, "Lakeside General"),
        (PhiKind.DATE, "20190714"),
        (PhiKind.DESCRIPTION, "ABDOMEN"),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "doe",
        "scan of DOE, J",
        "doe_jane",
        "x山田y",
        "mrn 90210",
        "xMRN90210x",
        "at LAKESIDE  general!",
        "20190714",
        "IMG20190714",
        "2019-07-14",
        "14/07/2019",
        "7 07.14.2019",
    ],
)
def test_own_words_are_found_whatever_their_spelling(text: str) -> None:
    assert OWN.are_in(text)


@pytest.mark.parametrize(
    "text", ["", "does", "Li", "lakeside", "general", "abdomen", "2019", "07/2019", "90210"]
)
def test_other_words_are_not(text: str) -> None:
    assert not OWN.are_in(text)


def test_own_words_are_not_shown() -> None:
    assert "doe" not in repr(OWN)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (None, False),
        ("", False),
        ("ISO_IR 6", False),
        ("ISO_IR 100", True),
        ("ISO_IR 999", False),
        (["", "ISO 2022 IR 87"], True),
        (["ISO_IR 100", "nonsense"], False),
    ],
)
def test_only_a_character_set_that_exists_is_declared(
    terms: str | list[str] | None, *, expected: bool
) -> None:
    dataset = header() if terms is None else header(SpecificCharacterSet=terms)
    assert is_declared(dataset) is expected


def test_an_unknown_character_set_of_an_item_counts() -> None:
    dataset = header(SpecificCharacterSet="ISO_IR 100")
    dataset.AnatomicRegionSequence = item(SpecificCharacterSet="ISO_IR 999")
    assert not is_declared(dataset)


def test_text_is_doubted_when_its_character_set_does_not_allow_it() -> None:
    assert is_doubtful("M\ufffdller", declared=True)
    assert is_doubtful("M\x9cller", declared=True)
    assert is_doubtful("Müller", declared=False)
    assert not is_doubtful("Müller", declared=True)
    assert not is_doubtful("Muller", declared=False)
