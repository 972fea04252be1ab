from __future__ import annotations

from dataclasses import replace

from doubles.burning import COLUMNS, MACHINE, NAME, at, burned, many, text
from scrub.masks.coverage import Found, Stale, cover
from scrub.model.geometry import Rect
from scrub.model.sight import Sight

BAR = Rect(0, 0, COLUMNS, 40)
KNOWN = ("known",)


def covered(*rects: Rect, count: int = 10) -> list[Sight]:
    """Return instances that one template fits."""
    return many(count, templates=KNOWN, masked=tuple(("known", rect) for rect in rects))


def test_a_machine_whose_text_lies_in_its_template_is_wholly_covered() -> None:
    coverage = cover(covered(BAR))
    (machine,) = coverage.machines
    assert coverage.is_whole
    assert (machine.instances, machine.patients, machine.looked, machine.bare) == (10, 10, 10, 0)
    assert machine.templates == (("known", 10),)
    assert machine.hole is None
    assert machine.stale == ()


def test_text_outside_is_a_hole_with_how_much_of_what_where() -> None:
    date, odd = at(300, 400, 80), at(300, 420, 40)
    sights = covered(BAR)
    sights[2] = replace(burned(2, 0, text(date, "date"), text(odd, "unknown")), templates=KNOWN)
    sights[2] = replace(sights[2], masked=(("known", BAR),))
    (machine,) = cover(sights).machines
    assert machine.hole == Found(1, 2, (("date", 1), ("unknown", 1)), (Rect(300, 400, 380, 436),))
    assert not cover(sights).is_whole


def test_text_that_stays_is_no_hole() -> None:
    assert cover(many(3, templates=KNOWN, masked=(("known", BAR),))).is_whole


def test_text_that_reaches_out_of_a_template_is_a_hole_and_its_last_pixels_are_not() -> None:
    name = at(*NAME, 100)

    def hole(right: int) -> Found | None:
        sight = replace(burned(1), texts=(text(name, "name"),), templates=KNOWN)
        masked = (("known", Rect(0, 0, right, 40)),)
        return cover([replace(sight, masked=masked)]).machines[0].hole

    assert hole(NAME[0] + 70)
    assert not hole(NAME[0] + 95)


def test_two_templates_cover_a_text_together() -> None:
    (machine,) = cover(covered(Rect(0, 0, 60, 40), Rect(60, 0, COLUMNS, 40))).machines
    assert machine.hole is None


def test_a_rectangle_in_which_nothing_was_ever_found_is_stale() -> None:
    empty = Rect(0, 460, COLUMNS, 480)
    (machine,) = cover(covered(BAR, empty)).machines
    assert machine.stale == (Stale("known", empty, 10),)
    once = covered(BAR, empty)
    once[4] = replace(once[4], texts=(*once[4].texts, text(at(5, 464, 30))))
    assert cover(once).machines[0].stale == ()


def test_what_was_not_looked_at_has_neither_holes_nor_stale_rectangles() -> None:
    sights = [replace(sight, looked=False, texts=()) for sight in covered(BAR)]
    (machine,) = cover(sights).machines
    assert machine.looked == 0
    assert machine.stale == ()
    assert machine.is_whole


def test_instances_without_a_template_are_told_with_those_of_another_size() -> None:
    sights = [*covered(BAR, count=3), *many(10, near=("larger",))[3:]]
    (machine,) = cover(sights).machines
    assert machine.bare == 7
    assert machine.near == (("larger", 7),)
    assert machine.bare_text
    assert machine.bare_text.instances == 7
    assert machine.hole is None
    assert not machine.is_whole


def test_machines_are_told_apart_by_name_software_and_size_and_are_in_order() -> None:
    newer, larger = replace(MACHINE, software="9"), replace(MACHINE, rows=768, columns=1024)
    machines = [
        m.machine for m in cover([burned(1, machine=m) for m in (newer, larger, MACHINE)]).machines
    ]
    assert machines == sorted([MACHINE, newer, larger])


def test_what_could_not_be_seen_and_what_has_no_pixels_is_counted() -> None:
    nothing = Sight(burned(1).source, replace(MACHINE, rows=0, columns=0))
    lost = replace(nothing, problem="the worker died")
    coverage = cover([nothing, lost, lost])
    assert coverage.problems == (("the worker died", 2),)
    assert coverage.without_pixels == 1
    assert not coverage.is_whole
    assert cover([nothing]).is_whole
