"""`scrub templates check`: what is wrong with templates, by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.cli.tag_files import printable
from scrub.cli.template_files import SHIPPED, library, yaml_files
from scrub.data import template_files
from scrub.errors import ExitCode
from scrub.masks.checking import check

if TYPE_CHECKING:
    import argparse

    from scrub.masks.checking import Complaint

EPILOG = """\
A remark is about what may be as it is meant. exit codes: 0 nothing is wrong; 3 something is.
"""


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.epilog = EPILOG
    made.add_argument("files", metavar="FILE", nargs="+", help="files, or folders of *.yaml")


def run(options: argparse.Namespace) -> int:
    """Tell what is wrong, and return the exit code.

    Raises:
        RecipeError: if a path is not there, or there are no templates.

    """
    files = yaml_files(options.files)
    # What is ours is used together with what is a site's, unless ours is what is asked about.
    with_shipped = not {path.resolve() for path in files} & set(template_files())
    known = library(with_shipped=with_shipped)
    beside = {one.name: (one, SHIPPED) for one in known.templates}
    checked = check(files, beside)
    for complaint in checked.complaints:
        _show(complaint)
    wrong = sum(one.wrong for one in checked.complaints)
    remarks = len(checked.complaints) - wrong
    counted = f"{len(checked.templates)} templates in {len(files)} files"
    print(f"{counted}: {wrong} wrong, {remarks} remarks.")
    return ExitCode.RECIPE if wrong else ExitCode.WRITTEN


def _show(complaint: Complaint) -> None:
    kind = "wrong" if complaint.wrong else "remark"
    print(printable(f"{complaint.place}: {kind}: {complaint.text}"))
