"""Letters as an engine may misread them, and strings compared with that in mind."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIKE = {
    letter: letters[0]
    for letters in ("o0qd", "l1i|!", "s5$", "b8", "z2", "g6")
    for letter in letters
}
_ALIKE_ASCII = str.maketrans(_ALIKE)
_PAIRS = {"rn": "m", "vv": "w", "cl": "o"}
"""Two letters read for one; `cl` stands for d, which is an o here."""
_PAIR = re.compile("|".join(_PAIRS))

_AS_DIGIT = str.maketrans("OoQlI|!SBZ", "0001111582")
_AS_DIGIT_IN_LONG = str.maketrans("OoQDlI|!SBZGsz", "00001111582652")
"""22G22 is a setting and 12s a time, but in a long group only digits stand."""
_AS_ROUND = str.maketrans("OoQlI|!g", "00011119")
_BETWEEN_DIGITS = re.compile(
    r"(?<=\d)(?:[OoQlI|!g](?=\d)|[OoQ](?=(?i:[cm]m|ml|[km]?hz|db|ms|kvp?|mas?|min)(?![^\W_])))"
)
_AS_ANY_DIGIT = str.maketrans("OoQDlI|!SsBZzGgbq", "00001111558226969")
_LIKE_DIGITS = re.compile(
    r"(?<![^\W_])(?=[OoQDlI|!SsBZzGgbq]*\d)[\dOoQDlI|!SsBZzGgbq]{2,}(?![^\W_])"
    r"|(?<=(?<![^\W_])[A-Z])(?=[OoQDlI|!SsBZzGgbq]*\d)[\dOoQDlI|!SsBZzGgbq]{4,}(?![^\W_])"
    r"|(?<=(?<![^\W_])[A-Z]{2})(?=[OoQDlI|!SsBZzGgbq]*\d)[\dOoQDlI|!SsBZzGgbq]{4,}(?![^\W_])"
)
_LABELLED = re.compile(r"[QOoSBZG][:;]\d\d|[SBZGQ]\d{3,4}")
"""A letter with a value, though it looks like a digit: Q:20, S3000."""
_AS_LETTER = str.maketrans("01|!58", "OIIISB")
_NUMERIC_CLUSTER = re.compile(r"(?<![^\W\d_])[\dOoQDlIi|!SsBZzGb/.:;,-]+")
_TRAILING_LETTERS = re.compile(r"[^\W\d_|!]+$")
_WORDY = re.compile(r"(?:[^\W_|!]|[|!](?=\d))(?:[\w|!'\u2019]*[\w|!])?")
_THREE_GROUPS = re.compile(r"[^\W_]{1,4}[/.:;-][^\W_]{1,2}[/.:;-][^\W_]{1,4}")
_FULL_WIDTH = 0xFEE0
"""From a sign of ASCII to the one as wide as an ideograph."""
_SIGNS_AS_LETTERS = str.maketrans(
    "\N{INCREMENT}\N{OHM SIGN}\N{MICRO SIGN}\N{N-ARY SUMMATION}\N{N-ARY PRODUCT}",
    "\N{GREEK CAPITAL LETTER DELTA}\N{GREEK CAPITAL LETTER OMEGA}\N{GREEK SMALL LETTER MU}"
    "\N{GREEK CAPITAL LETTER SIGMA}\N{GREEK CAPITAL LETTER PI}",
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_DASHES_AS_HYPHENS = str.maketrans(_DASHES, "-" * len(_DASHES))
_ANY_DIGIT = re.compile(r"\d")
_PLAIN_NUMBERS = re.compile(r"[\d/.:;,-]+")
_LETTER_LIKE = re.compile(r"[01|!58]")
_MIN_DIGIT_SHARE = 0.5
_MIN_GROUPED_SHARE = 0.3
"""Enough where three groups stand as in a date or a time."""
_SHORT_SEGMENT, _LONG_SEGMENT = 2, 6


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter)[0].casefold()[:1] or letter


def plain(text: str) -> str:
    """Return it casefolded and without accents, letter for letter: its length stays."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain_letter, text))


def as_european(text: str) -> str:
    """Return it with the decimal digits of every script as 0 to 9, and full-width signs narrow.

    Signs that look like a Greek letter are that letter, dashes are hyphens. Its length stays.
    """
    if text.isascii():
        return text
    return "".join(map(_european, text)).translate(_SIGNS_AS_LETTERS | _DASHES_AS_HYPHENS)


