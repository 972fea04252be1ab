from __future__ import annotations

import numpy as np

from doubles.blind_network import BlindNetwork, noise
from scrub.ocr.text_network import STRIDE, TextNetwork


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
