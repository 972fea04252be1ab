"""`scrub tags list`: every element, for people or as JSON."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from scrub.batch.discover import discover
from scrub.cli.summary import exit_code
from scrub.cli.tag_files import left_out, printable, shown_file, tell
from scrub.errors import InstanceError
from scrub.header.tags.rows import chosen
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict
from scrub.stages.tagged import tags_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrub.header.tags.rows import TagRow

_LONGEST_SHOWN = 64


def list_tags(options: argparse.Namespace) -> int:
    """Show the elements of each file, and return the exit code.

    Raises:
        RunError: if there is no file that could be shown.

    """
    verdicts: Counter[Verdict] = Counter()
    found = list(discover(options.files, os.devnull))
    filters = {name: getattr(options, name) for name in ("private", "phi", "match")}
    listed = 0
    for number, item in enumerate(found, 1):
        try:
            source = _listable(item)
            rows = tuple(chosen(tags_of(source), **filters))
        except InstanceError as problem:
            tell(number, len(found), str(problem))
            verdicts[problem.verdict] += 1
            continue
        if options.json:
            print("," if listed else "[")
            data = {"file": shown_file(source), "elements": [asdict(row) for row in rows]}
            print(json.dumps(data))
        else:
            _show(rows, shown_file(source) if len(found) > 1 else "")
        listed += 1
    if options.json:
        print("]" if listed else "[]")
    return exit_code(verdicts)


def _listable(item: Source | Outcome) -> Source:
    """Return what can be listed; a DICOMDIR can.

    Raises:
        InstanceError: if it cannot.

    """
    if isinstance(item, Outcome) and item.verdict is not Verdict.REFUSED:
        raise left_out(item)
    return item if isinstance(item, Source) else item.source


def _show(rows: Sequence[TagRow], file: str) -> None:
    if file:
        print(file)
    for row in rows:
        length = "" if row.length is None else str(row.length)
        place = f"{'  ' * row.depth}{row.tag} {row.vr:<2}"
        print(f"{place} {row.multiplicity:>3} {length:>6} {row.rule:<5} {_said(row)}")


def _said(row: TagRow) -> str:
    name = printable(row.path)
    if row.vr == "SQ":
        return f"{name}: {row.multiplicity} item{'' if row.multiplicity == 1 else 's'}"
    if not row.values:
        return f"{name} ({row.length} bytes)" if row.length else f"{name} ="
    value = printable(row.value[: _LONGEST_SHOWN + 1])
    return f"{name} = {value[:_LONGEST_SHOWN]}{'…' if len(row.value) > _LONGEST_SHOWN else ''}"