def _european(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return chr(ord(letter) - _FULL_WIDTH) if "\uff01" <= letter <= "\uff5e" else letter


def fold(text: str) -> str:
    """Return it with each letter as the first of those it may be misread for; its length stays."""
    if text.isascii():
        return text.lower().translate(_ALIKE_ASCII)
    return "".join(_ALIKE.get(letter, letter) for letter in map(_plain_letter, text))


@dataclass(frozen=True, slots=True)
class Squashed:
    """The folded letters and digits of a line, nothing between them, and where they stood.

    Letter `i` of `text` is made of characters `starts[i] <= k < stops[i]` of the line. `words` are
    (start, stop) in `text` of what was apart in the line.
    """

    text: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    words: tuple[tuple[int, int], ...]

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Return where a part of `text` stands in the line."""
        return self.starts[start], self.stops[stop - 1]


def squash(line: str) -> Squashed:
    """Return the line without anything but letters and digits, folded, pairs such as rn joined."""
    letters: list[tuple[str, int, int]] = []
    words: list[tuple[int, int]] = []
    for word in _WORDY.finditer(line):
        first = len(letters)
        letters.extend(_joined(word.group(), word.start()))
        words.append((first, len(letters)))
    texts, starts, stops = zip(*letters, strict=True) if letters else ((), (), ())
    return Squashed("".join(texts), starts, stops, tuple(words))


def _joined(word: str, at: int) -> Iterator[tuple[str, int, int]]:
    folded = fold(word)
    if not _PAIR.search(folded):
        yield from ((c, k, k + 1) for k, c in enumerate(folded, at) if c.isalnum())
        return
    index = 0
    while index < len(word):
        pair = _PAIRS.get(folded[index : index + 2])
        width = 2 if pair else 1
        if folded[index].isalnum():
            yield pair or folded[index], at + index, at + index + width
        index += width


def squashed(text: str) -> str:
    """Return only the letters of `squash`."""
    if text.isascii() and text.isalnum():
        return _PAIR.sub(lambda found: _PAIRS[found.group()], fold(text))
    return squash(text).text


def as_digits(text: str) -> str:
    """Return it with letters amid digits read as the digits they look like; its length stays.

    `O0/l4/2O23` becomes `00/14/2023`; words stay as they are.
    """
    if not _ANY_DIGIT.search(text):
        return text
    text = digits_between_digits(text)
    return _NUMERIC_CLUSTER.sub(lambda found: _cluster(found, text), text)


def digits_between_digits(text: str) -> str:
    """Return it with lone letters between digits as those they look like: `1O7`, and `3OCM`."""
    return _BETWEEN_DIGITS.sub(lambda found: found.group().translate(_AS_ROUND), text)


def as_digits_throughout(text: str) -> str:
    """Return it with every group of digits and letters like them as digits; its length stays.

    A letter or two may stand before them, of a record's number. A lone letter, or what a digit
    merely begins or ends, stays: C6, 12s, 3D.
    """
    if not _ANY_DIGIT.search(text):
        return text
    return _LIKE_DIGITS.sub(lambda found: found.group().translate(_AS_ANY_DIGIT), text)


def _cluster(found: re.Match[str], text: str) -> str:
    cluster = found.group()
    if _PLAIN_NUMBERS.fullmatch(cluster) or _LABELLED.fullmatch(cluster):
        return cluster
    tail = ""
    if text[found.end() : found.end() + 1].isalpha():
        letters = _TRAILING_LETTERS.search(cluster)
        tail = letters.group() if letters else ""
        cluster = cluster.removesuffix(tail)
    if _THREE_GROUPS.fullmatch(cluster) and _digit_share(cluster) > _MIN_GROUPED_SHARE:
        return cluster.translate(_AS_DIGIT) + tail
    share = _digit_share(cluster)
    parts = re.split(r"([/.:;,-])", cluster)
    return "".join(_segment(part, share) for part in parts) + tail


def _segment(part: str, cluster_share: float) -> str:
    share = _digit_share(part)
    if len(part) >= _LONG_SEGMENT and share >= _MIN_DIGIT_SHARE:
        return part.translate(_AS_DIGIT_IN_LONG)
    among_digits = len(part) <= _SHORT_SEGMENT and cluster_share >= _MIN_DIGIT_SHARE
    return part.translate(_AS_DIGIT) if among_digits or share >= _MIN_DIGIT_SHARE else part


def _digit_share(text: str) -> float:
    letters = sum(c.isalnum() or c in "|!" for c in text)
    return sum(c.isdigit() for c in text) / letters if letters else 0.0


def as_letters(text: str) -> str:
    """Return it with digits inside words read as the letters they look like; its length stays."""
    if not _LETTER_LIKE.search(text):
        return text
    return re.sub(
        r"[\w|!]*[^\W\d_]{2}[\w|!]*",
        lambda found: (
            found.group().translate(_AS_LETTER)
            if _digit_share(found.group()) < _MIN_DIGIT_SHARE
            else found.group()
        ),
        text,
    )


def distance(one: str, other: str, limit: int) -> int:
    """Return how many letters to change, add or drop, or more than the limit if that is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    costs = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        diagonal, costs[0] = costs[0], row
        for column, against in enumerate(other, 1):
            cost = min(diagonal + (letter != against), costs[column] + 1, costs[column - 1] + 1)
            diagonal, costs[column] = costs[column], cost
        if min(costs) > limit:
            return limit + 1
    return costs[-1]


def may_hold(pattern: str, text: str, errors: int) -> bool:
    """Tell whether a text can hold a pattern with so many errors: one part of it is whole."""
    size = max(1, len(pattern) // (errors + 1))
    cuts = [*range(0, size * (errors + 1), size)]
    ends = [*cuts[1:], len(pattern)]
    return any(pattern[a:b] in text for a, b in zip(cuts, ends, strict=True))


def locate(pattern: str, text: str, errors: int) -> tuple[int, int] | None:
    """Return where the text holds the pattern best, with at most so many errors."""
    start = text.find(pattern)
    if start >= 0:
        return start, start + len(pattern)
    if not errors or not may_hold(pattern, text, errors):
        return None
    return _locate_with_errors(pattern, text, errors)


def _locate_with_errors(pattern: str, text: str, errors: int) -> tuple[int, int] | None:
    """Sellers' algorithm: edit distance where a match may begin anywhere in the text."""
    cells = [(row, 0) for row in range(len(pattern) + 1)]
    best, place = errors + 1, None
    for column, letter in enumerate(text, 1):
        diagonal, cells[0] = cells[0], (0, column)
        for row, against in enumerate(pattern, 1):
            change = (diagonal[0] + (letter != against), diagonal[1])
            skip = (cells[row][0] + 1, cells[row][1])
            drop = (cells[row - 1][0] + 1, cells[row - 1][1])
            diagonal, cells[row] = cells[row], min(change, skip, drop)
        if cells[-1][0] < best:
            best, place = cells[-1][0], (cells[-1][1], column)
    return place
