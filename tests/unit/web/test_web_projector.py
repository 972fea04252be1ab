from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from doubles.sightings import COLUMNS, ROWS, frames, sight
from scrub.web.projections import Projection
from scrub.web.projector import MOST_STACKS, Projector, Stack

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 8


def stacks(folder: Path, number: int) -> tuple[Stack, ...]:
    sights = [sight(folder, one, count=COUNT) for one in range(number)]
    return tuple(Stack(ROWS, COLUMNS, (one.source,)) for one in sights)


def done(projector: Projector, number: int, one: Stack) -> bool:
    for _ in range(500):
        progress = projector.look_at(number, one)
        if progress.is_whole and progress.frames == COUNT:
            return True
        time.sleep(0.01)
    return False


def test_who_comes_back_to_a_stack_finds_it_right(tmp_path: Path) -> None:
    found = stacks(tmp_path, 2)
    projector = Projector()
    try:
        for turn in range(40):
            projector.look_at(turn % 2, found[turn % 2])
            time.sleep(0.002)
        for number, one in enumerate(found):
            assert done(projector, number, one)
            shown = projector.picture(number, one, Projection.MAX)
            assert np.array_equal(shown[..., 0], frames(number, COUNT).max(axis=0))
    finally:
        projector.close()


def test_a_stack_that_was_forgotten_is_looked_at_again(tmp_path: Path) -> None:
    found = stacks(tmp_path, MOST_STACKS + 1)
    projector = Projector()
    try:
        for number, one in enumerate(found):
            assert done(projector, number, one)
        assert done(projector, 0, found[0])
        shown = projector.picture(0, found[0], Projection.MAX)
        assert np.array_equal(shown[..., 0], frames(0, COUNT).max(axis=0))
    finally:
        projector.close()


def test_a_frame_of_another_size_leaves_its_instance_out(tmp_path: Path) -> None:
    (one,) = stacks(tmp_path, 1)
    larger = replace(one, rows=one.rows + 1)
    projector = Projector()
    try:
        while not (progress := projector.look_at(0, larger)).is_whole:
            time.sleep(0.01)
        assert (progress.frames, progress.left_out) == (0, 1)
        assert not projector.picture(0, larger, Projection.MAX).any()
    finally:
        projector.close()


def test_it_ends_in_the_middle_of_its_work(tmp_path: Path) -> None:
    (one,) = stacks(tmp_path, 1)
    projector = Projector()
    projector.look_at(0, replace(one, sources=one.sources * 10_000))
    projector.close()
    assert not projector._thread.is_alive()
