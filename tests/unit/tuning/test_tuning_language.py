from __future__ import annotations

import json

import pytest

from doubles.sightings import MACHINE
from scrub.data import template_files
from scrub.errors import RecipeError
from scrub.masks.library import YamlTemplates
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    FrameSpan,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
    Review,
)
from scrub.tuning.language import as_data, asked_of, from_data, name_for

US = Condition("Modality", "equals", ("US",))

RICH = MaskTemplate(
    name="all there is",
    when=(
        Condition("Manufacturer", "equals", ("0402", "no")),
        AnyOf((US, Not(AllOf((Condition("0008,0070", "absent"),))))),
        Condition("0019,xx27", "greater", ("3",), creator="GEMS_ACQU_01"),
    ),
    black=(
        Patch(Pixels(1, 2, 3, 4)),
        Patch(Pixels(-20, 0)),
        Patch(Fractions(0, 0.5, 1, 1), FrameSpan(2, -2)),
        Patch(Named.OUTSIDE_ULTRASOUND_REGIONS),
    ),
    keep=(Patch(Pixels(2, 2, 1, 1)),),
    rows=614,
    columns=820,
    fill=Fill.GRAY,
    reviewed=Review("A. Reviewer", "2026-11-21", "room 2"),
    complete=True,
    provenance=("one", "2"),
    note="a note: with a colon",
)


def test_a_template_comes_back_from_the_page_as_it_was() -> None:
    assert from_data(json.loads(json.dumps(as_data(RICH)))) == RICH


def test_every_template_that_is_shipped_comes_back() -> None:
    shipped = YamlTemplates(template_files()).templates()
    assert len(shipped) > 100
    assert [from_data(as_data(one)) for one in shipped] == list(shipped)


@pytest.mark.parametrize("wrong", [None, 3, "x", [], {}, {"name": "x", "black": []}, {"x": 1}])
def test_what_is_no_template_is_told_in_a_sentence(wrong: object) -> None:
    with pytest.raises(RecipeError) as told:
        from_data(wrong)
    assert "template:1" not in str(told.value)


def test_a_new_template_asks_for_the_machine_and_has_a_name_of_its_own() -> None:
    assert [one.attribute for one in asked_of(MACHINE)] == [
        "Manufacturer",
        "ManufacturerModelName",
        "Modality",
    ]
    assert name_for(MACHINE) == "site-fictive-example-7-48x64"
