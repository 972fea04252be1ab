from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.text import PhiKind, Sensitive, Word
from scrub.phi.beside import around_months, attached, numbers_of_the_unknown
from scrub.phi.causes import Cause
from scrub.phi.vocabulary import Vocabulary

GOES = Cause(PhiKind.UNKNOWN, "vocabulary", "not known", 0.5)


def going(*texts: str, known: tuple[int, ...]) -> list[int]:
    """Return which words go too, where all go but those known."""
    piece = [
        (place, Word(Sensitive(text), Rect(40 * place, 0, 40 * place + 30, 12), 0.9))
        for place, text in enumerate(texts)
    ]
    found = {place: GOES for place in range(len(texts)) if place not in known}
    return sorted(around_months(piece, found))


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (("22", "Xqzbr", "1929"), (0, 2)),
        (("1953", "Xqz", "brq", "7"), (0, 3)),
        (("Liver", "03", "", "2001"), (0, 1, 3)),
    ],
)
def test_day_and_year_go_with_what_may_be_their_month(
    texts: tuple[str, ...], known: tuple[int, ...]
) -> None:
    assert going(*texts, known=known) == [k for k in known if texts[k] != "Liver"]


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (("22", "1929"), (0, 1)),
        (("45", "Xqzbr", "1929"), (0, 2)),
        (("22", "Xqzbr", "80"), (0, 2)),
        (("22", "a", "b", "c", "d", "1929"), (0, 5)),
        (("22", "Xqzbr", "Liver", "1929"), (0, 2, 3)),
    ],
)
def test_numbers_that_are_no_date_or_stand_apart_stay(
    texts: tuple[str, ...], known: tuple[int, ...]
) -> None:
    assert going(*texts, known=known) == []


def numbers(*texts: str, goes: PhiKind = PhiKind.UNREADABLE, sure: float = 0.9) -> list[str]:
    """Return which numbers go, where all that is no number goes, or was read so surely."""
    piece = [
        (place, Word(Sensitive(text), Rect(40 * place, 0, 40 * place + 30, 12), sure))
        for place, text in enumerate(texts)
    ]
    cause = Cause(goes, "vocabulary", "not read", 0.3)
    found = {place: cause for place, text in enumerate(texts) if not any(map(str.isdigit, text))}
    return [texts[place] for place in sorted(numbers_of_the_unknown(piece, found))]


def test_a_great_age_and_a_year_go_with_what_may_be_the_rest() -> None:
    assert numbers("94", "evv", goes=PhiKind.UNKNOWN) == ["94"]
    assert numbers("", "101") == ["101"]
    assert numbers("1920", "") == ["1920"]


def test_another_number_beside_the_rest_of_a_date_may_be_its_day() -> None:
    assert numbers("1920", "", "≤28", "") == ["1920", "≤28"]
    assert numbers("1920", "", "32", "") == ["1920"]
    assert numbers("28", "", "3") == []


def test_other_numbers_and_what_is_beside_something_told_stay() -> None:
    assert numbers("89", "") == []
    assert numbers("130", "", "012", "", "1875") == []
    assert numbers("94", "MÜLLER", goes=PhiKind.NAME) == []
    assert numbers("94", "88", "") == []


def test_a_great_age_goes_beside_a_word_that_was_hardly_read() -> None:
    word = Word(Sensitive("Lin"), Rect(0, 0, 30, 12), 0.38)
    age = Word(Sensitive("90"), Rect(40, 0, 60, 12), 0.99)
    assert list(numbers_of_the_unknown([(0, word), (1, age)], {})) == [1]


def touched(kind: PhiKind, *texts: str, gap: int = 4) -> list[str]:
    """Return what goes because it touches the last."""
    piece = [
        (place, Word(Sensitive(text), Rect((50 + gap) * place, 0, (50 + gap) * place + 50, 16), 1))
        for place, text in enumerate(texts)
    ]
    last = len(texts) - 1
    found = attached(piece, {last: Cause(kind, "patterns", "time", 0.9)}, Vocabulary())
    return [texts[place] for place in sorted(found)]


