from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from doubles.lettered import lettered
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.ocr.mirrored import AROUND, SURE, confirmed
from scrub.ocr.onnx import OnnxEngine
from scrub.stages.lines import is_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.seams import Picture

LINE = Rect(100, 80, 260, 100)
MARK = 250


class Marked:
    """Sees a box around the marked pixels of each picture it is shown, with the next score."""

    def __init__(self, *scores: float) -> None:
        self.scores = list(scores)
        self.shown: list[tuple[int, ...]] = []

    def find(self, picture: Picture) -> tuple[TextBox, ...]:
        self.shown.append(picture.shape[:2])
        score = self.scores.pop(0)
        rows, columns = np.nonzero(picture[..., 0] >= MARK)
        if not score or not len(rows):
            return ()
        rect = Rect(
            int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
        )
        return (TextBox(rect, (), score),)


def marked(rect: Rect) -> Picture:
    picture = np.zeros((240, 400, 3), np.uint8)
    picture[rect.top : rect.bottom, rect.left : rect.right] = 255
    return picture


def nothing(_: Picture, box: TextBox) -> tuple[Word, ...]:
    """Return what is read of a box from behind: nothing."""
    return (Word(Sensitive(""), box.rect, 0.0),)


def words(*parts: tuple[str, int, int], confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(Sensitive(text), Rect(left, LINE.top, right, LINE.bottom), confidence if text else 0.0)
        for text, left, right in parts
    )


def said(found: Sequence[Word]) -> list[str]:
    return [word.text.reveal() for word in found]


def after(seen: Rect, found: Sequence[Word], *scores: float, first: float = 0.6) -> list[str]:
    box = TextBox(LINE, (), first)
    return said(confirmed(Marked(*scores).find, nothing, marked(seen), box, found))


@pytest.mark.parametrize(
    ("start", "stop", "left"),
    [
        (100, 200, ["DOE"]),
        (100, 212, ["DOE"]),
        (100, 216, ["DOE", ""]),
        (100, 260, ["DOE", ""]),
    ],
)
def test_an_end_that_was_not_read_stays_if_a_letter_of_it_is_seen_again(
    start: int, stop: int, left: list[str]
) -> None:
    line = words(("DOE", 100, 200), ("", 200, 260))
    assert after(Rect(start, 80, stop, 100), line, 0.8, 0.8) == left


class Longer(Marked):
    """Sees marked pixels and so many beyond them on the right; from behind that is on the left."""

    def __init__(self, *more: int) -> None:
        super().__init__(*(0.8 for _ in more))
        self.more = list(more)

    def find(self, picture: Picture) -> tuple[TextBox, ...]:
        (box,) = super().find(picture)
        rect = box.rect
        wide = Rect(rect.left, rect.top, rect.right + self.more.pop(0), rect.bottom)
        return (TextBox(wide, (), box.score),)


@pytest.mark.parametrize(
    ("more", "left"),
    [(0, ["DOE"]), (9, ["DOE"]), (10, ["DOE", ""]), (40, ["DOE", ""])],
)
def test_an_end_that_one_look_sees_is_there_if_the_other_sees_a_little_of_it(
    more: int, left: list[str]
) -> None:
    line = words(("DOE", 100, 220), ("", 220, 260))
    box, seen = TextBox(LINE, (), 0.8), Rect(100, 80, 220, 100)
    picture = marked(seen)
    # Upside down all of the end is seen.
    finder = Longer(0, 40)
    picture[80:100, 220 : 220 + more] = 255
    finder.more = [0, 40 - more]
    assert said(confirmed(finder.find, nothing, picture, box, line)) == left


def test_from_behind_the_other_end_is_seen() -> None:
    line = words(("", 100, 140), ("DOE", 140, 200), ("", 200, 260))
    picture = marked(Rect(140, 80, 200, 100))
    box = TextBox(LINE, (), 0.8)
    assert said(confirmed(Longer(40, 0).find, nothing, picture, box, line)) == ["DOE"]
    assert said(confirmed(Longer(0, 40).find, nothing, picture, box, line)) == ["DOE"]


