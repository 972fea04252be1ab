from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.ocr.text_network import STRIDE, TextNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Recording:
    """Answers that there is no text, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[NDArray[np.uint8]] = []

    def run(self, _: None, told: dict[str, NDArray[np.uint8]]) -> tuple[NDArray[Any], ...]:
        picture = told["picture"]
        self.shown.append(picture[0])
        rows, columns = picture.shape[1:3]
        return np.zeros((1, rows // 2, columns // 2)), np.zeros((1, rows // 4, columns // 4))


def noise(rows: int, columns: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (rows, columns, 3)).astype(np.uint8)


def test_what_is_beyond_an_edge_is_mirrored() -> None:
    recording, picture = Recording(), noise(70, 90)
    assert TextNetwork(recording).boxes(picture) == ()
    (shown,) = recording.shown
    assert shown.shape == (96, 96, 3)
    np.testing.assert_array_equal(shown[:70, :90], picture)
    np.testing.assert_array_equal(shown[70:, :90], picture[:43:-1])
    np.testing.assert_array_equal(shown[:70, 90:], picture[:, :83:-1])


def test_a_picture_smaller_than_what_is_added_can_be_looked_at() -> None:
    recording = Recording()
    assert TextNetwork(recording).boxes(noise(3, 5)) == ()
    assert recording.shown[0].shape == (STRIDE, STRIDE, 3)