@pytest.mark.parametrize(
    ("text", "cause", "goes"),
    [
        ("Ta", Cause(PhiKind.NAME, "own values", "PatientName", 0.9), True),
        ("Tam", Cause(PhiKind.NAME, "own values", "PatientName", 0.9), True),
        ("LONG", Cause(PhiKind.NAME, "own values", "PatientName", 0.9), False),
        ("Tams", Cause(PhiKind.NAME, "own values", "PatientName", 0.9), False),
        ("Ta", Cause(PhiKind.NAME, "own values", "PatientName", 1.0), True),
        ("Ta", Cause(PhiKind.NAME, "names", "a name that people have", 0.9), False),
        ("Ta", Cause(PhiKind.INSTITUTION, "own values", "InstitutionName", 0.9), False),
    ],
)
def test_what_a_name_may_be_cut_to_goes_with_a_name_of_the_header(
    text: str, cause: Cause, *, goes: bool
) -> None:
    piece = [
        (place, Word(Sensitive(said), Rect(60 * place, 0, 60 * place + 50, 12), 0.9))
        for place, said in enumerate(("Quill", text))
    ]
    assert bool(attached(piece, {0: cause}, Vocabulary())) is goes


@pytest.mark.parametrize(
    ("texts", "kind", "goes"),
    [
        (("Asszisztens:", "PT"), PhiKind.UNKNOWN, True),
        (("Zvorgette:", "ABD"), PhiKind.UNKNOWN, True),
        (("Asszisztens:", "PT"), PhiKind.NAME, False),
        (("Asszisztens", "PT"), PhiKind.UNKNOWN, False),
        (("Xy:", "PT"), PhiKind.UNKNOWN, False),
        (("Asszisztens:", "Pt"), PhiKind.UNKNOWN, False),
        (("Asszisztens:", "PT", "12"), PhiKind.UNKNOWN, False),
    ],
)
def test_initials_go_behind_a_label_that_is_not_known(
    texts: tuple[str, ...], kind: PhiKind, *, goes: bool
) -> None:
    piece = [
        (place, Word(Sensitive(said), Rect(60 * place, 0, 60 * place + 50, 12), 0.9))
        for place, said in enumerate(texts)
    ]
    found = attached(piece, {0: Cause(kind, "vocabulary", "not known", 0.5)}, Vocabulary())
    assert (1 in found) is goes


def test_a_decimal_that_stands_apart_is_no_part_of_a_number() -> None:
    assert touched(PhiKind.TIME, "0.2", "2:56:22") == ["0.2"]
    assert touched(PhiKind.TIME, "0.2", "2:56:22", gap=20) == []
    assert touched(PhiKind.TIME, "71", "2:56:22", gap=20) == ["71"]


def test_what_was_parted_from_a_number_or_an_address_goes_with_it() -> None:
    assert touched(PhiKind.IDENTIFIER, "No.", "P-", "3018-57") == ["P-"]
    assert touched(PhiKind.CONTACT, "st", "office8@kite.te") == ["st"]
    assert touched(PhiKind.CONTACT, "RT", "0712 345 678") == []


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Lo.", True),
        ("Fri.", True),
        ("L.", True),
        ("Lo", False),
        ("lo.", False),
        ("LONG.", False),
        ("Long.", False),
        ("Orn", True),
        ("Med", False),
        ("Orne", False),
        ("...", True),
        ("…", True),
        ("^^", True),
        ("-", False),
        (".5", False),
    ],
)
def test_the_beginning_of_a_word_goes_with_the_name_before_it(text: str, *, goes: bool) -> None:
    piece = [
        (place, Word(Sensitive(said), Rect(60 * place, 0, 60 * place + 50, 12), 0.9))
        for place, said in enumerate(("Zvorgette", text))
    ]
    assert bool(attached(piece, {0: GOES}, Vocabulary())) is goes


@pytest.mark.parametrize(
    ("texts", "known", "gone"),
    [
        (("KLJNIK", "SERI", "BAYU"), (1,), [1]),
        (("KLJNIK", "SERI", "BAYU", "CIRRUS"), (1, 3), [1]),
        (("KLJNIK", "5.0cm", "BAYU"), (1,), []),
        (("KLJNIK", "SERI", "LIVER", "BAYU"), (1, 2), []),
        (("SERI", "BAYU"), (0,), []),
    ],
    ids=["between", "and beside", "a measurement", "two", "first"],
)
def test_a_word_between_two_unknown_ones_goes_unless_it_is_certain(
    texts: tuple[str, ...], known: tuple[int, ...], gone: list[int]
) -> None:
    piece = [
        (place, Word(Sensitive(text), Rect(70 * place, 0, 70 * place + 60, 12), 0.9))
        for place, text in enumerate(texts)
    ]
    found = {place: GOES for place in range(len(texts)) if place not in known}
    assert sorted(attached(piece, found, Vocabulary())) == gone
