"""`scrub templates …`: mask templates listed, tried, checked, compared, carried over and tuned.

Each subcommand is a module with `add_arguments` and `run`, imported when it is asked for.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrub.cli.quietly import quietly

if TYPE_CHECKING:
    from collections.abc import Mapping

DESCRIPTION = """\
A mask template says what a kind of equipment burns in, and where. Many are shipped; a site's own
are YAML files in a folder that is named with --templates, here and in a run.
"""

EPILOG = """\
Sizes are rows x columns; rectangles are x,y widthxheight in pixels, from the top left.

exit codes: 0 done; 10 match: a file has no template, import and export with --strict: something
was lost; 11 match: a file cannot be read; 3 check: something is wrong. Others as of scrub.
"""

SUBCOMMANDS: Mapping[str, str] = {
    "list": "scrub.cli.template_list:run",
    "show": "scrub.cli.template_show:run",
    "match": "scrub.cli.template_match:run",
    "check": "scrub.cli.template_check:run",
    "conflicts": "scrub.cli.template_conflicts:run",
    "import": "scrub.cli.template_import:run",
    "export": "scrub.cli.template_export:run",
    "coverage": "scrub.cli.template_coverage:run",
    "suggest": "scrub.cli.template_suggest:run",
    "tune": "scrub.cli.template_tune:run",
    "schema": "scrub.cli.template_schema:run",
}

_HELP = {
    "list": "what there is",
    "show": "one template or more, as YAML",
    "match": "which templates fit a file, which nearly, and what goes black",
    "check": "what is wrong with templates, by file and line",
    "conflicts": "where sources do not agree about a machine",
    "import": "templates out of another tool's file",
    "export": "templates for another tool",
    "coverage": "what the templates catch and miss in a folder",
    "suggest": "templates made from where text was found",
    "tune": "draw templates in a browser",
    "schema": "the JSON Schema of a file of templates, for editors",
}


class _Subparser(argparse.ArgumentParser):
    """A parser that learns its arguments from its module, once it is used."""

    def __init__(self, *, module: str, **settings: Any) -> None:  # noqa: ANN401 (argparse's)
        super().__init__(**settings)
        self._module = module
        self._is_whole = False

    def parse_known_args(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 (argparse's)
        if not self._is_whole:
            self._is_whole = True
            import_module(self._module).add_arguments(self)
        return super().parse_known_args(*given, **named)


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub templates",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND", parser_class=_Subparser)
    for name, place in SUBCOMMANDS.items():
        sub = commands.add_parser(
            name,
            module=place.partition(":")[0],
            help=_HELP[name],
            description=f"{_HELP[name][0].upper()}{_HELP[name][1:]}.",
        )
        sub.set_defaults(do=place)
    return made


def run(options: argparse.Namespace) -> int:
    """Do it, and return the exit code.

    Raises:
        RunError: if it cannot start or go on.

    """
    module, _, name = options.do.partition(":")

    def command() -> int:
        return int(getattr(import_module(module), name)(options))

    return quietly(command)
