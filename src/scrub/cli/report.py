"""`scrub report OUT`: make report.html again from report.jsonl."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.beside import Beside
from scrub.cli.options import add_beside
from scrub.cli.report_folder import PAGE, records, run_of, write_page
from scrub.errors import ExitCode, InputError, UsageError
from scrub.report.records import conceal

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.report.records import Record


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(prog="scrub report", description="Makes OUT's report again.")
    made.add_argument("output", metavar="OUT", help="what was written to")
    add_beside(made)
    made.add_argument(
        "--reveal",
        action="store_true",
        help="show paths and found text: PHI. Only what was kept: run with --reveal first",
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Write the page.

    Raises:
        InputError: if there is no report of OUT.
        UsageError: if what should be revealed was not kept.
        OutputError: if it cannot be written.

    """
    folder = Path(Beside(options.output, options.beside).report)
    try:
        facts = run_of(folder)
        if options.reveal and not facts.get("revealed"):
            raise UsageError("paths and text were not kept: that run was without --reveal")
        show: Callable[[Record], Record] = dict if options.reveal else conceal
        write_page(
            lambda: map(show, records(folder)),
            facts | {"revealed": options.reveal},
            folder,
            options.output,
        )
    except (OSError, ValueError, KeyError):
        raise InputError(f"no report of {options.output}") from None
    print(folder / PAGE)
    return ExitCode.WRITTEN
