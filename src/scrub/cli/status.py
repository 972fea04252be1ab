"""`scrub status OUT`: where a run stands, from any machine that sees what lies beside OUT."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrub.batch.ledger import is_in_use
from scrub.cli.beside import Beside
from scrub.cli.options import add_beside
from scrub.cli.progress import duration
from scrub.cli.status_file import State, status_of
from scrub.cli.summary import exit_code
from scrub.errors import ExitCode, InputError
from scrub.model.outcome import Verdict
from scrub.storage.urls import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCRIPTION = """\
Tells where a run stands that writes, or wrote, to OUT. It may run on another machine: what lies
beside OUT is all that is looked at.
"""
EPILOG = """\
exit codes: while a run goes on 0; of a run that ended its own; of one that was cut short 130.
"""

_LATE_SECONDS = 60.0
_GOING = frozenset({State.FINDING, State.RUNNING, State.REPORTING})


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub status",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("output", metavar="OUT", type=plain, help="the OUT of a run")
    add_beside(made)
    made.add_argument("--json", action="store_true", help="as data, for a program")
    return made


def run(options: argparse.Namespace) -> int:
    """Print where the run stands, and return its exit code.

    Raises:
        InputError: if there was no run.

    """
    beside = Beside(options.output, options.beside)
    try:
        told = status_of(beside.report)
    except (OSError, ValueError):
        raise InputError(f"no run of scrub wrote to {options.output}") from None
    age = (datetime.now(UTC) - datetime.fromisoformat(told["updated"])).total_seconds()
    told["cut_short"] = _is_cut_short(told, age, is_locked=is_in_use(beside.ledger))
    print(json.dumps(told) if options.json else "\n".join(_lines(told, age)))
    return _code(told)


def _is_cut_short(told: dict[str, Any], age: float, *, is_locked: bool) -> bool:
    """Tell whether a run that says that it goes on does not.

    2026-11: a run holds a lock on its ledger, which is gone with it. Some file systems do not tell
    other machines of locks: there, that nothing was heard of it for a minute counts.
    """
    return told["state"] in _GOING and not is_locked and age > _LATE_SECONDS


def _code(told: dict[str, Any]) -> int:
    if told["cut_short"] or told["state"] in {State.INTERRUPTED, State.FAILED}:
        return ExitCode.INTERRUPTED if told["exit_code"] is None else int(told["exit_code"])
    if told["state"] in _GOING:
        return ExitCode.WRITTEN
    return exit_code({Verdict(name): count for name, count in told["verdicts"].items()})


def _lines(told: dict[str, Any], age: float) -> Iterator[str]:
    state = "cut short: run the same command again to go on" if told["cut_short"] else told["state"]
    where = f"{told['host']}, pid {told['pid']}"
    yield f"{state} ({where}, started {told['started']}, {duration(age)} ago)"
    if told["due"] is None:
        yield f"{told['found']:,} found so far"
    else:
        yield ", ".join(_progress(told))
    yield ", ".join(f"{count:,} {verdict}" for verdict, count in told["verdicts"].items() if count)


def _progress(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['done']:,} of {told['due']:,} done"
    if told["kept"]:
        yield f"{told['kept']:,} were done before"
    if told["state"] == State.RUNNING and told["rate"]:
        left = (told["due"] - told["done"]) / told["rate"]
        yield f"{told['rate']:,.1f}/s, {duration(left)} left"
