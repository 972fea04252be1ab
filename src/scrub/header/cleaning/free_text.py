"""The Clean Descriptors Option (PS3.15 E.3.6): only the words of a text that identify go.

What they are is found by recognizers, which are handed in. They were made for text read from
pictures, where what is not known goes. 2026-11: here the rest stays, nothing is misread, and text
is written after habits of its own (`Thorax^Routine` is no name), so that of what only looks like
PHI less counts: see `Cleaner`. What is the header's own goes wherever it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from scrub.data import words as word_list
from scrub.header.cleaning.cutting import cut, pieces
from scrub.header.cleaning.told_ages import is_over, told_ages
from scrub.header.text import UNSPACED
from scrub.model.text import PhiKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

    from scrub.header.text import OwnWords
    from scrub.model.header import Identity
    from scrub.seams import Recognizer

_CODING_SCHEME_DESIGNATOR = 0x00080102
_PRIVATE_SCHEME = "99"
_LOCAL_SCHEME = "L"

_LINES = re.compile(r"(\r\n|[\r\n\f])")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_POSSESSIVE = re.compile(r"['\u2019]s\Z", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,3}\.\d+")
_BETWEEN_PARTS = re.compile(r"[\^,]")
_DIGIT = re.compile(r"\d")

_MOST_OWN = 16
"""Own words that recognizers left, cut one by one; of a text that has more nothing is left."""

_BY_SHAPE = frozenset(
    {PhiKind.NAME, PhiKind.INSTITUTION, PhiKind.ADDRESS, PhiKind.DESCRIPTION, PhiKind.UNKNOWN}
)
_INITIALS = 2
_LIKELY = 0.8
_SURE = 0.9


class Harmless(Protocol):
    """Knows clinical and technical text."""

    def knows(self, text: str) -> bool:
        """Tell whether all of a text is known, and nothing in it could identify."""
        ...

    def is_plain_word(self, text: str) -> bool:
        """Tell whether a word is known letter for letter, and is no person's name."""
        ...


def is_free_code(item: Dataset) -> bool:
    """Tell whether an item of a code sequence has a meaning that someone typed in."""
    if _CODING_SCHEME_DESIGNATOR not in item:
        return True
    return is_free_scheme(str(item[_CODING_SCHEME_DESIGNATOR].value or ""))


