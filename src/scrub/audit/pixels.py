"""The pixels of an output looked at again: text that is left, and whether what went is gone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scrub.audit.faults import AuditCheck, Fault, Grade, wrong
from scrub.errors import InstanceError
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import DOUBTS, PhiKind
from scrub.pixels.overlays import stored_values
from scrub.stages.codestream_search import beside_check
from scrub.stages.graphics import look_at_planes
from scrub.stages.look import look
from scrub.stages.masking import excused, match_templates
from scrub.stages.plan import judge_all
from scrub.stages.same_value import holds_no_more
from scrub.stages.second_opinion import decoded_frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from scrub.model.header import Identity
    from scrub.model.instance import ImagePixel
    from scrub.model.text import Finding
    from scrub.stages.read import Instance
    from scrub.stages.second_opinion import Decoded
    from scrub.toolbox import Toolbox

TEXT = "no text that may identify is in the pixels"
OVERLAYS = "no text that may identify is in overlays"
BLACK = "what the report says is black shows nothing"
BESIDE = "nothing lies beside the image in pixel data"

Places = tuple[tuple[Rect, FrameRange], ...]

_NEARLY = 2
"""Levels of 255 by which what is of one value may differ where frames are JPEG."""

_LOSSY = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (50, 51, 111))
_COVERED = 0.9
_BESIDE_BLACK = 2


def blacked(record: Mapping[str, Any]) -> Places:
    """Return what a run's record says is black."""
    return _places(record.get("mask", ()))


def _places(listed: Iterable[Mapping[str, Any]]) -> Places:
    return tuple(
        (_rect(one["rect"]), FrameRange(one["frames"]["first"] - 1, one["frames"]["last"]))
        for one in listed
    )


def _rect(place: Mapping[str, int]) -> Rect:
    x, y = place["x"], place["y"]
    return Rect(x, y, x + place["width"], y + place["height"])


def text_left(
    instance: Instance, image: ImagePixel, tools: Toolbox, own: Identity, black: Places
) -> tuple[Finding, ...]:
    """Return the text on frames that may identify, or of which nobody knows.

    What lies in the black, or is too small to be read and touches it, is what is left of an edge;
    where all pixels are of one value there is nothing to read.

    Raises:
        InstanceError: if a frame cannot be decoded.

    """
    hits = look(image, instance.stream, tools).hits
    findings = excused(judge_all(hits, own, tools), match_templates(instance, tools))
    left = [finding for finding in findings if not _is_edge(finding, black)]
    even = _even(instance, image, left) if left else frozenset[int]()
    return tuple(finding for number, finding in enumerate(left) if number not in even)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What people decided on an instance, as far as it was applied when it was written."""

    cleared: Places = ()
    accepted: bool = False

    def excuses(self, finding: Finding) -> bool:
        """Tell whether a person has said that a text is nobody's.

        Who accepts an instance has seen that there is text; what plainly identifies is told all
        the same.
        """
        if self.accepted and finding.kind in DOUBTS:
            return True
        return any(
            rect.covers(finding.rect)
            and frames.first <= finding.frames.first
            and finding.frames.stop <= frames.stop
            for rect, frames in self.cleared
        )


def ruled(record: Mapping[str, Any]) -> Ruled:
    """Return what a run's record says that people decided."""
    told = record.get("decisions") or {}
    return Ruled(_places(told.get("cleared", ())), bool(told.get("accepted")))


def text_faults(findings: Sequence[Finding]) -> Iterator[Fault]:
    """Yield a fault for each text, by where it is and how long."""
    for finding in findings:
        first, last = finding.frames.first + 1, finding.frames.stop
        frames = f"frame {first}" if first == last else f"frames {first}–{last}"
        rect = finding.rect
        where = f"{frames}, {rect.left},{rect.top} {rect.width}×{rect.height}"
        yield _told(finding, where)


def _told(finding: Finding, where: str) -> Fault:
    grade = Grade.DOUBT if finding.kind in DOUBTS else Grade.IDENTIFIES
    return Fault(grade, where, f"text: {finding.kind}", len(finding.text), guess=True)


