"""What a sitting at headers works with, and what may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scrub.header.profile import BASIC
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from scrub.review.book import Reviewer
    from scrub.review.header_choices import Choice
    from scrub.review.header_scopes import Scope
    from scrub.review.header_staging import Staged


@dataclass(frozen=True, slots=True)
class HeaderDesk:
    """What a sitting works with.

    `recipe_file` is read, if it is there, and written to; `read_recipe` reads one, and what it
    does not say is as in the recipe given. `told` is what run.json tells of the run's recipe,
    `patient_map` the file of pseudonyms that it was brought. `command` returns the command that
    runs a recipe file.
    """

    reviewer: Reviewer
    key: bytes = field(repr=False)
    key_path: str
    recipe_file: Path
    read_recipe: Callable[[Path, Recipe], Recipe]
    told: Mapping[str, object]
    command: Callable[[Path, Recipe], str]
    patient_map: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a scope, under a choice of profile."""

    scope: Scope
    choice: Choice

    def recipe(self, staged: tuple[Staged, ...]) -> Recipe:
        """Return the recipe with what is staged."""
        rules = tuple(one.rule for one in staged)
        recipe = self.choice.recipe
        return replace(recipe, site_rules=(*recipe.site_rules, *rules))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of the element of a row; without a verb, what the profile says."""

    key: str
    verb: str = ""
    value: str = field(default="", repr=False)
    note: str = ""


def silent(recipe: Recipe) -> Recipe:
    """Return a recipe without what a recipe file may say."""
    plain = Recipe()
    return replace(
        recipe,
        profile=BASIC,
        options=(),
        strategy=plain.strategy,
        prefix=plain.prefix,
        age_cap="",
        preserve_studies=True,
        site_rules=(),
    )
