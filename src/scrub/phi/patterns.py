"""Text shaped like a date, a number of record, a labelled person, an institution.

The shapes are rows of data/patterns/phi.csv, each with examples of what it must and must not find:
`regex` is searched without regard to case; what identifies is its group `phi`, or all of it;
where `unless` is "clinical" it does not count if all of that is known vocabulary, where it is
"scale" not if its numbers are even steps, as beside a ruler; `needs` is "digit" where nothing can
be found without one. Months are those of data/patterns/months.csv, as CLDR has them for
each language and as people write them; `alone` is "no" for short forms that are other words too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from scrub.data import table, words
from scrub.model.text import PhiKind, Span
from scrub.phi.lettering import as_digits, as_european, as_letters, plain
from scrub.phi.vocabulary import Vocabulary, clinical_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.header import Identity

_DIGIT = re.compile(r"\d")
_NAME_WORD = r"(?![\w.]+\s*[:;#=])[^\W\d_][\w'\u2019`|.\-]*"
_PIECES = {
    "TAIL": r"(?:[ T,_\-]{0,3}(?:[01]?\d|2[0-4])[:;.][0-5]\d(?:[:;.][0-5]\d(?:[.,]\d+)?)?"
    r"(?:\s*[ap]\.?m\b)?)?",
    "PERSON": rf"(?P<phi>{_NAME_WORD}(?:[ ,^.]{{1,3}}{_NAME_WORD}){{0,4}})",
}
"""What `<<…>>` stands for, besides MONTH."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row, ready to search with."""

    name: str
    kind: PhiKind
    score: float
    unless: str
    needs_digit: bool
    regex: re.Pattern[str]

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the identifying part of each match stands."""
        for found in self.regex.finditer(text):
            groups = [group for group in found.groupdict() if group.startswith("phi")]
            named = [found.span(group) for group in groups if found[group]]
            yield named[0] if named else found.span()


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return all of them, as listed."""
    return tuple(_pattern(row) for row in table("patterns", "phi"))


def _pattern(row: Mapping[str, str]) -> Pattern:
    regex = row["regex"].replace("<<MONTH>>", _months(alone=False))
    regex = regex.replace("<<MONTH ALONE>>", _months(alone=True))
    for name, piece in _PIECES.items():
        regex = regex.replace(f"<<{name}>>", piece)
    return Pattern(
        row["name"],
        PhiKind(row["kind"]),
        float(row["score"]),
        row["unless"],
        row["needs"] == "digit",
        re.compile(regex, re.IGNORECASE),
    )


@cache
def _months(*, alone: bool) -> str:
    """Return a pattern of every month's name, or of those that mean a month without a year."""
    rows = [row for row in table("patterns", "months") if row["alone"] != "no" or not alone]
    names = {row["name"].lower() for row in rows}
    return rf"(?:{_alternatives(names | set(map(plain, names)))})(?![^\W\d_])"


def _alternatives(names: set[str]) -> str:
    """Return a pattern of all names, longest first, that tries each first letter once."""
    tails: dict[str, set[str]] = defaultdict(set)
    for name in names:
        tails[name[:1]].add(name[1:])
    branches = (
        re.escape(first) + (f"(?:{_alternatives(tail)})" if tail != {""} else "")
        for first, tail in sorted(tails.items(), reverse=True)
    )
    return "|".join(branches)


class Patterns:
    """Finds what has the shape of something that identifies. A Recognizer.

    A line is looked at as it is, and as it would be were misread digits and letters put right.
    """

    name: ClassVar[str] = "patterns"

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or Vocabulary()

    def find(self, text: str, about: Identity) -> Sequence[Span]:  # noqa: ARG002 - the seam's
        """Return a span for each match; its reason is the pattern's name."""
        text = as_european(text)
        readings = dict.fromkeys((text, as_digits(text), as_letters(text)))
        return tuple(
            dict.fromkeys(
                Span(*place, pattern.kind, pattern.score, pattern.name)
                for reading in readings
                for pattern in _possible(reading)
                if pattern.regex.search(reading)
                for place in pattern.places(reading)
                if not self._is_excused(reading[slice(*place)], pattern.unless)
            )
        )

    def _is_excused(self, text: str, unless: str) -> bool:
        match unless:
            case "clinical":
                return self._is_clinical(text)
            case "scale":
                return _is_scale(text)
            case _:
                return False

    def _is_clinical(self, text: str) -> bool:
        return self._vocabulary.knows(text) and not set(text.casefold().split()) & _surnames()


def _possible(text: str) -> tuple[Pattern, ...]:
    """Return the patterns that may find something: most need a digit, most lines have none."""
    return patterns() if _DIGIT.search(text) else _without_digits()


@cache
def _without_digits() -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in patterns() if not pattern.needs_digit)


def _is_scale(text: str) -> bool:
    """Tell whether numbers are even steps or each twice the last, as beside a ruler."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    steps = {after - before for before, after in pairwise(numbers)}
    doubled = all(after == 2 * before for before, after in pairwise(numbers))
    return len(steps) == 1 or doubled


@cache
def _surnames() -> frozenset[str]:
    """Return family names that are clinical words too, less those that settings are called."""
    return (words("family-names") & clinical_words()) - words("never-names")
