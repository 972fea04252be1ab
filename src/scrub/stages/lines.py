"""Words in boxes → lines of words, and what a detector took for text but is none."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scrub.model.geometry import Rect, join_all
from scrub.model.mask import ranges_of
from scrub.model.text import TextHit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.model.text import Word
    from scrub.stages.track import Track

NARROWEST = 3
"""A letter takes at least so many pixels of its line: fewer were read out of texture."""

WIDEST = 2.0
"""A lone letter is at most so many times as long as thick: a wave of an ECG is none."""

SURE = 0.72
"""A box detected with at least this score is text.

2026-11: these figures are for the scores of the default engine; another gives its own on this
scale. On three made sets, of 2,288 boxes on text the rules below drop 22, and of 783 on none they
pass 40.
"""

LETTER = 0.5
"""A lone letter is read with no less confidence."""

SURE_UNREAD = 0.6
"""Or this, if it is longer than high and nothing of it was read, or a letter at best: out of
texture something is read more often than not."""

TOGETHER = 1.45
"""A fainter one is text where its score and its reading's confidence make at least this."""

SURE_BESIDE_IMAGE = 0.57
"""Likewise beside what is image, if it is level: gray bars stand upright."""

WORD = 4
TOGETHER_AS_WORD = 1.15
"""Or at least this, where so many characters were read: chance does not read long words."""

OVERLAP = 0.3
"""Nor do they overlap by more: then they are two readings of one place."""

GAP = 1.5
"""Boxes of one line are no farther apart than so many times their height."""

UPRIGHT = 1.5
"""A box so many times higher than wide, and not of one letter, runs up or down."""

LEVEL = 0.6
"""Boxes of one line share at least this part of the lower one's height."""


def is_text(words: Sequence[Word], *, beside_image: bool = False) -> bool:
    """Tell whether a box holds text at all, by how it was detected and read.

    Beside what is image, as the header tells for ultrasound, there is no texture to be taken for
    text, and less is enough.
    """
    detection = max(word.detection for word in words)
    length = sum(len(word.text) for word in words)
    rect = _rect(words)
    short, long = sorted((rect.width, rect.height))
    legible = NARROWEST * length <= long and (length != 1 or long <= WIDEST * short)
    read = [word.confidence for word in words if word.text] if legible else []
    confidence = sum(read) / (len(read) or 1)
    together = detection + confidence
    is_read = length > 1 or confidence >= LETTER
    sure = SURE if is_read or not _lies(rect) else SURE_UNREAD
    return (
        detection >= sure
        or together >= TOGETHER
        or ((length >= WORD or beside_image) and together >= TOGETHER_AS_WORD)
        or (beside_image and detection >= SURE_BESIDE_IMAGE and rect.width > rect.height)
    )


def lines(boxes: Iterable[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
    """Return the words of each line from left to right; a line may be of several boxes.

    A name may be seen as two boxes, and is one only when they are read together.
    """
    rows: list[list[Sequence[Word]]] = []
    for box in sorted(boxes, key=_left):
        level = [row for row in rows if not _is_upright(row[-1]) and not _is_upright(box)]
        row = next((row for row in level if _continues(_rect(row[-1]), _rect(box))), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    ordered = sorted(rows, key=lambda row: (_rect(row[0]).top, _rect(row[0]).left))
    return tuple(tuple(word for box in row for word in box) for row in ordered)


def hits_of(tracks: Sequence[Track]) -> tuple[TextHit, ...]:
    """Return lines of words; texts are of one line only if the same frames show them."""
    together: defaultdict[frozenset[int], list[Sequence[Word]]] = defaultdict(list)
    for track in tracks:
        together[frozenset(track.frames)].append(track.words)
    return tuple(
        TextHit(words, frames)
        for indexes, boxes in sorted(together.items(), key=lambda pair: sorted(pair[0]))
        for words in lines(boxes)
        for frames in ranges_of(indexes)
    )


def _continues(before: Rect, after: Rect) -> bool:
    heights = sorted((before.height, after.height))
    shared = min(before.bottom, after.bottom) - max(before.top, after.top)
    near = -OVERLAP * heights[0] <= after.left - before.right <= GAP * heights[0]
    return near and shared >= LEVEL * heights[0] and heights[1] <= 2 * heights[0]


def _is_upright(words: Sequence[Word]) -> bool:
    """Tell whether a box runs up or down; a lone letter does not."""
    return _stands(_rect(words)) and sum(len(word.text) for word in words) != 1


def _stands(rect: Rect) -> bool:
    return rect.height > UPRIGHT * rect.width


def _lies(rect: Rect) -> bool:
    return rect.width > UPRIGHT * rect.height


def _rect(words: Sequence[Word]) -> Rect:
    return join_all(word.rect for word in words)


def _left(words: Sequence[Word]) -> tuple[int, int]:
    rect = _rect(words)
    return rect.left, rect.top
