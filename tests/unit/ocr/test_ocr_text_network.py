from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles.blind_network import BlindNetwork, noise
from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.finder import Finder
from scrub.ocr.text_network import RIM, STRIDE, TextNetwork
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_around_a_picture_is_the_usual_color_of_its_edges() -> None:
    blind, picture = BlindNetwork(), noise(70, 90)
    assert TextNetwork(blind).boxes(picture) == ()
    (shown,) = blind.shown
    assert shown.shape == (96, 128, 3)
    inner = shown[RIM : RIM + 70, RIM : RIM + 90]
    np.testing.assert_array_equal(inner, picture)
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    usual = np.round(np.median(edges, axis=0)).astype(np.uint8)
    around = np.ones(shown.shape[:2], bool)
    around[RIM : RIM + 70, RIM : RIM + 90] = False
    assert (np.abs(shown[around].astype(int) - usual) <= 1).all()


def test_a_line_is_where_it_is_on_the_picture_and_not_on_what_is_around_it() -> None:
    picture = np.repeat(np.arange(0, 256, 2, dtype=np.uint8)[None, :, None], 64, axis=0)
    (box,) = TextNetwork(OneLine()).boxes(np.repeat(picture, 3, axis=2))
    shown = Rect(52, 24, 76, 36)
    assert box.rect.covers(shown.move(-RIM, -RIM))
    assert shown.move(-RIM, -RIM).grow(8).covers(box.rect)


@pytest.mark.parametrize("size", [10, 14])
def test_a_lone_letter_on_the_first_rows_is_found(size: int) -> None:
    finder = Finder(session("text_detector"))
    missed = ""
    for place, letter in enumerate("ABCDEFGHKLMNPRSTUVXYZ", 150):
        drawn = lettered((letter, 60, 110), size=size)
        ink = ink_of(drawn)
        rect = Rect(place, 0, place + ink.width, ink.height)
        picture = np.full((240, 320, 3), (65, 44, 40), np.uint8)
        shown = drawn[ink.top : ink.bottom, ink.left : ink.right]
        part = picture[: rect.bottom, rect.left : rect.right]
        part[:] = np.maximum(part, np.minimum(shown, 190))
        if not any(box.rect.grow(1).covers(rect) for box in finder.find(picture)):
            missed += letter
    assert not missed


def test_a_picture_smaller_than_what_is_added_can_be_looked_at() -> None:
    blind = BlindNetwork()
    assert TextNetwork(blind).boxes(noise(3, 5)) == ()
    assert TextNetwork(blind).boxes(noise(1, 2)) == ()
    assert [shown.shape for shown in blind.shown] == [(STRIDE, STRIDE, 3)] * 2


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
    picture[40 - RIM :] = 0
    picture[20 - RIM : 40 - RIM, 82 - RIM] = 200
    network: Any = Upright(OneLine()) if upright else OneLine()
    shown = np.ascontiguousarray(picture.transpose(1, 0, 2)) if upright else picture
    (box,) = TextNetwork(network).boxes(shown)
    (place,) = box.beyond
    first, last = (place.top, place.bottom) if upright else (place.left, place.right)
    assert first <= 82 - RIM < last


class Upright:
    """Runs a network on pictures with rows and columns exchanged."""

    def __init__(self, network: OneLine) -> None:
        self.network = network

    def run(self, told: None, given: dict[str, NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        answers = self.network.run(told, {"picture": given["picture"].transpose(0, 2, 1, 3)})
        return [np.ascontiguousarray(answer.transpose(0, 2, 1)) for answer in answers]
