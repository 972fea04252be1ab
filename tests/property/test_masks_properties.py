from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from scrub.masks.areas import Frame, frame_of
from scrub.masks.attributes import is_attribute
from scrub.masks.criteria import facts, fits, mask_for, near_misses
from scrub.masks.library import YamlTemplates
from scrub.masks.matching import Matching
from scrub.masks.regions import outside
from scrub.masks.writing import to_yaml
from scrub.model.geometry import Rect
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    FrameSpan,
    Mask,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
    Review,
    Test,
)

if TYPE_CHECKING:
    from random import Random

Drawn = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

SIZES = st.integers(1, 40)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    left, top = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    return Rect(left, top, left + draw(SIZES), top + draw(SIZES))


@st.composite
def fractions(draw: st.DrawFn) -> Fractions:
    sides = st.lists(st.integers(0, 1000), min_size=2, max_size=2, unique=True).map(sorted)
    (left, right), (top, bottom) = draw(sides), draw(sides)
    return Fractions(left / 1000, top / 1000, right / 1000, bottom / 1000)


PIXELS = st.builds(
    Pixels, st.integers(-50, 50), st.integers(-50, 50), st.none() | SIZES, st.none() | SIZES
)
ENDS = st.integers(-6, 6).filter(bool)
PATCHES = st.builds(
    Patch, PIXELS | fractions() | st.sampled_from(Named), st.builds(FrameSpan, ENDS, ENDS)
)
TEXTS = st.text("ab\\ ", max_size=4)
OPS = st.sampled_from(
    ["equals", "startswith", "endswith", "contains", "matches", "present", "absent"]
)
CONDITIONS = st.builds(
    Condition,
    st.sampled_from(["Manufacturer", "ManufacturerModelName", "Modality", "*.Modality"]),
    OPS,
    st.lists(TEXTS.filter(lambda t: "\\" not in t), max_size=2).map(tuple),
    st.booleans(),
)


