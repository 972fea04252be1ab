from __future__ import annotations

import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.recognition import LONGEST, Reader
from scrub.ocr.tiling import level_box
from scrub.ocr.weights import session


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(session("PP-OCRv6_rec_small"))


def texts(words: object) -> list[str]:
    assert isinstance(words, tuple)
    return [word.text.reveal() for word in words]


@pytest.mark.parametrize("text", ["Doe", "MRN-90210", "12/03/1961", "Muster", "K"])
@pytest.mark.parametrize("shades", [(0, 255), (255, 0), (90, 160)])
def test_what_was_written_is_read(reader: Reader, text: str, shades: tuple[int, int]) -> None:
    picture = lettered((text, 40, 60), shades=shades)
    words = reader.read(picture, level_box(ink_of(picture).grow(4), 0.8), 3)
    assert texts(words) == [text]
    assert words[0].confidence > 0.5
    assert (words[0].line, words[0].detection) == (3, 0.8)


def test_words_come_apart_where_the_space_is(reader: Reader) -> None:
    picture = lettered(("Doe", 40, 60), ("Jane", 110, 60), ("1961", 190, 60))
    box = level_box(ink_of(picture).grow(4), 0.8)
    words = reader.read(picture, box, 0)
    assert texts(words) == ["Doe", "Jane", "1961"]
    places = [Rect(30, 0, 100, 240), Rect(100, 0, 180, 240), Rect(180, 0, 300, 240)]
    for word, place in zip(words, places, strict=True):
        assert word.rect.covers(ink_of(picture, place))
        assert box.rect.covers(word.rect)


@pytest.mark.parametrize("turns", [1, 3])
def test_upright_text_is_read_both_ways(reader: Reader, turns: int) -> None:
    picture = np.ascontiguousarray(np.rot90(lettered(("MRN-90210", 40, 60)), turns))
    box = level_box(ink_of(picture).grow(4), 0.8)
    (word,) = reader.read(picture, box, 0)
    assert word.text.reveal() == "MRN-90210"
    assert word.rect == box.rect


def test_what_cannot_be_read_is_one_word_without_text(reader: Reader) -> None:
    picture = np.full((60, 90, 3), 50, np.uint8)
    (word,) = reader.read(picture, level_box(Rect(10, 10, 70, 30), 0.4), 0)
    assert (word.text.reveal(), word.confidence, word.rect) == ("", 0.0, Rect(10, 10, 70, 30))


@pytest.mark.parametrize("rect", [Rect(0, 0, 1, 1), Rect(0, 7, 4000, 10), Rect(5, 0, 6, 60)])
def test_a_box_of_any_shape_is_read_without_an_error(reader: Reader, rect: Rect) -> None:
    picture = np.zeros((60, 4000, 3), np.uint8)
    assert rect.width > 2 * LONGEST or rect.width == 1
    words = reader.read(picture, level_box(rect, 0.4), 0)
    assert all(rect.covers(word.rect) for word in words)
