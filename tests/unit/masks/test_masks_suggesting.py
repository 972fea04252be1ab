from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from doubles.burning import COLUMNS, GAIN, MACHINE, NAME, NUMBER, ROWS, at, burned, many, text
from scrub.masks.library import YamlTemplates
from scrub.masks.suggesting import Needs, suggest
from scrub.masks.writing import to_yaml
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, Pixels

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.masks.suggestion import Suggestion
    from scrub.model.sight import Sight


def only(sights: list[Sight], needs: Needs | None = None) -> Suggestion:
    (suggestion,) = suggest(sights, needs)
    return suggestion


def rects(suggestion: Suggestion) -> list[Rect]:
    assert suggestion.template
    found = []
    for patch in suggestion.template.black:
        assert isinstance(patch.area, Pixels)
        x, y, width, height = patch.area.x, patch.area.y, patch.area.width, patch.area.height
        assert width
        assert height
        found.append(Rect(x, y, x + width, y + height))
    return found


def test_a_machine_that_burns_in_the_same_places_over_40_patients_gets_a_template() -> None:
    suggestion = only(many(40))
    template = suggestion.template
    assert template
    assert template.when == (
        Condition("Manufacturer", "equals", ("Fictive Imaging",)),
        Condition("ManufacturerModelName", "equals", ("Example 7",)),
        Condition("Modality", "equals", ("US",)),
    )
    assert (template.rows, template.columns) == (ROWS, COLUMNS)
    assert template.proposal
    assert not template.complete
    assert template.reviewed is None
    assert template.provenance == ("suggested from 40 instances of 40 patients in 40 studies",)
    assert "name 100%" in template.note
    assert "less than 7.2%" in template.note
    name, number = rects(suggestion)
    assert name.covers(at(*NAME, 9 * 17))
    assert number.covers(at(*NUMBER, 80))
    assert not any(rect.intersect(GAIN) for rect in (name, number))
    assert sum(rect.area for rect in (name, number)) < 0.05 * ROWS * COLUMNS


def test_the_next_longer_name_fits_too() -> None:
    longest = 9 * 17
    assert rects(only(many(40)))[0].covers(at(*NAME, longest + 30))


def test_the_library_reads_what_is_written_as_the_same_template(tmp_path: Path) -> None:
    sights = many(40, machine=replace(MACHINE, manufacturer="N°1: “GE” #x", model="- {Ü}"))
    template = only(sights).template
    assert template
    path = tmp_path / "made.yaml"
    path.write_text(to_yaml([template], "made"), encoding="utf-8")
    assert list(YamlTemplates((path,)).templates()) == [template]


@pytest.mark.parametrize(("count", "missing"), [(28, 1), (17, 12), (5, 24)])
def test_too_few_are_told_with_how_many_are_missing(count: int, missing: int) -> None:
    suggestion = only(many(count))
    assert suggestion.template is None
    plural = "s" * (missing > 1)
    assert suggestion.why_not.startswith(f"needs {missing} more instance{plural}, each of another")
    assert only(many(count + missing)).template


def test_a_thousand_instances_of_one_patient_are_not_enough() -> None:
    sights = [burned(1, study) for study in range(1000)]
    assert only(sights).why_not == "needs 4 more patients: 1 of 5"


def test_many_instances_of_a_study_count_once() -> None:
    suggestion = only([burned(number % 8) for number in range(800)])
    assert (suggestion.instances, suggestion.patients, suggestion.studies) == (800, 8, 8)
    assert suggestion.why_not.startswith("needs 21 more instances")


def test_patients_that_nobody_can_tell_apart_are_none() -> None:
    suggestion = only(many(200, patient="", study=""))
    assert (suggestion.patients, suggestion.studies) == (0, 1)
    assert suggestion.why_not.startswith("needs 5 more patients: 0 of 5; needs 28 more instances")


def test_what_it_takes_can_be_asked_for() -> None:
    assert only(many(6), Needs(outside=0.45, patients=6)).template
    assert not only(many(5), Needs(outside=0.5, patients=6)).template


def test_text_that_is_somewhere_else_for_each_patient_makes_no_template() -> None:
    sights = [
        replace(burned(n), texts=(text(at(17 * n, 50 + 53 * (n * 7 % 8), 60), "name"),))
        for n in range(32)
    ]
    why_not = only(sights).why_not
    assert why_not.startswith("text is not always in the same places: on ")
    assert "needs" not in why_not


def test_what_one_patient_alone_shows_is_covered_and_counted_as_a_miss() -> None:
    stray = at(300, 200, 60)
    sights = [*many(60), burned(60, 0, text(stray, "date"))]
    suggestion = only(sights)
    assert suggestion.missed == 1
    assert any(rect.covers(stray) for rect in rects(suggestion))
    assert only([*many(40), sights[-1]]).template is None


