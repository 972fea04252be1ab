from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from scrub.ocr.cores import FARTHEST, Line, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

THICK = 20.0
CORE = 6  # cells: at stride 2, without a fifth of 20 pixels on each side


def answer(**parts: tuple[slice, slice, float]) -> NDArray[np.float32]:
    """Return probabilities at stride 2: nothing but these parts, given by rows and columns."""
    shown = np.full((150, 200), 0.02, np.float32)
    for rows, columns, probability in parts.values():
        shown[rows, columns] = probability
    return shown


def found(shown: NDArray[np.float32]) -> list[Line]:
    thickness = np.full((75, 100), np.log2(THICK), np.float32)
    return sorted(lines(shown, thickness), key=lambda line: float(line.corners[:, 0].min()))


def bounds(corners: NDArray[np.float32]) -> tuple[float, float, float, float]:
    return (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


ROWS = slice(70, 70 + CORE)
SURE = (ROWS, slice(50, 100), 0.9)


def test_a_line_that_ends_sharply_has_nothing_beyond() -> None:
    (line,) = found(answer(line=SURE))
    assert line.beyond == ()


def test_what_is_faint_behind_a_line_is_beyond_it() -> None:
    (line,) = found(answer(line=SURE, faint=(ROWS, slice(100, 106), 0.1)))
    (place,) = line.beyond
    left, top, right, bottom = bounds(place)
    line_top, line_bottom = line.corners[:, 1].min(), line.corners[:, 1].max()
    assert left == pytest.approx(float(line.corners[:, 0].max()))
    assert right == pytest.approx(212, abs=2)
    assert (top, bottom) == pytest.approx((line_top, line_bottom))


@pytest.mark.parametrize("turned", [False, True])
def test_so_is_what_is_before_it_upright_too(*, turned: bool) -> None:
    shown = answer(line=SURE, faint=(ROWS, slice(44, 50), 0.1))
    (line,) = found(np.ascontiguousarray(shown.T[:150, :200]) if turned else shown)
    (place,) = line.beyond
    assert bounds(place)[int(turned)] == pytest.approx(88, abs=2)


def test_what_is_beyond_a_slanted_line_is_on_its_axis() -> None:
    shown = np.full((150, 200), 0.02, np.float32)
    for step in range(40, 110):
        shown[step : step + 2 * CORE, step] = 0.9 if step < 90 else 0.1
    (line,) = found(shown)
    (place,) = line.beyond
    x, y = place.mean(axis=0)
    assert x > 180
    assert y - x == pytest.approx(2 * CORE, abs=6)


def test_no_gap_is_wider_than_part_of_a_letter() -> None:
    (line,) = found(answer(line=SURE, faint=(ROWS, slice(105, 110), 0.1)))
    assert line.beyond == ()


def test_no_line_reaches_into_another_one() -> None:
    shown = answer(line=SURE, faint=(ROWS, slice(100, 105), 0.1), next=(ROWS, slice(105, 140), 0.9))
    first, second = found(shown)
    (right,), (left,) = first.beyond, second.beyond
    assert bounds(right)[2] <= 2 * 105 + 1
    assert bounds(left)[0] >= 2 * 100 - 1


def test_nor_farther_than_a_letter_and_never_off_the_picture() -> None:
    (line,) = found(answer(line=(ROWS, slice(5, 20), 0.9), all=(ROWS, slice(20, 200), 0.1)))
    (place,) = line.beyond
    thick = float(np.ptp(line.corners[:, 1]))
    assert np.ptp(place[:, 0]) == pytest.approx(FARTHEST * thick, abs=2)
    (line,) = found(answer(line=(ROWS, slice(150, 196), 0.9), all=(ROWS, slice(196, 200), 0.1)))
    (place,) = line.beyond
    assert bounds(place)[2] <= 402
