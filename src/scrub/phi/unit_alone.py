"""An age's unit that stands alone: the number before it was not seen, and may be a great one.

2026-11: of `078Y` in a bar whose other fields were empty, the last letter alone was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.text import Finding, PhiKind
from scrub.phi.pieces import is_apart
from scrub.phi.shapes import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.mask import FrameRange
    from scrub.model.text import TextHit, Word

YEARS = "Y"
"""As AS has it (PS3.5 6.2)."""

OTHER_AXES = frozenset("XZ")
"""Where one of these stands alone too, Y is an axis."""

_SCORE = 0.4


def units_alone(hits: Iterable[TextHit]) -> Iterator[Finding]:
    """Yield a finding for each Y with nothing beside it, unless axes are named so."""
    alone = [(word, hit.frames) for hit in hits for word in _alone(hit.words)]
    axes = [frames for word, frames in alone if _letter(word) in OTHER_AXES]
    for word, frames in alone:
        if _letter(word) == YEARS and not any(_overlap(frames, other) for other in axes):
            yield Finding(
                word.text,
                word.rect,
                frames,
                PhiKind.UNKNOWN,
                "vocabulary",
                "years alone may be of an age that was not seen",
                _SCORE,
                word.beyond,
            )


def _alone(line: tuple[Word, ...]) -> Iterator[Word]:
    for place, word in enumerate(line):
        before, after = line[max(0, place - 1) : place], line[place + 1 : place + 2]
        if all(is_apart(one, word) for one in before) and all(is_apart(word, o) for o in after):
            yield word


def _letter(word: Word) -> str:
    return word.text.reveal().strip(EDGES)


def _overlap(some: FrameRange, others: FrameRange) -> bool:
    return max(some.first, others.first) < min(some.stop, others.stop)
