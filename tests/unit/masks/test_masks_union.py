from __future__ import annotations

from pydicom.dataset import Dataset

from scrub.masks.areas import Frame, frame_of
from scrub.masks.criteria import facts, mask_for, near_misses
from scrub.model.geometry import Rect
from scrub.model.mask import (
    Condition,
    Fill,
    Fractions,
    FrameRange,
    FrameSpan,
    MaskTemplate,
    Named,
    Patch,
    Pixels,
    Region,
    Review,
)

MAKER = Condition("Manufacturer", "contains", ("acme",))
FRAME = Frame(480, 640)
CORNER = (Patch(Pixels(0, 0, 1, 1)),)
SOMEONE = Review("A. Reviewer", "2026-11-21")


def header(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


ACME = header(Manufacturer="ACME Medical")


def strip(width: int = 640) -> tuple[Patch, ...]:
    return (Patch(Pixels(0, 0, width, 40)),)


def test_a_size_that_nearly_matches_blacks_nothing_and_is_told() -> None:
    wide = MaskTemplate("wide", (MAKER,), strip(641), rows=480, columns=641)
    tall = MaskTemplate("tall", (MAKER,), strip(), rows=481)
    other = MaskTemplate("other", (Condition("Modality", "equals", ("CT",)),), strip(), rows=481)
    match = mask_for((wide, tall, other), facts(ACME), FRAME)
    assert not match.names
    assert not match.mask
    assert match.near == near_misses((wide, tall, other), facts(ACME), FRAME) == ("wide", "tall")


def test_where_one_fits_the_other_sizes_of_its_machine_are_no_news() -> None:
    exact = MaskTemplate("exact", (MAKER,), strip(), rows=480, columns=640)
    wide = MaskTemplate("wide", (MAKER,), strip(641), rows=480, columns=641)
    match = mask_for((exact, wide), facts(ACME), FRAME)
    assert match.names == ("exact",)
    assert match.near == ()
    assert match.mask.on(0) == (Rect(0, 0, 640, 40),)


def test_templates_that_all_fit_black_their_union_inside_the_frame_on_every_frame() -> None:
    one = MaskTemplate("one", (MAKER,), (Patch(Pixels(0, 0, 10000, 10)), Patch(Pixels(700, 0))))
    low = (Patch(Fractions(0.0, 0.9, 0.3, 1.0)),)
    two = MaskTemplate("two", (MAKER,), low, rows=480, complete=True, reviewed=SOMEONE)
    match = mask_for((one, two), facts(ACME), Frame(480, 640, 7))
    frames = FrameRange(0, 7)
    assert match.mask.regions == (
        Region(Rect(0, 0, 640, 10), frames, "template one"),
        Region(Rect(0, 432, 192, 480), frames, "template two"),
    )
    assert match.names == ("one", "two")
    assert match.complete


def test_a_complete_template_that_does_not_fit_completes_nothing() -> None:
    fitting = MaskTemplate("a", (MAKER,), CORNER)
    near = MaskTemplate("b", (MAKER,), CORNER, rows=1, complete=True, reviewed=SOMEONE)
    assert not mask_for((fitting, near), facts(ACME), FRAME).complete


def test_what_is_kept_is_kept_from_its_own_template_and_if_reviewed_from_every_one() -> None:
    whole = MaskTemplate("whole", (MAKER,), (Patch(Named.WHOLE_FRAME),))
    bar = (Patch(Pixels(600, 0, 40)),)
    keeping = MaskTemplate("keeping", (MAKER,), strip(), keep=bar)
    reviewed = MaskTemplate("reviewed", (MAKER,), strip(), keep=bar, reviewed=SOMEONE)
    rest, corner = Rect(0, 0, 600, 480), Rect(0, 0, 600, 40)
    alone = mask_for((keeping,), facts(ACME), FRAME)
    assert alone.mask.on(0) == (corner,)
    assert alone.keep == ()
    assert mask_for((keeping, whole), facts(ACME), FRAME).mask.on(0) == (
        corner,
        Rect(0, 0, 640, 480),
    )
    match = mask_for((whole, reviewed), facts(ACME), FRAME)
    assert match.mask.on(0) == (corner, rest)
    assert match.keep == ((Rect(600, 0, 640, 480), FrameRange(0, 1)),)


def test_what_is_kept_on_some_frames_goes_on_the_others() -> None:
    keep = (Patch(Pixels(0, 0, 640, 40), FrameSpan(2, -2)),)
    template = MaskTemplate("t", (MAKER,), (Patch(Pixels(0, 0, 640, 50)),), keep=keep)
    mask = mask_for((template,), facts(ACME), Frame(480, 640, 5)).mask
    below = (Rect(0, 40, 640, 50),)
    assert [mask.on(frame) for frame in range(5)] == [
        (Rect(0, 0, 640, 50),),
        below,
        below,
        below,
        (Rect(0, 0, 640, 50),),
    ]


def test_a_template_about_ultrasound_regions_fits_only_where_there_are_some() -> None:
    outside = MaskTemplate("out", (MAKER,), (Patch(Named.OUTSIDE_ULTRASOUND_REGIONS),))
    match = mask_for((outside,), facts(ACME), FRAME)
    assert (match.names, match.near, match.mask.regions) == ((), ("out",), ())
    region = header(
        RegionLocationMinX0=10,
        RegionLocationMinY0=20,
        RegionLocationMaxX1=639,
        RegionLocationMaxY1=479,
    )
    dataset = header(Manufacturer="acme", SequenceOfUltrasoundRegions=[region])
    match = mask_for((outside,), facts(dataset), frame_of(dataset, 480, 640))
    assert match.mask.on(0) == (Rect(0, 0, 640, 20), Rect(0, 20, 10, 480))


def test_a_proposal_blacks_nothing_by_itself_and_gives_way_to_a_template() -> None:
    proposal = MaskTemplate("p", (MAKER,), strip(), proposal=True)
    match = mask_for((proposal,), facts(ACME), FRAME)
    assert (match.names, match.mask.regions) == ((), ())
    assert match.proposed.on(0) == (Rect(0, 0, 640, 40),)
    both = mask_for((proposal, MaskTemplate("t", (MAKER,), CORNER)), facts(ACME), FRAME)
    assert both.names == ("t",)
    assert not both.proposed


def test_templates_that_disagree_about_the_fill_get_black() -> None:
    gray, white = (MaskTemplate(f, (MAKER,), CORNER, fill=f) for f in (Fill.GRAY, Fill.WHITE))
    assert mask_for((gray,), facts(ACME), FRAME).fill is Fill.GRAY
    assert mask_for((gray, white), facts(ACME), FRAME).fill is Fill.BLACK
