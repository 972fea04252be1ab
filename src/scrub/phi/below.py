"""What goes because of a line that goes: an institution's next line, and what is half under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.data import words
from scrub.model.geometry import join_all
from scrub.model.text import Finding, PhiKind, line_of
from scrub.phi.shapes import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.mask import FrameRange
    from scrub.model.text import TextHit

GAP = 0.8
"""The next line is no farther below than so many times its height,"""

OVERLAP = 0.3
"""overlaps the line above by no more of it,"""

SHARED = 0.5
"""and shares so much of the narrower one's width."""

COVERED = 0.5
"""Of a word that goes because other text does, so much lies in that text's place."""

_SCORE = 0.6


def next_lines(hits: Iterable[TextHit], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a finding for each line of nothing but words of institutions below an institution.

    2026-11: of a name in two lines, `WESTWAY MEDICAL` and `ULTRASOUND`, the second one stayed.
    """
    names = [finding for finding in findings if finding.kind is PhiKind.INSTITUTION]
    for hit in hits:
        rect = join_all(word.rect for word in hit.words)
        above = any(
            _is_next(name.rect, rect) and _are_shown_together(name.frames, hit.frames)
            for name in names
        )
        if above and all(_is_of_names(word.text.reveal()) for word in hit.words):
            yield Finding(
                line_of(hit.words),
                rect,
                hit.frames,
                PhiKind.INSTITUTION,
                "vocabulary",
                "institution, its next line",
                _SCORE,
            )


def half_covered(hits: Iterable[TextHit], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield a finding for each word that lies half in the place of what goes.

    2026-11: nobody could read the rest for sure, and it may be more of the same: on a video print
    a number stands above a date, and into it.
    """
    for hit in hits:
        for word in hit.words:
            over = [_covered(word.rect, hit.frames, finding) for finding in findings]
            if any(COVERED <= share < 1 for share in over) and 1 not in over:
                yield Finding(
                    word.text,
                    word.rect,
                    hit.frames,
                    PhiKind.UNKNOWN,
                    "vocabulary",
                    "half under text that may identify",
                    _SCORE,
                )


def _are_shown_together(some: FrameRange, others: FrameRange) -> bool:
    return max(some.first, others.first) < min(some.stop, others.stop)


def _covered(rect: Rect, frames: FrameRange, finding: Finding) -> float:
    together = _are_shown_together(frames, finding.frames)
    common = rect.intersect(finding.rect) if together else None
    return common.area / rect.area if common else 0.0


def _is_of_names(text: str) -> bool:
    return text.strip(EDGES).casefold() in words("institution-words")


def _is_next(above: Rect, below: Rect) -> bool:
    shared = min(above.right, below.right) - max(above.left, below.left)
    gap = below.top - above.bottom
    near = -OVERLAP * below.height <= gap <= GAP * below.height
    return near and shared >= SHARED * min(above.width, below.width)
