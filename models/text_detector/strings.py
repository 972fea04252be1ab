"""Random strings with the look of what screens say: names, dates, numbers, labels; no real ones."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator

_VOWELS = "aeiouaeiouyäöüéèáóíøåő"
_CONSONANTS = "bcdfghjklmnprstvwzbcdfghklmnprstñçšžłß"
_DIGITS = "0123456789"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONE = "ABCDEFGHJKMNPQRSTUVWYZ0123456789RLLRLLHFAPSLL"
_UNITS = (
    "mm",
    "cm",
    "cm/s",
    "Hz",
    "kHz",
    "MHz",
    "dB",
    "%",
    "ms",
    "s",
    "kV",
    "mAs",
    "mA",
    "T",
    "°",
    "bpm",
    "fps",
    "HU",
    "mL",
    "ml/min",
    "kg",
    "µm",
    "mGy",
    "W",
    "g",
    "m/s",
    "mmHg",
    "in",
)
_SIGNS = "+-=:;/.,()[]<>#*%&@!?_'\"°²µ±|~"

_RANGES = {
    "cyrillic": (0x0410, 0x044F),
    "greek": (0x0391, 0x03C9),
    "hebrew": (0x05D0, 0x05EA),
    "han": (0x4E00, 0x9FA5),
    "kanji": (0x4E00, 0x9FA5),
    "hangul": (0xAC00, 0xD7A3),
    "hiragana": (0x3041, 0x3096),
    "katakana": (0x30A1, 0x30FA),
    "thai": (0x0E01, 0x0E2E),
    "devanagari": (0x0905, 0x0939),
}
"""First and last letter of each script that is written letter after letter."""


def _forms() -> dict[str, dict[str, str]]:
    """Return Arabic letters' forms: by letter, by place (isolated, initial, medial, final)."""
    found: dict[str, dict[str, str]] = {}
    for code in range(0xFE80, 0xFEFD):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2:
            found.setdefault(chr(int(parts[1], 16)), {})[parts[0].strip("<>")] = chr(code)
    return found


_ARABIC = _forms()


def one_of(chance: Generator, things: Sequence[str]) -> str:
    """Return one of them."""
    return things[int(chance.integers(len(things)))]


def _some(chance: Generator, letters: Sequence[str], low: int, high: int) -> str:
    return "".join(one_of(chance, letters) for _ in range(int(chance.integers(low, high + 1))))


def _digits(chance: Generator, low: int, high: int) -> str:
    return _some(chance, _DIGITS, low, high)


def word(chance: Generator) -> str:
    """Return something one could pronounce."""
    made = ""
    for _ in range(int(chance.integers(1, 5))):
        made += one_of(chance, _CONSONANTS) if chance.random() < 0.9 else ""
        made += one_of(chance, _VOWELS)
        made += one_of(chance, _CONSONANTS) if chance.random() < 0.4 else ""
    return _cased(chance, made)


def _cased(chance: Generator, text: str) -> str:
    draw = chance.random()
    return text.upper() if draw < 0.35 else text.capitalize() if draw < 0.8 else text


def name(chance: Generator) -> str:
    """Return a person's, as screens write them."""
    joint = one_of(chance, (" ", ", ", "^", " ", ","))
    made = joint.join(word(chance) for _ in range(int(chance.integers(1, 4))))
    start = one_of(chance, ("", "", "", "Dr. ", "Mr ", "Pt: ", "Name: "))
    return start + (made.upper() if chance.random() < 0.3 else made)


def date(chance: Generator) -> str:
    """Return a date, a time or both."""
    joint = one_of(chance, ("/", "-", ".", " ", ""))
    a, b, c = (f"{int(chance.integers(1, most)):02}" for most in (29, 13, 99))
    year = one_of(chance, ("19", "20", "")) + c
    day = one_of(
        chance,
        (
            f"{a}{joint}{b}{joint}{year}",
            f"{year}{joint}{b}{joint}{a}",
            f"{a} {_some(chance, _CAPITALS, 3, 3)} {year}",
        ),
    )
    time = f"{int(chance.integers(0, 24))}:{_digits(chance, 2, 2)}"
    time += one_of(chance, ("", f":{_digits(chance, 2, 2)}", " AM", " PM"))
    return one_of(chance, (day, time, f"{day} {time}", f"{day}  {time}"))


