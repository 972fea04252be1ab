from __future__ import annotations

import pytest

from scrub.data import table
from scrub.model.header import Identity
from scrub.phi.patterns import Patterns

PATTERNS = Patterns()
ROWS = table("patterns", "phi")


def _examples(column: str) -> list[tuple[str, str]]:
    return [(row["name"], text) for row in ROWS for text in row[column].split(" | ")]


def _found(text: str, name: str = "") -> list[str]:
    spans = PATTERNS.find(text, Identity())
    return [text[s.start : s.stop] for s in spans if name in ("", s.reason)]


@pytest.mark.parametrize(("name", "example"), _examples("hits"))
def test_a_pattern_finds_the_marked_part_of_its_examples(name: str, example: str) -> None:
    wanted = example[example.index("«") + 1 : example.index("»")]
    assert wanted in _found(example.replace("«", "").replace("»", ""), name)


@pytest.mark.parametrize(("name", "example"), _examples("misses"))
def test_a_pattern_leaves_its_counterexamples(name: str, example: str) -> None:
    assert not _found(example, name)


@pytest.mark.parametrize(
    "text",
    [
        "MI 0.9", "TIs 0.4", "FR 34Hz", "W 350 L 40", "2D Opt:HGen", "CF 2.1MHz", "PRF 4000Hz",
        "Vel 92.1 cm/s", "3/3/4", "1.8 3.6", "630P630", "9123 5.0 R15 G66 C6 A2", "127/128 1",
        "CINE 0118", "48/48", "5.0 cm", "C 50", "22G22", "2.5-10 MHz", "C5-1", "DR 70dB",
        "20dB / DR60", "Id: DCM / Lin: DCM / Id: ID", "ACC: 2.3 m/s2", "RT KIDNEY LONG",
    ],
)  # fmt: skip
def test_no_pattern_finds_settings(text: str) -> None:
    assert not _found(text)


@pytest.mark.parametrize(
    "text",
    ["O0O1I1l22", "DOB:19 Jan1995", "16Sep201619:32:48", "MRNH4616402", "13;42;07", "0l/l6/2023"],
)
def test_misreadings_and_missing_spaces_hide_nothing(text: str) -> None:
    assert _found(text)


def test_the_label_stays_and_the_whole_value_goes() -> None:
    assert "John Stiles" in _found("Name: John Stiles DOB: 05/12/42")
    assert not any("DOB" in found for found in _found("Name: John Stiles DOB: 05/12/42"))
