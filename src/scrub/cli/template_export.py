"""`scrub templates export`: templates for another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.template_files import add_folders, library, write
from scrub.cli.template_notes import add_strict, chosen, tell
from scrub.masks.formats import FORMATS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrub.model.mask import MaskTemplate


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.add_argument("format", metavar="FORMAT", help=", ".join(FORMATS))
    made.add_argument(
        "what",
        metavar="NAME|FILE",
        nargs="*",
        help="names, in which * stands for anything, or files; without, all there are",
    )
    add_folders(made)
    add_strict(made)


def run(options: argparse.Namespace) -> int:
    """Write them, tell what was lost, and return the exit code.

    Raises:
        UsageError: if the format is not known, or there is no template of a name.
        RecipeError: if a template is wrong.
        OutputError: if the output cannot be written.

    """
    writer = chosen(options.format)
    templates = _chosen(options)
    exported = writer.write(templates)
    write(exported.text, options.output)
    place = options.output or options.format
    return tell(exported.notes, place, len(templates), strict=options.strict)


def _chosen(options: argparse.Namespace) -> Sequence[MaskTemplate]:
    files = [what for what in options.what if Path(what).exists()]
    names = [what for what in options.what if what not in files]
    known = library(options.templates)
    if not options.what:
        return known.templates
    own = library(files, with_shipped=False).templates if files else ()
    return (*own, *(known.named(names) if names else ()))
