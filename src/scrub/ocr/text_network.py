"""The network made for burned-in text (models/text_detector): lines on a picture, at any angle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scrub.ocr.cores import lines
from scrub.ocr.regions import placed, rects_of
from scrub.ocr.tiling import is_level, merge, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.geometry import Rect
    from scrub.model.text import TextBox
    from scrub.ocr.cores import Line
    from scrub.seams import Picture

STRIDE = 32

RIM = 8
"""Pixels around a picture, of its edges' usual color, whole cells of the network's answer: without
them, lone letters on the first rows are hardly seen. 2026-11: on 4 made sets 56 of 14,926 texts are
found in part or not at all, without it 65."""

SMOOTH = 2
"""Levels by which a ground without ink differs from one pixel to the next along a line, at most:
a shade does, or a bar of gray beside it."""

SIDE = 1600
"""A tile's longest side: activations of such a tile take about 150 MB."""


class TextNetwork:
    """The network, given the session that runs it."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._session = session

    def boxes(self, picture: Picture) -> tuple[TextBox, ...]:
        """Return lines on a picture; if it is large, as seen on its tiles."""
        found = tuple(self._boxes(picture))
        return found if max(picture.shape[:2]) <= SIDE else merge(found)

    def _boxes(self, picture: Picture) -> Iterator[TextBox]:
        for tile, part in parts(picture, SIDE):
            for line in self._lines(part):
                box = placed(line.corners, line.score, part.shape)
                if box is not None:
                    beyond = rects_of(line.beyond, part.shape)
                    inked = tuple(place for place in beyond if not _is_smooth(part, place, box))
                    yield replace(box, beyond=inked).move(tile.left, tile.top)

    def _lines(self, part: Picture) -> Iterator[Line]:
        rows, columns = part.shape[:2]
        below, right = RIM + -(rows + 2 * RIM) % STRIDE, RIM + -(columns + 2 * RIM) % STRIDE
        # 2026-11: an edge drawn out makes stripes, and a mirrored one shapes like letters.
        color = np.median(np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]]), axis=0)
        padded = cv2.copyMakeBorder(
            part, RIM, below, RIM, right, cv2.BORDER_CONSTANT, value=color.tolist()
        )
        cores, thicknesses = self._session.run(None, {"picture": padded[None]})
        first, last = RIM // 2, (RIM + rows + 1) // 2
        inner = cores[0, first:last, first : (RIM + columns + 1) // 2]
        yield from lines(np.ascontiguousarray(inner), thicknesses[0, RIM // 4 :, RIM // 4 :])


def _is_smooth(picture: Picture, place: Rect, box: TextBox) -> bool:
    """Tell whether nothing begins or ends where a line may go on: a stroke of ink would."""
    part = picture[place.top : place.bottom, place.left : place.right].astype(np.int16)
    upright = box.rect.height > box.rect.width
    along = [0 if upright else 1] if is_level(box) else [0, 1]
    return all(int(np.abs(np.diff(part, axis=axis)).max(initial=0)) <= SMOOTH for axis in along)
