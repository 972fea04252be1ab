"""Verify: the very draft that is to be published, read back, by code that applying does not use.

Three checks that share nothing: the header's own values searched for as text, pixels compared
outside the mask and black inside, and text looked for again. Which pixels the mask holds is
worked out here anew, since a mistake in the mask would else fool both sides.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.instance import Source
from scrub.model.outcome import Check
from scrub.model.text import PhiKind
from scrub.pixels.overlays import stored_values
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.codestream_search import beside_check, same_image
from scrub.stages.header_search import header_checks
from scrub.stages.look import Where, look
from scrub.stages.plan import judge_all
from scrub.stages.read import read
from scrub.stages.rounding import apart, tolerances
from scrub.stages.same_value import holds_no_more, same_value
from scrub.stages.second_opinion import decoded_frames
from scrub.stages.second_video import video_checks
from scrub.stages.stamp import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.header import Identity
    from scrub.model.instance import Draft, ImagePixel
    from scrub.model.plan import Plan
    from scrub.model.text import Finding, TextHit
    from scrub.stages.read import Instance
    from scrub.stages.second_opinion import Decoded
    from scrub.toolbox import Toolbox

NEARLY_BLACK = 2
"""Levels of 255 by which JPEG's black may differ between decoders."""

SMOOTHED = 2
"""Pixels inside a JPEG's black whose color a decoder may smooth with what lies outside."""

AROUND = 48
"""So many pixels around the mask are looked at again: black changes what is seen beside it."""

MARGIN = 16
"""So many around words that this would cut."""

BESIDE = 2
"""What is left of a text is no farther from the black than so many pixels."""

COVERED = 0.9
"""Text of which this share lies in the mask is what is left of an edge."""

_JPEG = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (50, 51, 111))
_LUMINANCE_FIRST = "YBR"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and the text that is still there and should not be."""

    checks: tuple[Check, ...]
    left: tuple[TextHit, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether every check passed."""
        return all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a draft is checked against: the plan, the source, and whose header it had.

    `kept` are words seen at first and left where they are.
    """

    plan: Plan
    source: Source
    own: Identity
    kept: tuple[TextHit, ...] = ()


def verify(draft: Draft, expected: Expected, tools: Toolbox) -> Verified:
    """Check a draft against its plan and its source.

    Raises:
        InstanceError: if the draft cannot be read back.

    """
    plan, own = expected.plan, expected.own
    with read(Source(draft.path)) as written, read(expected.source) as original:
        same = Check("draft is what was written", stamp_of(Path(draft.path)) == draft.stamp)
        source = Check("source is what was planned for", original.sha256 == plan.source_sha256)
        checks = [same, source, *header_checks(written, original, plan, own)]
        checks += [
            *_pixel_checks(written, original, plan),
            *beside_check(written, original, own),
            *video_checks(written, original, own),
        ]
        if not plan.looked or not (plan.mask or plan.clear_bits):
            # The very bytes that were looked at already.
            return Verified(tuple(checks))
        left = _text_left(written, expected, tools)
        text = Check("no identifying text is left", not left, _some(len(left), "text"))
        return Verified((*checks, text), left)


def _some(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def _pixel_checks(written: Instance, original: Instance, plan: Plan) -> Iterator[Check]:
    if written.image is None or original.image is None:
        same = written.image is None and original.image is None
        yield Check("pixels are there or not as before", same)
        return
    only = Check("pixel data holds its frames and nothing else", holds_no_more(written.image))
    yield only
    if not plan.mask and not plan.clear_bits:
        yield _nothing_changed(written, original, plan)
        return
    outside, inside = _compare(written, original, plan)
    yield Check("pixels outside the mask are the same", not outside, _some(outside, "frame"))
    yield Check("the mask is black", not inside, _some(inside, "frame"))


def _nothing_changed(written: Instance, original: Instance, plan: Plan) -> Check:
    """Compare what was copied; where comments were removed, what is left.

    2026-11: decoding every frame twice would take longer than all else where nobody looks at the
    pixels; what decoders read has the very same bytes then, or is decoded after all.
    """
    if not plan.commented_frames and not is_video(written.transfer_syntax_uid):
        return Check("pixel data has the very same bytes", same_value(written, original))
    if not plan.looked and same_image(written, original):
        return Check("every pixel is the same", passed=True)
    differ, _ = _compare(written, original, plan)
    return Check("every pixel is the same", not differ, _some(differ, "frame"))


def _compare(written: Instance, original: Instance, plan: Plan) -> tuple[int, int]:
    """Return how many frames differ outside the mask, and how many are not black inside."""
    differ = shine = 0
    image = original.image
    if image is None:
        return 0, 0
    within = tolerances(original)
    with closing(decoded_frames(written)) as found, closing(decoded_frames(original)) as meant:
        for index, (after, before) in enumerate(zip(found, meant, strict=True)):
            if after.shape != before.shape or after.dtype != before.dtype:
                differ += 1
                continue
            touched, masked = _areas(plan, index, image)
            other = apart(after, _meant(before, plan), within[index])
            other[touched] = False
            differ += bool(other.any())
            stored = after if image.is_float else stored_values(after, image)
            shine += not _is_black(stored, masked, plan, image)
    return differ, shine


def _meant(samples: Decoded, plan: Plan) -> Decoded:
    """Return the samples without the bits that were to be cleared."""
    if not plan.clear_bits:
        return samples
    kept = (1 << 8 * samples.itemsize) - 1 - sum(1 << bit for bit in plan.clear_bits)
    return np.asarray(samples & samples.dtype.type(kept))


def _areas(
    plan: Plan, index: int, image: ImagePixel
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pixels of a frame may have changed, and which have to be black."""
    touched = np.zeros((image.rows, image.columns), bool)
    masked = np.zeros((image.rows, image.columns), bool)
    grid = plan.grid
    for region in plan.mask.regions:
        if not region.frames.first <= index < region.frames.stop:
            continue
        rect = region.rect
        masked[rect.top : rect.bottom, rect.left : rect.right] = True
        left = rect.left - rect.left % grid.reach_columns - grid.reach
        top = rect.top - rect.top % grid.reach_rows - grid.reach
        right = rect.right + -rect.right % grid.reach_columns + grid.reach
        bottom = rect.bottom + -rect.bottom % grid.reach_rows + grid.reach
        touched[max(0, top) : bottom, max(0, left) : right] = True
    return touched, masked


