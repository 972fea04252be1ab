from __future__ import annotations

from dataclasses import replace

import pytest

from scrub.model.geometry import Rect
from scrub.model.header import Identity, OwnValue
from scrub.model.mask import FrameRange
from scrub.model.text import Finding, PhiKind, Sensitive, TextHit, Word
from scrub.phi.belief import MIN_CONFIDENCE
from scrub.phi.findings import count_kept, judge
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary
from scrub.recipe import TextMode

VOCABULARY = Vocabulary()
RECOGNIZERS = (OwnValues(VOCABULARY), Patterns(VOCABULARY), Names(VOCABULARY))
ABOUT = Identity((OwnValue(PhiKind.NAME, Sensitive("Quill^Tamsin"), "PatientName"),))


def _hit(*texts: str, confidence: float = 0.9) -> TextHit:
    words = [
        Word(Sensitive(text), Rect(100 * n, 0, 100 * n + 90, 12), confidence)
        for n, text in enumerate(texts)
    ]
    return TextHit(tuple(words), FrameRange(2, 5))


def _judge(hit: TextHit, mode: TextMode = TextMode.UNLESS_CLINICAL) -> tuple[Finding, ...]:
    return judge(hit, ABOUT, RECOGNIZERS, VOCABULARY, mode)


def _texts(*texts: str, mode: TextMode = TextMode.UNLESS_CLINICAL) -> list[str]:
    return [finding.text.reveal() for finding in _judge(_hit(*texts), mode)]


def test_a_label_stays_and_its_value_goes() -> None:
    assert _texts("Tech:", "RJK") == ["RJK"]
    assert _texts("DOB:", "19", "Jan", "1995") == ["19 Jan 1995"]


def test_a_finding_joins_neighbors_and_says_why_without_quoting() -> None:
    (finding,) = _judge(_hit("Name:", "TAMSIN", "QUILL"), TextMode.PHI)
    # A fifth of the height into the label, which may have a part of the first letter.
    assert finding.rect == Rect(98, 0, 290, 12)
    assert finding.frames == FrameRange(2, 5)
    assert (finding.kind, finding.recognizer) == (PhiKind.NAME, "own values")
    assert finding.reason == "PatientName"


@pytest.mark.parametrize(
    ("text", "rect", "beyond"),
    [
        ("K.Z", Rect(0, 0, 34, 12), (Rect(0, 0, 39, 12),)),
        ("K.Z", Rect(0, 10, 12, 44), (Rect(0, 5, 12, 49),)),
        ("K.Z.", Rect(0, 0, 34, 12), ()),
    ],
)
def test_a_full_stop_that_was_not_read_goes_with_its_initials(
    text: str, rect: Rect, beyond: tuple[Rect, ...]
) -> None:
    (finding,) = _judge(TextHit((Word(Sensitive(text), rect, 0.9),), FrameRange(0, 1)))
    assert finding.rect == rect
    assert finding.beyond == beyond


def test_words_of_one_date_are_one_finding_however_wide_they_are_set() -> None:
    words = [
        Word(Sensitive(text), Rect(left, 0, left + 20, 12), 0.9)
        for text, left in (("3", 0), ("July", 60), ("1998", 120))
    ]
    (finding,) = _judge(TextHit(tuple(words), FrameRange(0, 1)))
    assert finding.rect == Rect(0, 0, 140, 12)


def test_words_apart_are_findings_apart() -> None:
    assert _texts("MI", "1.2", "QUILL", "FR", "34Hz", "12/05/2013") == ["QUILL", "12/05/2013"]


def test_unknown_words_go_unless_only_phi_goes() -> None:
    assert _texts("RT", "KIDNEY", "LONG", "Zvorg") == ["Zvorg"]
    assert _texts("RT", "KIDNEY", "LONG", "Zvorg", mode=TextMode.PHI) == []


def test_in_doubt_the_line_goes_but_for_labels_and_measurements() -> None:
    assert _texts("Zvorgette", "HAND") == ["Zvorgette HAND"]
    assert _texts("Zvorgettel", "TIS", "0.4") == ["Zvorgettel"]
    assert _texts("QUILL", "xq", "LONG", "LIVER", "RT") == ["QUILL xq LONG LIVER RT"]


