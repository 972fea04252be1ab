from __future__ import annotations

import pytest

from doubles.reviewed import record
from scrub.errors import UsageError
from scrub.model.decision import Ruling
from scrub.review.items import Item
from scrub.review.questions import said_of, text_of, versions_of, window_of

ITEM = Item(record(1), None)
PLACE = {"rect": {"x": 1, "y": 2, "width": 3, "height": 4}, "frames": {"first": 1, "last": 1}}


def test_a_decision_is_about_the_instance_it_was_sent_to() -> None:
    data = {"ruling": "black", "version": 3, "bytes": "b7", "places": [PLACE], "source": "else"}
    said = said_of(data, ITEM)
    assert (said.source_id, said.bytes_id, said.version) == (ITEM.source_id, "b7", 3)
    assert (said.ruling, len(said.places)) == (Ruling.BLACK, 1)


def test_a_note_is_kept_short() -> None:
    said = said_of({"ruling": "reject", "version": 0, "note": "x" * 9999}, ITEM)
    assert len(said.note) == 500


@pytest.mark.parametrize("told", [{}, {"of": 3}, {"of": [{}]}, {"of": [{"item": 5, "version": 0}]}])
def test_instances_that_are_not_there_are_not_decided_on(told: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        versions_of(told, 5)


def test_versions_are_by_instance() -> None:
    told = {"of": [{"item": 4, "version": 0}, {"item": 1, "version": 7}]}
    assert versions_of(told, 5) == {4: 0, 1: 7}


def test_a_window_is_a_center_and_a_width() -> None:
    assert window_of({"center": "-40.5", "width": "400"}) == (-40.5, 400.0)
    assert window_of({}) is None


@pytest.mark.parametrize("center", ["inf", "nan", ""])
def test_what_is_no_center_is_told(center: str) -> None:
    with pytest.raises(UsageError):
        window_of({"center": center, "width": "1"})


def test_what_has_to_be_said_is_asked_for() -> None:
    with pytest.raises(UsageError, match="at"):
        text_of({}, "at")
