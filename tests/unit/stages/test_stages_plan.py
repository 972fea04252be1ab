from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pydicom.data import get_testdata_file

from scrub.header.key import make_key
from scrub.model.header import Removal
from scrub.model.instance import Source
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.verify import Expected, verify
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.plan import Plan

SOURCE = Source(str(get_testdata_file("CT_small.dcm", download=False)))
PRIVATE = 179


@pytest.fixture
def key(tmp_path: Path) -> str:
    make_key(tmp_path / "key")
    return str(tmp_path / "key")


def plan_with(recipe: Recipe, key: str) -> Plan:
    tools = assemble(recipe, key)
    with read(SOURCE) as instance:
        return make_plan(gather(instance, tools, None), tools)


def test_private_elements_go_as_one_and_are_counted_as_many(key: str) -> None:
    plan = plan_with(Recipe(), key)
    each = [edit for edit in plan.edits() if edit.rule == "E.1-1 private"]
    assert len(each) == PRIVATE
    assert len(plan.private.tags) > PRIVATE - 20
    assert {edit.path for edit in each}.isdisjoint(
        edit.path for edit in plan.edits() if edit.rule != "E.1-1 private"
    )


@pytest.mark.parametrize(
    "recipe",
    [Recipe(pixel=True, engines=("none",)), Recipe(options=("retain-safe-private",))],
    ids=["what they say is looked for in pixels", "some may stay"],
)
def test_private_elements_are_judged_one_by_one_where_it_matters(recipe: Recipe, key: str) -> None:
    assert not plan_with(recipe, key).private.tags


def test_each_way_has_the_same_edits(key: str) -> None:
    as_one = plan_with(Recipe(), key)
    each = plan_with(Recipe(pixel=True, engines=("none",)), key)
    assert as_one.elements == each.elements
    assert {edit[:3] for edit in as_one.edits()} == {edit[:3] for edit in each.edits()}


def test_a_draft_with_private_elements_that_were_to_go_is_not_verified(
    tmp_path: Path, key: str
) -> None:
    tools = assemble(Recipe(), key)
    with read(SOURCE) as instance:
        known = gather(instance, tools, None)
        plan = make_plan(known, tools)
        left = replace(plan, private=Removal(plan.private.rule, plan.private.tags[:-1]))
        draft = apply(instance, left, tmp_path / "a.draft", tools)
    checks = verify(draft, Expected(plan, SOURCE, known.own, image=instance.image), tools).checks
    assert {one.name for one in checks if not one.passed} == {"no private element is left"}
