"""A small picture of a frame with the blacked places outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.seams import Picture

WIDEST = 320
"""Columns of a picture, at most."""

HIGHEST = 640
"""Rows of a picture, at most."""

_SHADES = 0xF8
"""Bits that are kept: a report's noise need not be exact, and takes half the space so."""

_ORANGE = (255, 140, 0)


def hit_picture(frame: Picture, rects: Sequence[Rect], scale: float = 1.0) -> bytes:
    """Return a frame as PNG with an outline just outside each rect.

    `rects` are in the frame's pixels. `scale` is how large the picture is to be, 1 being the
    frame's own size; it is made smaller where it would not fit WIDEST x HIGHEST. The frame is
    shown as it is given: whoever calls this gives one in which nobody can be recognized.

    Raises:
        InstanceError: if it cannot be encoded.

    """
    rows, columns = frame.shape[:2]
    scale = min(scale, WIDEST / columns, HIGHEST / rows)
    size = (max(1, int(columns * scale)), max(1, int(rows * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.uint8) & _SHADES
    for rect in rects:
        outside = (int(rect.left * scale) - 1, int(rect.top * scale) - 1)
        opposite = (int(np.ceil(rect.right * scale)), int(np.ceil(rect.bottom * scale)))
        cv2.rectangle(small, outside, opposite, _ORANGE, 1)
    encoded, png = cv2.imencode(".png", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    if not encoded:
        raise InstanceError("a picture for the report could not be encoded")
    return png.tobytes()