def _is_black(samples: Decoded, masked: NDArray[np.bool_], plan: Plan, image: ImagePixel) -> bool:
    if not masked.any():
        return True
    if image.transfer_syntax_uid not in _JPEG:
        planes = np.atleast_3d(samples)[masked].T
        return all((plane == b).all() for plane, b in zip(planes, plan.black, strict=True))
    distance = np.abs(samples[masked].astype(np.int64) - np.array(plan.black, np.int64))
    few = NEARLY_BLACK << max(0, image.bits_stored - 8)
    if not image.photometric_interpretation.startswith(_LUMINANCE_FIRST):
        return bool((distance <= few).all())
    inner = _eroded(masked)[masked]
    return bool((distance[:, 0] <= few).all() and (distance[inner] <= few).all())


def _eroded(masked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(masked, SMOOTHED, mode="edge")
    rows, columns = masked.shape
    size = 2 * SMOOTHED + 1
    views = [padded[y : y + rows, x : x + columns] for y in range(size) for x in range(size)]
    return np.asarray(np.logical_and.reduce(views))


def _text_left(written: Instance, expected: Expected, tools: Toolbox) -> tuple[TextHit, ...]:
    """Return the lines that are seen on the draft and hold what should be black."""
    if written.image is None:
        return ()
    # Elsewhere pixels are as they were, seen in several views; one shows what black did.
    where = Where(_near_the_mask(expected), quick=True)
    seen = look(written.image, written.stream, tools, where)
    return tuple(
        hit
        for hit in seen.hits
        if any(_is_left(f, expected) for f in judge_all((hit,), expected.own, tools))
    )


def _near_the_mask(expected: Expected) -> Callable[[int], Sequence[Rect]]:
    """Return what is around the mask on a frame, with all of the words that this would cut."""
    kept = [word.rect for hit in expected.kept for word in hit.words]

    def places(index: int) -> Sequence[Rect]:
        around = [
            region.rect.grow(AROUND)
            for region in expected.plan.mask.regions
            if region.frames.first <= index < region.frames.stop
        ]
        cut = (rect.grow(MARGIN) for rect in kept if any(rect.intersect(a) for a in around))
        return [*around, *cut]

    return places


def _is_left(finding: Finding, expected: Expected) -> bool:
    """Tell whether a text on the draft should have gone.

    What is not known, or cannot be read, and touches no black, is as it was when the whole frame
    was looked at. If it was not taken for text then, or was known, then a part of it was read
    now: half of a gray bar can look like letters.
    """
    plan = expected.plan
    if finding.kind is PhiKind.UNREADABLE and not _touches(finding, plan):
        return False
    if finding.kind is PhiKind.UNKNOWN and not _touches(finding, plan):
        return not _was_known(finding, expected)
    return not _is_covered(finding, plan)


def _was_known(finding: Finding, expected: Expected) -> bool:
    return any(
        common.area >= finding.rect.area / 2
        for hit in expected.kept
        for word in hit.words
        if (common := word.rect.intersect(finding.rect))
    )


def _touches(finding: Finding, plan: Plan) -> bool:
    near = finding.rect.grow(BESIDE)
    return any(
        region.frames.first < finding.frames.stop
        and finding.frames.first < region.frames.stop
        and near.intersect(region.rect)
        for region in plan.mask.regions
    )


def _is_covered(finding: Finding, plan: Plan) -> bool:
    """Tell whether the text lies in the mask on every frame that shows it."""
    rect = finding.rect
    for index in finding.frames:
        black = np.zeros((rect.height, rect.width), bool)
        for region in plan.mask.regions:
            common = rect.intersect(region.rect)
            if common and region.frames.first <= index < region.frames.stop:
                rows = slice(common.top - rect.top, common.bottom - rect.top)
                black[rows, common.left - rect.left : common.right - rect.left] = True
        if black.mean() < COVERED:
            return False
    return True
