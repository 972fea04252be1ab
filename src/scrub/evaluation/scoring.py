"""One instance scored: what of each text is left, and what changed where no text is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import InstanceError
from scrub.evaluation.ink import drawn_ink, estimated_ink
from scrub.evaluation.legibility import TENTH, Legible, compare
from scrub.evaluation.pixels import film

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scrub.evaluation.pixels import Film
    from scrub.evaluation.truth import Case, Text
    from scrub.model.geometry import Rect

    Values = NDArray[np.float32]

AROUND = 16
"""Pixels around a text that may change: codecs change whole cells."""

_UNREAD = Legible(kept=0.0, lost=0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """A text and, of the frame where that is most, what share of it is legible, and is lost."""

    text: Text
    legible: float
    lost: float

    @property
    def leaked(self) -> bool:
        """Tell whether it tells of somebody and can still be read."""
        return self.text.phi and self.legible > TENTH

    @property
    def kept(self) -> bool:
        """Tell whether it tells of nobody and can still be read."""
        return not self.text.phi and self.lost <= TENTH


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """An instance: its texts if it was published, and where else its pixels changed.

    `pixels` are all of all frames, `outside` those away from every text, `changed` those of the
    latter that have another value than before.
    """

    case: Case
    published: bool
    texts: tuple[Scored, ...] = ()
    pixels: int = 0
    outside: int = 0
    changed: int = 0
    problem: str = ""


def score(case: Case, output: str) -> ScoredCase:
    """Compare a source with what was made of it; an empty output was not published.

    An output that cannot be read, or has other frames than the source, leaks every text.

    Raises:
        InputError: if the set's ink cannot be read.
        InstanceError: if the source cannot be.

    """
    with film(case.file) as source:
        frames, rows, columns = source.shape
        blank = ScoredCase(case, published=bool(output), pixels=frames * rows * columns)
        if not output:
            return blank
        try:
            with film(output) as scrubbed:
                if scrubbed.shape == source.shape:
                    return _compared(blank, source, scrubbed)
                problem = f"frames of {source.shape} became {scrubbed.shape}"
        except InstanceError as caught:
            problem = f"cannot be read: {caught}"
    lost = tuple(Scored(text, legible=1.0, lost=1.0) for text in case.texts)
    return replace(blank, texts=lost, problem=problem)


def _compared(blank: ScoredCase, source: Film, scrubbed: Film) -> ScoredCase:
    case, known = blank.case, drawn_ink(blank.case)
    worst = dict.fromkeys((text.number for text in case.texts), _UNREAD)
    outside = changed = 0
    for number, (before, after) in enumerate(zip(source, scrubbed, strict=True)):
        here = [text for text in case.texts if text.frames is None or number in text.frames]
        for text in here:
            found = _legible(text, before, after, known)
            worst[text.number] = _worse(worst[text.number], found, before)
        written = (*(text.rect for text in here), *case.unclaimed)
        away = _away_from(written, before.shape[:2])
        outside += int(away.sum())
        changed += int(((before != after).any(2) & away).sum())
    texts = tuple(_scored(text, worst[text.number]) for text in case.texts)
    return replace(blank, texts=texts, outside=outside, changed=changed)


def _worse(seen: Legible, found: Legible, frame: Values) -> Legible:
    """Return the worst of both, and the first contrast, as a share of its frame's values."""
    contrast = seen.contrast or found.contrast / max(1.0, float(np.ptp(frame)))
    return Legible(max(seen.kept, found.kept), max(seen.lost, found.lost), contrast)


def _scored(text: Text, worst: Legible) -> Scored:
    """Return a text with what became of it, and its contrast if only the pixels tell it."""
    if text.traits.contrast is None:
        text = replace(text, traits=replace(text.traits, contrast=worst.contrast))
    return Scored(text, worst.kept, worst.lost)


def _legible(
    text: Text, before: Values, after: Values, known: dict[int, NDArray[np.bool_]]
) -> Legible:
    box, span = text.rect, text.span
    place = _slices(span)
    ink = known[text.number] if text.number in known else estimated_ink(before[_slices(box)])
    inner = _slices(span.move(-box.left, -box.top))
    return compare(before[place], after[place], ink[inner]) or _UNREAD


def _away_from(written: Iterable[Rect], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    away = np.ones(shape, np.bool_)
    for rect in written:
        near = rect.grow(AROUND).clip(*shape[:2])
        if near:
            away[_slices(near)] = False
    return away


def _slices(rect: Rect) -> tuple[slice, slice]:
    return slice(rect.top, rect.bottom), slice(rect.left, rect.right)
