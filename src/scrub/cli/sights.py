"""Files → what is seen on them, for the commands that look at many and write none of them."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from scrub.batch.discover import discover
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.cli import options as asked
from scrub.cli.progress import duration
from scrub.errors import UsageError
from scrub.header.key import make_key
from scrub.model.instance import Source
from scrub.model.scanned import Scanned
from scrub.model.sight import Sight
from scrub.recipe import Recipe

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from scrub.seams import Executor

S = TypeVar("S", Sight, Scanned)

_CLEAR = "\r\x1b[K"
_SECONDS_BETWEEN = 0.1


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add what says which files are looked at, and how."""
    made.add_argument("files", metavar="FOLDER", nargs="+", help="folders, files, ZIPs")
    add_eyes(made)
    add_processes(made)
    made.add_argument(
        "--key",
        metavar="FILE",
        help="the key that patients and studies are told apart with; without, one for this run",
    )


def add_eyes(made: argparse.ArgumentParser, *, but: str = "") -> None:
    """Add what says by what text is seen; `but` is what else may be said."""
    made.add_argument(
        "--templates", metavar="DIR", action="append", help="a folder of further mask templates"
    )
    made.add_argument(
        "--ocr",
        action="append",
        metavar="ENGINE",
        help=f"what looks for text: onnx (the default), ppocr, tesseract, or module:Name{but}",
    )


def add_processes(made: argparse.ArgumentParser) -> None:
    """Add what says who does the work, and how long."""
    made.add_argument(
        "--workers", metavar="N", type=asked.count, help="processes; 0 is none but this one"
    )
    made.add_argument(
        "--limit", metavar="SECONDS", type=float, help="give up on an instance after so long"
    )


@contextmanager
def sights(options: argparse.Namespace, *, look: bool = True) -> Iterator[Iterator[Sight]]:
    """Give what is seen on each instance, in order, and tell on a terminal how far it is.

    What is no DICOM, or a DICOMDIR, is left out.

    Raises:
        RunError: if it cannot start or go on.

    """
    recipe = _recipe(options)
    found = (item for item in discover(options.files, os.devnull) if isinstance(item, Source))
    sources = tuple(found)
    with _key(options) as key_path:
        survey = import_module("scrub.batch.survey").survey
        seen = survey(sources, recipe, key_path, executor(options), look=look)
        with closing(seen):
            yield counted(seen, len(sources), sys.stderr, time.monotonic)


def _recipe(options: argparse.Namespace) -> Recipe:
    engines = tuple(sorted(set(options.ocr or ()))) or Recipe().engines
    if "none" in engines:
        raise UsageError("--ocr none sees nothing: name an engine, or leave it out")
    folders = tuple(str(Path(folder).resolve()) for folder in asked.templates(options))
    return Recipe(pixel=True, engines=engines, templates=folders)


@contextmanager
def _key(options: argparse.Namespace) -> Iterator[str]:
    """Give the path of a key; one that was made for this run is gone after it."""
    if options.key:
        yield str(Path(options.key).resolve())
        return
    with tempfile.TemporaryDirectory(prefix="scrub-") as folder:
        path = Path(folder, "key")
        make_key(path)
        yield str(path)


def executor(options: argparse.Namespace) -> Executor:
    """Return what does the work: so many processes, or none but this one."""
    workers = asked.workers(options)
    if not workers:
        return Inline()
    limit: float | None = options.limit
    return Processes(workers, time.monotonic, lambda _: limit)


def counted(seen: Iterable[S], due: int, stream: TextIO, clock: Callable[[], float]) -> Iterator[S]:
    """Pass on what was seen, and count it on a terminal."""
    is_shown = stream.isatty()
    began = drawn = clock()
    frames = 0
    for number, sight in enumerate(seen, 1):
        frames += sight.number_of_frames
        yield sight
        now = clock()
        if is_shown and now - drawn >= _SECONDS_BETWEEN:
            drawn = now
            left = duration((now - began) / number * (due - number))
            line = f"{number}/{due} instances, {frames} frames, {left} left"
            stream.write(_CLEAR + line)
            stream.flush()
    if is_shown:
        stream.write(_CLEAR)
        stream.flush()
