from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.lettered import lettered
from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.stages.changes import BLOCK, in_blocks
from scrub.stages.motion import Motion

if TYPE_CHECKING:
    from scrub.seams import Picture
    from scrub.stages.changes import Blocks

SHAPE = (240, 320, 3)
WHOLE = Rect(0, 0, 320, 240)
NOWHERE = in_blocks((), SHAPE)
TISSUE = Rect(0, 48, 320, 240)
POP_UP = "MILLER ANNA", 100, 120
AROUND = Rect(100, 120, 230, 146)


def tissue(index: int, text: tuple[str, int, int] | None = None, ink: int = 255) -> Picture:
    rng = np.random.default_rng(index)
    speckle = grain(rng)
    shade = np.repeat(110 * speckle[..., None], 3, axis=2)
    shade[: TISSUE.top] = 0
    letters = lettered(text) / 255.0 if text else np.zeros(SHAPE)
    return np.asarray((shade * (1 - letters) + ink * letters).clip(0, 255), np.uint8)


def watched(count: int) -> Motion:
    motion = Motion(tissue(0))
    motion.looked_at([WHOLE], NOWHERE, NOWHERE)
    for index in range(1, count):
        motion.see(tissue(index))
        motion.looked_at([WHOLE] if index == 1 else [], NOWHERE, NOWHERE)
    return motion


def where(rect: Rect) -> Blocks:
    return in_blocks((rect,), SHAPE)


def test_all_is_to_be_looked_at_first() -> None:
    assert Motion(tissue(0)).noticed(NOWHERE).all()


def test_what_stands_is_not_looked_at_and_what_changes_there_is() -> None:
    motion = Motion(tissue(0))
    motion.looked_at([WHOLE], NOWHERE, NOWHERE)
    motion.see(tissue(0))
    assert not motion.noticed(NOWHERE).any()
    changed = tissue(0)
    changed[3, 5, 1] = 12
    motion.see(changed)
    assert np.argwhere(motion.noticed(NOWHERE)).tolist() == [[0, 0]]


def test_tissue_that_moves_is_hardly_looked_at_again() -> None:
    motion = watched(6)
    noticed = []
    for index in range(6, 30):
        motion.see(tissue(index))
        noticed.append(motion.noticed(NOWHERE).mean())
        motion.looked_at([], NOWHERE, NOWHERE)
    assert (motion.restless == where(TISSUE)).all()
    assert np.mean(noticed) < 0.02


@pytest.mark.parametrize("ink", [255, 0])
@pytest.mark.parametrize("count", [3, 20])
def test_text_that_pops_up_over_tissue_is_noticed_on_its_frame(count: int, ink: int) -> None:
    motion = watched(count)
    motion.see(tissue(count, POP_UP, ink))
    assert (motion.noticed(NOWHERE) & where(AROUND)).sum() >= 5


def test_a_lone_letter_is_noticed() -> None:
    motion = watched(20)
    motion.see(tissue(20, ("I", 117, 112)))
    assert motion.noticed(NOWHERE)[7:9, 7].any()


def test_letters_side_by_side_are_noticed_sooner_than_one() -> None:
    motion = watched(20)
    now = tissue(20)
    for left in (112, 128):
        now[116:124, left + 4 : left + 6] = 255
    motion._most = motion._most.copy()
    motion.see(now)
    ratio = motion._measures[:, 7, 7:9] / np.maximum(motion._most[:, 7, 7:9], 1)
    motion._most[:, 7, 7:9] *= np.maximum(ratio / 1.2, 1)
    assert motion.noticed(NOWHERE)[7, 7:9].all()
    motion._most[:, 7, 8] *= 2
    assert not motion.noticed(NOWHERE)[7, 7:9].any()


def test_a_small_thing_is_looked_at_several_times_before_it_is_taken_for_restless() -> None:
    motion = Motion(lettered())
    motion.looked_at([WHOLE], NOWHERE, NOWHERE)
    looks = 0
    for step in range(20):
        picture = lettered().copy()
        picture[10:14, 20 + step % 2] = 90
        motion.see(picture)
        noticed = motion.noticed(NOWHERE)
        looks += bool(noticed.any())
        motion.looked_at([Rect(16, 0, 32, 16)] if noticed.any() else [], NOWHERE, NOWHERE)
    assert 6 <= looks <= 10


def test_text_that_comes_back_is_noticed_again() -> None:
    motion = watched(8)
    for index in (8, 9):
        motion.see(tissue(index, POP_UP))
        motion.looked_at([AROUND], where(AROUND), where(AROUND))
    motion.see(tissue(10))
    motion.looked_at([AROUND], NOWHERE, where(AROUND))
    motion.see(tissue(11, ("NOVAK JOHN", 100, 120)))
    assert (motion.noticed(NOWHERE) & where(AROUND)).sum() >= 5


@pytest.mark.parametrize("overlooked", [0, 3], ids=["never", "on every third frame"])
def test_a_clock_stays_calm_however_often_it_changes_or_is_overlooked(overlooked: int) -> None:
    clock = Rect(10, 8, 100, 32)
    motion = Motion(lettered(("10:31:00", 10, 8)))
    motion.looked_at([WHOLE], where(clock), where(clock))
    for second in range(1, 40):
        motion.see(lettered((f"10:31:{second:02}", 10, 8)))
        assert motion.noticed(NOWHERE).any()
        read = NOWHERE if overlooked and second % overlooked == 0 else where(clock)
        motion.looked_at([clock.grow(BLOCK)], read, read)


def test_what_does_not_move_any_more_is_calm_again() -> None:
    motion = watched(3)
    resting = tissue(3)
    for _ in range(300):
        motion.see(resting)
    assert not motion.restless.any()
    assert motion.noticed(NOWHERE).sum() > where(TISSUE).sum() / 2