def test_what_nobody_knows_is_covered_where_it_recurs_and_elsewhere_only_counted() -> None:
    recurring, noise = text(at(20, 300, 60), "unknown"), text(at(300, 200, 30), "unreadable")
    sights = [burned(n, 0, *[recurring] * (n % 2), *[noise] * (n in {3, 4})) for n in range(40)]
    suggestion = only(sights)
    assert suggestion.unknown == 2
    assert suggestion.missed == 0
    assert not any(rect.intersect(noise.rect) for rect in rects(suggestion))
    (place,) = [one for one in suggestion.places if one.rect.covers(recurring.rect)]
    assert place.kinds == (("unknown", 20),)
    assert place.is_only_unknown
    assert suggestion.template
    assert "none that surely identifies" in suggestion.template.note
    assert "nobody knows lies elsewhere on 2 instances" in suggestion.template.note


def test_a_margin_stops_before_text_that_stays() -> None:
    label = at(NUMBER[0] - 60, NUMBER[1], 56)
    near = [burned(n, 0, text(label), text(at(NUMBER[0], 28, 80))) for n in range(40)]
    for rect in rects(only(near)):
        assert not rect.intersect(label)
        assert not rect.intersect(at(NUMBER[0], 28, 80))


@pytest.mark.parametrize(
    ("seen", "sides"),
    [
        (at(5, 6, 95), {"left": 0, "top": 0}),
        (at(COLUMNS - 100, ROWS - 22, 95), {"right": COLUMNS, "bottom": ROWS}),
    ],
)
def test_a_rectangle_close_to_an_edge_goes_up_to_it(seen: Rect, sides: dict[str, int]) -> None:
    (rect,) = rects(only(many(40, texts=(text(seen, "name"),))))
    assert {side: getattr(rect, side) for side in sides} == sides
    assert rect.area < 3 * seen.area


def test_noise_and_stray_dates_all_over_make_no_rectangle_as_large_as_the_image() -> None:
    sights = []
    for n in range(400):
        place = at(40 + n * 37 % 500, 60 + n * 53 % 360, 40)
        kind = "date" if n % 40 == 0 else "unknown"
        sights.append(burned(n, 0, *[text(place, kind)] * (n % 4 == 0)))
    suggestion = only(sights)
    assert suggestion.template
    assert suggestion.missed == 10
    assert all(rect.area < 0.03 * ROWS * COLUMNS for rect in rects(suggestion))
    first, second, *rest = suggestion.places
    assert (first.instances, second.instances) == (400, 400)
    assert len(rest) == 10
    assert "10 more rectangles: text on 1% of instances each, or less." in suggestion.template.note


def test_the_software_is_asked_for_only_where_places_differ_by_it() -> None:
    old, new = replace(MACHINE, software="2.1"), replace(MACHINE, software="3.0\\build 7")
    same = [replace(sight, machine=new) for sight in many(20)] + many(40)[20:]
    assert only(same).machine.software == ""
    moved = (text(at(300, 440, 90), "name"),)
    sights = [*many(40, machine=old), *many(40, machine=new, texts=moved)]
    first, second = suggest(sights)
    assert (first.machine.software, second.machine.software) == ("2.1", "3.0\\build 7")
    assert first.template
    assert second.template
    assert Condition("SoftwareVersions", "equals", ("3.0\\build 7",)) in second.template.when
    assert len(rects(second)) == 1
    assert first.template.name != second.template.name


def test_machines_and_sizes_are_told_apart_and_letters_of_their_names_are_not() -> None:
    louder = replace(MACHINE, manufacturer="FICTIVE IMAGING")
    larger = replace(MACHINE, rows=768, columns=1024)
    sights = [*many(20), *many(40, machine=louder)[20:], *many(10, machine=larger)]
    first, second = suggest(sights)
    assert (first.instances, second.instances) == (40, 10)
    assert first.template
    assert not second.template


def test_names_of_templates_are_never_the_same() -> None:
    other = replace(MACHINE, model="Example-7")
    one, two = suggest([*many(40), *many(40, machine=other)])
    assert one.template
    assert two.template
    assert one.template.name != two.template.name


def test_a_machine_without_a_name_gets_none() -> None:
    nameless = only(many(40, machine=replace(MACHINE, manufacturer="")))
    assert nameless.why_not == "headers name no manufacturer to know it by"
    neither = only(many(40, machine=replace(MACHINE, manufacturer="", model=" ")))
    assert neither.why_not == "headers name no manufacturer and no model to know it by"


def test_a_machine_without_text_gets_none() -> None:
    assert only(many(40, texts=(text(GAIN),))).why_not == "no text that identifies was found"


def test_what_a_template_blacks_already_is_not_suggested_again() -> None:
    masked = (("known", Rect(0, 0, COLUMNS, 40)),)
    sights = many(40, templates=("known",), masked=masked)
    assert only(sights).why_not == "all text that identifies lies in what templates black: known"
    sights[7] = replace(sights[7], masked=())
    assert only(sights).template


def test_what_was_not_looked_at_or_not_seen_does_not_count() -> None:
    assert not suggest(many(40, looked=False))
    assert not suggest(many(40, problem="cannot be opened"))
    assert not suggest(many(40, machine=replace(MACHINE, rows=0, columns=0)))
