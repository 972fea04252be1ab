"""The profiles under which a header may be looked at, and the recipe of each.

First what the site's own recipe file says or, without one, what the run was asked; then the Basic
Profile and Safe Harbor, each without and with pixels. A site's own rules hold under all of them,
as they do where `--recipe` and `--profile` are given together; options are the first one's alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scrub.header.profile import BASIC, HIPAA, load_profile
from scrub.model.site import Selector, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe, Strategy, TextMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TITLES = {BASIC: "Basic", HIPAA: "HIPAA"}
_NO_OCR = ("none",)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them. `rules` counts those of the profile's table, and those of the site."""

    id: str
    title: str
    recipe: Recipe

    @property
    def rules(self) -> int:
        """How many it has."""
        recipe = self.recipe
        table = load_profile(recipe.profile, recipe.options, recipe.age_cap).rules
        return len(table) + sum(len(rule.selectors) for rule in recipe.site_rules)


def choices(base: Recipe | None, title: str) -> tuple[Choice, ...]:
    """Return what there is to choose from; `base` is the run's recipe, or that of a file."""
    first = (Choice("own", title, base),) if base else ()
    return (*first, *_profiles(base or Recipe()))


def _profiles(base: Recipe) -> Iterator[Choice]:
    looking = replace(base, pixel=True, engines=base.engines if base.pixel else ())
    for name in (BASIC, HIPAA):
        for recipe in (replace(base, pixel=False), looking):
            title = f"{_TITLES[name]}{' + pixels' if recipe.pixel else ''}"
            made = replace(recipe, profile=name, options=(), age_cap="")
            yield Choice(f"{name}{'-pixels' if recipe.pixel else ''}", title, made)


def unseeing(recipe: Recipe) -> Recipe:
    """Return the recipe without what looks at pixels, so that none of it is loaded."""
    return replace(
        recipe, pixel=False, engines=(), templates=(), text_mode=TextMode.UNLESS_CLINICAL
    )


def looks(recipe: Recipe) -> Recipe:
    """Return the recipe as a plan is to know it: whether it looks, but not with what."""
    engines = _NO_OCR if recipe.engines == _NO_OCR else ()
    return replace(recipe, engines=engines, templates=())


def recipe_of(told: Mapping[str, Any]) -> Recipe | None:
    """Return the recipe that run.json tells; None if it is not all that the run was asked."""
    fields = {name: value for name, value in told.items() if name != "digest"}
    try:
        made = Recipe(
            **fields
            | {
                "text_mode": TextMode(fields["text_mode"]),
                "engines": tuple(fields["engines"]),
                # Of folders run.json has the number alone, and so does the digest.
                "templates": ("",) * fields["templates"],
                "options": tuple(fields["options"]),
                "strategy": Strategy(fields["strategy"]),
                "site_rules": tuple(map(_rule, fields["site_rules"])),
            }
        )
        return made if made.digest() == told["digest"] else None
    except (KeyError, TypeError, ValueError):
        return None


def _rule(told: Mapping[str, Any]) -> SiteRule:
    selectors = tuple(map(_selector, told["selectors"]))
    return SiteRule(Verb(told["verb"]), selectors, tuple(told["value"]))


def _selector(told: Mapping[str, Any]) -> Selector:
    within = tuple(None if one is None else TagPattern(**one) for one in told["within"])
    return Selector(TagPattern(**told["tag"]), told["vr"], told["creator"], within)
