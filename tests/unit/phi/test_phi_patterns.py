from __future__ import annotations

import pytest

from scrub.data import table
from scrub.model.header import Identity
from scrub.model.text import PhiKind
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


MONTHS = table("patterns", "months")


@pytest.mark.parametrize("month", [row["name"] for row in MONTHS])
def test_a_day_and_year_with_a_month_in_any_language_is_a_date(month: str) -> None:
    for text in (f"14 {month} 1987", f"14. {month.capitalize()} 1987", f"1987. {month} 14."):
        assert any("1987" in found for found in _found(text)), text


@pytest.mark.parametrize("text", [f"3 {row['name']}" for row in MONTHS if row["alone"] == "no"])
def test_a_short_month_that_is_another_word_needs_a_year(text: str) -> None:
    assert not _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "\u0661\u0664/\u0660\u0663/\u0662\u0660\u0661\u0669",
        "๑๔/๐๓/๒๕๖๒",
        "१४-०३-२०१९",
        "\uff11\uff14\uff0e\uff10\uff13\uff0e\uff12\uff10\uff11\uff19",
    ],
)
def test_digits_of_any_script_count_as_digits(text: str) -> None:
    assert text in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "10 20 30 40 50 60", "100 200 400 800", "I.V.", "L.A.O. 30", "P.O.", "8 F", "R. Kidney 12",
        "1500-50 Hz", "Via PACS 2", "ring 3 mm", "5 MG", "MG/ML", "3 LED", "L/R",
        "I72.051-I227.040", "S55.3-I200.333", "AV Block 2", "Plot", "Sector 90", "30 TR 2000",
        "12 of 2000",
    ],
)  # fmt: skip
def test_what_only_resembles_a_number_initials_or_a_street_stays(text: str) -> None:
    assert not _found(text)


@pytest.mark.parametrize("text", ["172.051-1227", "212-555-0142", "I72051-I2270401"])
def test_a_number_that_is_no_stretch_of_a_scan_is_found(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize("text", ["201 8-01 -14", "2 3.04.1 966", "12/ 05/2013", "11 m ei 1 993"])
def test_a_date_read_with_gaps_is_found_where_it_is_all_there_is(text: str) -> None:
    dates = [s for s in PATTERNS.find(text, Identity()) if s.kind is PhiKind.DATE]
    assert (0, len(text)) in {(s.start, s.stop) for s in dates}


@pytest.mark.parametrize(
    "text", ["10-20 -5", "1 2 3 4", "RT 201 8-01 -14", "20 25/60", "11 mA mm 1 993"]
)
def test_numbers_with_gaps_that_are_no_date_are_none(text: str) -> None:
    assert not [s for s in PATTERNS.find(text, Identity()) if s.kind is PhiKind.DATE]
