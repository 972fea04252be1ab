"""`scrub templates show`: templates as YAML that can be read back, and where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.cli.tag_files import printable
from scrub.cli.template_files import add_folders, library
from scrub.errors import ExitCode
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    import argparse


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.add_argument("names", metavar="NAME", nargs="+", help="* stands for anything")
    add_folders(made)


def run(options: argparse.Namespace) -> int:
    """Show them, and return the exit code.

    Raises:
        UsageError: if there is none of a name.
        RecipeError: if a template is wrong.

    """
    known = library(options.templates)
    chosen = known.named(options.names)
    for one in chosen:
        print(printable(f"# {one.name}: {known.places[one.name]}"))
    print(to_yaml(chosen), end="")
    return ExitCode.WRITTEN
