"""What `scrub review` needs to show headers: the recipe file, and the command that runs it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.api import read_recipe
from scrub.errors import UsageError
from scrub.recipe import Recipe
from scrub.review.header_desk import HeaderDesk

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrub.cli.beside import Beside
    from scrub.cli.naming import Naming
    from scrub.report.records import Record
    from scrub.review.book import Reviewer

_SUFFIXES = frozenset({".toml", ".yaml", ".yml"})
_DEFAULT = Recipe()


def add_header_arguments(made: argparse.ArgumentParser) -> None:
    """Add what is about headers to the parser of the command."""
    made.add_argument(
        "--recipe",
        metavar="FILE",
        help="the recipe that the header view reads, and writes to (OUT.recipe.toml)",
    )
    made.add_argument(
        "--patient-map", metavar="FILE", help="the pseudonyms of your own that the run was given"
    )


def header_desk(
    options: argparse.Namespace, beside: Beside, naming: Naming, facts: Record, reviewer: Reviewer
) -> HeaderDesk:
    """Return what a sitting at headers works with; `options.key` is where the key is.

    Raises:
        UsageError: if the recipe file cannot be one, or the pseudonyms are not those of the run.
        RecipeError: if a file is wrong.

    """
    told: dict[str, Any] = facts.get("recipe", {})
    file = Path(options.recipe) if options.recipe else _beside(beside)
    if file.suffix.lower() not in _SUFFIXES or not file.resolve().parent.is_dir():
        raise UsageError("--recipe is a file whose name ends in .toml, .yaml or .yml")
    patient_map = options.patient_map or ""
    if patient_map and naming.contents(Path(patient_map)) != told.get("patient_map"):
        raise UsageError("--patient-map is not what the run was given")
    return HeaderDesk(
        reviewer=reviewer,
        key=naming.key,
        key_path=str(options.key),
        recipe_file=file,
        read_recipe=read_recipe,
        told=told,
        command=lambda path, recipe: shlex.join(_words(options, path, recipe)),
        patient_map=patient_map,
    )


def _beside(beside: Beside) -> Path:
    return Path(beside.report).with_suffix(".recipe.toml")


def _words(options: argparse.Namespace, file: Path, recipe: Recipe) -> Iterator[str]:
    """Yield the words of the command that runs a recipe file on the same input."""
    yield "scrub"
    if recipe.pixel:
        yield from _about_pixels(recipe)
    yield from ("--recipe", str(file), "--key", str(options.key))
    if options.patient_map:
        yield from ("--patient-map", options.patient_map)
    yield from (*options.inputs, options.output)


def _about_pixels(recipe: Recipe) -> Iterator[str]:
    yield "--pixel"
    if recipe.text_mode is not _DEFAULT.text_mode:
        yield from ("--text", str(recipe.text_mode))
    if recipe.engines and recipe.engines != _DEFAULT.engines:
        yield from (word for name in recipe.engines for word in ("--ocr", name))
    if recipe.proposals:
        yield "--proposals"
    # A report does not name folders.
    yield from ("--templates", "DIR") * len(recipe.templates)
