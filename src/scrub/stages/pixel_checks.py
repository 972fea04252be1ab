"""Pixels of a draft compared with those of its source: equal outside the mask, black inside.

2026-11: whole rows that nothing touched are compared as they are, without asking which pixels of
them were: on a frame of which a banner goes black, that is nearly all of it.
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
from scrub.stages.second_opinion import decoded_pairs
from scrub.stages.touched import Areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.instance import ImagePixel
    from scrub.model.plan import Plan
    from scrub.stages.read import Instance
    from scrub.stages.second_opinion import Decoded
    from scrub.stages.touched import Area, Part

    Black = tuple[int, ...]

NEARLY_BLACK = 2
"""Levels of 255 by which JPEG's black may differ between decoders."""

_ROWS = 32
"""Compared at once."""

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
    areas = Areas(plan, image)

    def may_change(index: int) -> bool:
        return bool(plan.clear_bits or areas.on(index).black)

    with closing(decoded_pairs(written, original, may_change)) as pairs:
        for index, after, before in pairs:
            if after.shape != before.shape or after.dtype != before.dtype:
                differ += 1
                continue
            area = areas.on(index)
            differ += _differs(after, _meant(before, plan), area, within[index])
            parts = area.black
            shine += not all(_is_black(after, part, area, image, plan.black) for part in parts)
    return differ, shine


def _differs(after: Decoded, before: Decoded, area: Area, within: int) -> bool:
    """Tell whether anything that was not to change is not as it was."""
    return any(apart(after[part], before[part], within).any() for part in _few_rows(area.rest))


def _few_rows(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts of few rows: room for what is found out of each is at hand, of all it is not."""
    for rows, columns in parts:
        for start in range(rows.start, rows.stop, _ROWS):
            yield slice(start, min(start + _ROWS, rows.stop)), columns


def _meant(samples: Decoded, plan: Plan) -> Decoded:
    """Return the samples without the bits that were to be cleared."""
    if not plan.clear_bits:
        return samples
    kept = (1 << 8 * samples.itemsize) - 1 - sum(1 << bit for bit in plan.clear_bits)
    return np.asarray(samples & samples.dtype.type(kept))


def _is_black(after: Decoded, part: Part, area: Area, image: ImagePixel, black: Black) -> bool:
    samples = after[part] if image.is_float else stored_values(after[part], image)
    planes = list(np.moveaxis(np.atleast_3d(samples), 2, 0))
    if image.transfer_syntax_uid not in _JPEG:
        return all(_is_near(plane, b, 0) for plane, b in zip(planes, black, strict=True))
    few = NEARLY_BLACK << max(0, image.bits_stored - 8)
    if image.photometric_interpretation.startswith(_LUMINANCE_FIRST):
        inner = area.inner(part)
        planes = [planes[0], *(plane[inner] for plane in planes[1:])]
    return all(_is_near(plane, b, few) for plane, b in zip(planes, black, strict=True))


def _is_near(samples: Decoded, value: int, few: int) -> bool:
    """Tell whether no sample differs from a value by more than a few."""
    if not samples.size:
        return True
    return value - few <= int(samples.min()) and int(samples.max()) <= value + few
