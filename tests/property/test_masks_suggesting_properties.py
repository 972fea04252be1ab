from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from doubles.burning import MACHINE
from scrub.masks.coverage import cover
from scrub.masks.evidence import UNJUDGED
from scrub.masks.places import parts, uncovered
from scrub.masks.suggesting import Needs, suggest
from scrub.model.geometry import Rect, join_all
from scrub.model.instance import Source
from scrub.model.mask import FrameRange
from scrub.model.sight import Machine, SeenText, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS, COLUMNS = 60, 90
EASY = Needs(outside=0.999, patients=1)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    """Return a rectangle that may reach out of the frame."""
    left, top = draw(st.integers(-5, COLUMNS + 5)), draw(st.integers(-5, ROWS + 5))
    return Rect(left, top, left + draw(st.integers(1, 40)), top + draw(st.integers(1, 12)))


KINDS = st.sampled_from(["", "name", "date", "unknown", "unreadable"])
TEXTS = st.builds(SeenText, rects(), st.just(FrameRange(0, 1)), KINDS)
MACHINES = st.builds(
    replace,
    st.just(MACHINE),
    model=st.sampled_from(["Example 7", "EXAMPLE 7", ""]),
    software=st.sampled_from(["", "1", "2"]),
    rows=st.just(ROWS),
    columns=st.sampled_from([COLUMNS, COLUMNS + 1]),
)
SIGHTS = st.builds(
    Sight,
    source=st.builds(Source, st.sampled_from(["a", "b"]), st.sampled_from(["1", "2", "3"])),
    machine=MACHINES,
    patient=st.sampled_from(["", "p", "q", "r"]),
    study=st.sampled_from(["", "s", "t", "u", "v"]),
    looked=st.booleans() | st.just(value=True),
    texts=st.lists(TEXTS, max_size=5).map(tuple),
    templates=st.sampled_from([(), ("known",)]),
    masked=st.lists(st.tuples(st.just("known"), rects()), max_size=1).map(tuple),
    problem=st.sampled_from(["", "", "", "cannot be opened"]),
)
MANY = st.lists(SIGHTS, max_size=14)


def of(machine: Machine, sights: Sequence[Sight]) -> list[Sight]:
    """Return the sights that a suggestion is made from."""
    return [
        sight
        for sight in sights
        if sight.looked
        and not sight.problem
        and sight.machine.model.casefold() == machine.model.casefold()
        and sight.machine.columns == machine.columns
        and (not machine.software or sight.machine.software == machine.software)
    ]


@given(MANY, st.integers(0, 13))
def test_no_order_of_sights_gives_another_suggestion_or_coverage(
    sights: list[Sight], place: int
) -> None:
    for other in (sights[::-1], sights[place:] + sights[:place], sorted(sights, key=repr)):
        assert suggest(other, EASY) == suggest(sights, EASY)
        assert cover(other) == cover(sights)


@given(MANY)
def test_all_text_that_identifies_lies_inside_what_is_suggested(sights: list[Sight]) -> None:
    for suggestion in suggest(sights, EASY):
        if not suggestion.places:
            assert suggestion.template is None
            continue
        suggested = [place.rect for place in suggestion.places]
        for sight in of(suggestion.machine, sights):
            for text in sight.texts:
                rect = text.rect.clip(sight.machine.rows, sight.machine.columns)
                if rect and text.kind not in {"", *UNJUDGED}:
                    assert uncovered(rect, suggested) == 0


@given(MANY)
def test_nothing_suggested_lies_outside_the_frame(sights: list[Sight]) -> None:
    for suggestion in suggest(sights, EASY):
        frame = Rect(0, 0, suggestion.machine.columns, suggestion.machine.rows)
        assert all(frame.covers(place.rect) for place in suggestion.places)


@given(MANY)
def test_a_suggestion_is_a_template_or_a_reason_and_never_reviewed(sights: list[Sight]) -> None:
    for suggestion in suggest(sights, EASY):
        assert (suggestion.template is None) == bool(suggestion.why_not)
        if suggestion.template:
            assert suggestion.template.proposal
            assert not suggestion.template.complete
            assert suggestion.template.reviewed is None


@given(st.lists(rects(), max_size=20), st.lists(rects(), max_size=5))
def test_each_text_is_in_one_place_and_places_cost_no_more_than_one(
    texts: list[Rect], staying: list[Rect]
) -> None:
    inside = {rect for one in texts if (rect := one.clip(ROWS, COLUMNS))}
    stays = [rect for one in staying if (rect := one.clip(ROWS, COLUMNS))]
    found = parts(inside, ROWS, COLUMNS, stays)
    assert sorted(rect for part in found for rect in part) == sorted(inside)
    assert found == parts(sorted(inside, reverse=True), ROWS, COLUMNS, stays[::-1])
    if len(found) > 1 and not stays:
        whole = join_all(inside).area
        assert sum(join_all(part).area for part in found) < whole


@given(MANY)
def test_every_instance_is_counted_once(sights: list[Sight]) -> None:
    coverage = cover(sights)
    counted = sum(machine.instances for machine in coverage.machines)
    counted += sum(count for _, count in coverage.problems) + coverage.without_pixels
    assert counted == len(sights)
    for machine in coverage.machines:
        assert machine.bare <= machine.instances
        for found in (machine.hole, machine.bare_text):
            assert not found or 0 < found.instances <= machine.looked
