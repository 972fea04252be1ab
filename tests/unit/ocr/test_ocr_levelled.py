from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.ocr.finder import Finder
from scrub.ocr.levelled import LYING, seen_level
from scrub.ocr.regions import placed
from scrub.ocr.tiling import is_level, level_box
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from scrub.model.text import TextBox
    from scrub.seams import Picture

MIDDLE = (160.0, 120.0)


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(session("text_detector"))


def turned(picture: Picture, degrees: float) -> Picture:
    """Return a picture turned around its middle, counterclockwise."""
    matrix = cv2.getRotationMatrix2D(MIDDLE, degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (320, 240)), np.uint8)


def box_of(rect: Rect, degrees: float, score: float = 0.6) -> TextBox:
    """Return a box as if what is in a rectangle had been turned so."""
    sides = (float(rect.width), float(rect.height))
    matrix = cv2.getRotationMatrix2D(MIDDLE, degrees, 1.0)
    middle = matrix @ ((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2, 1.0)
    corners = cv2.boxPoints(((float(middle[0]), float(middle[1])), sides, -degrees))
    box = placed(np.asarray(corners, np.float32), score, (240, 320))
    assert box
    return box


@pytest.mark.parametrize("degrees", [-40, -20, 25, 70])
def test_of_a_turned_line_all_is_seen_though_only_its_first_word_was(
    finder: Finder, degrees: float
) -> None:
    level = lettered(("Tel. 0241 728 42", 90, 110), size=16)
    line = ink_of(level)
    first = box_of(Rect(line.left, line.top, line.left + 30, line.bottom).grow(3), degrees)
    picture = turned(level, degrees)
    (found,) = seen_level(finder.find, picture, [first])
    assert found.rect.grow(2).covers(ink_of(picture, Rect(40, 0, 280, 240)))
    assert found.score > first.score
    thick = min(np.hypot(*np.subtract(found.corners[k], found.corners[0])) for k in (1, 3))
    assert thick <= 2 * line.height


def test_level_and_upright_boxes_stay_as_they_are_and_nothing_is_looked_at() -> None:
    boxes = [level_box(Rect(10, 10, 90, 26), 0.6), level_box(Rect(10, 40, 26, 90), 0.5)]

    def find(picture: Picture) -> tuple[TextBox, ...]:
        raise AssertionError(picture.shape)

    assert seen_level(find, lettered(), boxes) == tuple(boxes)


def test_a_box_stays_where_nothing_is_seen_level() -> None:
    box = box_of(Rect(100, 100, 160, 114), 30)
    assert seen_level(lambda _: (), lettered(), [box]) == (box,)


@pytest.mark.parametrize(
    ("other", "is_of"),
    [
        (Rect(150, 42, 190, 56), True),
        (Rect(205, 42, 240, 56), False),
        (Rect(150, 50, 190, 64), False),
        (Rect(150, 36, 190, 62), False),
        (Rect(150, 46, 190, 52), False),
    ],
    ids=["next word", "too far away", "on a line below", "too thick", "too thin"],
)
def test_words_next_to_it_on_its_axis_are_of_the_line(other: Rect, *, is_of: bool) -> None:
    # The line is 60 x 14, and in the middle of what is looked at: 200 x 56.
    own = Rect(70, 21, 130, 35)

    def find(picture: Picture) -> tuple[TextBox, ...]:
        assert picture.shape[:2] == (56, 200)
        return level_box(own, 0.7), level_box(other.move(0, -21), 0.9)

    (found,) = seen_level(find, lettered(), [box_of(Rect(130, 113, 190, 127), 30)])
    length = float(max(np.hypot(*np.subtract(found.corners[k], found.corners[0])) for k in (1, 3)))
    assert (length > 100) == is_of
    assert found.score == pytest.approx(0.9 if is_of else 0.7)


def test_a_level_line_beside_a_turned_one_is_no_part_of_it() -> None:
    beside = Rect(178, 80, 260, 94)
    assert beside.width >= LYING * beside.height

    def find(picture: Picture) -> tuple[TextBox, ...]:
        assert picture.shape[:2] == (56, 200)
        return level_box(Rect(70, 21, 130, 35), 0.7), level_box(Rect(135, 21, 175, 35), 0.9)

    slanted = box_of(Rect(130, 113, 190, 127), 30)
    kept, found = seen_level(find, lettered(), [slanted, level_box(beside, 0.8)])
    assert kept.rect == beside
    assert not is_level(found)
    assert found.score == pytest.approx(0.7)


@pytest.mark.parametrize(("degrees", "boxes"), [(60, 1), (0, 2)])
def test_a_letter_found_by_itself_on_a_line_that_slants_is_of_the_line(
    finder: Finder, degrees: float, boxes: int
) -> None:
    level = lettered(("DOE JANE 1961", 60, 110), size=20)
    line = ink_of(level).grow(3)
    last = box_of(Rect(line.right - 16, line.top, line.right, line.bottom), degrees)
    letter = level_box(last.rect, 0.7)
    assert letter.rect.width < LYING * letter.rect.height
    found = seen_level(finder.find, turned(level, degrees), [box_of(line, degrees), letter])
    assert len(found) == boxes
