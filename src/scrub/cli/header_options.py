"""What the main command may be told about headers: profile, options, a site's own rules.

What is said on the command line counts more than what a recipe file says.
"""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.errors import UsageError
from scrub.model.site import SiteRecipe
from scrub.recipe import OPTIONS, Strategy

if TYPE_CHECKING:
    from scrub.model.site import SiteRule

_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,16}")


def add_header_arguments(made: argparse.ArgumentParser) -> None:
    """Add them to the parser of the main command."""
    header = made.add_argument_group("what becomes of the header")
    header.add_argument(
        "--profile",
        choices=("basic", "hipaa"),
        help="basic: PS3.15 Table E.1-1 (the default); hipaa: Safe Harbor",
    )
    header.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME",
        type=_names,
        help=f"an option of PS3.15, or several with commas: {', '.join(OPTIONS)};"
        " each may also be given as --NAME",
    )
    for name in OPTIONS:
        header.add_argument(
            f"--{name}",
            action="append_const",
            dest="option",
            const=(name,),
            help=argparse.SUPPRESS,
        )
    header.add_argument(
        "--recipe",
        metavar="FILE",
        help="a site's own rules, and any of these choices: TOML or YAML",
    )
    header.add_argument(
        "--keep-tags",
        metavar="TAG,…",
        action="append",
        default=[],
        help="attributes to keep as they are, by keyword or number",
    )
    header.add_argument(
        "--strategy",
        choices=[str(strategy) for strategy in Strategy],
        help="what stands where the patient's name and number were: pseudonyms (the default),"
        " dummies, nothing",
    )
    header.add_argument(
        "--age-cap",
        choices=("089", "090"),
        help="what an age of 90 or more becomes (hipaa: 089, basic: 090)",
    )
    header.add_argument(
        "--preserve-studies",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="keep what belongs together, together (the default), or each output on its own",
    )
    header.add_argument("--prefix", help="what pseudonyms begin with (ANON_)")
    header.add_argument(
        "--patient-map", metavar="FILE", help="pseudonyms of your own: CSV, old Patient ID and new"
    )
    header.add_argument(
        "--key", metavar="FILE", help="the key of the pseudonyms (~/.config/scrub/key); made once"
    )


def header_choices(options: argparse.Namespace) -> dict[str, Any]:
    """Return what a recipe is to hold; None where nothing was said.

    Raises:
        UsageError: if options do not go together.
        RecipeError: if a site's recipe file is wrong: file and line.

    """
    site = _site_recipe(options)
    said: dict[str, Any] = {
        "profile": options.profile or site.profile,
        "options": tuple(
            sorted({*(site.options or ()), *(n for names in options.option for n in names)})
        ),
        "strategy": options.strategy or site.strategy,
        "age_cap": options.age_cap or site.age_cap,
        "preserve_studies": _first(options.preserve_studies, site.preserve_studies),
        "prefix": site.prefix if options.prefix is None else options.prefix,
        "site_rules": (*site.rules, *_kept(options)),
    }
    _check(options, said)
    said["strategy"] = Strategy(said["strategy"]) if said["strategy"] else None
    said["age_cap"] = f"{said['age_cap'].removesuffix('Y')}Y" if said["age_cap"] else None
    return said


def _check(options: argparse.Namespace, said: dict[str, Any]) -> None:
    if said["prefix"] is not None and not _PREFIX.fullmatch(said["prefix"]):
        raise UsageError("--prefix is up to 16 letters, digits, - and _")
    named = said["strategy"] in {None, str(Strategy.PSEUDONYMIZE)}
    if not named and (options.patient_map or options.prefix):
        raise UsageError("--patient-map and --prefix are about pseudonyms, not another --strategy")
    if said["preserve_studies"] is False and "retain-uids" in said["options"]:
        raise UsageError("--no-preserve-studies does not go with retain-uids")


def _site_recipe(options: argparse.Namespace) -> SiteRecipe:
    # Reading one takes the data dictionary, which --help does not need.
    if not options.recipe:
        return SiteRecipe()
    made: SiteRecipe = import_module("scrub.header.site.file").load_site_recipe(
        Path(options.recipe)
    )
    return made


def _kept(options: argparse.Namespace) -> tuple[SiteRule, ...]:
    if not options.keep_tags:
        return ()
    rules = import_module("scrub.header.site.file")
    return tuple(rule for text in options.keep_tags for rule in rules.keep_rules(text))


def _first(*values: bool | None) -> bool | None:
    return next((value for value in values if value is not None), None)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in text.split(","))))
