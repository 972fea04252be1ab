from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.closer import MOST, THICK, along, lines_in, lines_on
from scrub.ocr.network import Network
from scrub.ocr.tiling import level_box, merge
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.text import TextBox
    from scrub.seams import Picture


class Counting:
    """The real session, and the pixels that it was given."""

    def __init__(self) -> None:
        self._session = session("PP-OCRv6_det_small")
        self.pixels: list[int] = []

    def get_inputs(self) -> Any:  # noqa: ANN401 (onnxruntime carries no types)
        return self._session.get_inputs()

    def run(self, names: None, given: dict[str, NDArray[np.float32]]) -> Any:  # noqa: ANN401 (as above)
        self.pixels += [tensor.shape[2] * tensor.shape[3] for tensor in given.values()]
        return self._session.run(names, given)


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting()


@pytest.fixture
def network(counting: Counting) -> Network:
    counting.pixels.clear()
    return Network(counting)


def beat(picture: Picture, row: int) -> Picture:
    """Return the picture with the trace of a heart from its left to its right edge."""
    shape = [(0, 0), (10, 0), (14, -3), (18, 0), (26, 3), (29, -23), (32, 6), (34, 0), (66, 0)]
    points = [(x + start, row + y) for start in range(0, 320, 66) for x, y in shape]
    drawn = picture.copy()
    cv2.polylines(drawn, [np.array(points, np.int32)], isClosed=False, color=(200, 200, 200))
    return drawn


def textured(picture: Picture, left: int) -> Picture:
    """Return the picture on bright, coarse texture from a column on."""
    noise = np.random.default_rng(3).normal(0, 1, picture.shape[:2])
    ground = np.clip(120 + 90 * cv2.GaussianBlur(noise, (0, 0), 1.5), 60, 170)[..., None]
    ground[:, :left] = 0
    return np.maximum(picture, ground).astype(np.uint8)


def test_a_thick_box_gives_the_lines_in_it(network: Network) -> None:
    picture = lettered(("DOE JANE", 30, 40), ("12/03/1961", 30, 62))
    ink = ink_of(picture)
    lines = merge(lines_in(network, picture, [level_box(ink.grow(6), 0.9)]))
    assert len(lines) == 2
    assert all(line.rect.height < 0.7 * ink.height for line in lines)


def test_one_line_on_calm_ground_costs_no_look(network: Network, counting: Counting) -> None:
    picture = lettered(("DOE JANE", 30, 40), size=24)
    box = level_box(ink_of(picture).grow(10), 0.9)
    assert box.rect.height >= THICK
    assert list(lines_in(network, picture, [box])) == [box]
    assert not counting.pixels


def test_a_thick_box_seen_twice_is_looked_at_once(network: Network, counting: Counting) -> None:
    picture = lettered(("DOE JANE", 30, 40), ("12/03/1961", 30, 62))
    box = level_box(ink_of(picture).grow(6), 0.9)
    once = list(lines_in(network, picture, [box]))
    looks = len(counting.pixels)
    again = level_box(box.rect.grow(1), 0.8)
    assert list(lines_in(network, picture, [box, again])) == 2 * once
    assert len(counting.pixels) == 2 * looks


def test_a_thin_and_a_faint_box_stay_as_they_are(network: Network, counting: Counting) -> None:
    picture = lettered(("DOE JANE", 30, 40))
    boxes = [level_box(Rect(30, 40, 130, 60), 0.9), level_box(Rect(20, 20, 200, 100), 0.4)]
    assert list(lines_in(network, picture, boxes)) == boxes
    assert not counting.pixels


def test_a_name_on_a_trace_is_found_and_the_trace_is_not(network: Network) -> None:
    letters = lettered(("DOE JANE 1961", 90, 98), size=14)
    name = ink_of(letters)
    picture = beat(np.zeros_like(letters), 120)
    panel = name.grow(3)
    picture[panel.top : panel.bottom, panel.left : panel.right] = 30
    picture = np.maximum(picture, letters)
    band = level_box(Rect(0, 92, 320, 130), 0.9)
    covered = np.zeros(picture.shape[:2], bool)
    for box in lines_on(network, picture, [band]):
        covered[box.rect.top : box.rect.bottom, box.rect.left : box.rect.right] = True
    assert covered[name.top : name.bottom, name.left : name.right].mean() > 0.9
    assert covered[band.rect.top : band.rect.bottom].mean() < 0.6


def test_no_more_than_a_bound_is_looked_at_again(network: Network, counting: Counting) -> None:
    picture = textured(np.zeros((900, 900, 3), np.uint8), 0)
    bands = [level_box(Rect(0, 90 * i, 900, 90 * i + 80), 0.9) for i in range(10)]
    list(lines_on(network, picture, bands))
    assert 0 < sum(counting.pixels) < 5 * MOST  # Five looks, margins, and strides.


def test_a_line_is_found_to_its_end_on_texture(network: Network) -> None:
    level = lettered(("DOE JANE MARY", 30, 40), size=16)
    picture = textured(level, 90)
    ink = ink_of(level)
    half = level_box(Rect(ink.left - 2, ink.top - 3, 92, ink.bottom + 3), 0.9)
    found = list(along(network, picture, [half]))
    assert found
    right = max(box.rect.right for box in found)
    assert right >= ink.right - 3
    assert all(box.rect.height < 2 * half.rect.height for box in found)


@pytest.mark.parametrize("quarter", [1, 3])
def test_so_is_one_that_runs_up_or_down(network: Network, quarter: int) -> None:
    level = np.rot90(lettered(("DOE JANE MARY", 30, 40), size=16), quarter)
    picture = np.rot90(textured(np.ascontiguousarray(np.rot90(level, -quarter)), 90), quarter)
    ink = ink_of(np.ascontiguousarray(level))
    middle = (ink.top + ink.bottom) // 2
    top, bottom = (middle + 10, ink.bottom + 2) if quarter == 1 else (ink.top - 2, middle - 10)
    half = level_box(Rect(ink.left - 3, top, ink.right + 3, bottom), 0.9)
    found = list(along(network, np.ascontiguousarray(picture), [half]))
    assert min(box.rect.top for box in found) <= ink.top + 3
    assert max(box.rect.bottom for box in found) >= ink.bottom - 3


def test_a_line_that_ends_on_calm_ground_is_not_looked_at(
    network: Network, counting: Counting
) -> None:
    picture = lettered(("DOE JANE", 90, 40))
    assert not list(along(network, picture, [level_box(ink_of(picture).grow(3), 0.9)]))
    assert not counting.pixels


class Spelling:
    """Sees letters one by one, and not all of a line."""

    def __init__(self, *lefts: int) -> None:
        self._lefts = lefts

    def boxes(self, picture: Picture) -> list[TextBox]:
        """Return boxes in twice the size, with the margin that is looked at too."""
        assert picture.shape[0] > 2 * 26
        return [level_box(Rect(2 * x, 24, 2 * (x + 20), 56), 0.9) for x in self._lefts]


def test_letters_that_leave_gaps_do_not_stand_for_their_line() -> None:
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 255, (80, 200, 3), np.uint8)
    box = level_box(Rect(20, 20, 160, 46), 0.9)
    assert list(lines_in(cast("Network", Spelling(8, 30, 88)), picture, [box])) == [box]
