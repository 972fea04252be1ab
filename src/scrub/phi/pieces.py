"""Parts of a line that stand apart, so that what one says need not taint the next.

2026-11: a detector joins fields of a banner into one box. On two made sets nine in ten gaps between
words of one text are under 0.9 of their height, between fields over 1.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import Word
    from scrub.phi.vocabulary import Vocabulary

APART = 0.95
"""Words with more than so many times their height between them are of two texts."""

_WORD = re.compile(r"[^\W\d_]{3}")


def pieces(line: Sequence[Word], vocabulary: Vocabulary) -> tuple[tuple[int, ...], ...]:
    """Return the places of each part's words, from left to right; a label stays with its value.

    A part without a word, of numbers and lone letters, says nothing for itself: it belongs to the
    part before and to the part after, and so may be in two.
    """
    found: list[list[int]] = [[0]] if line else []
    for place, (before, after) in enumerate(pairwise(line), 1):
        if is_apart(before, after) and not _is_label(before, vocabulary):
            found.append([])
        found[-1].append(place)
    return _joined(found, [_speaks(line, part, vocabulary) for part in found])


def _joined(parts: Sequence[Sequence[int]], speak: Sequence[bool]) -> tuple[tuple[int, ...], ...]:
    """Return each part that speaks with the silent ones around it; all in one if none speaks."""
    speaking = [place for place, speaks in enumerate(speak) if speaks]
    if not speaking:
        return (tuple(word for part in parts for word in part),) if parts else ()
    before = [-1, *speaking[:-1]]
    after = [*speaking[1:], len(parts)]
    return tuple(
        tuple(word for part in parts[start + 1 : stop] for word in part)
        for start, stop in zip(before, after, strict=True)
    )


def _speaks(line: Sequence[Word], part: Sequence[int], vocabulary: Vocabulary) -> bool:
    texts = [line[place].text.reveal() for place in part]
    return any(_WORD.search(text) or vocabulary.is_plain_word(text) for text in texts)


def is_apart(before: Word, after: Word) -> bool:
    """Tell whether there is more between two neighbors than between words of one text."""
    height = min(before.rect.height, after.rect.height)
    return after.rect.left - before.rect.right > APART * height


def _is_label(word: Word, vocabulary: Vocabulary) -> bool:
    text = word.text.reveal().strip()
    return text.endswith((":", ";", "=", "#")) or vocabulary.is_label(text)
