"""Text shaped like a date, a number of record, a labelled person, an institution.

The shapes are rows of data/patterns/phi.csv, each with examples of what it must and must not find:
`regex` is searched without regard to case; what identifies is its group `phi`, or all of it;
where `unless` is "clinical" it does not count if all of that is known vocabulary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from scrub.data import table, words
from scrub.model.text import PhiKind, Span
from scrub.phi.lettering import as_digits, as_letters
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.header import Identity

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
    unless_clinical: bool
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
    regex = row["regex"].replace("<<MONTH>>", _months())
    for name, piece in _PIECES.items():
        regex = regex.replace(f"<<{name}>>", piece)
    return Pattern(
        row["name"],
        PhiKind(row["kind"]),
        float(row["score"]),
        row["unless"] == "clinical",
        re.compile(regex, re.IGNORECASE),
    )


@cache
def _months() -> str:
    names = sorted({row["name"] for row in table("patterns", "months")}, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, names))})(?![^\W\d_])"


class Patterns:
    """Finds what has the shape of something that identifies. A Recognizer.

    A line is looked at as it is, and as it would be were misread digits and letters put right.
    """

    name: ClassVar[str] = "patterns"

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or Vocabulary()

    def find(self, text: str, about: Identity) -> Sequence[Span]:  # noqa: ARG002 - the seam's
        """Return a span for each match; its reason is the pattern's name."""
        readings = dict.fromkeys((text, as_digits(text), as_letters(text)))
        return tuple(
            dict.fromkeys(
                Span(*place, pattern.kind, pattern.score, pattern.name)
                for reading in readings
                for pattern in patterns()
                for place in pattern.places(reading)
                if not (pattern.unless_clinical and self._is_clinical(reading[slice(*place)]))
            )
        )

    def _is_clinical(self, text: str) -> bool:
        return self._vocabulary.knows(text) and not set(text.casefold().split()) & _surnames()


@cache
def _surnames() -> frozenset[str]:
    """Return family names that are clinical words too, less those that settings are called."""
    return (words("family-names") & words("clinical-vocabulary")) - words("never-names")
