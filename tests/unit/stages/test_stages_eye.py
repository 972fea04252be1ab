from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.lettered import lettered
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.ocr.null import NullEngine
from scrub.ocr.onnx import OnnxEngine
from scrub.ocr.tiling import level_box
from scrub.stages.eye import Eye

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.seams import Picture


def test_what_an_area_cuts_is_found_whole() -> None:
    picture = lettered(("MILLER ANNA MARIA", 40, 100))
    area, boxes = Eye(OnnxEngine()).find_whole(picture, Rect(96, 80, 176, 144))
    (box,) = boxes
    assert box.rect.left < 44
    assert box.rect.right > 210
    assert area.covers(box.rect)


def test_an_area_without_text_is_looked_at_as_it_is() -> None:
    ramp = np.broadcast_to(np.arange(320)[None, :, None] // 2, (240, 320, 3)).astype(np.uint8)
    area = Rect(96, 80, 176, 144)
    assert Eye(OnnxEngine()).find_whole(ramp, area) == (area, [])


def test_on_a_calm_ground_nothing_is_beyond_a_word() -> None:
    picture = lettered(("MILLER ANNA", 40, 100))
    engine = OnnxEngine()
    (box,) = engine.find(picture)
    beyond = Rect(0, box.rect.top, box.rect.left, box.rect.bottom)
    beside = Rect(box.rect.right, box.rect.top, box.rect.right + 40, box.rect.bottom)
    words = Eye(engine).read(picture, replace(box, beyond=(beyond, beside)))
    assert words
    assert all(word.beyond == () for word in words)


class Telling(NullEngine):
    """An engine that reads what it was told."""

    def __init__(self, *words: Word) -> None:
        self._words = words

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        return [self._words]


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (Rect(100, 34, 110, 62), Rect(100, 40, 110, 56)),
        (Rect(30, 44, 41, 50), Rect(30, 44, 41, 50)),
        (Rect(38, 56, 104, 66), Rect(40, 56, 100, 66)),
        (Rect(103, 40, 110, 56), None),
        (Rect(100, 57, 110, 66), None),
    ],
)
def test_on_a_rough_ground_a_word_goes_on_in_line_and_no_thicker(
    place: Rect, left: Rect | None
) -> None:
    rough = np.random.default_rng(3).integers(0, 255, (100, 160, 3), np.uint8)
    word = Word(Sensitive("QUILL"), Rect(40, 40, 100, 56), 0.9, beyond=(place,))
    (read,) = Eye(Telling(word)).read(rough, level_box(word.rect, 0.9))
    assert read.rect == word.rect
    assert read.beyond == ((left,) if left else ())


@pytest.mark.parametrize(
    ("noise", "ink", "is_read"),
    [(10, 0, False), (11, 0, True), (0, 2, True), (3, 8, True), (0, 0, True)],
    ids=["noise", "more than that", "faint ink", "faint ink on noise", "nothing at all"],
)
def test_what_black_differs_by_from_pixel_to_pixel_is_no_text(
    noise: int, ink: int, *, is_read: bool
) -> None:
    rng = np.random.default_rng(5)
    shown = rng.random((60, 160, 1)) < 0.05
    picture = np.where(shown, noise, 0).astype(np.uint8).repeat(3, axis=2)
    if ink:
        picture[24:36, 44:96:8] = ink
    word = Word(Sensitive("QUILL"), Rect(40, 20, 100, 40), 0.9)
    assert bool(Eye(Telling(word)).read(picture, level_box(word.rect, 0.9))) == is_read
