from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from doubles.headed import SEX, headers_of, made, scrubbed, told_of
from doubles.header_page import NAME
from doubles.reviewed import session
from scrub.model.site import Selector, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe, Strategy, TextMode
from scrub.review.app import application
from scrub.review.header_choices import choices, recipe_of
from scrub.review.header_routes import header_routes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEEP = SiteRule(
    Verb.REPLACE,
    (
        Selector(TagPattern(0x00100040, 0xFFFFFFFF), within=(None, TagPattern(0x00400275, 0xFF))),
        Selector(vr="PN", creator="A"),
    ),
    ("X",),
)
ALL = Recipe(
    pixel=True,
    text_mode=TextMode.ALL,
    engines=("onnx", "tesseract"),
    templates=("/one", "/two"),
    profile="hipaa",
    options=("clean-graphics",),
    strategy=Strategy.REMOVE,
    site_rules=(KEEP,),
    age_cap="090Y",
    patient_map="0123",
    preserve_studies=False,
    contents_digest="abc",
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), made()))
    (tmp_path / "desk").mkdir()
    with TestClient(application(session(tmp_path / "desk"), header_routes(headers))) as opened:
        yield opened


def post(client: TestClient, what: str, **data: Any) -> Any:  # noqa: ANN401 (of Starlette's client)
    sent = {"item": "0", "choice": "basic", "version": 0, **data}
    return client.post(f"/api/headers/{what}", json=sent)


def test_the_page_and_all_that_it_asks_is_there(client: TestClient) -> None:
    assert "<title>scrub: headers</title>" in client.get("/headers").text
    told = client.get("/api/headers").json()
    assert [one["id"] for one in told["choices"]] == [
        *("own", "basic", "basic-pixels", "hipaa", "hipaa-pixels")
    ]
    seen = client.get("/api/headers/view", params={"item": 0, "choice": "hipaa"}).json()
    assert seen["changed"] == sum(row["changed"] for row in seen["rows"])
    count = client.get("/api/headers/count", params={"item": 0, "choice": "hipaa"}).json()
    assert count == {"rules": seen["rules"], "changed": seen["changed"]}
    assert client.get("/api/headers/studies").json()["studies"][0]["count"] == 1


def test_what_is_staged_is_told_and_applied(client: TestClient, tmp_path: Path) -> None:
    seen = post(client, "stage", key=SEX, verb="keep").json()
    assert (seen["version"], seen["staged"][0]["name"]) == (1, "PatientSex")
    assert post(client, "stage", key=SEX, verb="remove").status_code == 409
    assert post(client, "move", version=1, how="undo").json()["staged"] == []
    assert post(client, "move", version=2, how="redo").json()["staged"] != []
    done = post(client, "apply", version=3).json()
    assert done["file"] == str(tmp_path / "r.toml")


@pytest.mark.parametrize(
    "data",
    [
        {"version": "1"},
        {"version": True},
        {"item": "1"},
        {"item": "-1"},
        {"item": 0},
        {"study": "3"},
        {"choice": "none"},
        {"key": 7},
        {"value": "x" * 5000},
        {"verb": "keep", "key": "x"},
    ],
)
def test_what_is_not_understood_is_refused(client: TestClient, data: dict[str, Any]) -> None:
    answer = post(client, "stage", **{"key": SEX, "verb": "keep", **data})
    assert answer.status_code == 422
    assert answer.json()["problem"]
    assert NAME not in answer.text


def test_a_source_that_is_gone_is_told_in_a_sentence(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "in" / "0.dcm").unlink()
    answer = client.get("/api/headers/view", params={"item": 0, "choice": "basic"})
    assert answer.status_code == 422
    assert answer.json() == {"problem": "its source is not there any more"}


@pytest.mark.parametrize("recipe", [Recipe(), ALL], ids=["plain", "all"])
def test_a_recipe_is_known_again_from_what_a_run_tells(recipe: Recipe) -> None:
    expected = replace(recipe, templates=("",) * len(recipe.templates))
    assert recipe_of(told_of(recipe)) == expected


@pytest.mark.parametrize(
    "change", [{"digest": "other"}, {"options": ["retain-uids"]}, {"new": 1}, {"strategy": "none"}]
)
def test_a_recipe_that_is_not_wholly_known_is_not_shown_as_run(change: dict[str, Any]) -> None:
    assert recipe_of({**told_of(ALL), **change}) is None
    assert recipe_of({}) is None


def test_a_run_that_was_brought_pseudonyms_is_shown_only_with_them(tmp_path: Path) -> None:
    recipe = Recipe(patient_map="0123")
    headers = headers_of(tmp_path, scrubbed(tmp_path, Recipe(), made()), recipe)
    assert "own" not in {one["id"] for one in headers.overview()["choices"]}


def test_profiles_keep_the_sites_rules_and_no_options() -> None:
    own, *others = choices(ALL, "As run")
    assert own.recipe == ALL
    for one in others:
        assert (one.recipe.site_rules, one.recipe.options) == (ALL.site_rules, ())
        assert one.recipe.strategy is ALL.strategy
    assert [one.recipe.profile for one in others] == ["basic", "basic", "hipaa", "hipaa"]
    assert [one.recipe.pixel for one in others] == [False, True, False, True]
    (basic, *_) = others
    assert basic.rules == choices(None, "")[0].rules + 2
