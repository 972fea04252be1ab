"""What the run was asked for that made an output, as its run.json tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrub.errors import InputError
from scrub.model.site import Selector, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe, Strategy, TextMode

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of a run that an audit goes by, and when and by which version it was made.

    `brought_along` tells that pseudonyms came from a file of the site's own.
    """

    profile: str
    options: tuple[str, ...]
    pixel: bool
    engines: tuple[str, ...]
    text_mode: TextMode
    strategy: Strategy
    prefix: str
    age_cap: str
    site_rules: tuple[SiteRule, ...]
    brought_along: bool
    preserve_studies: bool
    digest: str
    version: str
    started: str


def asked_for(run: Mapping[str, Any]) -> Asked:
    """Return what a run's record tells.

    Raises:
        InputError: if it is not one of ours.

    """
    try:
        return _asked(run)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError("run.json beside the output is not as scrub writes it") from None


def _asked(run: Mapping[str, Any]) -> Asked:
    recipe, usual = run["recipe"], Recipe()
    return Asked(
        profile=str(recipe["profile"]),
        options=tuple(map(str, recipe["options"])),
        pixel=bool(recipe["pixel"]),
        engines=tuple(map(str, recipe["engines"])),
        text_mode=TextMode(recipe["text_mode"]),
        strategy=Strategy(recipe.get("strategy", usual.strategy)),
        prefix=str(recipe["prefix"]),
        age_cap=str(recipe.get("age_cap", "")),
        site_rules=tuple(map(_site_rule, recipe.get("site_rules", ()))),
        brought_along=bool(recipe.get("patient_map", "")),
        preserve_studies=bool(recipe.get("preserve_studies", True)),
        digest=str(recipe["digest"]),
        version=str(run["versions"].get("dicom-scrub", "")),
        started=str(run["started"]),
    )


def recipe_of(asked: Asked, engines: tuple[str, ...], templates: tuple[str, ...]) -> Recipe:
    """Return the recipe by which an output is looked at again, with these engines."""
    return Recipe(
        pixel=True,
        text_mode=asked.text_mode,
        engines=engines,
        templates=templates,
        profile=asked.profile,
        options=asked.options,
        prefix=asked.prefix,
        strategy=asked.strategy,
        site_rules=asked.site_rules,
        age_cap=asked.age_cap,
        preserve_studies=asked.preserve_studies,
    )


def _site_rule(rule: Mapping[str, Any]) -> SiteRule:
    selectors = tuple(map(_selector, rule["selectors"]))
    return SiteRule(Verb(rule["verb"]), selectors, tuple(map(str, rule["value"])))


def _selector(one: Mapping[str, Any]) -> Selector:
    within = tuple(None if way is None else TagPattern(**way) for way in one["within"])
    return Selector(TagPattern(**one["tag"]), str(one["vr"]), str(one["creator"]), within)
