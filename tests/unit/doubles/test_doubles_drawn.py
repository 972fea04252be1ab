from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from before_after import picture as shown
from doubles.broken import BlindEngine, CrashingEngine, LosingExecutor, MisreadingEngine
from doubles.drawn import SAMPLE, DrawnEngine, drawn_on, is_visible
from scrub.errors import InstanceError
from scrub.seams import Lost, OcrEngine

if TYPE_CHECKING:
    from scrub.seams import Picture

WITH_TEXT = [path.name for path in sorted(SAMPLE.glob("*.dcm")) if drawn_on(path.name)]
# Nothing among pydicom's own decoders reads lossless JPEG.
READABLE = [name for name in WITH_TEXT if name != "mr-technical.dcm"]


def frame_of(file: str, frame: int) -> Picture:
    picture: Picture = shown(dcmread(Path(SAMPLE, file)), frame - 1)[..., ::-1]
    return picture


@pytest.mark.parametrize("file", READABLE)
def test_the_drawn_engine_sees_each_text_on_its_frames_and_on_no_other(file: str) -> None:
    for frame in range(1, int(dcmread(SAMPLE / file).get("NumberOfFrames", 1)) + 1):
        seen = {box.rect for box in DrawnEngine(drawn_on(file)).find(frame_of(file, frame))}
        assert seen == {one.rect for one in drawn_on(file) if frame in one.frames}


@pytest.mark.parametrize("file", READABLE)
def test_the_drawn_engine_does_not_see_what_was_blacked(file: str) -> None:
    for one in drawn_on(file):
        picture = frame_of(file, one.frames[0])
        rect = one.rect
        picture = picture.copy()
        picture[rect.top : rect.bottom, rect.left : rect.right] = 0
        assert not is_visible(one, picture)


def test_the_drawn_engine_reads_the_words_inside_their_box() -> None:
    file = "us-single.dcm"
    engine: OcrEngine = DrawnEngine(drawn_on(file))
    picture = frame_of(file, 1)
    boxes = engine.find(picture)
    read = engine.read(picture, boxes)
    assert [" ".join(word.text.reveal() for word in words) for words in read] == [
        " ".join(one.text.split()) for one in drawn_on(file)
    ]
    for box, words in zip(boxes, read, strict=True):
        assert all(box.rect.covers(word.rect) for word in words)


def test_broken_doubles_break_as_they_say() -> None:
    file = "us-single.dcm"
    picture = frame_of(file, 1)
    drawn = DrawnEngine(drawn_on(file))
    crashing: OcrEngine = CrashingEngine(drawn, after=1)
    assert crashing.find(picture) == drawn.find(picture)
    with pytest.raises(InstanceError):
        crashing.find(picture)
    blind: OcrEngine = BlindEngine()
    assert blind.find(picture) == ()
    misreading: OcrEngine = MisreadingEngine(drawn)
    boxes = misreading.find(picture)
    assert {words[0].text.reveal() for words in misreading.read(picture, boxes)} == {"12 cm"}
    assert dict(LosingExecutor(3).run(str, range(4))) == {
        0: "0",
        1: "1",
        2: Lost("the worker died"),
        3: "3",
    }


def test_a_blank_picture_shows_nothing() -> None:
    blank = np.zeros((300, 400, 3), np.uint8)
    assert not DrawnEngine(drawn_on("us-single.dcm")).find(blank)
