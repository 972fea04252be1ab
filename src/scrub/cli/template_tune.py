"""`scrub templates tune IN…`: a page to draw mask templates on, open to one browser."""

from __future__ import annotations

import os
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.discover import discover
from scrub.batch.survey import survey
from scrub.cli import options as asked
from scrub.cli.naming import ready_key
from scrub.cli.sights import add_eyes, add_processes, executor
from scrub.data import template_files
from scrub.errors import ExitCode, InputError
from scrub.masks.library import YamlTemplates
from scrub.model.instance import Source
from scrub.recipe import Recipe
from scrub.tuning.app import application
from scrub.tuning.session import Session, Site
from scrub.web.door import Door, Secrets
from scrub.web.guard import Guard
from scrub.web.server import listen, port_of, serve

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrub.model.sight import Sight

SITE = "templates/site.yaml"
"""Where new templates go, if nothing else is said."""

_EVERY = 0.5
_SECRET = 32


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.add_argument("inputs", metavar="IN", nargs="+", help="files, folders, ZIPs")
    made.add_argument(
        "--save",
        metavar="FILE",
        type=Path,
        default=Path(SITE),
        help=f"the YAML file that templates are put into ({SITE}); what else is in it stays",
    )
    add_eyes(made)
    add_processes(made)
    made.add_argument(
        "--no-look", action="store_true", help="look for no text, which is quick; draw by eye"
    )
    made.add_argument("--port", metavar="N", type=int, default=0, help="0 is any that is free")
    made.add_argument("--key", metavar="FILE", help="the key by which patients are told apart")


def run(options: argparse.Namespace) -> int:
    """Look at what is there, show it until Ctrl-C, and return the exit code.

    Raises:
        RunError: if there is nothing to show, a template is wrong or the port cannot be had.

    """
    site = _site(options)
    with listen(options.port) as listening:
        sights = tuple(_counted(_sights(options)))
        if not any(sight.machine.rows for sight in sights):
            raise InputError("nothing to show: no instance with pixels could be read")
        door = Door(port_of(listening), Secrets(_secret(), _secret()))
        print(f"{door.link}\nOpen this link: it opens once, for one browser. Ctrl-C ends.")
        sys.stdout.flush()
        serve(Guard(application(Session(sights, site)), door), listening)
    return ExitCode.WRITTEN


def _secret() -> str:
    return secrets.token_urlsafe(_SECRET)


def _site(options: argparse.Namespace) -> Site:
    file: Path = options.save.resolve()
    if file.suffix != ".yaml":
        raise InputError(f"--save: a run reads files named *.yaml, not {options.save}")
    own = (path for folder in _folders(options) for path in sorted(Path(folder).glob("*.yaml")))
    others = tuple(path for path in own if path != file)
    read = YamlTemplates((*template_files(), *others, *((file,) if file.exists() else ())))
    elsewhere = YamlTemplates((*template_files(), *others))
    read.templates()  # What is wrong, and names that are there twice, are told before all else.
    return Site(
        tuple(elsewhere.templates()),
        file,
        lambda: datetime.now(UTC).astimezone().date().isoformat(),
    )


def _folders(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the folders of a site's own templates, that of the file to save to among them."""
    named = (*asked.templates(options), str(options.save.resolve().parent))
    real = dict.fromkeys(str(Path(folder).resolve()) for folder in named)
    return tuple(folder for folder in real if Path(folder).is_dir())


def _sights(options: argparse.Namespace) -> Iterator[Sight]:
    found = discover(options.inputs, os.devnull)
    sources = (item for item in found if isinstance(item, Source))
    engines = tuple(sorted(set(options.ocr or ("onnx",))))
    recipe = Recipe(pixel=True, engines=engines, templates=_folders(options))
    path = asked.key_path(options, os.environ)
    ready_key(path)
    yield from survey(sources, recipe, str(path), executor(options), look=not options.no_look)


def _counted(sights: Iterator[Sight]) -> Iterator[Sight]:
    """Pass sights on, and tell how many there were."""
    told, problems, number = time.monotonic(), 0, 0
    for number, sight in enumerate(sights, 1):
        yield sight
        problems += bool(sight.problem)
        if sys.stderr.isatty() and time.monotonic() - told > _EVERY:
            told = time.monotonic()
            print(f"\rscrub: looked at {number} instances", end="", file=sys.stderr)
    end = f"; {problems} could not be read" if problems else ""
    start = "\r" * sys.stderr.isatty()
    print(f"{start}scrub: looked at {number} instances{end}", file=sys.stderr)
