"""What two looks at one picture found, made one: the first look's findings, and more of them.

The second look (look_again.py) is judged by itself, then

- where it found what the first one found, it may have found more of it: that goes black with it;
- where it found text and the first one none at all, it is right;
- where the first one read a text that is to stay, that stays: else a quarter more would be lost
  that says nothing about anybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.model.geometry import join_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.mask import FrameRange
    from scrub.model.text import Finding, TextHit

SHARED = 0.25
"""Places of one text share so much of the smaller one."""

MORE = 0.25
"""One shows more of it if it reaches farther by so much of its thickness,"""

PIXELS = 2
"""and by more than so many pixels."""


def united(
    first: Iterable[Finding], second: Iterable[Finding], read: Sequence[TextHit]
) -> tuple[Finding, ...]:
    """Return findings of both looks, given all that the first one read."""
    found = list(first)
    words = [(word.rect, hit.frames) for hit in read for word in hit.words]
    for finding in second:
        places = [(other.rect, other.frames) for other in found]
        of_text = [_shared(finding, place, frames) for place, frames in places]
        if any(of_text):
            most = of_text.index(max(of_text))
            found[most] = _with(found[most], finding)
        elif not any(_shared(finding, place, frames) for place, frames in words):
            found.append(finding)
    return tuple(found)


def are_of_one_text(one: Rect, other: Rect) -> bool:
    """Tell whether two places are those of one text, or of parts of it."""
    common = one.intersect(other)
    return common is not None and common.area >= SHARED * min(one.area, other.area)


def _with(finding: Finding, other: Finding) -> Finding:
    """Return a finding with the place of another, if that shows more of its text."""
    thick = min(finding.rect.width, finding.rect.height)
    if finding.rect.grow(max(PIXELS, int(MORE * thick))).covers(other.rect):
        return finding
    # All of the rectangle around both: what is left between two of them in steps shows a rim.
    more = join_all((finding.rect, other.rect))
    return replace(finding, beyond=(*finding.beyond, more, *other.beyond))


def _shared(finding: Finding, place: Rect, frames: FrameRange) -> int:
    """Return how much of a place a finding takes up, in pixels; 0 if it is another text's."""
    apart = finding.frames.stop <= frames.first or frames.stop <= finding.frames.first
    if apart or not are_of_one_text(finding.rect, place):
        return 0
    common = finding.rect.intersect(place)
    return common.area if common else 0
