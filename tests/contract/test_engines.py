"""What every OCR engine promises."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from scrub.model.geometry import Rect
from scrub.ocr.tiling import level_box
from scrub.toolbox import ENGINES, engine

if TYPE_CHECKING:
    from scrub.seams import OcrEngine, Picture

WORD = "Abdomen"
AT = (40, 60)
SHADES = [(0, 255), (20, 200), (255, 0), (200, 30)]


def started(name: str) -> OcrEngine:
    if name == "tesseract" and not shutil.which("tesseract"):
        pytest.skip("the program tesseract is not on this machine")
    return engine(name)


@pytest.fixture(scope="module", params=ENGINES)
def any_engine(request: pytest.FixtureRequest) -> OcrEngine:
    return started(str(request.param))


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "none"])
def seeing(request: pytest.FixtureRequest) -> OcrEngine:
    return started(str(request.param))


def drawn(paper: int, ink: int, text: str = WORD) -> Picture:
    image = Image.new("RGB", (240, 160), (paper,) * 3)
    font = ImageFont.load_default(size=22)
    ImageDraw.Draw(image).text(AT, text, (ink,) * 3, font)
    return np.asarray(image, np.uint8)


def ink_of(picture: Picture) -> Rect:
    rows, columns = np.nonzero((picture != picture[0, 0]).any(axis=2))
    return Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


@pytest.mark.parametrize("shade", [0, 90, 255])
@pytest.mark.parametrize("quick", [False, True])
def test_an_engine_finds_nothing_on_a_flat_picture(
    any_engine: OcrEngine, shade: int, *, quick: bool
) -> None:
    flat = np.full((96, 128, 3), shade, np.uint8)
    assert not any_engine.find(flat, quick=quick)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (5, 300), (90, 7), (161, 97)])
def test_an_engine_takes_pictures_of_any_size(
    any_engine: OcrEngine, rows: int, columns: int
) -> None:
    ramp = np.linspace(0, 255, rows * columns * 3).reshape(rows, columns, 3).astype(np.uint8)
    for box in any_engine.find(ramp):
        assert box.rect.clip(rows, columns) == box.rect


def test_boxes_and_words_lie_inside_the_picture(any_engine: OcrEngine) -> None:
    picture = drawn(0, 255)[62:80, 44:150]
    boxes = any_engine.find(picture)
    assert all(box.rect.clip(*picture.shape[:2]) == box.rect for box in boxes)
    for words in any_engine.read(picture, boxes):
        assert all(word.rect.clip(*picture.shape[:2]) == word.rect for word in words)


def test_an_engine_gives_one_sequence_of_words_for_each_box(any_engine: OcrEngine) -> None:
    picture = drawn(0, 255)
    boxes = [level_box(Rect(*corners), 0.9) for corners in ((30, 50, 200, 90), (0, 0, 12, 9))]
    assert len(any_engine.read(picture, boxes)) == 2
    assert len(any_engine.read(picture, [])) == 0


def test_an_engine_gives_the_same_answer_twice(any_engine: OcrEngine) -> None:
    picture = drawn(0, 255)
    boxes = any_engine.find(picture)
    assert any_engine.find(picture) == boxes
    assert any_engine.read(picture, boxes) == any_engine.read(picture, boxes)


def test_where_nothing_is_an_engine_reads_one_word_without_text_or_none(seeing: OcrEngine) -> None:
    flat = np.full((96, 128, 3), 90, np.uint8)
    (words,) = seeing.read(flat, [level_box(Rect(10, 10, 60, 30), 0.9)])
    assert [(word.text.reveal(), word.detection) for word in words] in ([], [("", 0.9)])


@pytest.mark.parametrize(("paper", "ink"), SHADES)
def test_an_engine_finds_a_word_and_reads_it(seeing: OcrEngine, paper: int, ink: int) -> None:
    picture = drawn(paper, ink)
    (box,) = seeing.find(picture)
    assert box.rect.grow(2).covers(ink_of(picture))
    ((word,),) = seeing.read(picture, [box])
    assert word.text.reveal() == WORD
    assert word.confidence > 0.5
    assert word.rect.grow(2).covers(ink_of(picture))


@pytest.mark.parametrize(("paper", "ink"), SHADES[:3:2])
def test_words_of_a_line_come_apart_from_left_to_right(
    seeing: OcrEngine, paper: int, ink: int
) -> None:
    picture = drawn(paper, ink, "Doe Jane")
    boxes = seeing.find(picture)
    read = [word for words in seeing.read(picture, boxes) for word in words]
    assert [word.text.reveal() for word in read] == ["Doe", "Jane"]
    assert read[0].rect.left < read[0].rect.right <= read[1].rect.right
    assert len({word.line for word in read}) == len(boxes)


def test_the_engine_none_sees_nothing() -> None:
    none = engine("none")
    assert not none.find(drawn(0, 255))
    assert none.read(drawn(0, 255), [level_box(Rect(30, 50, 200, 90), 0.9)]) == [()]
