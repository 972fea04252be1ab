from __future__ import annotations

from dataclasses import replace

import pytest

from scrub.data import template_files
from scrub.masks.conflicts import compare, sources
from scrub.masks.library import YamlTemplates
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, Fractions, MaskTemplate, Named, Patch, Pixels

ACME = Condition("Manufacturer", "contains", ("Acme",))


def template(source: str, height: int, model: str = "One", **changes: object) -> MaskTemplate:
    made = MaskTemplate(
        name=f"{source}-{height}-{model}",
        when=(ACME, Condition("ManufacturerModelName", "contains", (model,))),
        black=(Patch(Pixels(0, 0, 100, height)),),
        rows=200,
        columns=100,
        provenance=(source,),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # any field


def test_who_blacks_what_is_told_and_how_much_is_in_dispute() -> None:
    found = compare([template("a", 20), template("b", 30, "One X"), template("c", 20)])
    (conflict,) = found.conflicts
    assert (conflict.machine, conflict.rows, conflict.columns) == ("Acme One X", 200, 100)
    assert [(claim.source, claim.rects) for claim in conflict.claims] == [
        ("a", (Rect(0, 0, 100, 20),)),
        ("b", (Rect(0, 0, 100, 30),)),
        ("c", (Rect(0, 0, 100, 20),)),
    ]
    assert (conflict.applied, conflict.disputed) == (3000, 1000)


def test_a_pixel_is_no_disagreement_and_two_are() -> None:
    assert compare([template("a", 20), template("b", 21)]).conflicts == ()
    assert compare([template("a", 20), template("b", 21)]).shared == 1
    assert len(compare([template("a", 20), template("b", 22)]).conflicts) == 1


def test_what_two_sources_say_in_other_pieces_is_the_same() -> None:
    pieces = (Patch(Pixels(0, 0, 50, 20)), Patch(Pixels(50, 0, None, 20)))
    whole = Patch(Fractions(0.0, 0.0, 1.0, 0.1))
    found = compare([template("a", 20, black=pieces), template("b", 20, black=(whole,))])
    assert (found.shared, found.conflicts) == (1, ())


@pytest.mark.parametrize(
    "other",
    [
        template("b", 90, "Two"),
        template("b", 90, rows=300),
        template("b", 90, columns=300),
        template("b", 90, proposal=True),
        template("b", 90, when=(ACME,)),
        template("b", 90, black=(Patch(Named.OUTSIDE_ULTRASOUND_REGIONS),)),
        template("a", 90),
        template(
            "b",
            90,
            when=(*template("b", 90).when, Condition("Modality", "equals", ("CT",))),
        ),
    ],
    ids=["model", "rows", "columns", "proposal", "maker", "regions", "source", "modality"],
)
def test_what_is_about_something_else_is_no_conflict(other: MaskTemplate) -> None:
    us = Condition("Modality", "equals", ("US",))
    one = template("a", 20)
    assert compare([replace(one, when=(*one.when, us)), other]).shared == 0


def test_a_template_for_any_size_is_compared_in_each() -> None:
    sized = [template("a", 20, name=f"a{rows}", rows=rows) for rows in (200, 300)]
    found = compare([*sized, template("b", 40, rows=None, columns=None)])
    assert [conflict.rows for conflict in found.conflicts] == [200, 300]
    assert found.conflicts[0].disputed == 2000


def test_two_models_that_a_third_template_is_for_are_told_apart() -> None:
    both = (ACME, Condition("ManufacturerModelName", "contains", ("One", "Two")))
    found = compare([template("a", 20), template("a", 20, "Two"), template("b", 40, when=both)])
    assert [conflict.machine for conflict in found.conflicts] == ["Acme One", "Acme Two"]


def test_no_order_of_templates_changes_what_is_told() -> None:
    templates = [template(s, h) for s, h in (("a", 20), ("b", 30), ("c", 40))]
    assert compare(templates) == compare(templates[::-1])


def test_what_is_said_of_a_source_is_no_source_of_its_own() -> None:
    said = ("deid (misspelt there)", "CTP", "deid")
    assert sources(template("a", 20, provenance=said)) == ("deid", "CTP")


def test_the_shipped_templates_disagree_about_as_many_machines_as_is_known() -> None:
    found = compare(YamlTemplates(template_files()).templates())
    # A survey of the four libraries found 201 keys of model and rows in several, 56 at odds.
    assert 150 < found.shared < 260
    assert 40 < len(found.conflicts) < 100
    machines = {(c.machine, c.rows): c for c in found.conflicts}
    # CTP blacks a square in the middle, the others the strip along the top.
    sc2000 = machines["SIEMENS ACUSON SC2000", 768]
    assert sc2000.disputed == sc2000.applied
    for conflict in found.conflicts:
        assert 0 < conflict.disputed <= conflict.applied
