"""What `scrub IN... OUT` may be told. Light to import, so that --help is quick."""

from __future__ import annotations

import argparse
import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.cli.executor_options import add_executor_arguments
from scrub.cli.header_options import add_header_arguments, header_choices
from scrub.errors import RecipeError, UsageError
from scrub.recipe import Recipe, TextMode
from scrub.storage.urls import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrub.data import Digests

_MOST_WORKERS = 4
_ONLY_WITH_PIXEL = ("text", "ocr", "templates", "proposals")

DESCRIPTION = """\
Takes patients' identities out of DICOM: out of the header and, with --pixel, out of the pixels.

IN is a file, a folder or a ZIP, or several of them. OUT is a new folder, or one that scrub made:
running the same command again does only what is not done. Both may be URLs (s3://, gs://, az://;
IN also http://, zip://::PLACE and others): see --beside. Beside OUT are OUT.report (what
happened, instance by instance), OUT.ledger (what is done) and OUT.decisions (what people decided
in scrub review: the next run applies it).

Other commands: scrub scan IN, scrub review OUT IN, scrub audit OUT, scrub report OUT, scrub status
OUT, scrub serve FOLDER, scrub doctor, scrub evaluate SET, scrub tags list|set FILE, scrub templates
list|match|check|….
"""

EPILOG = """\
exit codes: 0 all written; 10 some held or refused; 11 some failed; 2 wrong options; 3 wrong recipe;
4 a tool is missing; 5 no input; 6 cannot write; 130 interrupted; 1 a bug. Of scrub scan and scrub
audit: 12 something was found that may identify.
"""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the main command is told. Options may stand anywhere."""
    return parser().parse_intermixed_args(arguments)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the main command."""
    made = argparse.ArgumentParser(
        prog="scrub",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("inputs", metavar="IN", nargs="+", help="files, folders, ZIPs, URLs")
    made.add_argument("output", metavar="OUT", type=plain, help="the folder or URL to write to")
    made.add_argument(
        "--version", action="version", version=f"scrub {metadata.version('dicom-scrub')}"
    )
    add_what(made)
    add_header_arguments(made)
    _add_how(made)
    return made


def add_what(made: argparse.ArgumentParser) -> None:
    """Add what says what is scrubbed."""
    what = made.add_argument_group("what is scrubbed")
    what.add_argument("--pixel", action="store_true", help="look at the pixels, and black text")
    what.add_argument(
        "--text",
        choices=[str(mode) for mode in TextMode],
        help="which text goes black: what matches PHI, all that is not known to be clinical"
        " (the default), or all",
    )
    what.add_argument(
        "--ocr",
        action="append",
        metavar="ENGINE",
        help="what looks for text: onnx (the default), ppocr, tesseract, none (mask templates"
        " alone), or module:Name; given several times, what any one sees counts",
    )
    what.add_argument(
        "--templates", metavar="DIR", action="append", help="a folder of further mask templates"
    )
    what.add_argument(
        "--proposals",
        action="store_true",
        help="where a name is found in a strip that such machines usually write in, and nothing"
        " that is to stay, black the whole strip",
    )


def _add_how(made: argparse.ArgumentParser) -> None:
    how = made.add_argument_group("how it runs")
    add_work(how, "processes; 0 is none but this one")
    how.add_argument(
        "--decisions", metavar="FILE", help="what people decided, if not in OUT.decisions"
    )
    add_beside(how)
    how.add_argument(
        "--reveal", action="store_true", help="show paths and found text in the report: PHI"
    )
    how.add_argument(
        "--audit-log", metavar="FILE", help="what was done to each instance's header, as JSON"
    )
    how.add_argument(
        "--metrics", metavar="FILE", help="what is counted, kept up in Prometheus' text format"
    )
    how.add_argument("-v", "--verbose", action="store_true", help="a line for each instance")
    how.add_argument(
        "--debug", action="store_true", help="show tracebacks, which may show PHI, on stderr"
    )


def add_work(made: argparse.ArgumentParser | argparse._ArgumentGroup, workers: str) -> None:
    """Add what says who does the work and within what, given what --workers counts."""
    made.add_argument("--workers", metavar="N", type=count, help=workers)
    made.add_argument(
        "--limit",
        metavar="SECONDS",
        type=float,
        help="give up on an instance after so long, not after what its size allows; 0 is never",
    )
    add_executor_arguments(made)
    made.add_argument("--retry", action="store_true", help="do again what was not written")
    made.add_argument(
        "--log", metavar="FILE", help="what happens, as JSON, a line each: no patients' data"
    )


def add_beside(made: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add what says where the ledger, the report and the decisions of OUT are."""
    made.add_argument(
        "--beside",
        metavar="DIR",
        default="",
        help="where the ledger, the report and the decisions of OUT lie, if not beside it: needed"
        " if OUT is a URL",
    )


def recipe(options: argparse.Namespace, contents: Digests) -> Recipe:
    """Return the recipe that options ask for.

    Raises:
        UsageError: if they do not go together.
        RecipeError: if a site's own recipe is wrong.

    """
    given = [name for name in _ONLY_WITH_PIXEL if getattr(options, name)]
    if given and not options.pixel:
        raise UsageError(f"--{given[0]} is about pixels: it needs --pixel")
    engines = tuple(sorted(set(options.ocr or ())))
    if "none" in engines and len(engines) > 1:
        raise UsageError("--ocr none does not go with another --ocr")
    chosen: dict[str, Any] = {
        "pixel": options.pixel,
        "text_mode": TextMode(options.text) if options.text else None,
        "engines": engines or None,
        "proposals": options.proposals,
        "templates": tuple(str(Path(folder).resolve()) for folder in options.templates or ()),
        **header_choices(options),
        "contents_digest": contents.tables,
        "templates_digest": contents.templates,
        "models_digest": contents.models,
    }
    return Recipe(**{name: value for name, value in chosen.items() if value is not None})


def templates(options: argparse.Namespace) -> Sequence[str]:
    """Return the folders of further mask templates.

    Raises:
        RecipeError: if one is not there.

    """
    folders: Sequence[str] = options.templates or ()
    for folder in folders:
        if not Path(folder).is_dir():
            raise RecipeError(f"no folder of mask templates: {folder}")
    return folders


def workers(options: argparse.Namespace) -> int:
    """Return how many processes to use."""
    if options.workers is not None:
        return int(options.workers)
    return min(_cores(), _MOST_WORKERS)


def key_path(options: argparse.Namespace, environment: Mapping[str, str]) -> Path:
    """Return where the key is, or will be."""
    if options.key:
        return Path(options.key)
    configuration = environment.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(configuration, "scrub", "key")


def _cores() -> int:
    """Return how many cores this process may use, where the system says so."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def count(text: str) -> int:
    """Return a number that is not negative, as argparse asks for one."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number
