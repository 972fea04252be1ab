"""Shapes of numbers, codes and models that say the same on any machine, by letters and digits."""

from __future__ import annotations

import re
from string import ascii_lowercase

NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}|,\d{1,3})?|[.,]\d{1,3}")
EDGES = (
    "*+-_=<>()[]{}°×%#.,:;/\\|~'\"•·←→↑↓±≤≥!?²³^$&–—§\u2019\u3001\u3002\N{MINUS SIGN}╋┼✚✕✖●■▲▶▼◀"
)
"""What may stand around a word or a number and says nothing."""

STROKES = frozenset("一丨丶丿乙亅口〇ー十乂メㄨ〤ナ\u1173\u1175\u110b")
"""What ticks of a ruler, dots, frames and calipers' crosses are read as, by what knows the East.

2026-11: a lone 十 is no number and hardly a name: each cross of ultrasound is read so. The last
three are Hangul's eu, i and ieung, as compatibility normalization leaves them.
"""

_LABEL_LETTERS = frozenset(ascii_lowercase) | frozenset(map(chr, range(0x3B1, 0x3CA)))
"""Latin, and Greek from alpha to omega. In other scripts one letter may be a whole name."""

BETWEEN = re.compile(
    r"[/:;=<>≤≥~,_()\[\]{}+*&#\\|\"!?×±°§@–—-]+|(?<=[^\W\d_])['\u2019](?=\d)|\.(?!\d)|(?<!\d)\.(?=\d)"
)
PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")

_BARRED = re.compile(
    r"\d{5}"  # an identifier
    r"|\d\s*[:;]\s*\d\d(?!\d)"  # a time
    r"|(?<![\d.])\d{1,2}([/.-])\d{1,2}\1\d{2}"  # a date
    r"|(?<!\d)(?:19|20)\d\d[/.-]\d\d?[/.-]\d"
    r"|\^|://|www\.|\S@|@(?!\s?-?\d|\s|$)"
)
_SPLIT_NUMBER = re.compile(r"^\W*[a-z]{0,3}[ -]?\d{3,}(?:[ ()-]{1,3}\d{2,})+\W*$", re.IGNORECASE)
_MIN_SPLIT_DIGITS = 7

_COUNTER = re.compile(r"\d{1,4}[/x*]\d{1,4}|\d{1,3}/\d{1,3}/\d|\d{1,3}-\d{1,3}|\d:\d{1,2}")
_VERSION = re.compile(r"v ?\d{1,2}(?:\.\d{1,3}){1,3}")
_FILTER = re.compile(r"(?:[56]0~)?\d{1,2}(?:\.\d{1,3})?-\d{1,3}")
"""Of an electrocardiograph: without the mains, from a low frequency to a high one."""

_STRETCH = re.compile(r"[rlapsihf]\d{1,4}(?:\.\d{1,3})? ?- ?[rlapsihf]\d{1,4}(?:\.\d{1,3})?")
"""Where a scan begins and ends: S55.3-I200.3."""
STRETCH = re.compile(rf"(?<![^\W_])(?=\S*\.\d){_STRETCH.pattern}(?![^\W_]|\.\d)", re.IGNORECASE)
"""The same within a line, with a decimal: its I is no 1, and it no telephone number."""
_PROBE = re.compile(
    r"\d{0,2}[a-z]{1,4}\d{0,2}[a-z]?-\d{1,2}[a-z]{0,3}(?:-[a-z]{1,2})?"  # LA3-16A, RAB6-D, L12-5
    r"|\d{1,2}[a-z]{1,4}\d{1,2}[a-z]?"  # 9EVF4
    r"|[a-z]{1,2}\d{1,2}(?:-\d{1,2})?[a-z]{1,2}"
)
"""Transducers: an array's letters with the frequencies that it spans, in MHz."""
_SHAPE = re.compile(
    "|".join(shape.pattern for shape in (_COUNTER, _VERSION, _FILTER, _STRETCH, _PROBE))
)
_MODEL = re.compile(r"(?P<maker>[a-z]{2,3})-[a-z]{0,3}\d{1,4}[a-z]{0,3}\d{0,3}[a-z]{0,2}")
_MAX_MODEL_DIGITS = 4

_MAX_CODE_LETTERS, MAX_CODE_DIGITS = 4, 6
_CODE = re.compile(r"(?:[a-z]{1,2}\d{1,3})+[a-z]{0,2}|\d{1,3}(?:[a-z]{1,2}\d{1,3})*[a-z]{0,2}")

NEW_LABEL = re.compile(r"[a-z]{2,4}")
VALUE = re.compile(
    r"\d{1,3}(?:\.\d{1,2})? ?%|\d{1,4}\.\d{1,3}"
    r"|\d{1,4}(?:\.\d{1,3})? ?(?P<unit>[^\W\d_][^\s\d]{0,5})"
)
"""A number with a decimal or a unit."""

_SETTING = re.compile(r"[A-Za-z]{1,3}\s?[:=]\s?(?:[A-Z]|[A-Z]?\d{1,3})")
"""A short name and a small number or a letter with a colon between: `Ce:1`, `En:B2`."""


def is_barred(text: str) -> bool:
    """Tell whether part of it has the shape of an identifier, a date or a time."""
    if _SPLIT_NUMBER.match(text) and sum(map(str.isdigit, text)) >= _MIN_SPLIT_DIGITS:
        return True
    return bool(_BARRED.search(text))


def is_shaped(folded: str) -> bool:
    """Tell whether a casefolded word is a counter, version, filter, stretch or transducer."""
    return bool(_SHAPE.fullmatch(folded))


def model_maker(folded: str) -> str | None:
    """Return what a model number of at most four digits begins with, if it is shaped like one."""
    model = _MODEL.fullmatch(folded)
    if model is None or sum(map(str.isdigit, folded)) > _MAX_MODEL_DIGITS:
        return None
    return model["maker"]


def is_code(folded: str) -> bool:
    """Tell whether it is a settings code: few letters, few digits, in turn."""
    return (
        bool(_CODE.fullmatch(folded))
        and sum(map(str.isalpha, folded)) <= _MAX_CODE_LETTERS
        and sum(map(str.isdigit, folded)) <= MAX_CODE_DIGITS
    )


def is_setting(text: str) -> bool:
    """Tell whether it is a short name of a setting with a small number."""
    return bool(_SETTING.fullmatch(text))


def is_range(bare: str, numbers: list[str]) -> bool:
    """Tell whether numbers with signs between are a range, a size or a counter: `2.5-10`."""
    pair, triple = 2, 3
    digits = sum(map(str.isdigit, bare))
    known = all(NUMBER.fullmatch(number) for number in numbers)
    if len(numbers) == triple:
        return known and bool(_COUNTER.fullmatch(bare))
    return known and len(numbers) == pair and digits <= MAX_CODE_DIGITS + pair


def is_label_letter(text: str) -> bool:
    """Tell whether it is one letter, Latin or Greek, or what a mark is read as."""
    return text.casefold() in _LABEL_LETTERS or text in STROKES
