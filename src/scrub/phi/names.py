"""Text shaped like a person's name, or made of names that people have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from scrub.data import words
from scrub.model.text import PhiKind, Span
from scrub.phi.lettering import as_letters, plain
from scrub.phi.near_words import near_words
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.header import Identity

_CARET = re.compile(r"[^\W\d_][\w'\u2019.\- ]*\^[\w'\u2019.^\- ]*")
_PART = r"[^\W\d_][\w'\u2019\-]"
_COMMA = re.compile(rf"(?<!\w){_PART}+(?: {_PART}+)?\s?,\s?{_PART}*(?: [^\W\d_]\b\.?)?(?!\w)")
_COMMA_INITIAL = re.compile(r"[A-Z]{2,}, ?[A-KM-QS-Z]\.?|[^\W\d_][\w'\u2019\-]+, ?[A-KM-QS-Z]\.")
"""R and L are sides: `Foot, L`."""
_WORD = re.compile(r"[^\W\d_][\w'\u2019]*\.?")
_MIN_MISREAD = 4
_NOT_BETWEEN_NAMES = re.compile(r"[^\s,.\-&]")


@lru_cache(maxsize=8)
def _both(given: frozenset[str], family: frozenset[str]) -> frozenset[str]:
    return given | family


@dataclass(frozen=True, slots=True)
class Names:
    """Finds names of people by shape and from lists. A Recognizer.

    A name that is also a clinical word counts only beside one that is not, or in a name's shape.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    given: frozenset[str] = field(default_factory=lambda: words("given-names"))
    family: frozenset[str] = field(default_factory=lambda: words("family-names"))
    name: ClassVar[str] = "names"

    def find(self, text: str, about: Identity) -> Sequence[Span]:  # noqa: ARG002 - the seam's
        """Return a span for each name with all its parts."""
        readings = dict.fromkeys((text, as_letters(text)))
        return tuple(dict.fromkeys(span for reading in readings for span in self._spans(reading)))

    def _spans(self, text: str) -> Iterator[Span]:
        for found in _CARET.finditer(text):
            start, stop = self._without_known_ends(found)
            yield Span(start, stop, PhiKind.NAME, 0.95, "parts joined by ^")
        for found in _COMMA.finditer(text):
            if self._may_be_person(found.group()):
                yield Span(*found.span(), PhiKind.NAME, 0.8, "last name, first name")
        if self.vocabulary.knows(text):
            return
        for run in self._runs(text):
            if score := self._score(run):
                place = (run[0].start(), run[-1].end())
                yield Span(*place, PhiKind.NAME, score, "a name that people have")

    def _without_known_ends(self, found: re.Match[str]) -> tuple[int, int]:
        """Return where it stands less the words around it that are known and no names."""
        words_in_it = list(re.finditer(r"\S+", found.group()))
        joined = [place for place, word in enumerate(words_in_it) if "^" in word.group()]
        first, last = joined[0], joined[-1]
        while first > 0 and not self._is_harmless(words_in_it[first - 1].group()):
            first -= 1
        while last + 1 < len(words_in_it) and not self._is_harmless(words_in_it[last + 1].group()):
            last += 1
        return found.start() + words_in_it[first].start(), found.start() + words_in_it[last].end()

    def _is_harmless(self, word: str) -> bool:
        return self.vocabulary.knows(word) and len(word) > 1 and not self._is_name(word)

    def _may_be_person(self, text: str) -> bool:
        parts = _WORD.findall(text)
        if _COMMA_INITIAL.fullmatch(text) or plain(parts[0]) in self.family:
            return True
        return any(self._is_name(part) and not self._is_clinical(part) for part in parts) or not (
            self.vocabulary.knows(text)
        )

    def _runs(self, text: str) -> Iterator[list[re.Match[str]]]:
        """Yield neighbors that are names, initials, or words that nobody knows."""
        found = list(_WORD.finditer(text))
        apart = [
            bool(place)
            and bool(_NOT_BETWEEN_NAMES.search(text[found[place - 1].end() : w.start()]))
            for place, w in enumerate(found)
        ]
        numbers = [sum(apart[: place + 1]) for place in range(len(found))]
        keyed = zip(numbers, found, strict=True)
        for (_, may_be), group in groupby(keyed, lambda k: (k[0], self._may_be_part(k[1].group()))):
            if may_be:
                yield [word for _, word in group]

    def _may_be_part(self, word: str) -> bool:
        bare = word.rstrip(".")
        return (
            self._is_name(bare)
            or (bare.isalpha() and not self.vocabulary.knows(bare))
            or (word.endswith(".") and len(bare) == 1)
        )

    def _score(self, run: list[re.Match[str]]) -> float:
        names = [word.group() for word in run if self._is_name(word.group())]
        telling = [name for name in names if not self._is_clinical(name)]
        if not telling:
            return 0.0
        return 0.9 if len(names) > 1 else 0.6

    def _is_name(self, word: str) -> bool:
        bare = plain(word.rstrip(".").replace("'", "").replace("\u2019", ""))
        if bare in self.given or bare in self.family:
            return len(bare) > 1
        misread = len(bare) > _MIN_MISREAD and near_words(_both(self.given, self.family)).folds(
            bare
        )
        return misread and not self.vocabulary.knows(bare)

    def _is_clinical(self, word: str) -> bool:
        return self.vocabulary.is_word(word.rstrip("."))
