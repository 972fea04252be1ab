from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from doubles.lettered import lettered
from scrub.ocr.finder import Finder
from scrub.ocr.text_network import TextNetwork
from scrub.ocr.weights import session


class Recording:
    """Answers that there is no text, and keeps the sizes of what it was shown."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def run(self, _: None, told: dict[str, Any]) -> tuple[Any, ...]:
        rows, columns = told["picture"].shape[1:3]
        self.sizes.append((rows, columns))
        return np.zeros((1, rows // 2, columns // 2)), np.zeros((1, rows // 4, columns // 4))


@pytest.mark.parametrize(
    ("size", "looks"),
    [
        ((320, 640), [(480, 960)]),
        ((768, 1024), [(960, 1280)]),
        ((1600, 1600), [(1600, 1600), (800, 800)]),
    ],
)
def test_small_pictures_are_enlarged_and_large_ones_seen_in_half_size_too(
    size: tuple[int, int], looks: list[tuple[int, int]]
) -> None:
    recording = Recording()
    picture = np.random.default_rng(1).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert Finder(recording).find(picture) == ()
    assert recording.sizes[: len(looks)] == looks


def test_small_lines_at_a_narrow_pitch_are_told_apart_only_when_enlarged() -> None:
    picture = lettered(("24-MAY-02", 40, 60), ("11:24:20", 40, 71), size=10)
    network = session("text_detector")
    assert len(Finder(network).find(picture)) == 2
    assert len(TextNetwork(network).boxes(picture)) == 1