def test_what_was_read_badly_at_an_end_is_no_text_if_it_is_none_from_behind() -> None:
    line = (*words(("DOE", 100, 200)), *words(("AS", 200, 260), confidence=0.59))
    assert after(LINE, line, 0.8, 0.8, first=0.8) == ["DOE", "AS"]
    assert after(Rect(100, 80, 204, 100), line, 0.8, 0.8, first=0.8) == ["DOE"]
    sure = (*words(("DOE", 100, 200)), *words(("AS", 200, 260), confidence=0.6))
    assert after(Rect(100, 80, 204, 100), sure, first=0.8) == ["DOE", "AS"]


def test_what_was_not_read_between_words_stays() -> None:
    line = words(("DOE", 100, 140), ("", 140, 220), ("JANE", 220, 240), ("", 240, 260))
    assert after(Rect(100, 80, 240, 100), line, 0.8, 0.8) == ["DOE", "", "JANE"]


def test_where_a_look_sees_nothing_what_was_read_keeps_its_ends() -> None:
    line = words(("DOE", 100, 200), ("", 200, 260))
    assert after(LINE, line, 0.0, 0.8) == ["DOE", ""]


@pytest.mark.parametrize(
    ("first", "scores", "stays"),
    [(0.6, (0.5, 0.4), True), (0.6, (0.5, 0.3), False), (0.9, (0.0, 0.0), False)],
)
def test_a_box_that_is_read_badly_is_text_if_three_looks_agree_that_it_is(
    first: float, scores: tuple[float, float], *, stays: bool
) -> None:
    for line in (words(("", 100, 260)), words(("DOE", 100, 260), confidence=0.5)):
        assert bool(after(LINE, line, *scores, first=first)) == stays


@pytest.mark.parametrize(
    ("line", "scores", "sure"),
    [
        (Rect(100, 80, 160, 100), (0.6, 0.55), True),
        (Rect(100, 80, 159, 100), (0.6, 0.55), False),
        (Rect(100, 80, 160, 100), (0.6, 0.5), False),
        (Rect(100, 80, 120, 140), (0.6, 0.55), True),
    ],
)
def test_a_long_line_is_sure_to_be_text_if_three_looks_agree_that_it_is(
    line: Rect, scores: tuple[float, float], *, sure: bool
) -> None:
    found = (Word(Sensitive(""), line, 0.0, detection=0.54),)
    box = TextBox(line, (), 0.54)
    (word,) = confirmed(Marked(*scores).find, nothing, marked(line), box, found)
    assert is_text((word,)) == sure
    assert word.detection == (SURE if sure else 0.54)


@pytest.mark.parametrize(
    ("text", "confidence", "scores", "sure"),
    [
        ("MK", 0.85, (0.6, 0.5), True),
        ("MK", 0.84, (0.6, 0.5), False),
        ("MK", 0.7, (0.75, 0.8), True),
        ("MK", 0.69, (0.7, 0.8), False),
        ("M", 0.99, (0.6, 0.5), False),
        ("MK", 0.99, (0.6, 0.45), False),
        ("MK", 0.99, (0.0, 0.9), False),
    ],
)
def test_what_is_short_and_read_well_is_sure_to_be_text_if_three_looks_agree_that_it_is(
    text: str, confidence: float, scores: tuple[float, float], *, sure: bool
) -> None:
    rect = Rect(100, 80, 124, 100)
    found = (Word(Sensitive(text), rect, confidence, detection=0.41),)
    (word,) = confirmed(Marked(*scores).find, nothing, marked(rect), TextBox(rect, (), 0.41), found)
    assert word.detection == (SURE if sure else 0.41)


def test_a_line_that_was_read_is_not_looked_at_again() -> None:
    assert after(LINE, words(("DOE", 100, 260)), first=0.72) == ["DOE"]
    line = words(("DOE", 100, 200), ("J", 200, 260), confidence=0.6)
    assert after(LINE, line, first=0.72) == ["DOE", "J"]


@pytest.mark.parametrize(
    ("first", "scores", "sure"),
    [(0.6, (0.7, 0.66), True), (0.6, (0.7, 0.64), False), (0.71, (0.9, 0.0), False)],
)
def test_what_three_looks_see_plainly_is_text_though_it_is_short_and_badly_read(
    first: float, scores: tuple[float, float], *, sure: bool
) -> None:
    rect = Rect(100, 80, 124, 100)
    found = (Word(Sensitive("m"), rect, 0.3, detection=first),)
    (word,) = confirmed(
        Marked(*scores).find, nothing, marked(rect), TextBox(rect, (), first), found
    )
    assert is_text((word,)) == sure


