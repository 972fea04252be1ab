"""The mask templates that a subcommand is about: those shipped, a site's own, and which of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.data import template_files
from scrub.errors import InputError, OutputError, RecipeError, UsageError
from scrub.masks.library import YamlTemplates

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from scrub.model.mask import MaskTemplate

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Library:
    """Templates, and by name where each one stands: a file and a line, or that it is shipped."""

    templates: tuple[MaskTemplate, ...]
    places: Mapping[str, str]

    def named(self, patterns: Sequence[str]) -> tuple[MaskTemplate, ...]:
        """Return the templates of some names, in which * stands for anything.

        Raises:
            UsageError: if there is none of a name.

        """
        found: dict[str, MaskTemplate] = {}
        for pattern in patterns:
            some = [one for one in self.templates if fnmatchcase(one.name, pattern)]
            if not some:
                raise UsageError(f"no template {pattern}{self._near(pattern)}")
            found |= {one.name: one for one in some}
        return tuple(found.values())

    def _near(self, name: str) -> str:
        near = get_close_matches(name, list(self.places), n=3)
        return f"; there is {', '.join(near)}" if near else ""


def add_folders(made: argparse.ArgumentParser) -> None:
    """Add the option that names a site's own templates."""
    made.add_argument(
        "--templates",
        metavar="DIR",
        action="append",
        default=[],
        help="a folder of further templates, or a file of them",
    )


def library(own: Iterable[str] = (), *, with_shipped: bool = True) -> Library:
    """Return the templates of files and folders, and those shipped.

    Raises:
        RecipeError: if a path is not there, or a template is wrong.

    """
    shipped = template_files() if with_shipped else ()
    files = [path for path in yaml_files(own) if path not in shipped]
    read = YamlTemplates((*shipped, *files))
    ours = set(map(str, shipped))
    places = {
        name: SHIPPED if place.rpartition(":")[0] in ours else place
        for name, place in read.places().items()
    }
    return Library(tuple(read.templates()), places)


def yaml_files(paths: Iterable[str]) -> tuple[Path, ...]:
    """Return the files themselves and those that a run would read in the folders, each once.

    Raises:
        RecipeError: if one is not there.

    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise RecipeError(f"no mask templates: {path} is not there")
        found |= dict.fromkeys(sorted(path.glob("*.yaml")) if path.is_dir() else (path,))
    return tuple(found)


def text_of(path: str) -> str:
    """Return what is in a text file, or in standard input for a dash.

    Raises:
        InputError: if it cannot be read.

    """
    try:
        octets = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}") from None
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def write(text: str, path: str | None) -> None:
    """Write a new file, or to standard output if there is no path.

    Raises:
        OutputError: if it is there already, or cannot be written.

    """
    if path is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path} is there already") from None
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror}") from None
