"""`scrub templates schema`: the JSON Schema of a file of templates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scrub.cli.template_files import write
from scrub.errors import ExitCode
from scrub.masks.schema import schema

if TYPE_CHECKING:
    import argparse

EPILOG = "First line of a file, for editors: # yaml-language-server: $schema=FILE"


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.epilog = EPILOG
    made.add_argument("-o", "--output", metavar="FILE", help="a new file")


def run(options: argparse.Namespace) -> int:
    """Print it, and return the exit code.

    Raises:
        OutputError: if it cannot be written.

    """
    write(json.dumps(schema(), indent=2) + "\n", options.output)
    return ExitCode.WRITTEN