@pytest.mark.parametrize(
    ("confidence", "first", "stays"), [(0.69, 0.5, False), (0.7, 0.5, True), (0.6, 0.72, True)]
)
def test_what_is_faint_and_hardly_read_is_no_text_if_it_is_none_from_behind(
    confidence: float, first: float, *, stays: bool
) -> None:
    line = words(("DOE", 100, 200), ("", 200, 260), confidence=confidence)
    assert bool(after(LINE, line, 0.45, 0.0, first=first)) == stays


def test_upright_lines_end_above_and_below() -> None:
    line = Rect(100, 40, 120, 200)
    found = (
        Word(Sensitive(""), Rect(100, 40, 120, 90), 0.0),
        Word(Sensitive("DOE"), Rect(100, 90, 120, 200), 0.9),
    )
    box, picture = TextBox(line, (), 0.8), marked(Rect(100, 90, 120, 200))
    assert said(confirmed(Marked(0.8, 0.8).find, nothing, picture, box, found)) == ["DOE"]


def test_thick_lines_are_looked_at_in_a_smaller_picture() -> None:
    line = Rect(20, 60, 320, 180)
    finder = Marked(0.8, 0.8)
    found = (Word(Sensitive(""), line, 0.0),)
    left = confirmed(finder.find, nothing, marked(line), TextBox(line, (), 0.8), found)
    assert said(left) == [""]
    rows, columns = line.height + 2 * AROUND, line.right + AROUND
    assert finder.shown == [(round(0.4 * rows), round(0.4 * columns))] * 2


@pytest.mark.parametrize(
    ("said_mirrored", "confidence", "scores", "is_text_after_all"),
    [
        ("MS", 0.9, (0.5, 0.4), True),
        ("MS", 0.89, (0.5, 0.4), False),
        ("MS", 0.99, (0.4, 0.4), False),
        ("M", 0.99, (0.5, 0.4), False),
        ("M2", 0.99, (0.5, 0.4), False),
        ("RT", 0.99, (0.5, 0.4), False),
        ("Left", 0.99, (0.5, 0.4), False),
    ],
)
def test_initials_that_are_read_in_a_mirror_are_text_that_was_not_read(
    said_mirrored: str,
    confidence: float,
    scores: tuple[float, float],
    *,
    is_text_after_all: bool,
) -> None:
    rect = Rect(100, 80, 124, 100)

    def mirrored(_: Picture, box: TextBox) -> tuple[Word, ...]:
        return (Word(Sensitive(said_mirrored), box.rect, confidence, detection=0.6),)

    box, found = TextBox(rect, (), 0.6), (Word(Sensitive("2W"), rect, 0.6, detection=0.6),)
    left = confirmed(Marked(*scores).find, mirrored, marked(rect), box, found)
    assert (bool(left) and is_text(left)) == is_text_after_all
    if is_text_after_all:
        assert [(word.text.reveal(), word.rect) for word in left] == [("", rect)]


def test_speckle_that_the_engine_takes_for_letters_is_none_from_behind() -> None:
    # 2026-11: the network takes it for letters on 20 of these pictures, and on all 20 it stays
    # without a look from behind; with one, on none.
    engine, ink = OnnxEngine(), lettered(("Kathleen", 60, 110))
    taken = left = 0
    for seed in range(100):
        noise = np.random.default_rng(seed).rayleigh(0.6, (240, 320)).astype(np.float32)
        fine = cv2.GaussianBlur(noise, (0, 0), 0.6)
        speckle = np.asarray(200 * (fine - fine.min()) / np.ptp(fine))
        speckle[:, :150] = 0
        drawn = (speckle[..., None] * (1 - ink / 255.0) + ink).clip(0, 255)
        picture = drawn.astype(np.uint8)
        boxes = engine.find(picture)
        read = [word.text.reveal() for found in engine.read(picture, boxes) for word in found]
        assert "Kathleen" in read
        taken += len(boxes) > 1
        left += read != ["Kathleen"]
    assert taken >= 10
    assert left <= taken // 5