@pytest.mark.parametrize("text", ["", "xqz", "Zvorg"])
def test_what_cannot_be_read_goes(text: str) -> None:
    (finding,) = _judge(_hit(text, confidence=MIN_CONFIDENCE - 0.1))
    assert finding.kind is PhiKind.UNREADABLE


def test_what_is_barely_read_but_clinical_stays() -> None:
    assert not _judge(_hit("LIVER", confidence=MIN_CONFIDENCE - 0.1))


@pytest.mark.parametrize("text", ["H1:501", "r6y3", "22G22"])
def test_a_code_without_a_word_is_believed_if_it_was_read_surely(text: str) -> None:
    assert not _judge(_hit(text, confidence=0.85))
    (finding,) = _judge(_hit(text, confidence=0.75))
    assert finding.kind is PhiKind.UNKNOWN


@pytest.mark.parametrize("text", ["PSAX12", "2.5", "B2"])
def test_a_word_with_a_number_or_a_short_code_needs_no_more_than_any_word(text: str) -> None:
    assert not _judge(_hit(text, confidence=0.6))


def test_unread_text_stays_where_only_phi_goes() -> None:
    assert not _judge(_hit("", confidence=0.0), TextMode.PHI)


def test_all_text_means_all() -> None:
    (finding,) = _judge(_hit("LIVER", "", "5.0", "cm"), TextMode.ALL)
    assert finding.rect == Rect(0, 0, 390, 12)


def test_a_known_line_stays_and_is_counted() -> None:
    hit = _hit("MI", "0.9", "RJK")
    assert count_kept(hit, _judge(hit)) == 2
    assert not _judge(_hit("RT", "KIDNEY", "LONG"))


def test_no_words_no_findings() -> None:
    assert not _judge(TextHit((), FrameRange(0, 1)))


def test_numbers_beside_an_unknown_word_go_with_it() -> None:
    assert _texts("Zvrg", "1110", "12") == ["Zvrg 1110 12"]
    assert _texts("Zvorg", "12.3", "cm") == ["Zvorg"]


def _line(*parts: str | int) -> TextHit:
    """Return a line of words 12 pixels high; a number between two is the gap, else it is 4."""
    words, left = [], 0
    for part in parts:
        if isinstance(part, int):
            left += part - 4
        else:
            rect = Rect(left, 0, left + 8 * max(1, len(part)), 12)
            words.append(Word(Sensitive(part), rect, 0.9 if part else 0.0))
            left = rect.right + 4
    return TextHit(tuple(words), FrameRange(0, 1))


def _kept(*parts: str | int) -> list[str]:
    hit = _line(*parts)
    found = _judge(hit)
    kept = [w for w in hit.words if not any(f.rect.covers(w.rect) for f in found)]
    return [word.text.reveal() for word in kept]


def test_known_words_beyond_a_gap_stay_though_a_name_goes() -> None:
    assert _kept("QUILL", "xq", 20, "LONG", "AXIS") == ["LONG", "AXIS"]
    assert _kept("QUILL", "xq", "LONG", "AXIS") == []
    assert _kept("QUILL^TAMSIN", 20, "Window", "Invert") == ["Window", "Invert"]
    assert _kept("PATIENT", "Zork", 20, "File", "Edit", "View") == [
        "PATIENT",
        "File",
        "Edit",
        "View",
    ]


def test_a_value_beyond_a_gap_goes_with_its_label() -> None:
    assert _kept("Name:", 60, "LONG") == ["Name:"]


def test_a_date_says_nothing_of_a_known_word_beside_it() -> None:
    assert _kept("24", "November", "1973", "Report") == ["Report"]


@pytest.mark.parametrize(
    "line",
    [
        ("18", "", "2018", "r."), ("96", ""), ("", "40"), (".", "", "8194,", ".", "8"),
        ("Mr", "L.", "Zork", "FRCS"), ("ASL", "4", "-", "P.O.", "ZORKERIVO"), ("El-Zork,", "P."),
        ("CT8", "71", "6493809"), ("103", "F"), ("van", "de", "Zork"), ("12", "a", "2019"),
        ("3190", "W.", "Zork", "Ave"), ("959/o",), ("120ct38",), ("05", "map", "2022"),
    ],
)  # fmt: skip
def test_nothing_stays_of_what_is_misread_unread_or_in_parts(line: tuple[str, ...]) -> None:
    assert _kept(*line) == []


