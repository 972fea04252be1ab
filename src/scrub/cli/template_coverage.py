"""`scrub templates coverage FOLDER…`: what the templates catch, and what they miss.

2026-11: the exit code is 0 whatever is found, since it was asked for and was told. With --strict,
which is for pipelines, it is 10 unless every instance could be seen, has a template, and shows no
text outside it. Stale rectangles do not count: they black too much, and not too little.
"""

from __future__ import annotations

import json
from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from scrub.cli import sights as seen
from scrub.cli.coverage_table import as_data, as_text
from scrub.errors import ExitCode, UsageError
from scrub.masks.coverage import cover

if TYPE_CHECKING:
    import argparse

EPILOG = """\
A hole is text that would go black, outside of all templates, on an instance that has one; a
rectangle is stale if nothing was found in it on any instance. Proposals are no templates yet.
Neither paths nor texts are shown.

exit codes: 0 done; 10 with --strict: an instance has no template, a hole, or could not be seen.
Others as of scrub.
"""


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add what this command may be told."""
    made.epilog, made.formatter_class = EPILOG, RawDescriptionHelpFormatter
    seen.add_arguments(made)
    made.add_argument(
        "--no-look", action="store_true", help="headers only: no text is looked for, no holes told"
    )
    made.add_argument(
        "--strict", action="store_true", help="exit with 10 unless all is wholly covered"
    )
    made.add_argument("--json", action="store_true", help="all of it, for programs")


def run(options: argparse.Namespace) -> int:
    """Look, tell, and return the exit code.

    Raises:
        RunError: if it cannot start or go on.

    """
    if options.no_look and options.ocr:
        raise UsageError("--no-look does not go with --ocr")
    with seen.sights(options, look=not options.no_look) as sights:
        coverage = cover(sights)
    print(json.dumps(as_data(coverage), indent=1) if options.json else as_text(coverage))
    return ExitCode.HELD if options.strict and not coverage.is_whole else ExitCode.WRITTEN
