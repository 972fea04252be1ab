"""The header's own values, found in a line in whatever spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from scrub.model.text import PhiKind, Span
from scrub.phi.lettering import distance, fold, locate, may_hold, plain, squash
from scrub.phi.own_forms import forms_of
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.header import Identity
    from scrub.phi.lettering import Squashed
    from scrub.phi.own_forms import Form

_DIGIT = re.compile(r"\d")

_LONG = 7
"""Letters that do not fall together by chance."""


class OwnValues:
    """Finds names, numbers, dates and institutions of this very header. A Recognizer.

    Letters that engines confuse count as equal, and one in six letters may be wrong. Values that
    only describe are left to the other recognizers.
    """

    name: ClassVar[str] = "own values"

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or Vocabulary()

    def find(self, text: str, about: Identity) -> Sequence[Span]:
        """Return a span for each own value; its reason is the attribute's keyword."""
        forms = forms_of(about)
        line = squash(text)
        spans = [
            Span(*line.place(*place), form.kind, form.score, form.attribute)
            for form in forms.words
            for place in _places(form, line)
            if not self._is_clinical(text[slice(*line.place(*_word_around(place, line)))], form)
        ]
        folded = fold(text)
        spans += [
            Span(*found.span(), value.kind, 1.0, value.attribute)
            for pattern, value in forms.patterns
            for found in pattern.finditer(folded)
        ]
        return tuple(dict.fromkeys(spans))

    def _is_clinical(self, found: str, form: Form) -> bool:
        """Tell whether it is a clinical word that is merely like the value.

        A number of this patient's is no b-value by chance: B1000 is 81000, misread.
        """
        if form.kind is PhiKind.IDENTIFIER and _DIGIT.search(found):
            return False
        return self._vocabulary.is_word(found) and plain(found) != form.words


def _places(form: Form, line: Squashed) -> Iterator[tuple[int, int]]:
    if form.prefix_from:
        yield from _cut_off(form, line)
    if not may_hold(form.text, line.text, form.errors):
        return
    yield from _whole(form, line)
    if form.inside:
        yield from _inside(form, line)


def _word_around(place: tuple[int, int], line: Squashed) -> tuple[int, int]:
    """Return the words that it touches, from first letter to last."""
    touched = [w for w in line.words if w[0] < place[1] and place[0] < w[1]]
    return touched[0][0], touched[-1][1]


def _whole(form: Form, line: Squashed) -> Iterator[tuple[int, int]]:
    """Yield where it stands from the beginning of a word to the end of one, spelled best."""
    costs = {
        (start, stop): distance(line.text[start:stop], form.text, form.errors)
        for start, _ in line.words
        for _, stop in line.words
        if abs(stop - start - len(form.text)) <= form.errors and _has_gap(form, line, start)
    }
    least = min(costs.values(), default=form.errors + 1)
    if least <= form.errors:
        yield from (place for place, cost in costs.items() if cost == least)


def _has_gap(form: Form, line: Squashed, start: int) -> bool:
    return not form.gap or any(stop == start + form.gap for _, stop in line.words)


def _inside(form: Form, line: Squashed) -> Iterator[tuple[int, int]]:
    """Yield where it stands amid the letters of one word; a long number, wherever it stands."""
    if len(form.text) >= _LONG and form.kind is not PhiKind.NAME:
        place = locate(form.text, line.text, form.errors)
        if place:
            yield place
    for start, stop in line.words:
        place = locate(form.text, line.text[start:stop], form.errors)
        if place:
            yield start + place[0], start + place[1]


def _cut_off(form: Form, line: Squashed) -> Iterator[tuple[int, int]]:
    """Yield words that begin as it does: the machine had no room for the rest."""
    for start, _ in line.words:
        shared = 0
        for letter, meant in zip(line.text[start:], form.text, strict=False):
            if letter != meant:
                break
            shared += 1
        stops = [stop for _, stop in line.words if start < stop <= start + shared]
        if stops and stops[-1] - start >= form.prefix_from:
            yield start, stops[-1]
