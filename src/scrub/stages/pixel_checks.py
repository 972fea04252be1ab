"""Pixels of a draft compared with those of its source: equal outside the mask, black inside.

Which pixels the mask holds is worked out here anew, since a mistake in the mask would else fool
both sides.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.outcome import Check
from scrub.pixels.overlays import stored_values
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.codestream_search import same_image
from scrub.stages.rounding import apart, tolerances
from scrub.stages.same_value import holds_no_more, same_value
from scrub.stages.second_opinion import decoded_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel
    from scrub.model.plan import Plan
    from scrub.stages.read import Instance
    from scrub.stages.second_opinion import Decoded

NEARLY_BLACK = 2
"""Levels of 255 by which JPEG's black may differ between decoders."""

SMOOTHED = 2
"""Pixels inside a JPEG's black whose color a decoder may smooth with what lies outside."""

_JPEG = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (50, 51, 111))
_LUMINANCE_FIRST = "YBR"


def some(count: int, what: str) -> str:
    """Return a count in words; nothing for none."""
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def pixel_checks(written: Instance, original: Instance, plan: Plan) -> Iterator[Check]:
    """Yield what there is to check of pixels."""
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
    yield Check("pixels outside the mask are the same", not outside, some(outside, "frame"))
    yield Check("the mask is black", not inside, some(inside, "frame"))


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
    return Check("every pixel is the same", not differ, some(differ, "frame"))


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
