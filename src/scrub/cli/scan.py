"""`scrub scan IN…`: find and report only, so that a pipeline can stop at what may identify."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.discover import discover
from scrub.batch.scan import ScanJob
from scrub.batch.scan import scan as scan_all
from scrub.cli import options as asked
from scrub.cli.naming import Naming
from scrub.cli.quietly import quietly
from scrub.cli.scan_report import Count, ScanFolder, line, summary
from scrub.cli.sights import add_eyes, add_processes, counted, executor
from scrub.cli.versions import versions
from scrub.data import digests
from scrub.errors import UsageError
from scrub.header.key import load_key, make_key
from scrub.model.instance import Source
from scrub.model.outcome import Outcome
from scrub.model.scanned import Scanned
from scrub.recipe import Recipe, TextMode
from scrub.report.scans import SCHEMA, scan_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.report.records import Record

DESCRIPTION = """\
Looks for text in the pixels that may identify someone, as scrub --pixel does, and tells how much it
found. Nothing is changed, and nothing written but a report if one is asked for.
"""
EPILOG = """\
exit codes: 0 nothing was found; 12 something was; 10 or 11 nothing was, but some instances were
refused or could not be read. Others as of scrub.
"""


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub scan",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("inputs", metavar="IN", nargs="+", help="files, folders, ZIPs")
    _add_what(made)
    _add_how(made)
    return made


def _add_what(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--header",
        action="store_true",
        help="find values of the header that may identify someone, too; pseudonyms of scrub's do"
        " not",
    )
    made.add_argument(
        "--text",
        choices=[str(mode) for mode in TextMode],
        help="which text counts: what matches PHI, all that is not known to be clinical (the"
        " default), or all",
    )
    add_eyes(made, but="; or none, with --header")


def _add_how(made: argparse.ArgumentParser) -> None:
    add_processes(made)
    made.add_argument(
        "--report", metavar="DIR", help="a new folder, for what was found as JSON, by instance"
    )
    made.add_argument(
        "--key", metavar="FILE", help="the key that sources are named with, as of scrub"
    )
    made.add_argument(
        "--reveal", action="store_true", help="show paths, and text in the report: PHI"
    )
    made.add_argument("-v", "--verbose", action="store_true", help="a line for each instance")


def run(options: argparse.Namespace) -> int:
    """Scan, say what was found, and return the exit code.

    Raises:
        RunError: if it cannot start or go on.

    """
    return quietly(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    recipe = _recipe(options)
    report: str = options.report or ""
    found = tuple(discover(options.inputs, report or os.devnull))
    started, began = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    count = Count()
    with _key(options) as key_path, ScanFolder(report) if report else nullcontext() as folder:
        naming = Naming(load_key(key_path))
        for one in _scanned(found, recipe, key_path, options):
            record = scan_record(one, naming.name(one.source), reveal=options.reveal)
            count.add(one)
            if folder:
                folder.add(record)
            if options.verbose:
                print(line(one, str(record.get("path", record["source"]))))
        if folder:
            facts = {"started": started, "seconds": round(time.monotonic() - began, 3)}
            folder.finish(_facts(recipe, count, facts, revealed=options.reveal))
    print(summary(count, header=options.header))
    return count.exit_code()


def _recipe(options: argparse.Namespace) -> Recipe:
    engines = tuple(sorted(set(options.ocr or ()))) or Recipe().engines
    if "none" in engines and len(engines) > 1:
        raise UsageError("--ocr none does not go with another --ocr")
    if engines == ("none",) and not options.header:
        raise UsageError("--ocr none sees nothing: it needs --header")
    folders = asked.templates(options)
    found = digests(folders)
    return Recipe(
        pixel=True,
        engines=engines,
        text_mode=TextMode(options.text) if options.text else Recipe().text_mode,
        templates=tuple(str(Path(folder).resolve()) for folder in folders),
        contents_digest=found.tables,
        templates_digest=found.templates,
        models_digest=found.models,
    )


@contextmanager
def _key(options: argparse.Namespace) -> Iterator[Path]:
    """Give the path of the key; where there is none, of one that is gone afterwards."""
    path = asked.key_path(options, os.environ)
    if options.key or path.exists():
        yield path.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="scrub-") as folder:
        made = Path(folder, "key")
        make_key(made)
        yield made


def _scanned(
    found: tuple[Source | Outcome, ...],
    recipe: Recipe,
    key_path: Path,
    options: argparse.Namespace,
) -> Iterator[Scanned]:
    """Yield what is left out, then what was found on each instance, counted on a terminal."""
    for item in found:
        if isinstance(item, Outcome):
            yield Scanned(item.source, problem=item.verdict, reason=item.reason)
    sources = tuple(item for item in found if isinstance(item, Source))
    look = recipe.engines != ("none",)
    task = ScanJob(recipe, str(key_path), header=options.header, look=look)
    with closing(scan_all(sources, task, executor(options))) as seen:
        yield from counted(seen, len(sources), sys.stderr, time.monotonic)


def _facts(recipe: Recipe, count: Count, facts: Record, *, revealed: bool) -> Record:
    return {
        "schema": SCHEMA,
        "recipe": asdict(recipe) | {"templates": len(recipe.templates), "digest": recipe.digest()},
        "versions": dict(versions()),
        **facts,
        "counts": dict(count.instances),
        "texts": dict(count.texts),
        "values": dict(count.values),
        "revealed": revealed,
    }
