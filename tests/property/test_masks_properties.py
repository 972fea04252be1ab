from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from scrub.masks.criteria import facts, fits, mask_for, near_misses
from scrub.masks.regions import outside
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, MaskTemplate

SIZES = st.integers(1, 40)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    left, top = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    return Rect(left, top, left + draw(SIZES), top + draw(SIZES))


@st.composite
def fractions(draw: st.DrawFn) -> tuple[float, float, float, float]:
    sides = st.lists(st.integers(0, 1000), min_size=2, max_size=2, unique=True).map(sorted)
    (left, right), (top, bottom) = draw(sides), draw(sides)
    return left / 1000, top / 1000, right / 1000, bottom / 1000


TEXTS = st.text("ab\\ ", max_size=4)
OPS = st.sampled_from(["equals", "startswith", "contains", "matches", "present", "absent"])
CONDITIONS = st.builds(
    Condition,
    st.sampled_from(["Manufacturer", "ManufacturerModelName", "Modality"]),
    OPS,
    st.lists(TEXTS.filter(lambda t: "\\" not in t), max_size=2).map(tuple),
    st.booleans(),
)
TEMPLATES = st.builds(
    MaskTemplate,
    name=st.uuids().map(str),
    conditions=st.lists(CONDITIONS, max_size=3).map(tuple),
    rects=st.lists(rects(), max_size=3).map(tuple),
    fractions=st.lists(fractions(), max_size=2).map(tuple),
    rows=st.none() | st.integers(38, 42),
    columns=st.none() | st.integers(38, 42),
    complete=st.booleans(),
)


@st.composite
def headers(draw: st.DrawFn) -> Dataset:
    dataset = Dataset()
    dataset.Manufacturer = draw(TEXTS)
    dataset.Rows, dataset.Columns = draw(st.integers(38, 42)), draw(st.integers(38, 42))
    if draw(st.booleans()):
        dataset.ManufacturerModelName = draw(TEXTS)
    return dataset


@given(st.lists(rects(), max_size=6), SIZES, SIZES)
def test_what_is_outside_and_what_is_inside_make_the_frame_once(
    inside: list[Rect], rows: int, columns: int
) -> None:
    count = np.zeros((rows, columns), int)
    for rect in inside:
        count[rect.top : rect.bottom, rect.left : rect.right] = 1
    for rect in outside(inside, rows, columns):
        assert rect.clip(rows, columns) == rect
        count[rect.top : rect.bottom, rect.left : rect.right] += 1
    assert (count == 1).all()


@given(st.lists(TEMPLATES, max_size=5), headers(), st.integers(1, 9))
def test_the_mask_is_the_union_of_what_fits_whatever_the_order(
    templates: list[MaskTemplate], header: Dataset, frames: int
) -> None:
    size = (header.Rows, header.Columns)
    match = mask_for(templates, facts(header), *size, frames)
    again = mask_for(templates[::-1], facts(header), *size, frames)
    assert match.mask == again.mask
    assert set(match.names) == {t.name for t in templates if fits(t, facts(header))}
    for region in match.mask.regions:
        assert region.rect.clip(*size) == region.rect
        assert set(region.frames) == set(range(frames))
    alone = [mask_for([t], facts(header), *size, frames).mask.regions for t in templates]
    assert set(match.mask.regions) == {region for regions in alone for region in regions}


@given(TEMPLATES, headers())
def test_a_template_of_another_size_never_fits(template: MaskTemplate, header: Dataset) -> None:
    right = template.rows in {None, header.Rows} and template.columns in {None, header.Columns}
    if fits(template, facts(header)):
        assert right
        assert not near_misses([template], facts(header))
    if not right:
        assert not mask_for([template], facts(header), header.Rows, header.Columns, 1).mask


@given(CONDITIONS.filter(lambda c: not c.negated and c.op != "absent"))
def test_a_bare_header_holds_nothing_that_has_to_be_there(condition: Condition) -> None:
    assert not fits(MaskTemplate("t", (condition,)), facts(Dataset()))


@given(fractions(), SIZES, SIZES)
def test_a_part_of_the_frame_is_rounded_outward_by_less_than_a_pixel(
    part: tuple[float, float, float, float], rows: int, columns: int
) -> None:
    header = Dataset()
    header.Manufacturer, header.Rows, header.Columns = "a", rows, columns
    template = MaskTemplate("t", (Condition("Manufacturer", "equals", ("a",)),), fractions=(part,))
    (rect,) = mask_for([template], facts(header), rows, columns, 1).mask.on(0)
    sides = zip(
        (rect.left, rect.top, -rect.right, -rect.bottom),
        (part[0] * columns, part[1] * rows, -part[2] * columns, -part[3] * rows),
        strict=True,
    )
    assert all(exact - 1 < side <= exact + 1e-5 for side, exact in sides)
