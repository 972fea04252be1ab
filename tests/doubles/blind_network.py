"""A text network that sees no text, and keeps what it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class BlindNetwork:
    """Runs as the network of models/text_detector does."""

    def __init__(self) -> None:
        self.shown: list[NDArray[np.uint8]] = []

    @property
    def sizes(self) -> list[tuple[int, ...]]:
        return [picture.shape[:2] for picture in self.shown]

    def run(self, _: None, told: dict[str, NDArray[np.uint8]]) -> tuple[NDArray[Any], ...]:
        picture = told["picture"]
        self.shown.append(picture[0])
        rows, columns = picture.shape[1:3]
        return np.zeros((1, rows // 2, columns // 2)), np.zeros((1, rows // 4, columns // 4))


def noise(rows: int, columns: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (rows, columns, 3)).astype(np.uint8)
