"""Verify: the very draft that is to be published, read back, by code that applying does not use.

Three checks that share nothing: the header's own values searched for as text, pixels compared
outside the mask and black inside, and text looked for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.outcome import Check
from scrub.model.text import DOUBTS, PhiKind
from scrub.phi.counters import as_counted
from scrub.stages.codestream_search import beside_check
from scrub.stages.graphics import plane_checks
from scrub.stages.header_search import header_checks
from scrub.stages.look import Where, look
from scrub.stages.pixel_checks import pixel_checks, some
from scrub.stages.plan import judge_all
from scrub.stages.read import read, read_draft, reopened
from scrub.stages.rulings import is_cleared, parted
from scrub.stages.second_video import video_checks
from scrub.stages.stamp import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.header import Identity
    from scrub.model.instance import Draft, ImagePixel, Source
    from scrub.model.mask import FrameRange
    from scrub.model.plan import Plan
    from scrub.model.text import Finding, TextHit
    from scrub.stages.read import Held, Instance
    from scrub.toolbox import Toolbox

AROUND = 48
"""So many pixels around the mask are looked at again: black changes what is seen beside it."""

MARGIN = 16
"""So many around words that this would cut."""

BESIDE = 2
"""What is left of a text is no farther from the black than so many pixels."""


RIM = 3
"""So many pixels beside black hold no letter that could be read."""

COVERED = 0.9
"""Text of which this share lies in the mask is what is left of an edge."""


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

    `kept` are words seen at first and left where they are. `image` is what the source was found
    to hold when it was read, and `held` the bytes that it was read from, where they are at hand.
    `accepts` says that a person has seen what text is left, and said yes.
    """

    plan: Plan
    source: Source
    own: Identity
    kept: tuple[TextHit, ...] = ()
    image: ImagePixel | None = None
    held: Held | None = field(default=None, repr=False)
    accepts: bool = False


def verify(draft: Draft, expected: Expected, tools: Toolbox) -> Verified:
    """Check a draft against its plan and its source.

    Raises:
        InstanceError: if the draft cannot be read back.

    """
    plan, own = expected.plan, expected.own
    with read_draft(draft.path) as written, _source(expected) as original:
        same = Check("draft is what was written", stamp_of(Path(draft.path)) == draft.stamp)
        source = Check("source is what was planned for", original.sha256 == plan.source_sha256)
        checks = [same, source, *header_checks(written, plan, own)]
        checks += [
            *pixel_checks(written, original, plan),
            *beside_check(written, own),
            *video_checks(written, own),
        ]
        if plan.looked:
            checks += plane_checks(
                written.dataset,
                original.dataset,
                tools.engines,
                lambda hits: judge_all(hits, own, tools),
            )
        if not plan.looked or not (plan.mask or plan.clear_bits):
            # The very bytes that were looked at already.
            return Verified(tuple(checks))
        left = _text_left(written, expected, tools)
        return Verified((*checks, _text_check(left, expected)), left)


def _text_check(left: Sequence[TextHit], expected: Expected) -> Check:
    if left and expected.accepts:
        return Check("a person accepted what text is left", True, some(len(left), "text"))  # noqa: FBT003 (passed)
    return Check("no identifying text is left", not left, some(len(left), "text"))


def _source(expected: Expected) -> Instance:
    """Return the source, read anew where its pixels were looked at: else they are only compared."""
    if expected.plan.looked:
        return read(expected.source)
    return reopened(expected.source, expected.image, expected.held)


def _text_left(written: Instance, expected: Expected, tools: Toolbox) -> tuple[TextHit, ...]:
    """Return the lines that are seen on the draft and hold what should be black."""
    if written.image is None:
        return ()
    # Elsewhere pixels are as they were, seen in several views; one shows what black did.
    where = Where(_near_the_mask(expected), quick=True)
    seen = look(written.image, written.stream, tools, where)
    return tuple(
        hit
        for hit in as_counted(parted(seen.hits, expected.plan.rulings.cleared))
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
    now: half of a gray bar can look like letters. Where it touches black, it may be the rest of
    what went, unless it was known, with the few pixels around it: then black made it read worse.
    """
    plan = expected.plan
    if is_cleared(finding.rect, finding.frames, plan.rulings.cleared):
        return False
    if finding.kind is PhiKind.UNREADABLE and not _touches(finding, plan):
        return False
    if finding.kind is PhiKind.UNKNOWN and not _touches(finding, plan):
        return not _was_known(finding, expected)
    # The edge of black is ink that nobody reads; it is no wider than this.
    rim = RIM if finding.kind is PhiKind.UNREADABLE else 0
    gone = [(region.rect.grow(rim), region.frames) for region in plan.mask.regions]
    if finding.kind in DOUBTS:
        gone += [(word.rect.grow(RIM), hit.frames) for hit in expected.kept for word in hit.words]
    return not _is_covered(finding, gone)


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


def _is_covered(finding: Finding, places: Sequence[tuple[Rect, FrameRange]]) -> bool:
    """Tell whether the text lies in these places on every frame that shows it."""
    rect = finding.rect
    for index in finding.frames:
        covered = np.zeros((rect.height, rect.width), bool)
        for place, frames in places:
            common = rect.intersect(place)
            if common and index in frames:
                rows = slice(common.top - rect.top, common.bottom - rect.top)
                covered[rows, common.left - rect.left : common.right - rect.left] = True
        if covered.mean() < COVERED:
            return False
    return True
