from __future__ import annotations

import imagecodecs
import numpy as np
import pytest

from scrub.stages.rounding import apart, is_irreversible

FRAME = np.random.default_rng(2).integers(0, 255, (40, 50, 3), np.uint8)


@pytest.mark.parametrize("container", ["j2k", "jp2"])
def test_the_wavelet_is_read_from_the_codestream(container: str) -> None:
    lossy = imagecodecs.jpeg2k_encode(FRAME, level=60, reversible=False, codecformat="j2k")
    exact = imagecodecs.jpeg2k_encode(FRAME, level=0, reversible=True, codecformat="j2k")
    if container == "jp2":
        # Frames hold bare codestreams; what is none tells nothing, and nothing may differ.
        lossy = imagecodecs.jpeg2k_encode(FRAME, level=60, reversible=False, codecformat="jp2")
    assert is_irreversible(bytes(lossy)) is (container == "j2k")
    assert not is_irreversible(bytes(exact))


@pytest.mark.parametrize("cut", [0, 1, 2, 5, 20, 60])
def test_a_codestream_cut_short_is_not_taken_for_irreversible_by_chance(cut: int) -> None:
    exact = imagecodecs.jpeg2k_encode(FRAME, level=0, reversible=True, codecformat="j2k")
    assert not is_irreversible(bytes(exact[:cut]))


def test_samples_are_apart_only_beyond_what_rounding_may_do() -> None:
    one = np.array([[0, 10, 255, 7]], np.uint8)
    other = np.array([[1, 8, 254, 7]], np.uint8)
    assert apart(one, other, 0).tolist() == [[True, True, True, False]]
    assert apart(one, other, 1).tolist() == [[False, True, False, False]]
    assert apart(other, one, 1).tolist() == [[False, True, False, False]]
