from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doubles.sightings import MACHINE, NAME, SCALE, text, unread
from scrub.tuning.machines import MOST, group, sample

if TYPE_CHECKING:
    from scrub.model.geometry import Rect
    from scrub.model.sight import Sight


def seen(number: int, *masked: Rect) -> Sight:
    texts = (text(NAME, "name"), text(SCALE))
    blacks = tuple(("one", rect) for rect in masked)
    return replace(unread(number), texts=texts, masked=blacks, looked=True)


def test_machines_and_sizes_are_apart() -> None:
    larger = replace(MACHINE, rows=96)
    newer = replace(MACHINE, software="8.0")
    sights = [unread(n, machine) for n, machine in enumerate((larger, MACHINE, newer, MACHINE))]
    groups = group(sights)
    assert [(one.machine, len(one.sights)) for one in groups] == [
        (MACHINE, 2),
        (larger, 1),
        (newer, 1),
    ]


def test_what_could_not_be_seen_or_has_no_pixels_is_no_machine() -> None:
    sights = [replace(unread(1), problem="cut short"), unread(2, replace(MACHINE, rows=0))]
    assert group(sights) == ()


def test_a_sample_has_every_patient_before_it_has_one_twice() -> None:
    often = [replace(unread(n), patient="often") for n in range(300)]
    rare = [replace(unread(300 + n), patient=f"rare {n}") for n in range(20)]
    chosen = sample([*often, *rare])
    assert len(chosen) == MOST
    assert {sight.patient for sight in chosen[:21]} == {"often", *(f"rare {n}" for n in range(20))}


def test_a_hole_is_text_that_would_go_black_outside_all_templates() -> None:
    (found,) = group([seen(1), seen(2, NAME), seen(3, SCALE), seen(4, NAME, SCALE)])
    assert found.holes == 2


def test_counts_are_by_template_and_patient() -> None:
    fitting = replace(unread(1), templates=("one", "two"))
    near = replace(unread(1), near=("three",))
    (found,) = group([fitting, fitting, near])
    assert found.templates == {"one": 2, "two": 2}
    assert found.near == {"three": 1}
    assert found.patients == 1
