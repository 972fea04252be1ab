"""Pictures with letters of pillow's own font."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from scrub.seams import Picture


def lettered(
    *texts: tuple[str, int, int], size: int = 20, shades: tuple[int, int] = (0, 255)
) -> Picture:
    """Return a picture of 320 x 240 with (text, left, top) in the shades of paper and ink."""
    image = Image.new("RGB", (320, 240), (shades[0],) * 3)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(size=size)
    for text, left, top in texts:
        pen.text((left, top), text, (shades[1],) * 3, font)
    return np.asarray(image, np.uint8)


def ink_of(picture: Picture, within: Rect | None = None) -> Rect:
    """Return what bounds all that is not like the corner, of a picture or of a part of it."""
    inside = within or Rect(0, 0, picture.shape[1], picture.shape[0])
    part = picture[inside.top : inside.bottom, inside.left : inside.right]
    rows, columns = np.nonzero((part != picture[0, 0]).any(axis=2))
    bounds = Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    return bounds.move(inside.left, inside.top)
