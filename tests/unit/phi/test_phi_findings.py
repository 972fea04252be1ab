from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.header import Identity, OwnValue
from scrub.model.mask import FrameRange
from scrub.model.text import Finding, PhiKind, Sensitive, TextHit, Word
from scrub.phi.findings import MIN_CONFIDENCE, count_kept, judge
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
    assert finding.rect == Rect(100, 0, 290, 12)
    assert finding.frames == FrameRange(2, 5)
    assert (finding.kind, finding.recognizer) == (PhiKind.NAME, "own values")
    assert finding.reason == "PatientName"


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
