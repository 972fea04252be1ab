"""PP-OCRv6's detector: how probable text is, at every pixel of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.ocr.regions import regions
from scrub.ocr.tiling import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scrub.model.text import TextBox
    from scrub.seams import Picture

STRIDE = 32

_SCALE = np.array([1 / 255 / s for s in (0.225, 0.224, 0.229)], np.float32)
_SHIFT = np.array([-m / s for m, s in ((0.406, 0.225), (0.456, 0.224), (0.485, 0.229))], np.float32)


class Network:
    """The detector's network, given the session that runs it."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._session = session
        self._input = session.get_inputs()[0].name

    def boxes(self, picture: Picture) -> Iterator[TextBox]:
        """Yield boxes on a picture, or on its tiles if it is large."""
        for tile, part in parts(picture):
            for box in regions(self._probabilities(part)):
                yield box.move(tile.left, tile.top)

    def _probabilities(self, picture: Picture) -> NDArray[np.float32]:
        rows, columns = picture.shape[:2]
        below, right = -rows % STRIDE, -columns % STRIDE
        padded = np.pad(picture[..., ::-1], ((0, below), (0, right), (0, 0)), mode="edge")
        tensor = (padded * _SCALE + _SHIFT).transpose(2, 0, 1)[None]
        (answer,) = self._session.run(None, {self._input: np.ascontiguousarray(tensor)})
        return np.asarray(answer[0, 0, :rows, :columns], np.float32)
