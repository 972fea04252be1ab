from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.detection import HALF_SIZE_FROM, Detector
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from scrub.seams import Picture


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(session("PP-OCRv6_det_small"))


def rects(detector: Detector, picture: Picture) -> list[Rect]:
    return [box.rect for box in detector.find(picture)]


@pytest.mark.parametrize("shades", [(0, 255), (255, 0), (60, 120), (200, 150)])
@pytest.mark.parametrize("size", [11, 20, 32])
def test_lines_are_found_whole_and_apart(
    detector: Detector, shades: tuple[int, int], size: int
) -> None:
    picture = lettered(("DOE JANE", 30, 40), ("12/03/1961", 30, 140), size=size, shades=shades)
    found = rects(detector, picture)
    halves = [Rect(0, 0, 320, 110), Rect(0, 110, 320, 240)]
    assert len(found) == 2
    for rect, half in zip(found, halves, strict=True):
        assert rect.grow(1).covers(ink_of(picture, half))
        assert rect.height < 3 * size


def test_lines_set_close_are_not_one_box(detector: Detector) -> None:
    texts = [(f"DOE JANE {line}{line}", 30, 40 + 22 * line) for line in range(4)]
    assert len(rects(detector, lettered(*texts))) == 4


def test_upright_text_is_found(detector: Detector) -> None:
    picture = np.ascontiguousarray(np.rot90(lettered(("DOE JANE", 30, 40))))
    (rect,) = rects(detector, picture)
    assert rect.grow(1).covers(ink_of(picture))


@pytest.mark.parametrize("angle", [-60, -25, 10, 25, 45, 60])
def test_turned_text_has_a_box_along_its_line(detector: Detector, angle: int) -> None:
    level = Image.fromarray(lettered(("DOE JANE 1961", 60, 110), size=26))
    picture = np.asarray(level.rotate(angle, Image.Resampling.BILINEAR), np.uint8)
    (box,) = detector.find(picture)
    assert box.rect.grow(2).covers(ink_of(picture))
    (x0, y0), (x1, y1), _, (x3, y3) = box.corners
    sides = sorted([(np.hypot(x1 - x0, y1 - y0), y0 - y1, x1 - x0), (np.hypot(x3 - x0, y3 - y0),)])
    assert sides[0][0] < 45
    _, up, right = max(sides, key=len)
    turned = np.degrees(np.arctan2(up, right))
    assert min(abs(turned - angle) % 90, -abs(turned - angle) % 90) < 5


def test_a_large_picture_is_seen_up_to_its_corners(detector: Detector) -> None:
    size = HALF_SIZE_FROM + 200
    picture = np.zeros((size, size, 3), np.uint8)
    word = lettered(("DOE JANE", 30, 40))
    picture[:240, :320] = word
    picture[-240:, -320:] = word
    ink = ink_of(word)
    expected = [ink, ink.move(size - 320, size - 240)]
    found = rects(detector, picture)
    assert len(found) == 2
    assert all(rect.grow(2).covers(other) for rect, other in zip(found, expected, strict=True))


def test_a_quick_look_is_a_look_too(detector: Detector) -> None:
    picture = lettered(("DOE JANE", 30, 40))
    (box,) = detector.find(picture, quick=True)
    assert box.rect.grow(1).covers(ink_of(picture))


def test_a_flat_picture_and_a_bar_show_no_text(detector: Detector) -> None:
    flat = np.full((128, 128, 3), 77, np.uint8)
    assert not detector.find(flat)
    flat[10:118, 20:108] = 200
    assert not detector.find(flat)
