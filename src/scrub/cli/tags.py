"""`scrub tags list` and `scrub tags set`: elements read and changed by hand."""

from __future__ import annotations

import argparse
from functools import partial
from importlib import import_module

from scrub.cli.quietly import quietly
from scrub.model.header import Effect

DESCRIPTION = """\
Shows or changes elements by hand. FILE is a file, a folder or a ZIP, or several of them.

TAG is a keyword (PatientName), a tag (0010,0010), a private element (0029,"SIEMENS CSA HEADER",08),
or one inside an item (RequestAttributesSequence[0].ScheduledProcedureStepID).
"""


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub tags",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, metavar="list|set")
    _add_list(commands.add_parser("list", help="show every element: this shows PHI"))
    _add_set(commands.add_parser("set", help="change elements; the pixels stay as they are"))
    return made


def _add_list(made: argparse.ArgumentParser) -> None:
    made.add_argument("files", metavar="FILE", nargs="+")
    made.add_argument("--private", action="store_true", help="only private elements")
    made.add_argument("--phi", action="store_true", help="only what the Basic Profile would touch")
    made.add_argument("--match", metavar="TEXT", default="", help="only where TEXT is in the name")
    made.add_argument("--json", action="store_true", help="all values, for programs")
    made.set_defaults(do="scrub.cli.tag_list:list_tags")


def _add_set(made: argparse.ArgumentParser) -> None:
    made.add_argument("files", metavar="FILE", nargs="+")
    for effect, form in ((Effect.SET, "TAG=VALUE"), (Effect.REMOVE, "TAG"), (Effect.EMPTY, "TAG")):
        made.add_argument(
            f"--{effect}",
            metavar=form,
            action="append",
            dest="changes",
            type=partial(_asked, effect),
            help="several values are parted by backslashes" if effect is Effect.SET else None,
        )
    made.add_argument("--add", action="store_true", help="set what is not there too")
    made.add_argument("-o", "--output", metavar="OUT", help="a new file; for several, a folder")
    made.add_argument("--in-place", action="store_true", help="replace FILE itself")
    made.add_argument("-v", "--verbose", action="store_true", help="a line for each file, by name")
    made.set_defaults(do="scrub.cli.tag_set:set_tags")


def _asked(effect: Effect, text: str) -> tuple[Effect, str]:
    return effect, text


def run(options: argparse.Namespace) -> int:
    """Do it, and return the exit code.

    Raises:
        RunError: if it cannot start or go on.

    """
    module, _, name = options.do.partition(":")

    def command() -> int:
        return int(getattr(import_module(module), name)(options))

    return quietly(command)
