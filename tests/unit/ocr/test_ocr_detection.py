from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect, join_all
from scrub.ocr.onnx import OnnxEngine
from scrub.ocr.ppocr import PpOcrEngine
from scrub.ocr.shapes import GIANT
from scrub.ocr.views import HALF_SIZE_FROM

if TYPE_CHECKING:
    from scrub.seams import OcrEngine, Picture


@pytest.fixture(scope="module", params=[OnnxEngine, PpOcrEngine])
def detector(request: pytest.FixtureRequest) -> OcrEngine:
    engine: OcrEngine = request.param()
    return engine


def rects(detector: OcrEngine, picture: Picture) -> list[Rect]:
    return [box.rect for box in detector.find(picture)]


@pytest.mark.parametrize("shades", [(0, 255), (255, 0), (60, 120), (200, 150)])
@pytest.mark.parametrize("size", [11, 20, 32])
def test_lines_are_found_whole_and_apart(
    detector: OcrEngine, shades: tuple[int, int], size: int
) -> None:
    picture = lettered(("DOE JANE", 30, 40), ("12/03/1961", 30, 140), size=size, shades=shades)
    found = rects(detector, picture)
    halves = [Rect(0, 0, 320, 110), Rect(0, 110, 320, 240)]
    assert len(found) == 2
    for rect, half in zip(found, halves, strict=True):
        assert rect.grow(1).covers(ink_of(picture, half))
        assert rect.height < 3 * size


def test_lines_set_close_are_not_one_box(detector: OcrEngine) -> None:
    texts = [(f"DOE JANE {line}{line}", 30, 40 + 22 * line) for line in range(4)]
    assert len(rects(detector, lettered(*texts))) == 4


def test_upright_text_is_found(detector: OcrEngine) -> None:
    picture = np.ascontiguousarray(np.rot90(lettered(("DOE JANE", 30, 40))))
    (rect,) = rects(detector, picture)
    assert rect.grow(1).covers(ink_of(picture))


@pytest.mark.parametrize("angle", [-60, -25, 10, 25, 45, 60])
def test_turned_text_has_a_box_along_its_line(detector: OcrEngine, angle: int) -> None:
    level = Image.fromarray(lettered(("DOE JANE 1961", 60, 110), size=26))
    picture = np.asarray(level.rotate(angle, Image.Resampling.BILINEAR), np.uint8)
    found = detector.find(picture)
    # Its words may be seen one by one.
    assert join_all(box.rect for box in found).grow(2).covers(ink_of(picture))
    for box in found:
        (x0, y0), (x1, y1), _, (x3, y3) = box.corners
        sides = [(np.hypot(x1 - x0, y1 - y0), y0 - y1, x1 - x0)]
        sides += [(np.hypot(x3 - x0, y3 - y0), y0 - y3, x3 - x0)]
        (thickness, _, _), (_, up, right) = sorted(sides)
        assert thickness < 48
        turned = np.degrees(np.arctan2(up, right))
        # Of a short word the angle is less sure.
        assert min((turned - angle) % 180, (angle - turned) % 180) < 8


def test_a_large_picture_is_seen_up_to_its_corners(detector: OcrEngine) -> None:
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


def test_a_quick_look_is_a_look_too(detector: OcrEngine) -> None:
    picture = lettered(("DOE JANE", 30, 40))
    (box,) = detector.find(picture, quick=True)
    assert box.rect.grow(1).covers(ink_of(picture))


def test_a_flat_picture_and_a_bar_show_no_text(detector: OcrEngine) -> None:
    flat = np.full((128, 128, 3), 77, np.uint8)
    assert not detector.find(flat)
    flat[10:118, 20:108] = 200
    assert not detector.find(flat)


def speckle(shape: tuple[int, int], low: int, high: int) -> Picture:
    """Return gray texture with grains of few pixels, as tissue has it."""
    noise = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, shape), (0, 0), 1.3)
    gray = low + (high - low) * (noise - noise.min()) / np.ptp(noise)
    return np.repeat(gray.astype(np.uint8)[..., None], 3, axis=2)


def test_letters_are_found_by_their_color_alone(detector: OcrEngine) -> None:
    ink = lettered(("DOE JANE", 60, 100), size=16)[..., 0] > 128
    picture = speckle(ink.shape, 40, 200)
    gray = picture[ink].astype(int)
    # Of the same luminance as what is under them.
    tinted = np.stack([gray[:, 0] + 60, gray[:, 1] - 30, gray[:, 2] - 10], axis=1)
    picture[ink] = np.clip(tinted, 0, 255)
    bounds = ink_of(np.repeat(ink[..., None], 3, axis=2).astype(np.uint8))
    assert any(rect.grow(2).covers(bounds) for rect in rects(detector, picture))
    luminance = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    without = np.repeat(luminance[..., None], 3, axis=2)
    assert not any(rect.grow(2).covers(bounds) for rect in rects(detector, without))


def test_letters_of_seven_pixels_are_found_on_speckle(detector: OcrEngine) -> None:
    level = lettered(("DOE JANE 1961", 60, 100), size=9)
    ink = (level * 0.75).astype(np.uint8)
    picture = np.maximum(speckle((240, 320), 0, 90), ink)
    assert any(rect.grow(2).covers(ink_of(level)) for rect in rects(detector, picture))


def test_large_letters_are_found(detector: OcrEngine) -> None:
    letters = lettered(("DOE 1961", 10, 80), size=60)
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[120:360, 160:480] = letters
    (rect,) = rects(detector, picture)
    assert rect.height > GIANT[0] * 480
    assert rect.grow(2).covers(ink_of(picture))


def test_upright_letters_set_wide_are_found(detector: OcrEngine) -> None:
    level = lettered(("2 0 1 3 / 0 8 / 2 3", 60, 110), size=15)
    picture = np.ascontiguousarray(np.rot90(level))
    assert any(rect.grow(2).covers(ink_of(picture)) for rect in rects(detector, picture))
