"""All like this: the same place on other instances of the same machine and size.

2026-11: where a place is cleared, only findings that lie in it and are of the same kind are
cleared elsewhere, each on the frames that it is on; whoever asks is shown every one of them first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.model.decision import Ruling
from scrub.model.mask import FrameRange
from scrub.review.items import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.decision import Decision
    from scrub.review.items import Item, Record

SLACK = 6
"""The same text is found some pixels larger or smaller, from instance to instance."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Where a decision would hold on another instance, by its number in the list."""

    number: int
    places: tuple[Place, ...]


def alike(decision: Decision, number: int, items: Sequence[Item]) -> Iterator[Alike]:
    """Yield the other instances that a decision on a place of one would hold on too."""
    if decision.rect is None or decision.frames is None:
        return
    place, here = Place(decision.rect, decision.frames), items[number]
    kinds = {one["kind"] for one in here.record["findings"] if lies_in(one, place)}
    for other, item in enumerate(items):
        if other == number or item.source is None or item.machine != here.machine:
            continue
        places = _black(place, here, item)
        if decision.ruling is Ruling.CLEAR:
            places = tuple(_cleared(place, kinds, item))
        if places:
            yield Alike(other, places)


def lies_in(finding: Record, place: Place) -> bool:
    """Tell whether a finding lies in a place, but for a few pixels."""
    return place.rect.grow(SLACK).covers(place_of(finding).rect)


def _cleared(place: Place, kinds: set[str], item: Item) -> Iterator[Place]:
    for finding in item.record["findings"]:
        if finding["kind"] in kinds and lies_in(finding, place):
            yield place_of(finding)


def _black(place: Place, here: Item, item: Item) -> tuple[Place, ...]:
    """Return the place on every frame if it is so here, else on the same frames."""
    if place.frames == FrameRange(0, here.frames):
        return (Place(place.rect, FrameRange(0, item.frames)),)
    if place.frames.first >= item.frames:
        return ()
    stop = min(place.frames.stop, item.frames)
    return (Place(place.rect, FrameRange(place.frames.first, stop)),)
