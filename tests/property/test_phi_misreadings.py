from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.model.header import Identity, OwnValue
from scrub.model.mask import FrameRange
from scrub.model.text import PhiKind, Sensitive, TextHit, Word
from scrub.phi.findings import judge
from scrub.phi.lettering import as_digits, as_letters, fold, plain, squash
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary
from scrub.recipe import TextMode

OWN = OwnValues()
VOCABULARY = Vocabulary()
RECOGNIZERS = (OWN, Patterns(VOCABULARY), Names(VOCABULARY))
CONFUSIONS = {
    "0": "OoQD", "1": "Il|", "5": "S", "8": "B", "2": "Z", "6": "G", "O": "0QD", "I": "1l|",
    "L": "", "S": "5", "B": "8", "Z": "2", "G": "6", "D": "O0", "Q": "O0", "l": "1I|", "o": "0",
}  # fmt: skip
FAMILY = st.sampled_from(
    ["HALLWORTH", "OKONKWO", "QUILLFEATHER", "BRANDVOLD", "SZCZEPANSKI", "GIBBONDS", "Dolozal"]
)
GIVEN = st.sampled_from(["TAMSIN", "ZOLTAN", "ODALYS", "SIOBHAN", "BORIS", "Gislind"])
LINES = st.text(
    st.characters(codec="utf-8") | st.sampled_from("lIO0 1:/.,^"),
    max_size=40,
)


@st.composite
def _misread(draw: st.DrawFn, text: str) -> str:
    places = [place for place, letter in enumerate(text) if CONFUSIONS.get(letter)]
    if not places:
        return text
    place = draw(st.sampled_from(places))
    return text[:place] + draw(st.sampled_from(CONFUSIONS[text[place]])) + text[place + 1 :]


def _is_found(line: str, kind: PhiKind, value: str) -> bool:
    return bool(OWN.find(line, Identity((OwnValue(kind, Sensitive(value), "Own"),))))


@given(FAMILY, GIVEN, st.sampled_from(["{f}^{g}", "{f}, {g}", "{g} {f}", "{f},{i}"]), st.data())
def test_a_name_is_found_with_one_letter_misread(
    family: str, given_name: str, spelling: str, data: st.DataObject
) -> None:
    line = spelling.format(f=family, g=given_name, i=given_name[0])
    assert _is_found(data.draw(_misread(line)), PhiKind.NAME, f"{family}^{given_name}")


@given(st.from_regex(r"[A-Z]{0,2}[0-9]{5,9}", fullmatch=True), st.data())
def test_an_identifier_is_found_with_one_letter_misread(value: str, data: st.DataObject) -> None:
    assert _is_found("ID " + data.draw(_misread(value)), PhiKind.IDENTIFIER, value)


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y", "%d %b %Y", "%b %d, %Y"]),
    st.data(),
)
def test_a_date_is_found_with_one_digit_misread(
    date: dt.date, spelling: str, data: st.DataObject
) -> None:
    line = data.draw(_misread(date.strftime(spelling)))
    assert _is_found(line, PhiKind.DATE, date.strftime("%Y%m%d"))


@given(LINES)
def test_readings_keep_every_letter_in_its_place(line: str) -> None:
    assert {len(reading(line)) for reading in (plain, fold, as_digits, as_letters)} == {len(line)}
    squashed = squash(line)
    assert len(squashed.text) == len(squashed.starts) == len(squashed.stops)
    assert all(
        0 <= a < b <= len(line) for a, b in zip(squashed.starts, squashed.stops, strict=True)
    )


@settings(max_examples=200)
@given(LINES)
def test_spans_lie_in_the_line(line: str) -> None:
    spans = [span for recognizer in RECOGNIZERS for span in recognizer.find(line, Identity())]
    assert all(0 <= span.start < span.stop <= len(line) for span in spans)


@given(st.lists(LINES, max_size=6), st.sampled_from(TextMode))
def test_all_goes_at_least_where_less_goes(texts: list[str], mode: TextMode) -> None:
    words = [Word(Sensitive(t), Rect(20 * n, 0, 20 * n + 9, 9), 0.9) for n, t in enumerate(texts)]
    hit = TextHit(tuple(words), FrameRange(0, 1))
    some, every = (
        judge(hit, Identity(), RECOGNIZERS, VOCABULARY, each) for each in (mode, TextMode.ALL)
    )
    assert all(any(e.rect.covers(s.rect) for e in every) for s in some)
    assert judge(hit, Identity(), RECOGNIZERS, VOCABULARY, mode) == some


@given(st.from_regex(r"[A-Z]{0,2}[0-9]{6,9}|[0-9]{4}-[0-9]{3}", fullmatch=True), st.data())
def test_a_number_of_record_that_no_header_names_goes_with_one_letter_misread(
    value: str, data: st.DataObject
) -> None:
    word = Word(Sensitive(data.draw(_misread(value))), Rect(0, 0, 90, 9), 0.9)
    hit = TextHit((word,), FrameRange(0, 1))
    assert judge(hit, Identity(), RECOGNIZERS, VOCABULARY, TextMode.UNLESS_CLINICAL)


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2039, 12, 31)),
    st.sampled_from(["%Y%m%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y", "%d%b%y", "%d-%b-%Y"]),
    st.data(),
)
def test_a_date_that_no_header_names_goes_with_one_letter_misread(
    date: dt.date, spelling: str, data: st.DataObject
) -> None:
    assert _all_goes(data.draw(_misread(date.strftime(spelling))))


@pytest.mark.parametrize("spelling", ["%d%b%y", "%d %b %Y", "%d-%b-%Y"])
def test_a_date_goes_with_any_letter_of_any_month_misread(spelling: str) -> None:
    for month in range(1, 13):
        text = dt.date(2000, month, 1).strftime(spelling)
        for place, letter in enumerate(text):
            for read in CONFUSIONS.get(letter, ""):
                misread = text[:place] + read + text[place + 1 :]
                assert _all_goes(misread), misread


def _all_goes(line: str) -> bool:
    words = [
        Word(Sensitive(text), Rect(40 * place, 0, 40 * place + 35, 9), 0.9)
        for place, text in enumerate(line.split())
    ]
    hit = TextHit(tuple(words), FrameRange(0, 1))
    gone = judge(hit, Identity(), RECOGNIZERS, VOCABULARY, TextMode.UNLESS_CLINICAL)
    return all(any(f.rect.covers(word.rect) for f in gone) for word in words)
