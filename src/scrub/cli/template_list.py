"""`scrub templates list`: what templates there are, a line each."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scrub.cli.tag_files import printable
from scrub.cli.template_files import add_folders, library
from scrub.cli.template_words import (
    MAKER,
    MODALITY,
    MODEL,
    WIDTH,
    asked,
    clipped,
    equipment,
    size,
    state,
)
from scrub.errors import ExitCode

if TYPE_CHECKING:
    import argparse

    from scrub.cli.template_files import Library
    from scrub.model.mask import MaskTemplate

_NAME = 42
_HEAD = ("name", "modality, maker, model", "size", "", "state", "source")


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.add_argument(
        "--manufacturer", metavar="TEXT", default="", help="only where TEXT is in maker or name"
    )
    add_folders(made)
    which = made.add_mutually_exclusive_group()
    which.add_argument("--reviewed", action="store_true", help="only what a person reviewed")
    which.add_argument("--unreviewed", action="store_true", help="only what nobody reviewed")
    made.add_argument("--proposals", action="store_true", help="only proposals")
    made.add_argument("--json", action="store_true", help="all about them, for programs")


def run(options: argparse.Namespace) -> int:
    """List them, and return the exit code.

    Raises:
        RecipeError: if a template is wrong.

    """
    known = library(options.templates)
    chosen = [one for one in known.templates if _is_asked_for(one, options)]
    if options.json:
        print(json.dumps([_data(one, known) for one in chosen], indent=1, ensure_ascii=False))
        return ExitCode.WRITTEN
    if chosen:
        print(_line(*_HEAD))
    for one in chosen:
        _show(one)
    reviewed = sum(one.reviewed is not None for one in chosen)
    complete = sum(one.complete for one in chosen)
    counted = f"{len(chosen)} templates, {reviewed} reviewed, {complete} complete"
    print(f"scrub: {counted}", file=sys.stderr)
    return ExitCode.WRITTEN


def _is_asked_for(template: MaskTemplate, options: argparse.Namespace) -> bool:
    if options.proposals and not template.proposal:
        return False
    is_reviewed = template.reviewed is not None
    if (options.reviewed and not is_reviewed) or (options.unreviewed and is_reviewed):
        return False
    text = options.manufacturer.casefold()
    return any(text in one.casefold() for one in (template.name, *asked(template, MAKER)))


def _show(template: MaskTemplate) -> None:
    name = printable(template.name)
    if len(name) > _NAME:
        print(clipped(name, WIDTH))
        name = ""
    words = printable(equipment(template))
    said = printable(", ".join(template.provenance))
    frame = size(template.rows, template.columns)
    print(_line(name, words, frame, str(len(template.black)), state(template), said))


def _line(*cells: str) -> str:
    name, words, frame, count, how, said = cells
    line = f"{name:{_NAME}} {clipped(words, 23):23} {frame:9} {count:>2} {how:8} {said}"
    return clipped(line, WIDTH).rstrip()


def _data(template: MaskTemplate, known: Library) -> dict[str, Any]:
    return {
        "name": template.name,
        "modality": asked(template, MODALITY),
        "manufacturer": asked(template, MAKER),
        "model": asked(template, MODEL),
        "rows": template.rows,
        "columns": template.columns,
        "rectangles": len(template.black),
        "complete": template.complete,
        "proposal": template.proposal,
        "reviewed": asdict(template.reviewed) if template.reviewed else None,
        "provenance": template.provenance,
        "note": template.note,
        "place": known.places[template.name],
    }
