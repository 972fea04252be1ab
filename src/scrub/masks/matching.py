"""Templates matched to one header after another, many of which say the same.

2026-11: a series is of one machine, and asking some hundred templates about each of its instances
took as long as writing one. What is asked for first is the same for all frames of a size, and what
is asked for next depends on nothing but what was said before. So a header that says what another
one said, all along, comes to what that one came to.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.criteria import TemplateMatch, mask_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.masks.areas import Frame
    from scrub.masks.attributes import Answers, Facts
    from scrub.model.mask import MaskTemplate

_MOST_KEPT = 16


@dataclass(frozen=True, slots=True, repr=False)
class _Before:
    """A header that was matched; it is not shown what it said."""

    frame: Frame
    answers: Answers
    match: TemplateMatch


class Matching:
    """Some templates, and the last headers that they were matched to."""

    def __init__(self, templates: Sequence[MaskTemplate]) -> None:
        self._templates = templates
        self._before: deque[_Before] = deque(maxlen=_MOST_KEPT)

    def match(self, header: Facts, frame: Frame) -> TemplateMatch:
        """Return what `mask_for` does. The header is one that was asked for nothing yet.

        Raises:
            InstanceError: if an attribute that a template asks for cannot be read.

        """
        for before in tuple(self._before):
            if before.frame == frame and header.says(before.answers):
                return before.match
        match = mask_for(self._templates, header, frame)
        self._before.append(_Before(frame, header.answers, match))
        return match
