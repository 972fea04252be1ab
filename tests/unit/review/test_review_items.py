from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from doubles.reviewed import found, record
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange
from scrub.review.items import Item, Place, items, place_of, told_of

RECT, ONE = Rect(4, 2, 30, 10), FrameRange(0, 1)
PLACE = {
    "rect": {"x": 4, "y": 2, "width": 26, "height": 8},
    "frames": {"first": 1, "last": 1},
}


def test_what_needs_a_person_is_first_then_what_is_in_doubt_then_the_rest() -> None:
    sure = found(RECT, ONE, "name", 1.0)
    less = found(RECT, ONE, "name", 0.6)
    doubt = found(RECT, ONE, "unknown", 0.9)
    told = [
        record(1),
        record(2, findings=[sure]),
        record(3, findings=[less]),
        record(4, findings=[sure, doubt]),
        record(5, verdict="failed", output=""),
        record(6, verdict="refused", output=""),
        record(7, verdict="held", output=""),
        record(8, verdict="held", output="", findings=[doubt]),
        record(9, verdict="not dicom"),
    ]
    ordered = [int(one.source_id, 16) for one in items(told, {}, {})]
    assert ordered == [8, 7, 6, 5, 4, 3, 2, 1]


def test_it_is_told_why_each_is_where_it_is() -> None:
    sure, doubt = found(RECT, ONE, "name", 0.75), found(RECT, ONE)
    told = [record(1), record(2, findings=[sure]), record(3, findings=[sure, doubt])]
    told.append(record(4, verdict="held", reason="not verified: frames"))
    assert [one.why for one in items(told, {}, {})] == [
        "held: not verified: frames",
        "2 findings, 1 in doubt",
        "1 finding, the least sure 0.75",
        "nothing was found",
    ]


def test_sources_and_what_to_do_next_are_found_by_name() -> None:
    told = [record(1), record(2)]
    name = told[1]["source"]
    first, second = items(told, {name: Source("x.dcm")}, {name: "Look at it."})
    assert (first.source, first.step) == (None, "")
    assert (second.source, second.step) == (Source("x.dcm"), "Look at it.")


def test_a_record_does_not_print() -> None:
    assert "equipment" not in repr(Item(record(1), None))


def test_a_place_is_told_and_understood_alike() -> None:
    assert place_of(PLACE) == Place(RECT, ONE)
    assert told_of(RECT, ONE) == PLACE
    cine = replace(Place(RECT, ONE), frames=FrameRange(2, 9))
    assert place_of(told_of(cine.rect, cine.frames)) == cine


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        [],
        {**PLACE, "rect": {"x": 1}},
        {**PLACE, "rect": {"x": 1.5, "y": 2, "width": 26, "height": 8}},
        {**PLACE, "rect": {"x": True, "y": 2, "width": 26, "height": 8}},
        {**PLACE, "rect": {"x": 1, "y": 2, "width": 0, "height": 8}},
        {**PLACE, "frames": {"first": 0, "last": 1}},
        {**PLACE, "frames": {"first": 2, "last": 1}},
    ],
)
def test_what_is_no_place_is_told(told: Any) -> None:  # noqa: ANN401 (JSON)
    with pytest.raises(ValueError, match=r"\w"):
        place_of(told)