def beside_image(instance: Instance, image: ImagePixel, own: Identity) -> AuditCheck:
    """Return whether pixel data holds anything but its frames."""
    faults = [] if holds_no_more(image) else [wrong("pixel data", "holds more than its frames")]
    beside = [check for check in beside_check(instance, own) if not check.passed]
    faults += [Fault(Grade.IDENTIFIES, "pixel data", check.name) for check in beside]
    return AuditCheck(BESIDE, tuple(faults))


def black_check(instance: Instance, image: ImagePixel, black: Places) -> tuple[AuditCheck, Places]:
    """Return whether places are of one value on each of their frames, and those that are."""
    try:
        shining = _shining(instance, image, black)
    except InstanceError as problem:
        fault = wrong("pixel data", f"cannot be decoded by another decoder: {problem}")
        return AuditCheck(BLACK, (fault,)), ()
    faults = []
    for number, index in shining.items():
        rect = black[number][0]
        where = f"frame {index + 1}, {rect.left},{rect.top} {rect.width}×{rect.height}"
        faults.append(wrong(where, "is not black"))
    even = tuple(place for number, place in enumerate(black) if number not in shining)
    return AuditCheck(BLACK, tuple(faults)), even


def overlay_check(instance: Instance, tools: Toolbox, own: Identity) -> AuditCheck:
    """Return what is to be read in overlay planes that were left."""
    planes = look_at_planes(instance.dataset, tools.engines)
    found = [(one.plane.group, judge_all(one.hits, own, tools)) for one in planes]
    faults = (
        _told(finding, f"({group:04X},3000)") for group, findings in found for finding in findings
    )
    return AuditCheck(OVERLAYS, tuple(faults))


def _shining(instance: Instance, image: ImagePixel, black: Places) -> dict[int, int]:
    """Return the places that are not of one value, by number, and the first frame of each."""
    places = [(rect.clip(image.rows, image.columns), frames) for rect, frames in black]
    shining: dict[int, int] = {}
    with closing(decoded_frames(instance)) as frames:
        for index, samples in enumerate(frames):
            for number, (rect, on) in enumerate(places):
                if rect and index in on and not _is_even(samples, rect, image):
                    shining.setdefault(number, index)
    return shining


def _even(instance: Instance, image: ImagePixel, findings: Sequence[Finding]) -> frozenset[int]:
    """Return the texts, by number, in whose place all is of one value."""
    places = tuple((finding.rect, finding.frames) for finding in findings)
    return frozenset(range(len(places))) - _shining(instance, image, places).keys()


def _is_even(samples: Decoded, rect: Rect, image: ImagePixel) -> bool:
    part = samples[rect.top : rect.bottom, rect.left : rect.right]
    values = part if image.is_float else stored_values(part, image)
    planes = np.moveaxis(np.atleast_3d(values), 2, 0)
    if image.transfer_syntax_uid not in _LOSSY:
        return all(plane.min() == plane.max() for plane in planes)
    few = 2 * (_NEARLY << max(0, image.bits_stored - 8))
    # Color may be subsampled, so that its edge is shared; letters are seen in luminance.
    shown = planes[:1] if image.photometric_interpretation.startswith("YBR") else planes
    return all(int(plane.max()) - int(plane.min()) <= few for plane in shown)


def _is_edge(finding: Finding, black: Places) -> bool:
    if finding.kind is PhiKind.UNREADABLE and _touches(finding, black):
        return True
    return all(_covered(finding.rect, index, black) >= _COVERED for index in finding.frames)


def _touches(finding: Finding, black: Places) -> bool:
    near = finding.rect.grow(_BESIDE_BLACK)
    return any(
        near.intersect(rect)
        and frames.first < finding.frames.stop
        and finding.frames.first < frames.stop
        for rect, frames in black
    )


def _covered(rect: Rect, index: int, black: Places) -> float:
    """Return which share of a rectangle is black on a frame."""
    covered = np.zeros((rect.height, rect.width), bool)
    for place, frames in black:
        common = rect.intersect(place) if index in frames else None
        if common:
            rows = slice(common.top - rect.top, common.bottom - rect.top)
            covered[rows, common.left - rect.left : common.right - rect.left] = True
    return float(covered.mean())
