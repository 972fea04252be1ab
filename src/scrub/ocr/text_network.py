"""The network made for burned-in text (models/text_detector): lines on a picture, at any angle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.ocr.cores import boxes
from scrub.ocr.regions import placed
from scrub.ocr.tiling import merge, tiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.geometry import Rect
    from scrub.model.text import TextBox
    from scrub.ocr.cores import Corners
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
        rows, columns = picture.shape[:2]
        places = tuple(tiles(rows, columns, SIDE))
        found = tuple(self._boxes(picture, places))
        return found if len(places) == 1 else merge(found)

    def _boxes(self, picture: Picture, places: Iterable[Rect]) -> Iterator[TextBox]:
        for tile in places:
            part = picture[tile.top : tile.bottom, tile.left : tile.right]
            if int(part.max()) - int(part.min()) == 0:
                continue
            for corners, score in self._lines(part):
                box = placed(corners, score, part.shape)
                if box is not None:
                    yield box.move(tile.left, tile.top)

    def _lines(self, part: Picture) -> Iterator[tuple[Corners, float]]:
        rows, columns = part.shape[:2]
        below, right = -rows % STRIDE, -columns % STRIDE
        padded = np.pad(part, ((0, below), (0, right), (0, 0)), mode="edge")
        cores, thicknesses = self._session.run(None, {"picture": padded[None]})
        yield from boxes(cores[0, : (rows + 1) // 2, : (columns + 1) // 2], thicknesses[0])
