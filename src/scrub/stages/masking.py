"""What goes black on the frames: by templates, by what was found, and where the two meet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.masks.areas import frame_of, without
from scrub.masks.criteria import TemplateMatch, facts
from scrub.model.decision import Rulings
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.text import DOUBTS, TextHit
from scrub.ocr.margin import KEPT
from scrub.stages.rulings import DECIDED, is_cleared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.decision import Place
    from scrub.model.instance import Grid, ImagePixel
    from scrub.model.text import Finding
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

NO_MATCH = TemplateMatch()
NO_RULINGS = Rulings()


def match_templates(
    instance: Instance, tools: Toolbox, rulings: Rulings = NO_RULINGS
) -> TemplateMatch:
    """Return what the templates that fit ask for, with what people decided about this instance.

    Raises:
        InstanceError: if an attribute that a template asks for cannot be read.

    """
    image = instance.image
    if image is None:
        return NO_MATCH
    if not tools.templates:
        return _decided(NO_MATCH, rulings)
    frame = frame_of(instance.dataset, image.rows, image.columns, image.number_of_frames)
    return _decided(tools.matching.match(facts(instance.dataset), frame), rulings)


def _decided(match: TemplateMatch, rulings: Rulings) -> TemplateMatch:
    """Return it without the places that a person cleared, and with those that are to be black."""
    if not rulings.cleared and not rulings.black:
        return match
    black = Mask(tuple(Region(rect, frames, DECIDED) for rect, frames in rulings.black))
    mask, proposed = (_less(asked, rulings.cleared) for asked in (match.mask, match.proposed))
    return replace(match, mask=mask | black, proposed=proposed)


def _less(mask: Mask, cleared: Sequence[Place]) -> Mask:
    return Mask(
        tuple(
            Region(rect, frames, region.reason)
            for region in mask.regions
            for rect, frames in without(((region.rect, region.frames),), cleared)
        )
    )


def excused(
    findings: Iterable[Finding], match: TemplateMatch, rulings: Rulings = NO_RULINGS
) -> tuple[Finding, ...]:
    """Return findings without doubts about what a reviewed template says is never of a person.

    What identifies goes wherever it is, but for what a person cleared on this very instance.
    """
    return tuple(
        finding
        for finding in findings
        if not is_cleared(finding.rect, finding.frames, rulings.cleared)
        and (
            finding.kind not in DOUBTS
            or not any(keep.covers(finding.rect) and _holds(on, finding) for keep, on in match.keep)
        )
    )


def _holds(frames: FrameRange, finding: Finding) -> bool:
    return frames.first <= finding.frames.first and finding.frames.stop <= frames.stop


def mask_of(
    findings: Sequence[Finding],
    stay: Iterable[TextHit],
    match: TemplateMatch,
    image: ImagePixel,
    grid: Grid,
) -> Mask:
    """Return what goes black, on the grid and inside the frame. `stay` is text that is to stay."""
    stay = tuple(stay)
    wanted = [Region(_eased(f.rect, grid), f.frames, str(f.kind)) for f in findings]
    wanted += [
        Region(_eased(rect, grid), frames, str(f.kind))
        for f in findings
        for rect, frames in _beyond(f, stay, match.keep)
    ]
    wanted += match.mask.regions
    wanted += _confirmed(match.proposed, findings, stay)
    every = FrameRange(0, image.number_of_frames)
    regions = []
    for region in wanted:
        rounded = region.rect.round_out(grid.columns, grid.rows)
        rect = rounded.clip(image.rows, image.columns)
        if rect and region.frames.first in every:
            frames = FrameRange(region.frames.first, min(region.frames.stop, every.stop))
            regions.append(Region(rect, frames, region.reason))
    return Mask(tuple(regions))


def _beyond(
    finding: Finding, stay: Iterable[TextHit], keep: Sequence[Place]
) -> Iterator[tuple[Rect, FrameRange]]:
    """Yield where a text may go on, and on which frames: up to what stays, and no farther."""
    if not finding.beyond:
        return
    staying = [*keep, *((word.rect, hit.frames) for hit in stay for word in hit.words)]
    places = [(place, finding.frames) for place in finding.beyond]
    reached = finding.rect.grow(1)
    yield from ((r, on) for r, on in without(places, staying) if r.intersect(reached))


def _confirmed(
    proposed: Mask, findings: Sequence[Finding], stay: Sequence[TextHit]
) -> Iterator[Region]:
    """Yield proposed places in which text identifies, and no text is to stay.

    2026-11: what stands beside a name in the strip where machines burn names is more of the same,
    also where it is too faint to be found. It is done only if a recipe asks for it: of 49 frames of
    21 kinds, 8 lost more than text by it.
    """
    for region in proposed.regions:
        telling = any(
            finding.kind not in DOUBTS and _lies_in(finding.rect, region.rect)
            for finding in findings
        )
        if telling and not any(
            word.rect.intersect(region.rect) for hit in stay for word in hit.words
        ):
            yield region


def _lies_in(rect: Rect, place: Rect) -> bool:
    shared = rect.intersect(place)
    return shared is not None and 2 * shared.area >= rect.area


def _eased(rect: Rect, grid: Grid) -> Rect:
    """Return a text's rectangle without a margin that would take in one more cell of color.

    The margin is there for strokes that fade out; in subsampled color it can cost sixteen pixels.
    """
    across, down = KEPT * (grid.reach_columns > grid.columns), KEPT * (grid.reach_rows > grid.rows)
    left, top = -rect.left % grid.reach_columns, -rect.top % grid.reach_rows
    right, bottom = rect.right % grid.reach_columns, rect.bottom % grid.reach_rows
    eased = (
        rect.left + left * (left <= across),
        rect.top + top * (top <= down),
        rect.right - right * (right <= across),
        rect.bottom - bottom * (bottom <= down),
    )
    return Rect(*eased) if eased[0] < eased[2] and eased[1] < eased[3] else rect


def kept(hits: Iterable[TextHit], findings: Iterable[Finding]) -> Iterator[TextHit]:
    """Yield the words that were seen and do not go black."""
    gone = [(finding.rect, finding.frames) for finding in findings]
    for hit in hits:
        rects = [rect for rect, frames in gone if frames == hit.frames]
        words = tuple(w for w in hit.words if not any(rect.covers(w.rect) for rect in rects))
        if words:
            yield TextHit(words, hit.frames)
