from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.blind_network import BlindNetwork, noise
from doubles.lettered import ink_of, lettered
from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.ocr.finder import Finder
from scrub.ocr.onnx import OnnxEngine
from scrub.ocr.own_size import FREE, READ, SURE, shown_only_there
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox

BOX = level_box(Rect(100, 100, 200, 120), 0.4)


def found(*words: tuple[str, float], known: Sequence[TextBox] = (), score: float = 0.4) -> float:
    """Return the score that a box has in the end; 0 if it is not taken."""

    def read(box: TextBox) -> Sequence[Word]:
        return [Word(Sensitive(text), box.rect, confidence) for text, confidence in words]

    box = level_box(BOX.rect, score)
    return next((taken.score for taken in shown_only_there(read, [box], known)), 0)


def test_what_is_read_surely_where_nothing_was_found_is_text() -> None:
    assert found(("MWJ", 1.0)) == SURE
    assert found(("", 0.0), ("MA", 0.98)) == SURE
    assert found(("MWJ", 1.0), score=0.85) == 0.85


@pytest.mark.parametrize(
    "words", [[("MWJ", READ - 0.01)], [("M", 1.0)], [("", 0.9)], [("MWJ", 1.0), ("ODX", 0.7)]]
)
def test_what_is_read_badly_or_hardly_is_not(words: list[tuple[str, float]]) -> None:
    assert found(*words) == 0


@pytest.mark.parametrize(("share", "is_taken"), [(FREE - 0.05, True), (FREE + 0.05, False)])
def test_where_something_was_found_nothing_is_added(share: float, is_taken: bool) -> None:  # noqa: FBT001
    beside = Rect(50, 90, 100 + round(share * 100), 130)
    assert bool(found(("MWJ", 1.0), known=[level_box(beside, 0.8)])) is is_taken


@pytest.mark.parametrize(("high", "is_taken"), [(36, False), (44, True)])
def test_a_box_of_several_lines_does_not_stand_in_the_way(high: int, is_taken: bool) -> None:  # noqa: FBT001
    around = level_box(Rect(90, 110 - high // 2, 210, 110 + high // 2), 0.5)
    assert bool(found(("MWJ", 1.0), known=[around])) is is_taken


@pytest.mark.parametrize(
    ("size", "looks"),
    [((320, 640), [(352, 672)]), ((768, 1024), [(800, 1056)]), ((1600, 1600), [])],
)
def test_only_a_picture_that_was_enlarged_is_looked_at_in_its_own_size(
    size: tuple[int, int], looks: list[tuple[int, int]]
) -> None:
    blind = BlindNetwork()
    assert Finder(blind).find_in_own_size(noise(*size)) == ()
    assert blind.sizes == looks


def test_the_engine_looks_there_too_unless_it_is_to_be_quick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Finder, "find", lambda *_: ())
    picture, engine = lettered(("MWJ", 100, 90), size=30), OnnxEngine()
    (box,) = engine.find(picture)
    assert box.rect.covers(ink_of(picture))
    assert box.score >= SURE
    assert engine.find(picture, quick=True) == ()
