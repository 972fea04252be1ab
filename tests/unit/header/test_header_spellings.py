"""The forms in which a header's own words are found again."""

from __future__ import annotations

import pytest

from scrub.header.text import is_doubtful, own_words
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive


def found(kind: PhiKind, value: str, text: str) -> bool:
    return own_words(Identity((OwnValue(kind, Sensitive(value), ""),))).are_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Müller^Eva", "knee of Mueller"),
        ("Mueller^Eva", "knee of Müller"),
        ("Noël^Eva", "NOE\u0308L, left"),
        ("Noël^Eva", "Noel"),
        ("Lindqvist-Brandt^Maria Teresa", "Mrs Brandt"),
        ("Lindqvist-Brandt^Maria Teresa", "teresa"),
        ("Lindqvist^Eva", "scan01Lindqvists"),
        ("Yamada^Taro=山田^太郎=やまだ^たろう", "CT 山田太郎"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "홍길동"),
        ("ﾔﾏﾀﾞ^ﾀﾛｳ", "ヤマダ"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(name: str, text: str) -> None:
    assert found(PhiKind.NAME, name, text)


@pytest.mark.parametrize("text", ["Eve", "maria", "ANONYMIZED", "Lind", "ov"])
def test_other_words_are_no_name(text: str) -> None:
    assert not found(PhiKind.NAME, "Lindqvist^Eva", text)


@pytest.mark.parametrize(
    "text",
    ["17.3.1961", "17/03/61", "17-Mar-1961", "March 17, 1961", "170361", "1961/03/17", "x17031961"],
)
def test_a_date_is_found_however_it_is_written(text: str) -> None:
    assert found(PhiKind.DATE, "19610317", text)


@pytest.mark.parametrize("text", ["18.3.1961", "3.17", "March 1961", "1703612", "19611317"])
def test_other_dates_and_numbers_are_not_it(text: str) -> None:
    assert not found(PhiKind.DATE, "19610317", text)


@pytest.mark.parametrize("text", ["a\0b", "a\x1b(Bb", "a\x0bb", "a\x7f"])
def test_text_with_control_characters_is_doubtful(text: str) -> None:
    assert is_doubtful(text, declared=True)


def test_line_breaks_are_not_doubtful() -> None:
    assert not is_doubtful("a\r\nb\tc\fd", declared=True)
