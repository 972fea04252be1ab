"""What another tool's format could not carry over, told line by line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrub.cli.tag_files import printable
from scrub.errors import ExitCode, UsageError
from scrub.masks.formats import FORMATS, format_named

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrub.masks.formats.exchange import Format, Note


def add_strict(made: argparse.ArgumentParser) -> None:
    """Add the options that both ways have."""
    made.add_argument("-o", "--output", metavar="FILE", help="a new file")
    made.add_argument("--strict", action="store_true", help="exit with 10 if anything was lost")


def chosen(name: str) -> Format:
    """Return a format by its name.

    Raises:
        UsageError: if there is none.

    """
    if name not in FORMATS:
        raise UsageError(f"no format {name}: there is {', '.join(FORMATS)}")
    return format_named(name)


def tell(notes: Sequence[Note], file: str, count: int, *, strict: bool) -> int:
    """Tell what was lost, and how much; return the exit code."""
    for note in notes:
        place = f"{file}:{note.line}" if note.line else file
        print(printable(f"{place}: {note.text}"), file=sys.stderr)
    print(f"scrub: {count} templates, {len(notes)} notes", file=sys.stderr)
    return ExitCode.HELD if strict and notes else ExitCode.WRITTEN