def test_numbers_and_initials_beyond_a_gap_go_with_the_name_or_date_next_to_them() -> None:
    assert _kept("3190", "W.", 14, "Zork", "Ave") == []
    assert _kept("Zork", "Piazzetta", 50, "4832") == []
    assert _kept("M.", 14, "R.B.") == []
    assert _kept("92", "F", 9, "11-01-1968") == []
    assert _kept("380.312", "75.73", "Zorkall") == []


def test_a_setting_beside_ink_that_nobody_could_read_stays() -> None:
    assert _kept("Gain", "57", "") == ["Gain", "57"]


def test_a_name_leaves_settings_beyond_a_measurement_or_a_few_words_away() -> None:
    assert _kept("Zorkivil", "SWE", "2.4", "m/s", "On", "LIVER") == [
        "SWE",
        "2.4",
        "m/s",
        "On",
        "LIVER",
    ]
    line = ("Zvorgettelyn", "Quillianos", "Zvorkanther", "LIVER", "LONG", "RT", "KIDNEY")
    assert _kept(*line) == ["RT", "KIDNEY"]


def test_beside_the_whole_name_of_the_header_known_words_stay() -> None:
    assert _kept("TAMSIN", "QUILL", "LIVER", "LONG") == ["LIVER", "LONG"]
    assert _kept("QUILL", "xq", "LIVER") == []


def test_a_date_ends_with_its_year() -> None:
    assert _kept("22", "FEB", "2003", "R2", "SP4") == ["R2", "SP4"]
    assert _kept("22", "FEB", "2003", "P1", "Store") == ["P1", "Store"]
    assert _kept("M45", "22", "FEB", "2003") == []


@pytest.mark.parametrize("text", ["EF", "q", "us", "L"])
def test_one_or_two_letters_are_believed_only_if_sure(text: str) -> None:
    assert _judge(_hit(text, confidence=MIN_CONFIDENCE - 0.1))
    assert not _judge(_hit("L", confidence=MIN_CONFIDENCE))


@pytest.mark.parametrize("text", ["12", "+", "十", "一", "7"])
def test_digits_and_a_calipers_marks_are_believed_however_unsure(text: str) -> None:
    assert not _judge(_hit(text, confidence=MIN_CONFIDENCE - 0.3))


@pytest.mark.parametrize(("text", "unread", "end"), [("us", 70, 90), ("D8-4U", 120, 170)])
def test_much_ink_that_nobody_could_read_puts_a_word_and_a_code_in_doubt(
    text: str, unread: int, end: int
) -> None:
    words = (
        Word(Sensitive(""), Rect(0, 0, unread, 12), 0.0),
        Word(Sensitive(text), Rect(unread + 4, 0, end, 12), 0.9),
    )
    (finding,) = _judge(TextHit(words, FrameRange(0, 1)))
    assert finding.rect == Rect(0, 0, end, 12)


@pytest.mark.parametrize("line", [("", "D8-4U"), ("UST-9130", ""), ("BG:97", "DR:83", "")])
def test_a_little_ink_that_nobody_could_read_says_nothing_of_a_code(line: tuple[str, ...]) -> None:
    assert _kept(*line) == [text for text in line if text]


def test_an_unknown_word_puts_a_code_in_doubt() -> None:
    assert _kept("no30", "dy") == []


def test_an_unknown_label_leaves_what_is_known_behind_its_value() -> None:
    assert _kept("TF", "12", "Xokumzyq:", "QUILL", "SPGR") == ["TF", "12", "SPGR"]
    assert _kept("KTU:", "NP") == []


def test_a_setting_with_a_colon_is_no_part_of_a_number() -> None:
    assert _kept("544", "905", "8746", "IM:145", "SE:9") == ["IM:145", "SE:9"]
    assert _kept("P-4096-92", "En:B5", "Ce:2") == ["En:B5", "Ce:2"]


def test_what_may_be_more_of_a_word_that_goes_goes_with_it_and_of_one_that_stays_does_not() -> None:
    label, name = _hit("Tech:", "QUILL").words
    words = (
        replace(label, beyond=(Rect(-20, 0, 0, 12),)),
        replace(name, beyond=(Rect(190, 0, 230, 12),)),
    )
    (finding,) = _judge(TextHit(words, FrameRange(0, 1)))
    assert finding.rect == Rect(98, 0, 190, 12)
    assert finding.beyond == (Rect(190, 0, 230, 12),)
