"""`scrub IN... OUT`: find, scrub, report. The clock and the environment are read here."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrub.batch import run as batch
from scrub.batch.discover import discover
from scrub.batch.ledger import Ledger
from scrub.batch.task import ScrubJob
from scrub.cli import options as asked
from scrub.cli.beside import Beside
from scrub.cli.executor_options import executor_for
from scrub.cli.naming import ready_naming
from scrub.cli.recording import concealed, revealed
from scrub.cli.reporting import Reporting
from scrub.cli.summary import exit_code, summary
from scrub.data import digests
from scrub.decisions import Decisions, read
from scrub.errors import InputError, UsageError
from scrub.model.place import absolute
from scrub.report.records import with_yes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator

    from scrub.model.instance import Job
    from scrub.model.outcome import Outcome, Unchanged
    from scrub.recipe import Recipe


class MakeTask(Protocol):
    """Returns what a worker does with a job. It must pickle."""

    def __call__(
        self, recipe: Recipe, key_path: str, output: str, work: str, patient_map: str
    ) -> Callable[[Job], Outcome | Unchanged]:
        """Return the task."""
        ...


def run(options: argparse.Namespace, make_task: MakeTask | None = None) -> int:
    """Scrub what is due, report on all, and return the exit code.

    Raises:
        RunError: if the run cannot start or go on.

    """
    beside = Beside(options.output, options.beside)
    recipe = asked.recipe(options, digests(asked.templates(options)))
    places = (*beside.written, *filter(None, [options.audit_log, options.decisions]))
    found = discover(_inputs(options), options.output, places)
    _check_audit_log(options)
    naming = ready_naming(asked.key_path(options, os.environ), _say)
    patient_map = absolute(options.patient_map) if options.patient_map else ""
    if patient_map:
        recipe = replace(recipe, patient_map=naming.contents(Path(patient_map)))
    beside.prepare()
    with Ledger(beside.ledger, naming.owner(), time.monotonic) as ledger:
        make = make_task or ScrubJob
        key_path = absolute(str(asked.key_path(options, os.environ)))
        output = absolute(options.output)
        settings = batch.Settings(
            output=output,
            work=beside.work,
            basis=recipe.basis(),
            name=naming.name,
            record=concealed,
            shown=revealed if options.reveal else None,
            task=make(recipe, key_path, output, beside.work, patient_map),
            retry=options.retry,
            decisions=_decisions(options, beside),
        )
        try:
            executor = executor_for(options, asked.workers(options), _say)
            events = batch.run(found, settings, executor, ledger)
            reporting = Reporting(options, recipe, beside.report)
            tally = reporting.report_on(_decided(events, settings.decisions))
        finally:
            beside.clear_up()
    print(summary(tally, options.output, beside.report, pixels=recipe.pixel))
    return exit_code(tally.verdicts)


def _inputs(options: argparse.Namespace) -> list[str]:
    """Return the inputs as workers on other machines, in other folders, find them, too."""
    if options.executor == "processes":
        return list(options.inputs)
    return [absolute(one) for one in options.inputs]


def _decisions(options: argparse.Namespace, beside: Beside) -> Decisions:
    """Return what people decided.

    Raises:
        InputError: if it cannot be read, or is not where it was said to be.

    """
    if options.decisions and not Path(options.decisions).is_file():
        raise InputError(f"no file of decisions: {options.decisions}")
    return read(options.decisions or beside.decisions)


def _decided(
    events: Generator[batch.Ended | batch.Due], decisions: Decisions
) -> Generator[batch.Ended | batch.Due]:
    """Pass events on, with who said yes to what was written before.

    At the end it is said how many instances were decided on that are not there.
    """
    missing = {one for one in decisions.by_source if decisions.holding(one)}
    with closing(events):
        for event in events:
            if isinstance(event, batch.Ended):
                missing.discard(event.source_id)
                if event.kept:
                    held = decisions.holding(event.source_id)
                    event = replace(event, record=with_yes(event.record, held))  # noqa: PLW2901 (what is passed on)
            yield event
    if missing:
        print(
            f"scrub: not applied: what was decided on {len(missing)} more, which cannot be found,"
            " or were named with another key",
            file=sys.stderr,
        )


def _check_audit_log(options: argparse.Namespace) -> None:
    """Tell what is wrong with the place of the audit log before anything is done.

    Raises:
        UsageError: if it lies in the output, which may be handed on.

    """
    if options.audit_log:
        log = Path(options.audit_log).resolve()
        if log.is_relative_to(Path(options.output).resolve()):
            raise UsageError("--audit-log lies in the output: it is not to be handed on with it")


def _say(line: str) -> None:
    print(line, file=sys.stderr)
