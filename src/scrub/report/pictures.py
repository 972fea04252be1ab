"""Pictures for the page, as JPEG: a frame, made small, and a crop round each place.

They are drawn from what may be shown: the output, or the source where someone asked to reveal. In
what is not to show text the places are filled again here, whatever the file has in them by now:
nothing of a text can be told back from a fill, as it can from a blur.

What a record that has pictures carries to the page:

    pictures  {frames: {frame, from 1: JPEG in base64},
               crops: {number of the finding, from 0: [JPEG in base64, x, y, width, height]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.errors import InstanceError
from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.seams import Picture

WIDEST, HIGHEST = 400, 400
"""Pixels of a small frame, at most."""

CROP_WIDEST, CROP_HIGHEST = 240, 72
"""Pixels of a crop, at most."""

LARGEST_FRAME, LARGEST_CROP = 24 << 10, 6 << 10
"""Bytes of a picture, at most: one that needs more loses quality."""

_BESIDE, _ABOVE = 24, 6
"""Pixels round a place that are seen with it, at least."""

_QUALITIES = (75, 55, 35, 15, 5)


def filled(frame: Picture, rects: Sequence[Rect]) -> Picture:
    """Return a frame with places black, and all of them black."""
    made = frame.copy()
    for rect in rects:
        inside = rect.clip(*frame.shape[:2])
        if inside:
            made[inside.top : inside.bottom, inside.left : inside.right] = 0
    return made


def small_frame(frame: Picture) -> bytes:
    """Return a whole frame, not larger than WIDEST x HIGHEST.

    Raises:
        InstanceError: if it cannot be encoded.

    """
    return _encoded(_fitted(frame, WIDEST, HIGHEST), LARGEST_FRAME)


def crop(frame: Picture, rect: Rect) -> tuple[bytes, Rect] | None:
    """Return a place with some of what is round it, and where that is; None outside the frame.

    Raises:
        InstanceError: if it cannot be encoded.

    """
    rows, columns = frame.shape[:2]
    place = rect.clip(rows, columns)
    if place is None:
        return None
    beside, above = max(_BESIDE, place.height), max(_ABOVE, place.height // 2)
    wide = Rect(place.left - beside, place.top - above, place.right + beside, place.bottom + above)
    seen = wide.clip(rows, columns) or place
    part = frame[seen.top : seen.bottom, seen.left : seen.right]
    return _encoded(_fitted(part, CROP_WIDEST, CROP_HIGHEST), LARGEST_CROP), seen


def _fitted(picture: Picture, widest: int, highest: int) -> Picture:
    rows, columns = picture.shape[:2]
    scale = min(1.0, widest / columns, highest / rows)
    size = max(1, int(columns * scale)), max(1, int(rows * scale))
    if size == (columns, rows):
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _encoded(picture: Picture, most: int) -> bytes:
    colors = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim > 2 else picture  # noqa: PLR2004 (axes)
    for quality in _QUALITIES:
        encoded, jpeg = cv2.imencode(".jpg", colors, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if encoded and jpeg.size <= most:
            return jpeg.tobytes()
    raise InstanceError("a picture for the report could not be encoded")
