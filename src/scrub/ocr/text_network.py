"""The network made for burned-in text (models/text_detector): lines on a picture, at any angle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.ocr.cores import lines
from scrub.ocr.regions import placed, rects_of
from scrub.ocr.tiling import merge, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.text import TextBox
    from scrub.ocr.cores import Line
    from scrub.seams import Picture

STRIDE = 32

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
                    yield replace(box, beyond=beyond).move(tile.left, tile.top)

    def _lines(self, part: Picture) -> Iterator[Line]:
        rows, columns = part.shape[:2]
        below, right = -rows % STRIDE, -columns % STRIDE
        # 2026-11: an edge drawn out makes stripes; a quarter of what was boxed in vain was there.
        padded = np.pad(part, ((0, below), (0, right), (0, 0)), mode="symmetric")
        cores, thicknesses = self._session.run(None, {"picture": padded[None]})
        yield from lines(cores[0, : (rows + 1) // 2, : (columns + 1) // 2], thicknesses[0])