def groups(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    lists = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(AllOf, lists) | st.builds(AnyOf, lists) | st.builds(Not, inner)


TESTS: st.SearchStrategy[Test] = st.recursive(CONDITIONS, groups, max_leaves=4)
REVIEWS = st.builds(Review, st.just("A. Reviewer"), st.just("2026-11-21"), st.just("room: 3"))
TEMPLATES = st.builds(
    MaskTemplate,
    name=st.uuids().map(str),
    when=st.lists(TESTS, max_size=3).map(tuple),
    black=st.lists(PATCHES, max_size=3).map(tuple),
    keep=st.lists(PATCHES, max_size=2).map(tuple),
    rows=st.none() | st.integers(38, 42),
    columns=st.none() | st.integers(38, 42),
    fill=st.sampled_from(Fill),
    complete=st.booleans(),
    proposal=st.booleans(),
    reviewed=st.none() | REVIEWS,
)


@st.composite
def headers(draw: st.DrawFn) -> Dataset:
    dataset = Dataset()
    dataset.Manufacturer = draw(TEXTS)
    dataset.Rows, dataset.Columns = draw(st.integers(38, 42)), draw(st.integers(38, 42))
    if draw(st.booleans()):
        dataset.ManufacturerModelName = draw(TEXTS)
    dataset.SequenceOfUltrasoundRegions = [region(rect) for rect in draw(st.lists(rects()))]
    return dataset


def region(rect: Rect) -> Dataset:
    item = Dataset()
    item.RegionLocationMinX0, item.RegionLocationMinY0 = rect.left, rect.top
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = rect.right - 1, rect.bottom - 1
    item.Modality = "a"
    return item


def frame(header: Dataset, count: int = 1) -> Frame:
    return frame_of(header, header.Rows, header.Columns, count)


def pixels(mask: Mask, size: Frame) -> Drawn:
    canvas = np.zeros((size.number_of_frames, size.rows, size.columns), bool)
    for one in mask.regions:
        rect, frames = one.rect, one.frames
        canvas[frames.first : frames.stop, rect.top : rect.bottom, rect.left : rect.right] = True
    return canvas


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


@given(st.lists(TEMPLATES, max_size=5), headers(), st.integers(1, 9), st.randoms())
def test_no_two_orders_of_templates_give_different_masks(
    templates: list[MaskTemplate], header: Dataset, count: int, random: Random
) -> None:
    size = frame(header, count)
    match = mask_for(templates, facts(header), size)
    shuffled = templates[:]
    random.shuffle(shuffled)
    again = mask_for(shuffled, facts(header), size)
    assert (match.mask, match.proposed, match.keep, match.fill) == (
        again.mask,
        again.proposed,
        again.keep,
        again.fill,
    )
    assert (match.complete, sorted(match.names), sorted(match.near)) == (
        again.complete,
        sorted(again.names),
        sorted(again.near),
    )


@given(st.lists(TEMPLATES, max_size=4), headers(), st.integers(1, 9))
def test_the_mask_is_all_that_fits_less_what_is_kept_and_nothing_leaves_the_frame(
    templates: list[MaskTemplate], header: Dataset, count: int
) -> None:
    size = frame(header, count)
    match = mask_for(templates, facts(header), size)
    fitting = [t for t in templates if fits(t, facts(header), size) and not t.proposal]
    assert match.names == tuple(t.name for t in fitting)
    for one in match.mask.regions:
        assert one.rect.clip(size.rows, size.columns) == one.rect
        assert 0 <= one.frames.first < one.frames.stop <= count

    expected = np.zeros((count, size.rows, size.columns), bool)
    never = np.zeros_like(expected)
    for template in fitting:
        never |= drawn(template.keep if template.reviewed else (), size)
    for template in fitting:
        expected |= drawn(template.black, size) & ~drawn(template.keep, size) & ~never
    assert (pixels(match.mask, size) == expected).all()


def drawn(patches: tuple[Patch, ...], size: Frame) -> Drawn:
    count = size.number_of_frames
    canvas = np.zeros((count, size.rows, size.columns), bool)
    for patch in patches:
        for index in (i for i in range(count) if _is_on(patch.frames, i, count)):
            for rect in size.rects(patch.area):
                canvas[index, rect.top : rect.bottom, rect.left : rect.right] = True
    return canvas


def _is_on(span: FrameSpan, index: int, count: int) -> bool:
    number, from_end = index + 1, index - count
    after = number >= span.first if span.first > 0 else from_end >= span.first
    return after and (number <= span.last if span.last > 0 else from_end <= span.last)


@given(st.lists(TEMPLATES, max_size=4), st.lists(headers(), min_size=2, max_size=5))
def test_no_mask_depends_on_others(templates: list[MaskTemplate], some: list[Dataset]) -> None:
    many = Matching(templates)
    for one in (*some, *some):
        alone = mask_for(templates, facts(one), frame(one))
        assert many.match(facts(one), frame(one)) == alone


@given(TEMPLATES, headers())
def test_a_template_of_another_size_never_fits(template: MaskTemplate, header: Dataset) -> None:
    right = template.rows in {None, header.Rows} and template.columns in {None, header.Columns}
    if fits(template, facts(header), frame(header)):
        assert right
        assert not near_misses([template], facts(header), frame(header))
    if not right:
        assert not mask_for([template], facts(header), frame(header)).mask


@given(CONDITIONS.filter(lambda c: not c.negated and c.op != "absent"))
def test_a_bare_header_holds_nothing_that_has_to_be_there(condition: Condition) -> None:
    template = MaskTemplate("t", (condition,), (Patch(Named.WHOLE_FRAME),))
    assert not fits(template, facts(Dataset()), Frame(1, 1))


@given(fractions(), SIZES, SIZES)
def test_a_part_of_the_frame_is_rounded_outward_by_less_than_a_pixel(
    part: Fractions, rows: int, columns: int
) -> None:
    (rect,) = Frame(rows, columns).rects(part)
    sides = zip(
        (rect.left, rect.top, -rect.right, -rect.bottom),
        (part.left * columns, part.top * rows, -part.right * columns, -part.bottom * rows),
        strict=True,
    )
    assert all(exact - 1 < side <= exact + 1e-5 for side, exact in sides)


@given(PIXELS, SIZES, SIZES)
def test_nothing_is_wrapped_around_an_edge(area: Pixels, rows: int, columns: int) -> None:
    """A pixel is black if it is, counted from the near edge or the far one, inside."""
    canvas = np.zeros((rows, columns), bool)
    for rect in Frame(rows, columns).rects(area):
        canvas[rect.top : rect.bottom, rect.left : rect.right] = True
    for y in range(rows):
        for x in range(columns):
            right = x - area.x - (columns if area.x < 0 else 0)
            down = y - area.y - (rows if area.y < 0 else 0)
            inside = 0 <= right < (area.width or 99) and 0 <= down < (area.height or 99)
            assert canvas[y, x] == inside


_VALUES = st.text(min_size=1, max_size=8).filter(
    lambda t: t.strip() and all(c.isprintable() for c in t)
)
_WRITABLE = st.builds(
    Condition,
    st.sampled_from(["Manufacturer", "0008,1090", "SequenceOfUltrasoundRegions.RegionFlags"]),
    st.sampled_from(["equals", "startswith", "endswith", "contains"]),
    st.lists(_VALUES, min_size=1, max_size=3).map(tuple),
    st.booleans(),
    st.just(""),
    st.booleans(),
)


@given(
    st.lists(
        st.builds(
            MaskTemplate,
            name=st.uuids().map(str),
            when=st.tuples(
                st.just(Condition("Modality", "equals", ("US",))),
                st.recursive(_WRITABLE, groups, max_leaves=5),
            ),
            black=st.lists(
                st.builds(Patch, fractions() | st.sampled_from(Named)), min_size=1, max_size=3
            ).map(tuple),
            keep=st.lists(st.builds(Patch, fractions()), max_size=2).map(tuple),
            fill=st.sampled_from(Fill),
            reviewed=st.none() | st.builds(Review, _VALUES, st.just("2026-11-21"), _VALUES),
            provenance=st.lists(_VALUES, max_size=2).map(tuple),
            note=st.just("") | _VALUES,
        ),
        max_size=3,
    )
)
def test_what_is_written_is_read_back(templates: list[MaskTemplate]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.yaml")
        path.write_text(to_yaml(templates, "Acme: 1"), "utf-8")
        assert list(YamlTemplates((path,)).templates()) == templates


@given(st.text("Rows*.0018,x27 abc", max_size=30), st.sampled_from(["", "ACME"]))
def test_any_text_is_an_attribute_or_is_not(name: str, creator: str) -> None:
    if is_attribute(name, creator):
        dataset = Dataset()
        assert facts(dataset).texts(name, creator) == ()