def number(chance: Generator) -> str:
    """Return a number, with a sign, decimals, a unit or a label by chance."""
    made = one_of(chance, ("", "", "", "-", "+")) + _digits(chance, 1, 4)
    made += f".{_digits(chance, 1, 2)}" if chance.random() < 0.4 else ""
    made += one_of(chance, ("", " ")) + one_of(chance, _UNITS) if chance.random() < 0.5 else ""
    if chance.random() < 0.4:
        made = (
            _cased(chance, _some(chance, "abcdefghiklmnoprstuvwz", 1, 5))
            + one_of(chance, (" ", ": ", "=", "  ", ":"))
            + made
        )
    return made


def code(chance: Generator) -> str:
    """Return an identifier."""
    made = "".join(
        one_of(chance, (_digits(chance, 1, 6), _some(chance, _CAPITALS, 1, 3), "-", "/", ""))
        for _ in range(int(chance.integers(1, 5)))
    )
    return one_of(chance, ("", "ID: ", "#", "")) + (made or _digits(chance, 4, 9))


def lone(chance: Generator) -> str:
    """Return one character."""
    return one_of(chance, _LONE)


def label(chance: Generator) -> str:
    """Return one to three characters."""
    draw = chance.random()
    if draw < 0.45:
        return _digits(chance, 1, 3)
    if draw < 0.6:
        return f"{_digits(chance, 1, 1)}.{_digits(chance, 1, 1)}"
    made = _some(chance, _CAPITALS, 1, 3)
    return made if chance.random() < 0.6 else made.lower()


def sentence(chance: Generator) -> str:
    """Return words, numbers and signs in a row."""
    parts = [
        one_of(chance, (word(chance), word(chance), word(chance).lower(), number(chance)))
        for _ in range(int(chance.integers(2, 9)))
    ]
    if chance.random() < 0.4:
        parts.insert(int(chance.integers(len(parts))), one_of(chance, _SIGNS))
    return " ".join(parts)


def garbage(chance: Generator) -> str:
    """Return any printable characters."""
    return _some(chance, [chr(c) for c in range(33, 127)], 2, 16)


def foreign(chance: Generator, script: str) -> str:
    """Return words of another script, in the order of their writing on the screen."""
    if script == "arabic":
        return " ".join(_arabic(chance) for _ in range(int(chance.integers(1, 4))))
    letters = _letters(script)
    spaced = script not in {"han", "kanji", "hiragana", "katakana", "thai"}
    words = [
        _cased(chance, _some(chance, letters, 1, 9 if spaced else 4))
        for _ in range(int(chance.integers(1, 4 if spaced else 3)))
    ]
    made = " ".join(words)
    return made if chance.random() < 0.75 else f"{made}{one_of(chance, (' ', ':'))}{number(chance)}"


@lru_cache
def _letters(script: str) -> tuple[str, ...]:
    low, high = _RANGES[script]
    letters = (chr(code) for code in range(low, high + 1) if chr(code).isalpha())
    return tuple(one for one in letters if script != "kanji" or _is_common(one))


def _is_common(letter: str) -> bool:
    """Tell whether a letter is of the first level of JIS X 0208, which Japanese fonts have."""
    coded = letter.encode("shift_jis", "replace")
    return len(coded) == 2 and 0x88 <= coded[0] <= 0x97


def _arabic(chance: Generator) -> str:
    letters = [one_of(chance, list(_ARABIC)) for _ in range(int(chance.integers(2, 7)))]
    shown, joins = "", False
    for place, letter in enumerate(letters):
        forms = _ARABIC[letter]
        on = "initial" in forms and place + 1 < len(letters)
        form = ("medial" if on else "final") if joins else ("initial" if on else "isolated")
        shown += forms.get(form, forms.get("isolated", letter))
        joins = on
    return shown[::-1]


SCRIPTS = (*_RANGES, "arabic")
LATIN: tuple[Callable[[Generator], str], ...] = (
    word,
    name,
    name,
    date,
    date,
    number,
    number,
    code,
    lone,
    label,
    label,
    sentence,
    garbage,
)
