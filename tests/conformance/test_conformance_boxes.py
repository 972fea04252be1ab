from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from conformance import boxes as command
from conformance.areas import reported_area
from conformance.boxes import tallied_from_files
from conformance.random_boxes import Box, Tally, box, tallied
from scrub.model.instance import Grid

if TYPE_CHECKING:
    from pathlib import Path

BOXES = 60


@pytest.fixture(scope="module")
def some() -> list[Box]:
    return [box(7, number) for number in range(BOXES)]


@pytest.fixture(scope="module")
def seen(some: list[Box], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    return tallied(some) | tallied_from_files(some, tmp_path_factory.mktemp("boxes"))


def test_no_decoder_sees_a_difference_outside_of_what_is_reported(seen: dict[str, Tally]) -> None:
    assert not {name: one.faults for name, one in seen.items() if one.wrong or one.outside}


def test_three_libraries_see_each_box(seen: dict[str, Tally]) -> None:
    for library in ("libjpeg-turbo by imagecodecs", "libjpeg of T. Richter", "IJG's libjpeg"):
        assert max(t.boxes for name, t in seen.items() if name.startswith(library)) == BOXES


def test_the_boxes_are_of_many_kinds(some: list[Box]) -> None:
    settings = [one.settings for one in some]
    assert len({one.kind for one in settings}) >= 10
    assert {one.scans for one in settings} == {"one", "each", "luminance first"}
    assert {bool(one.restart) for one in settings} == {True, False}
    assert any(one.rows % 2 and one.columns % 2 for one in settings)


def test_a_reach_too_short_is_noticed(some: list[Box]) -> None:
    coarse = [b for b in some if b.settings.sampling == "420" and b.settings.color == "YCbCr"]
    assert coarse
    short = [replace(b, reported=reported_area(b.black, Grid(8, 8, 8, 8, 0))) for b in coarse]
    assert any(tally.outside for tally in tallied(short).values())


def test_a_pixel_outside_is_noticed_and_one_inside_too(some: list[Box]) -> None:
    one = next(b for b in some if b.settings.color == "gray" and not b.reported.all())
    frame = np.zeros(one.black.shape, np.uint8)
    lit = {name: frame.copy() for name in ("outside", "inside")}
    lit["outside"][~one.reported] = 1
    lit["inside"][one.black] = 9
    for name, changed in lit.items():
        tally = Tally()
        tally.note(one, (frame, changed), (0,))
        assert (tally.outside > 0) == (name == "outside")
        assert tally.wrong == 1


@pytest.mark.slow
def test_two_thousand_boxes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = command.main(["--boxes", "2000", "--seed", "1"])
    with capsys.disabled():
        print(capsys.readouterr().out)
    assert code == 0
