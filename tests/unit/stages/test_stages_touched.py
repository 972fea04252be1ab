"""Parts of a frame that a plan may have changed, counted pixel by pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scrub.model.geometry import Rect
from scrub.model.instance import Grid, ImagePixel
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.plan import Plan
from scrub.stages.touched import SMOOTHED, Area, Areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS, COLUMNS = 37, 41
IMAGE = ImagePixel(
    transfer_syntax_uid="1.2.840.10008.1.2.4.50",
    rows=ROWS,
    columns=COLUMNS,
    number_of_frames=9,
    samples_per_pixel=3,
    photometric_interpretation="YBR_FULL_422",
    bits_allocated=8,
    bits_stored=8,
    high_bit=7,
    pixel_representation=0,
    planar_configuration=0,
    keyword="PixelData",
    value_vr="OB",
    value_offset=0,
    value_length=None,
)
GRIDS = st.sampled_from([Grid(), Grid(2, 1, 2, 1), Grid(8, 8, 8, 8), Grid(8, 8, 16, 16, 8)])


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    left, top = draw(st.integers(0, COLUMNS - 1)), draw(st.integers(0, ROWS - 1))
    right, bottom = draw(st.integers(left + 1, COLUMNS)), draw(st.integers(top + 1, ROWS))
    return Rect(left, top, right, bottom)


def painted(some: list[Rect]) -> NDArray[np.bool_]:
    canvas = np.zeros((ROWS, COLUMNS), bool)
    for rect in some:
        canvas[max(0, rect.top) : rect.bottom, max(0, rect.left) : rect.right] = True
    return canvas


@given(st.lists(rects(), max_size=6), GRIDS)
def test_what_may_not_change_is_every_pixel_that_black_does_not_reach_and_no_other(
    some: list[Rect], grid: Grid
) -> None:
    times = np.zeros((ROWS, COLUMNS), int)
    for part in Area(some, IMAGE, grid).rest:
        times[part] += 1
    touched = painted([grid.changed_by(rect) for rect in some])
    assert np.array_equal(times, np.where(touched, 0, 1))


@given(st.lists(rects(), min_size=1, max_size=6))
def test_inner_are_the_pixels_with_nothing_but_black_within_reach(some: list[Rect]) -> None:
    masked = painted(some)
    area = Area(some, IMAGE, Grid())
    for part in area.black:
        inner = area.inner(part)
        for row, column in np.ndindex(*masked[part].shape):
            y, x = part[0].start + row, part[1].start + column
            near = masked[
                max(0, y - SMOOTHED) : y + SMOOTHED + 1, max(0, x - SMOOTHED) : x + SMOOTHED + 1
            ]
            assert inner[row, column] == near.all()


@given(st.lists(st.tuples(rects(), st.integers(0, 7), st.integers(1, 4)), max_size=5))
def test_each_frame_has_the_area_of_its_own_regions_in_whatever_order_it_is_asked(
    some: list[tuple[Rect, int, int]],
) -> None:
    regions = tuple(Region(r, FrameRange(first, first + n), "x") for r, first, n in some)
    areas = Areas(Plan("", "", "", (), "", mask=Mask(regions)), IMAGE)
    for index in (3, 0, 8, 3, 4, 5):
        own = [region.rect for region in regions if index in region.frames]
        black = np.zeros((ROWS, COLUMNS), bool)
        for part in areas.on(index).black:
            black[part] = True
        assert np.array_equal(black, painted(own))
