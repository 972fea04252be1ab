from __future__ import annotations

import pytest

from scrub.header.terms import are_terms

MODALITY, VALUE_TYPE, INTERPRETATION = 0x00080060, 0x0040A040, 0x00280004


@pytest.mark.parametrize(
    ("tag", "texts"),
    [
        (MODALITY, ("DOC",)),
        (VALUE_TYPE, ("TEXT",)),
        (INTERPRETATION, ("PALETTE COLOR",)),
        (0x00080005, ("ISO 2022 IR 6", "ISO 2022 IR 87")),
    ],
)
def test_a_word_of_the_attributes_own_list_is_a_term(tag: int, texts: tuple[str, ...]) -> None:
    assert are_terms(tag, "CS", texts)


@pytest.mark.parametrize(
    ("tag", "texts"),
    [
        (MODALITY, ("JANE",)),
        (MODALITY, ("CT", "JANE")),
        (VALUE_TYPE, ("CT",)),
        (INTERPRETATION, ("DOE",)),
        (0x00180015, ("TEXT",)),
    ],
)
def test_a_word_of_no_list_or_of_anothers_is_none(tag: int, texts: tuple[str, ...]) -> None:
    assert not are_terms(tag, "CS", texts)
