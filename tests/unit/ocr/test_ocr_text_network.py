from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles.blind_network import BlindNetwork, noise
from scrub.ocr.text_network import STRIDE, TextNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_what_is_beyond_an_edge_is_mirrored() -> None:
    blind, picture = BlindNetwork(), noise(70, 90)
    assert TextNetwork(blind).boxes(picture) == ()
    (shown,) = blind.shown
    assert shown.shape == (96, 96, 3)
    np.testing.assert_array_equal(shown[:70, :90], picture)
    np.testing.assert_array_equal(shown[70:, :90], picture[:43:-1])
    np.testing.assert_array_equal(shown[:70, 90:], picture[:, :83:-1])


def test_a_picture_smaller_than_what_is_added_can_be_looked_at() -> None:
    blind = BlindNetwork()
    assert TextNetwork(blind).boxes(noise(3, 5)) == ()
    assert blind.shown[0].shape == (STRIDE, STRIDE, 3)


class OneLine:
    """Runs as the network does, and sees a line on any picture: it fades at both of its ends."""

    def run(self, _: None, given: dict[str, NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        (picture,) = given["picture"]
        rows, columns = len(picture) // 2, picture.shape[1] // 2
        cores = np.full((1, rows, columns), 0.02, np.float32)
        cores[:, 12:18, 20:44] = 0.1
        cores[:, 12:18, 26:38] = 0.9
        return [cores, np.full((1, rows // 2, columns // 2), np.log2(20), np.float32)]


@pytest.mark.parametrize("upright", [False, True])
def test_a_line_goes_on_where_ink_is_but_not_over_a_shade(*, upright: bool) -> None:
    shade = np.repeat(np.arange(128, dtype=np.uint8)[None, :, None], 64, axis=0)
    picture = np.repeat(shade, 3, axis=2)
    # A bar of gray beside it has an edge along the line, which no stroke ends at.
    picture[40:] = 0
    picture[20:40, 82] = 200
    network: Any = Upright(OneLine()) if upright else OneLine()
    shown = np.ascontiguousarray(picture.transpose(1, 0, 2)) if upright else picture
    (box,) = TextNetwork(network).boxes(shown)
    (place,) = box.beyond
    first, last = (place.top, place.bottom) if upright else (place.left, place.right)
    assert first <= 82 < last


class Upright:
    """Runs a network on pictures with rows and columns exchanged."""

    def __init__(self, network: OneLine) -> None:
        self.network = network

    def run(self, told: None, given: dict[str, NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        answers = self.network.run(told, {"picture": given["picture"].transpose(0, 2, 1, 3)})
        return [np.ascontiguousarray(answer.transpose(0, 2, 1)) for answer in answers]
