"""Text shaped like a date, a number of record, a labelled person, an institution.

The shapes are rows of data/patterns/phi.csv, each with examples of what it must and must not find:
`regex` is searched without regard to case; what identifies is its group `phi`, or all of it;
`unless` is one of EXCUSES; `needs` is "digit" where nothing can be found without one. Months are
those of data/patterns/months.csv, as CLDR has them for each language and as people write them;
`alone` is "no" for short forms that are other words too. Other pieces that rows share, as
`<<NAME>>`, are in data/patterns/pieces.csv.

2026-11: a line is searched as it was read and in the readings of `lettering`; the boldest, where
every letter that looks like a digit is one, counts only for what is mostly digits as it was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from scrub.data import table
from scrub.model.text import PhiKind, Span
from scrub.phi import months
from scrub.phi.elapsed import without_elapsed
from scrub.phi.excuses import EXCUSES, has_digits
from scrub.phi.lettering import as_digits, as_digits_throughout, as_european, as_letters
from scrub.phi.shapes import STRETCH
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.header import Identity

_DIGIT = re.compile(r"\d")
_DIGITS_AND_SIGNS = re.compile(r"[\d /.-]+")
_FRAGMENTS = re.compile(r"\d{1,2} (?:[^\W\d]{1,2} ){2,}(?:1 ?9|2 ?0)(?: ?\d){2}")
"""A month's name in pieces, and a year in full."""
_NUMERIC = frozenset({PhiKind.DATE, PhiKind.TIME, PhiKind.AGE, PhiKind.IDENTIFIER, PhiKind.CONTACT})


@cache
def _pieces() -> Mapping[str, str]:
    """Return what each `<<…>>` stands for."""
    plain_pieces = {row["name"]: row["regex"] for row in table("patterns", "pieces")}
    return plain_pieces | {
        "MONTH": months.written(alone=False),
        "MONTH ALONE": months.written(alone=True),
        "MONTH MISREAD": months.misread(),
        "MONTH LOOK-ALIKE": months.in_look_alikes(),
    }


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
    regex = row["regex"]
    for name, piece in _pieces().items():
        regex = regex.replace(f"<<{name}>>", piece)
    return Pattern(
        row["name"],
        PhiKind(row["kind"]),
        float(row["score"]),
        row["unless"],
        row["needs"] == "digit",
        re.compile(regex, re.IGNORECASE),
    )


class Patterns:
    """Finds what has the shape of something that identifies. A Recognizer.

    A line is looked at as it is, and as it would be were misread digits and letters put right.
    """

    name: ClassVar[str] = "patterns"

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or Vocabulary()

    def find(self, text: str, about: Identity) -> Sequence[Span]:  # noqa: ARG002 - the seam's
        """Return a span for each match; its reason is the pattern's name."""
        text = without_elapsed(as_european(text))
        readings = dict.fromkeys((text, as_digits(text), as_letters(text)))
        spans = [span for reading in readings for span in self._spans(reading, _possible(reading))]
        bold = as_digits_throughout(text)
        if bold not in readings:
            spans += [
                span
                for span in self._spans(bold, _numeric())
                if has_digits(text[span.start : span.stop], span.kind)
            ]
        spans += _parted_dates(text)
        stretches = [found.span() for found in STRETCH.finditer(text)]
        return tuple(s for s in dict.fromkeys(spans) if not _is_within(s, stretches))

    def _spans(self, reading: str, possible: Sequence[Pattern]) -> Iterator[Span]:
        for pattern in possible:
            if not pattern.regex.search(reading):
                continue
            for place in pattern.places(reading):
                if not self._is_excused(reading[slice(*place)], pattern.unless):
                    yield Span(*place, pattern.kind, pattern.score, pattern.name)

    def _is_excused(self, text: str, unless: str) -> bool:
        return bool(unless) and EXCUSES[unless](text, self._vocabulary)


def _parted_dates(text: str) -> Iterator[Span]:
    """Yield a span for a date that is all there is, read with gaps: `201 8-01 -14`."""
    if " " in text and (_DIGITS_AND_SIGNS.fullmatch(text) or _FRAGMENTS.fullmatch(text)):
        whole = text.replace(" ", "")
        for pattern in patterns():
            if pattern.kind is PhiKind.DATE and pattern.regex.fullmatch(whole):
                yield Span(0, len(text), pattern.kind, pattern.score, pattern.name)


def _is_within(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.stop <= stop for start, stop in places)


def _possible(text: str) -> tuple[Pattern, ...]:
    """Return the patterns that may find something: most need a digit, most lines have none."""
    return patterns() if _DIGIT.search(text) else _without_digits()


@cache
def _without_digits() -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in patterns() if not pattern.needs_digit)


@cache
def _numeric() -> tuple[Pattern, ...]:
    return tuple(p for p in patterns() if p.needs_digit and p.kind in _NUMERIC)
