from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import CELL, PrintedEngine, put, rect_of
from scrub.model.instance import Job
from scrub.model.outcome import Verdict
from scrub.model.text import TextBox
from scrub.stages.cine import Watcher
from scrub.stages.look_again import ALIKE, NEAR, SecondLook
from scrub.stages.scrub import scrub
from scrub.stages.write import Places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from scrub.seams import Picture

BLANK = np.full((80, 160), 40, np.uint8)
AT = (20, 40)


@dataclass
class Careless(PrintedEngine):
    """Cuts so many pixels off the end of what it finds, or misses it; its second look sees all."""

    cut: int = 0
    misses: bool = False

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        if self.misses:
            return ()
        return tuple(shorter(box, self.cut) for box in super().find(picture, quick=quick))

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return super().find(picture)


def shorter(box: TextBox, cut: int) -> TextBox:
    left, top, right, bottom = box.rect.left, box.rect.top, box.rect.right - cut, box.rect.bottom
    corners = (left, top), (right, top), (right, bottom), (left, bottom)
    return TextBox(type(box.rect)(left, top, right, bottom), corners, box.score)


def picture(gray: NDArray[np.uint8]) -> Picture:
    return np.repeat(gray[..., None], 3, axis=2)


def looked(frames: Sequence[NDArray[np.uint8]], engine: PrintedEngine) -> SecondLook:
    first, second = Watcher(engine), SecondLook(engine)
    for index, gray in enumerate(frames):
        first.see(picture(gray), index)
        second.see(picture(gray), index, first.tracks)
    return second


def said(second: SecondLook) -> dict[str, set[int]]:
    return {"".join(w.text.reveal() for w in t.words): t.frames for t in second.tracks}


@pytest.mark.parametrize(("cut", "reads"), [(0, 1), (NEAR, 1), (5, 1), (6, 2), (2 * CELL, 2)])
def test_what_both_looks_draw_alike_is_read_once(cut: int, reads: int) -> None:
    engine = Careless(cut=cut)
    assert int(ALIKE * rect_of("DOE JANE", *AT).height) == 5
    looked([put(BLANK, "DOE JANE", *AT)], engine)
    assert engine.reads == reads


def test_what_only_the_second_saw_is_on_the_frames_that_show_it() -> None:
    shown = put(BLANK, "DOE", *AT)
    second = looked([shown, shown, BLANK, shown], Careless(misses=True))
    assert said(second) == {"DOE": {0, 1, 3}}


def test_only_the_first_frame_is_looked_at_again() -> None:
    engine = Careless(misses=True)
    second = looked([BLANK, put(BLANK, "DOE", *AT)], engine)
    assert (engine.finds, said(second)) == (1, {})


@pytest.mark.parametrize("engine", [Careless(cut=5 * CELL), Careless(misses=True)])
def test_what_the_first_look_cuts_or_misses_goes_with_the_second(
    engine: Careless, tmp_path: Path, key_file: Path
) -> None:
    text = rect_of("DOE JANE", *AT)
    source = saved(dataset_of(put(BLANK, "DOE JANE", *AT)[None]), tmp_path / "in.dcm")
    places = Places(str(tmp_path / "out"), str(tmp_path))
    outcome = scrub(Job(source), tools_with(key_file, engine), places)
    assert outcome.verdict is Verdict.WRITTEN, outcome.reason
    (written,) = (tmp_path / "out").rglob("*.dcm")
    pixels = dcmread(written).pixel_array
    inside = np.zeros(BLANK.shape, bool)
    inside[text.top : text.bottom, text.left : text.right] = True
    assert pixels.reshape(BLANK.shape)[inside].max() <= 40
    assert (pixels.reshape(BLANK.shape)[20:40] == 40).all()
