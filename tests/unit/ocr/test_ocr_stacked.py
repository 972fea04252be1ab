from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.lettered import ink_of, lettered
from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.ocr.recognition import Reader
from scrub.ocr.stacked import AS_HIGH, LINE, unstacked
from scrub.ocr.tiling import level_box
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.seams import Picture


def reading(picture: Picture, box: TextBox) -> Sequence[Word]:
    return Reader(session("PP-OCRv6_rec_small")).read(picture, box, 0)


def apart(picture: Picture, rect: Rect) -> list[Rect]:
    return [box.rect for box in unstacked(reading, picture, [level_box(rect, 0.8)])]


def bars(above: int, gap: int, below: int) -> Picture:
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[20 : 20 + above, 20:180:4] = 255
    picture[20 + above + gap : 20 + above + gap + below, 40:120:4] = 255
    return picture


class Trusting:
    """Reads with the confidence given for one box and for each of two, and counts."""

    def __init__(self, whole: float, parts: float, high: int) -> None:
        self.whole, self.parts, self.high = whole, parts, high
        self.read: list[Rect] = []

    def __call__(self, picture: Picture, box: TextBox) -> Sequence[Word]:
        assert picture.shape == (100, 200, 3)
        self.read.append(box.rect)
        confidence = self.whole if box.rect.height == self.high else self.parts
        return (Word(Sensitive("A"), box.rect, confidence),)


def cut(picture: Picture, high: int, whole: float = 0.5, parts: float = 0.9) -> list[Rect]:
    box = level_box(Rect(18, 20, 182, 20 + high), 0.8)
    read = Trusting(whole, parts, high)
    return [box.rect for box in unstacked(read, picture, [box])]


@pytest.mark.parametrize("size", [14, 20])
def test_two_lines_that_nearly_touch_are_two_boxes(size: int) -> None:
    first, second = lettered(("110/111", 40, 60), size=size), lettered(("20Hz", 64, 80), size=size)
    one, two = ink_of(first), ink_of(second)
    picture = np.zeros_like(first)
    picture[40 : 40 + one.height, 40 : 40 + one.width] = first[
        one.top : one.bottom, one.left : one.right
    ]
    top = 41 + one.height
    picture[top : top + two.height, 60 : 60 + two.width] = second[
        two.top : two.bottom, two.left : two.right
    ]
    box = Rect(38, 38, 42 + max(one.width, 20 + two.width), top + two.height + 2)
    found = apart(picture, box)
    assert len(found) == 2
    assert found[0].covers(Rect(40, 40, 40 + one.width, 40 + one.height))
    assert found[1].covers(Rect(60, top, 60 + two.width, top + two.height))


def test_letters_with_a_gap_of_their_own_are_one_box() -> None:
    picture = lettered(("05:24:50", 40, 60), size=30)
    bounds = ink_of(picture)
    middle = (bounds.top + bounds.bottom) // 2
    picture = picture.copy()
    picture[middle : middle + 1] = 0
    assert apart(picture, bounds.grow(2)) == [bounds.grow(2)]


def test_one_line_is_not_read_for_this() -> None:
    picture = bars(20, 0, 0)
    read = Trusting(0.5, 0.9, 20)
    assert len(list(unstacked(read, picture, [level_box(Rect(18, 20, 182, 40), 0.8)]))) == 1
    assert read.read == []


@pytest.mark.parametrize(("parts", "found"), [(0.65, 2), (0.64, 1), (0.4, 1)])
def test_two_lines_have_to_read_clearly_better(parts: float, found: int) -> None:
    assert len(cut(bars(10, 1, 10), 21, parts=parts)) == found


def test_the_parts_end_where_their_ink_does() -> None:
    above, below = cut(bars(10, 2, 10), 22)
    assert above == Rect(18, 20, 179, 31)
    assert below == Rect(38, 31, 119, 42)


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        (LINE, LINE, 2),
        (LINE - 1, LINE, 1),
        (10, 10 * AS_HIGH, 2),
        (10, 10 * AS_HIGH + 1, 1),
    ],
)
def test_lines_are_about_as_high_as_each_other(above: int, below: float, found: int) -> None:
    below = round(below)
    assert len(cut(bars(above, 1, below), above + 1 + below)) == found


@pytest.mark.parametrize("best", [27, 33])
def test_of_several_empty_rows_the_one_that_reads_best_counts(best: int) -> None:
    picture = bars(7, 1, 5)
    picture[34:41, 40:120:4] = 255

    def read(_: Picture, box: TextBox) -> Sequence[Word]:
        is_best = best in {box.rect.top, box.rect.bottom}
        return (Word(Sensitive("A"), box.rect, 0.9 if is_best else 0.2),)

    boxes = list(unstacked(read, picture, [level_box(Rect(18, 20, 182, 41), 0.8)]))
    assert [(box.rect.top, box.rect.bottom) for box in boxes] == [(20, best), (best, 41)]


def test_on_texture_nothing_is_cut() -> None:
    texture = (grain(np.random.default_rng(5), 100, 200) * 120).astype(np.uint8)
    assert cut(np.repeat(texture[..., None], 3, axis=2), 40) == [Rect(18, 20, 182, 60)]