def is_free_scheme(designator: str) -> bool:
    """Tell whether meanings in a coding scheme are what someone typed in (PS3.3 8.8, PS3.16 8.2).

    So they are where the scheme is private (99…), local (L) or not said.
    """
    scheme = designator.strip(" \0").upper()
    return scheme in {"", _LOCAL_SCHEME} or scheme.startswith(_PRIVATE_SCHEME)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Takes from a text what recognizers find, and what of the header's own words they leave.

    `keep` are kinds that may stay, since the header says them too; ages of ninety and more go all
    the same. Where there is a `vocabulary`, of what is not the header's own

    - a name, institution or address that consists of known words, or stands in a text that is
      known as a whole, stays, and known words at its ends do;
    - a word that names a sequence, a view or a part (words/no-ones-names.txt) is no name.

    A decimal number is no identifier. The word male or female alone stays: an organ says it too.
    """

    recognizers: tuple[Recognizer, ...]
    own: Identity = field(repr=False)
    words: OwnWords = field(repr=False)
    keep: frozenset[PhiKind] = frozenset()
    vocabulary: Harmless | None = field(default=None, repr=False)

    def clean(self, text: str) -> str:
        """Return what may stay, tidied, with its line breaks; nothing if no letter or digit may.

        It takes time in proportion to the length of the text.
        """
        # A name cut in the middle of a word would leave the rest of it.
        whole = self._without_own_words(text) if UNSPACED.search(text) else text
        parts = _LINES.split(whole)
        lines = [part if place % 2 else self._line(part) for place, part in enumerate(parts)]
        cleaned = self._without_own_words("".join(lines))
        return cleaned if cleaned == text or any(map(str.isalnum, cleaned)) else ""

    def knows(self, text: str) -> bool:
        """Tell whether all of a text is known to be harmless."""
        return self.vocabulary is not None and self.vocabulary.knows(text)

    def _line(self, line: str) -> str:
        places = [
            (start + span.start, start + span.stop)
            for start, piece in pieces(line)
            for span in self._going(piece)
        ]
        return cut(line, places)

    def _going(self, text: str) -> Iterator[Span]:
        """Yield what goes of one piece of a line."""
        text = text.replace("_", " ")
        found = [span for one in self.recognizers for span in one.find(text, self.own)]
        attributes = {value.attribute for value in self.own.values} if found else ()
        guesses = [span for span in found if span.reason not in attributes]
        yield from (span for span in found if span.reason in attributes)
        stays = [s for s in guesses if s.score >= _SURE and self._may_stay(s, text)]
        for span in (*guesses, *told_ages(text)):
            if not self._may_stay(span, text) and not any(_is_in(span, one) for one in stays):
                yield from self._judged(span, text)

    def _may_stay(self, span: Span, text: str) -> bool:
        """Tell whether it is of a kind that is kept."""
        said = text[span.start : span.stop]
        if span.kind is PhiKind.SEX and _DIGIT.search(said):
            return PhiKind.AGE in self.keep and not is_over(said)
        if span.kind is PhiKind.SEX and span.score < _LIKELY:
            return True
        return span.kind in self.keep and not (span.kind is PhiKind.AGE and is_over(said))

    def _judged(self, span: Span, text: str) -> Iterator[Span]:
        """Yield a guess, or what of it is left once known words are off."""
        said = text[span.start : span.stop]
        if span.kind is PhiKind.IDENTIFIER and (span.score < _LIKELY or _DECIMAL.fullmatch(said)):
            return
        doubtful = span.kind in _BY_SHAPE or (
            span.kind is PhiKind.IDENTIFIER and span.score <= _LIKELY
        )
        if self.vocabulary is None:
            yield span
        elif not doubtful:
            yield _without_known_tail(span, text, self.vocabulary)
        elif not self.vocabulary.knows(text):
            yield from _without_known_words(span, text, self.vocabulary)

    def _without_own_words(self, text: str) -> str:
        left, places = text, list[tuple[int, int]]()
        while self.words.are_in(left):
            if len(places) == _MOST_OWN:
                return ""
            start, stop = _place_of_own(left, self.words)
            places.append((start, stop))
            left = left[:start] + " " * (stop - start) + left[stop:]
        cleaned = cut(text, places)
        return "" if self.words.are_in(cleaned) else cleaned


def _is_in(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.stop <= other.stop


def _without_known_words(span: Span, text: str, vocabulary: Harmless) -> Iterator[Span]:
    """Yield the part of a name from its first to its last word that is not known, if there is one.

    2026-11: `LAST, FIRST` and `A^B` of which one side is known are no shape of a name any more:
    then a list must have the other. Of institutions and places any known word is a part.
    """
    harmless = [*_harmless_phrases(text)]
    unknown = [
        word
        for word in _WORD.finditer(text, span.start, span.stop)
        if not _is_known(word, vocabulary)
    ]
    telling = [w for w in unknown if not any(a <= w.start() and w.end() <= b for a, b in harmless)]
    left = Span(unknown[0].start(), unknown[-1].end(), *_why(span)) if telling else None
    if left and span.kind is PhiKind.NAME:
        if _has_parts(span, text) <= _has_parts(left, text):
            yield left
    elif any(len(word.group()) > _INITIALS for word in telling):
        yield _without_known_tail(span, text, vocabulary)


def _without_known_tail(span: Span, text: str, vocabulary: Harmless) -> Span:
    """Return a span less what follows its last commas, if that is known: `01/02/61, abd`.

    What runs up to a hospital's name is no part of it either where it is known.
    """
    start, stop = span.start, span.stop
    comma = text.rfind(",", start, stop)
    while comma > start and _all_known(text, (comma, stop), vocabulary):
        stop = comma
        comma = text.rfind(",", start, stop)
    if span.kind is PhiKind.INSTITUTION:
        words = _WORD.finditer(text, start, stop)
        start = next((w.start() for w in words if not _is_known(w, vocabulary)), start)
    return Span(start, stop, *_why(span))


def _all_known(text: str, place: tuple[int, int], vocabulary: Harmless) -> bool:
    return all(_is_known(word, vocabulary) for word in _WORD.finditer(text, *place))


def _is_known(word: re.Match[str], vocabulary: Harmless) -> bool:
    return vocabulary.is_plain_word(_POSSESSIVE.sub("", word.group()))


def _why(span: Span) -> tuple[PhiKind, float, str]:
    return span.kind, span.score, span.reason


def _has_parts(span: Span, text: str) -> bool:
    return bool(_BETWEEN_PARTS.search(text, span.start, span.stop))


def _harmless_phrases(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _no_ones_names().finditer(text))


@cache
def _no_ones_names() -> re.Pattern[str]:
    phrases = sorted(word_list("no-ones-names"), key=len, reverse=True)
    listed = "|".join(re.escape(phrase).replace(r"\ ", r"[\s_-]+") for phrase in phrases)
    return re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])", re.IGNORECASE)


def _place_of_own(text: str, own: OwnWords) -> tuple[int, int]:
    """Return the place of one own word that is in a text: no shorter stretch there has it."""
    found: Sequence[re.Match[str]] = tuple(_WORD.finditer(text))
    low, high = 0, len(found) - 1
    while low < high:
        middle = (low + high) // 2
        if own.are_in(text[: found[middle].end()]):
            high = middle
        else:
            low = middle + 1
    stop = found[high].end()
    low, last = 0, high
    while low < last:
        middle = (low + last + 1) // 2
        if own.are_in(text[found[middle].start() : stop]):
            low = middle
        else:
            last = middle - 1
    return found[low].start(), stop
