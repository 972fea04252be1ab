"""`scrub templates conflicts`: machines about which sources do not agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.tag_files import printable
from scrub.cli.template_files import SHIPPED, add_folders, library
from scrub.cli.template_words import WIDTH, clipped, place, size
from scrub.errors import ExitCode
from scrub.masks.conflicts import compare, sources

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrub.cli.template_files import Library
    from scrub.masks.conflicts import Conflict
    from scrub.model.mask import MaskTemplate

EPILOG = "What is applied is the union of all templates that fit."
_SOURCE = 12


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.epilog = EPILOG
    add_folders(made)
    made.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Tell of each, and return the exit code.

    Raises:
        RecipeError: if a template is wrong.

    """
    known = library(options.templates)
    found = compare(known.templates, lambda template: _sources(template, known))
    if options.json:
        print(json.dumps(asdict(found), indent=1, ensure_ascii=False))
        return ExitCode.WRITTEN
    for conflict in found.conflicts:
        _show(conflict)
    disagree = len(found.conflicts)
    print(f"{found.shared} machines and sizes have more than one source; {disagree} disagree.")
    return ExitCode.WRITTEN


def _sources(template: MaskTemplate, known: Library) -> Sequence[str]:
    """Return who says so; a template that does not tell speaks for the file it is in."""
    file = Path(known.places[template.name].rpartition(":")[0]).name
    return sources(template) or (file or SHIPPED,)


def _show(conflict: Conflict) -> None:
    share = conflict.disputed / conflict.applied
    head = f"{conflict.machine}, {size(conflict.rows, conflict.columns)}"
    figures = f": {conflict.disputed} of {conflict.applied} pixels ({share:.0%}) disputed"
    print(clipped(printable(head), WIDTH - len(figures)) + figures)
    for claim in conflict.claims:
        rects = "; ".join(map(place, claim.rects))
        source = clipped(claim.source, _SOURCE)
        lines = [f"  {source:{_SOURCE}} {rects}"]
        lines += [f"  {'':{_SOURCE}} by {name}" for name in claim.templates]
        for line in lines:
            print(clipped(printable(line), WIDTH))
