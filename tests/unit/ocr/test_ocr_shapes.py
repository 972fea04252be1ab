from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from scrub.model.geometry import Rect
from scrub.ocr.shapes import beside_trace, is_giant, is_trace
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 400, 40
BOX = level_box(Rect(0, 0, WIDTH, HEIGHT), 0.9)


def paper() -> NDArray[np.uint8]:
    """Return graph paper with lines in a light red, crossed by darker ones."""
    page = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    page[::8], page[:, ::8] = (240, 200, 200), (240, 200, 200)
    page[::40, ::40] = (150, 60, 60)
    return page


def trace(page: NDArray[np.uint8], color: tuple[int, int, int] = (10, 10, 10)) -> None:
    beat = [(0, 28), (10, 28), (14, 25), (18, 28), (24, 28), (26, 31), (29, 5), (32, 34), (34, 28)]
    beat += [(44, 28), (50, 23), (56, 28), (66, 28)]
    points = [(x + start, y) for start in range(0, WIDTH, 66) for x, y in beat]
    cv2.polylines(page, [np.array(points, np.int32)], isClosed=False, color=color)


def written(page: NDArray[np.uint8], text: str, at: tuple[int, int], scale: float = 0.6) -> None:
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, (10, 10, 10), 1)


@pytest.mark.parametrize("color", [(10, 10, 10), (0, 90, 0), (160, 0, 160)])
def test_a_trace_on_graph_paper_is_no_text(color: tuple[int, int, int]) -> None:
    page = paper()
    trace(page, color)
    assert is_trace(BOX, page)
    assert is_trace(BOX, 255 - page)


def test_a_trace_with_a_name_beside_it_stays_a_find() -> None:
    for label, at in (("II", (4, 14)), ("DOE", (340, 14)), ("i", (200, 12))):
        page = paper()
        trace(page)
        written(page, label, at)
        assert not is_trace(BOX, page), label


@pytest.mark.parametrize(("name", "at"), [("DOE", (340, 14)), ("II", (4, 14)), ("JANE", (40, 14))])
def test_what_stands_beside_a_trace_is_told_letter_by_letter(
    name: str, at: tuple[int, int]
) -> None:
    page, alone = paper(), np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    trace(page)
    written(page, name, at)
    written(alone, name, at)
    rows, columns = np.nonzero(alone.min(axis=2) < 100)
    ink = Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    beside = beside_trace(BOX, page)
    assert beside
    assert any(rect.grow(1).covers(ink) for rect in beside)
    assert sum(rect.area for rect in beside) < 4 * ink.area


@pytest.mark.parametrize("underlined", [False, True])
def test_a_line_of_text_is_none(underlined: bool) -> None:  # noqa: FBT001 (a case)
    page = paper()
    written(page, "MARIGOLD THISTLEDOWN 1953-04-11", (2, 26))
    if underlined:
        page[32] = 10
    assert not is_trace(BOX, page)


def test_text_that_a_line_strikes_through_is_none() -> None:
    page = paper()
    written(page, "MARIGOLD THISTLEDOWN 1953-04-11", (2, 26))
    page[20] = 10
    assert not is_trace(BOX, page)


def test_a_bar_and_an_empty_box_are_none() -> None:
    bar = paper()
    bar[18:22] = 10
    assert not is_trace(BOX, bar)
    assert not is_trace(BOX, np.zeros((HEIGHT, WIDTH, 3), np.uint8))


def test_a_short_box_is_none_whatever_it_holds() -> None:
    page = paper()
    trace(page)
    assert not is_trace(level_box(Rect(0, 0, 150, HEIGHT), 0.9), page)


def test_a_box_is_giant_by_its_thickness_and_not_by_its_length() -> None:
    shape = (600, 800, 3)
    assert not is_giant(level_box(Rect(0, 0, 800, 60), 0.9), shape)
    assert is_giant(level_box(Rect(0, 0, 800, 80), 0.8), shape)
    assert not is_giant(level_box(Rect(0, 0, 80, 40), 0.9), (100, 100, 3))


def test_a_line_of_large_letters_is_no_giant_and_a_band_or_a_block_is_one() -> None:
    shape = (480, 640, 3)
    assert not is_giant(level_box(Rect(100, 100, 500, 160), 0.96), shape)
    assert is_giant(level_box(Rect(100, 100, 500, 160), 0.7), shape), "texture"
    assert is_giant(level_box(Rect(0, 100, 640, 157), 0.96), shape), "a trace from side to side"
    assert is_giant(level_box(Rect(100, 100, 300, 160), 0.95), shape), "a block"
    assert not is_giant(level_box(Rect(100, 100, 300, 160), 0.97), shape), "a time, say"
    assert is_giant(level_box(Rect(20, 100, 620, 200), 0.96), shape), "too thick for letters"


def test_a_trace_that_runs_into_a_panel_with_a_name_is_none() -> None:
    page = paper()
    trace(page)
    page[18:36, 120:260] = 10
    written(page, "DOE JANE", (130, 32), 0.5)
    page[18:36, 120:260] = 10 + (page[18:36, 120:260] // 2)
    assert not is_trace(BOX, page)
