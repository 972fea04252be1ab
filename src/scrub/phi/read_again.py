"""A measurement that one look could not read, as the other one read it.

A box that takes in a part of the next line is read badly, and the other look draws it otherwise:
2026-11, `20Hz` below half of a row of numbers. Of other text that is not done: names in scripts
that are not read are read as something else, surely, by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.geometry import join_all
from scrub.model.text import TextHit, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.text import Word
    from scrub.phi.vocabulary import Vocabulary

SURE = 0.9
"""The other look read it with this confidence,"""

ALONG, ACROSS = 0.85, 0.5
"""and what it read takes up so much of the place, along the line and across it."""


def read_again(
    hits: Iterable[TextHit], others: Sequence[TextHit], vocabulary: Vocabulary
) -> Iterator[TextHit]:
    """Yield the hits, what was not read in the other look's words if they surely measure."""
    for hit in hits:
        sure = [
            word
            for other in others
            if other.frames == hit.frames
            for word in other.words
            if word.text.reveal().strip() and word.confidence >= SURE
        ]
        words = tuple(
            one for word in hit.words for one in (_read(word, sure, vocabulary) or (word,))
        )
        yield TextHit(words, hit.frames)


def _read(word: Word, sure: Sequence[Word], vocabulary: Vocabulary) -> tuple[Word, ...]:
    """Return what was read in a word's place; nothing if it was read, or that is no measurement."""
    if word.text.reveal().strip():
        return ()
    there = tuple(one for one in sure if _is_in(one.rect, word.rect))
    if not there or not _takes_up(join_all(one.rect for one in there), word.rect):
        return ()
    return there if vocabulary.is_certain(line_of(there).reveal()) else ()


def _is_in(rect: Rect, place: Rect) -> bool:
    common = rect.intersect(place)
    return common is not None and 2 * common.area > rect.area


def _takes_up(rect: Rect, place: Rect) -> bool:
    common = rect.intersect(place)
    if common is None:
        return False
    across, along = sorted(
        ((common.width, place.width), (common.height, place.height)), key=lambda pair: pair[1]
    )
    return along[0] >= ALONG * along[1] and across[0] >= ACROSS * across[1]
