"""Rulings: what the decisions of people mean for one instance, as it was read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scrub.masks.areas import without
from scrub.model.decision import Ruling, Rulings
from scrub.model.mask import FrameRange
from scrub.model.text import TextHit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.decision import Decision, Place
    from scrub.model.geometry import Rect

DECIDED = "decided"
"""Why a region is black that a person drew."""

SLACK = 6
"""A text is in a cleared place if it reaches beyond it by so many pixels at most.

2026-11: text that stays is read again on the draft, and by later versions, and its rectangle is
then some pixels larger or smaller. No other text is so narrow.
"""


def rulings_of(decisions: Iterable[Decision], bytes_id: str, *, pixel: bool = True) -> Rulings:
    """Return what holds of an instance of such bytes. The decisions hold, and are in order.

    Where the run leaves pixels alone, only a rejection is applied; black is told nevertheless, so
    that nothing is published without it.
    """
    mine: list[Decision] = []
    other_bytes = 0
    cleared: tuple[Place, ...] = ()
    black: tuple[Place, ...] = ()
    for one in decisions:
        if one.bytes_id != bytes_id:
            other_bytes += 1
            continue
        mine.append(one)
        place = (one.rect, one.frames) if one.rect and one.frames else None
        if place and one.ruling is Ruling.BLACK:
            black += (place,)
        elif place:
            cleared += (place,)
            black = without(black, (place,))
    applied = [one for one in mine if pixel or one.ruling is Ruling.REJECT]
    said = {one.ruling for one in applied}
    return Rulings(
        bytes_id=bytes_id,
        cleared=cleared,
        black=black,
        accepted=Ruling.ACCEPT in said,
        rejected=Ruling.REJECT in said,
        applied=len(applied),
        by=tuple(sorted({one.by for one in applied if one.by})),
        other_bytes=other_bytes,
    )


def is_cleared(rect: Rect, frames: FrameRange, cleared: Iterable[Place]) -> bool:
    """Tell whether a text lies in a cleared place on all of its frames."""
    return any(
        place.grow(SLACK).covers(rect) and on.first <= frames.first and frames.stop <= on.stop
        for place, on in cleared
    )


def parted(hits: Iterable[TextHit], cleared: Sequence[Place]) -> tuple[TextHit, ...]:
    """Return hits, each in as many as it takes for a place to be cleared on all its frames or none.

    What is nowhere near a cleared place is as it was.
    """
    return tuple(part for hit in hits for part in _parted(hit, cleared))


def _parted(hit: TextHit, cleared: Sequence[Place]) -> Iterator[TextHit]:
    first, stop = hit.frames.first, hit.frames.stop
    edges = {
        edge
        for place, on in cleared
        if any(place.intersect(word.rect) for word in hit.words)
        for edge in (on.first, on.stop)
        if first < edge < stop
    }
    for start, end in pairwise(sorted({first, stop, *edges})):
        yield TextHit(hit.words, FrameRange(start, end))
