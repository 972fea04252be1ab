from __future__ import annotations

import pytest

from scrub.model.header import Identity
from scrub.phi.names import Names

NAMES = Names()


def _found(text: str) -> list[str]:
    return [text[span.start : span.stop] for span in NAMES.find(text, Identity())]


@pytest.mark.parametrize(
    "text",
    [
        "HALL^MARIA", "X^Y", "BURTON, KENNETH", "HALL,M", "Chelsea Lowery", "COLLINS CHASE",
        "Zork, Vilhelmina", "COLON, HECTOR", "YOUNG,A", "STONE, R", "Hector Colon",
        "O'Sullivan, Sharon", "Sharon", "LONG,M", "Garcia-Lopez, Ana M.", "Nguyen Thi Mai",
    ],
)  # fmt: skip
def test_a_name_is_found_whole(text: str) -> None:
    assert text in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "RT KIDNEY LONG", "COLON", "HAND", "Liver, Spleen", "AP, ERECT", "Supine, Left", "FOOT",
        "HEAD FIRST", "Gray Map", "MI 0.9", "LV Mass", "Foot, L", "10^3",
    ],
)  # fmt: skip
def test_clinical_words_are_no_names(text: str) -> None:
    assert not _found(text)
