"""A sitting at headers without a server: a run made by calls, what it told, and a recipe file."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

from pydicom import dcmread

import scrub
from doubles.header_page import STUDIES, instance
from doubles.instances import saved
from scrub.header.key import load_key
from scrub.recipe import Recipe
from scrub.report.records import RunFacts, record, run_record
from scrub.review.book import Reviewer
from scrub.review.header_desk import HeaderDesk, Wish
from scrub.review.headers import Headers
from scrub.review.items import Item

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from scrub.model.instance import Source

SEX, STEP = "(0010,0040)", "(0040,0275)[0].(0040,0009)"


def made(number: int = 0) -> Dataset:
    """Return an instance with much in it."""
    return instance(number, STUDIES[0][0])


def scrubbed(folder: Path, recipe: Recipe, *datasets: Dataset) -> tuple[Item, ...]:
    """Scrub instances, and return what is told of each; the key is beside them."""
    (folder / "in").mkdir()
    scrub.make_key(folder / "key")
    sources = [
        saved(dataset, folder / "in" / f"{number}.dcm") for number, dataset in enumerate(datasets)
    ]
    return tuple(item_of(folder, recipe, source, number) for number, source in enumerate(sources))


def item_of(folder: Path, recipe: Recipe, source: Source, number: int) -> Item:
    """Scrub one instance, and return what is told of it."""
    outcome = scrub.scrub_one(source, folder / "out", recipe=recipe, key=folder / "key")
    return Item(json.loads(json.dumps(record(outcome, str(number), reveal=False))), source)


def told_of(recipe: Recipe) -> Any:  # noqa: ANN401 (JSON)
    """Return what run.json tells of a recipe."""
    facts = RunFacts(recipe, (), "2026-11-22T09:30:00+00:00", 1.0, ())
    return json.loads(json.dumps(run_record(facts)))["recipe"]


def headers_of(
    folder: Path, items: tuple[Item, ...], recipe: Recipe | None = None, file: str = "r.toml"
) -> Headers:
    """Return a sitting at headers of a run."""
    times = count(1)
    reviewer = Reviewer("A. Reviewer", lambda: f"2026-11-22T09:30:00.{next(times):06}", str)
    desk = HeaderDesk(
        reviewer=reviewer,
        key=load_key(folder / "key"),
        key_path=str(folder / "key"),
        recipe_file=folder / file,
        read_recipe=scrub.read_recipe,
        told=told_of(recipe or Recipe()),
        command=lambda path, _: f"scrub --recipe {path.name} IN OUT",
    )
    return Headers(items, desk)


class Page:
    """Asks as the page does: of one instance, or of a study, under a profile."""

    def __init__(self, headers: Headers, choice: str = "own", **place: int) -> None:
        self._headers = headers
        self.query = {**{key: str(number) for key, number in place.items()}, "choice": choice}
        if not place:
            self.query["item"] = "0"
        self.seen = headers.view(self.query)

    def stage(self, key: str, verb: str, value: str = "", note: str = "") -> None:
        """Stage a change of a row, by its key or its name."""
        found = [one["key"] for one in self.seen["rows"] if key in _names(one)]
        wish = Wish(found[0] if found else key, verb, value, note)
        self.seen = self._headers.stage(self.query, self.seen["version"], wish)

    def move(self, how: str) -> None:
        """Undo, redo, revert."""
        self.seen = self._headers.move(self.query, self.seen["version"], how)

    def apply(self) -> dict[str, Any]:
        """Write the recipe."""
        return self._headers.apply(self.query, self.seen["version"])

    def row(self, key: str) -> dict[str, Any]:
        """Return a row by its key, or by its name."""
        found = [one for one in self.seen["rows"] if key in _names(one)]
        assert found, key
        return dict(found[0])

    def after(self, key: str) -> tuple[str, str]:
        """Return what a row is to say."""
        one = self.row(key)["after"]
        return one["kind"], one["text"]


def _names(row: dict[str, Any]) -> set[str]:
    return {row["key"], row["name"], row["path"]}


def rerun(folder: Path, recipe: str = "r.toml") -> Dataset:
    """Run a recipe on the first instance, and return what is written."""
    output = folder / "again"
    read = scrub.read_recipe(folder / recipe)
    outcome = scrub.scrub_one(folder / "in/0.dcm", output, recipe=read, key=folder / "key")
    assert outcome.verdict == "written", outcome.reason
    assert outcome.plan
    return dcmread(output / outcome.plan.target)
