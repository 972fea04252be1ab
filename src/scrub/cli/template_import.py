"""`scrub templates import`: templates out of another tool's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.template_files import text_of, write
from scrub.cli.template_notes import add_strict, chosen, tell
from scrub.errors import UsageError
from scrub.masks.formats import FORMATS
from scrub.masks.formats.guessing import guess
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    import argparse

_AUTO = "auto"


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    formats = ", ".join((*FORMATS, _AUTO))
    made.add_argument("format", metavar="FORMAT", help=f"{formats} (by what is in the file)")
    made.add_argument("file", metavar="FILE", help="what to read; - is standard input")
    add_strict(made)


def run(options: argparse.Namespace) -> int:
    """Read, write YAML, tell what was lost, and return the exit code.

    Raises:
        UsageError: if the format is not known.
        InputError: if the file cannot be read.
        RecipeError: if it is not of that format.
        OutputError: if the output cannot be written.

    """
    text = text_of(options.file)
    name = guess(text) if options.format == _AUTO else options.format
    if not name:
        raise UsageError(f"which format {options.file} is in cannot be told: name it")
    stem = "imported" if options.file == "-" else Path(options.file).stem
    imported = chosen(name).read(text, stem)
    write(to_yaml(imported.templates), options.output)
    return tell(imported.notes, options.file, len(imported.templates), strict=options.strict)
