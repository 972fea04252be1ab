from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.recognition import LONGEST, Reader
from scrub.ocr.tiling import level_box
from scrub.ocr.weights import session
from scrub.phi.belief import MIN_CONFIDENCE

if TYPE_CHECKING:
    from scrub.seams import Picture


class Reciting:
    """A network that reads characters at the steps it was told, whatever it is shown."""

    def __init__(self, read: dict[int, str], steps: int) -> None:
        self._letters = sorted(set(read.values()))
        self._answer = np.zeros((1, steps, len(self._letters) + 2), np.float32)
        self._answer[:, :, 0] = 0.5
        for step, letter in read.items():
            self._answer[:, step, 1 + self._letters.index(letter)] = 1.0

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="x")]

    def get_outputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(shape=self._answer.shape)]

    def get_modelmeta(self) -> SimpleNamespace:
        return SimpleNamespace(custom_metadata_map={"character": "\n".join(self._letters)})

    def run(self, *_: object) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return (self._answer,)


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


@pytest.mark.parametrize(("gap", "words"), [(4, ["2015Distr"]), (6, ["2015", "Distr"])])
def test_letters_much_farther_apart_than_the_rest_are_of_two_words(
    gap: int, words: list[str]
) -> None:
    steps = [2, 4, 6, 8, *range(8 + gap, 18 + gap, 2)]
    reciting = Reciting(dict(zip(steps, "2015Distr", strict=True)), 60)
    # Ten times as long as high: a line's thickness is six steps.
    read = Reader(reciting).read(
        np.zeros((60, 480, 3), np.uint8), level_box(Rect(0, 0, 480, 48), 0.9), 0
    )
    assert texts(read) == words


def sans(text: str) -> Picture:
    """Return a picture with a text in OpenCV's own font, which has letters of most of Europe."""
    picture = np.zeros((80, 400, 3), np.uint8)
    # The weight is told: without, it is that of whatever was drawn before.
    cv2.putText(picture, text, (20, 50), (255, 255, 255), cv2.FontFace("sans"), 24, 300)
    return picture


@pytest.mark.parametrize("name", ["Жданов Щукин", "Врач: Юдин", "д. 5852 Яшин"])
def test_what_the_network_has_no_letters_for_is_said_to_be_unread(
    reader: Reader, name: str
) -> None:
    picture = sans(name)
    ink = ink_of(picture)
    words = reader.read(picture, level_box(ink.grow(4), 0.9), 0)
    unread = sum(w.rect.width for w in words if not w.text or w.confidence < MIN_CONFIDENCE)
    assert unread > 0.4 * ink.width


def test_what_was_read_beside_what_was_not_keeps_its_place(reader: Reader) -> None:
    picture = sans("SUPINE 1961 Жщю")
    read = ink_of(picture, Rect(0, 0, 175, 80))
    words = reader.read(picture, level_box(ink_of(picture).grow(4), 0.9), 0)
    assert [w.text.reveal() for w in words] == ["SUPINE", "1961", ""]
    assert words[0].rect.join(words[1].rect).covers(read)
    assert words[2].rect.left >= read.right


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_text_is_read_whichever_way_up_it_stands(reader: Reader, turns: int) -> None:
    upright = lettered(("SUPINE 1961", 40, 60))
    picture = np.ascontiguousarray(np.rot90(upright, turns))
    words = reader.read(picture, level_box(ink_of(picture).grow(4), 0.8), 0)
    assert texts(words) == ["SUPINE", "1961"]
    number = np.zeros_like(upright)
    space = ink_of(upright).left + int(ink_of(upright).width * 0.63)
    number[:, space:] = upright[:, space:]
    assert words[1].rect.covers(ink_of(np.ascontiguousarray(np.rot90(number, turns))))


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


def test_what_is_about_square_and_found_plainly_is_read_in_every_turn(reader: Reader) -> None:
    level = lettered(("L-1", 60, 110), size=60)
    upright = np.ascontiguousarray(np.rot90(level, 1))
    rect = ink_of(upright).grow(9)
    assert rect.height < 1.5 * rect.width
    assert texts(reader.read(upright, level_box(rect, 0.6), 0)) == ["L-1"]
    assert texts(reader.read(upright, level_box(rect, 0.59), 0)) != ["L-1"]


def test_letters_are_read_in_a_mirror_without_the_side_that_they_stand_in(reader: Reader) -> None:
    drawn = np.array(lettered(("MS", 60, 110), size=30))
    rect = ink_of(drawn)
    # A bar above them, as of the large letter around such initials.
    drawn[rect.top - 8 : rect.top - 5, rect.left - 6 : rect.right + 30] = 255
    film = np.ascontiguousarray(drawn[:, ::-1])
    columns = film.shape[1]
    place = Rect(columns - rect.right, rect.top - 9, columns - rect.left, rect.bottom).grow(3)
    assert texts(reader.read_mirrored(film, level_box(place, 0.8))) == ["MS"]
    assert texts(reader.read(film, level_box(place, 0.8), 0)) != ["MS"]
