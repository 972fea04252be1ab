"""`scrub IN... OUT`: find, scrub, report. The clock and the environment are read here."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrub.batch import run as batch
from scrub.batch.discover import discover
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.batch.ledger import Ledger
from scrub.batch.task import ScrubJob
from scrub.cli import options as asked
from scrub.cli.beside import Beside
from scrub.cli.naming import Naming, ready_key
from scrub.cli.progress import Progress
from scrub.cli.report_folder import ReportFolder
from scrub.cli.summary import Tally, exit_code, summary
from scrub.cli.versions import versions
from scrub.data import contents_digest
from scrub.decisions import Decisions, read
from scrub.errors import InputError, UsageError
from scrub.report.records import Record, RunFacts, record, run_record, show_path, with_yes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator, Iterable, Iterator
    from contextlib import AbstractContextManager

    from scrub.model.instance import Job
    from scrub.model.outcome import Outcome
    from scrub.recipe import Recipe
    from scrub.report.audit_log import AuditLog
    from scrub.seams import Executor


class MakeTask(Protocol):
    """Returns what a worker does with a job. It must pickle."""

    def __call__(
        self, recipe: Recipe, key_path: str, output: str, work: str, patient_map: str
    ) -> Callable[[Job], Outcome]:
        """Return the task."""
        ...


def run(options: argparse.Namespace, make_task: MakeTask | None = None) -> int:
    """Scrub what is due, report on all, and return the exit code.

    Raises:
        RunError: if the run cannot start or go on.

    """
    beside = Beside(options.output)
    recipe = asked.recipe(options, contents_digest(asked.templates(options)))
    places = (*beside.written, *filter(None, [options.audit_log, options.decisions]))
    found = discover(options.inputs, options.output, places)
    _check_audit_log(options)
    naming = _naming(options)
    patient_map = options.patient_map or ""
    if patient_map:
        recipe = replace(recipe, patient_map=naming.contents(Path(patient_map)))
    beside.prepare()
    with Ledger(beside.ledger, naming.owner(), time.monotonic) as ledger:
        make = make_task or ScrubJob
        key_path = str(asked.key_path(options, os.environ))
        settings = batch.Settings(
            output=options.output,
            work=beside.work,
            digest=recipe.digest(),
            name=naming.name,
            record=_concealed,
            task=make(recipe, key_path, options.output, beside.work, patient_map),
            retry=options.retry,
            decisions=_decisions(options, beside),
        )
        tally = Tally()
        try:
            events = batch.run(found, settings, _executor(options), ledger)
            _report(_decided(events, settings.decisions), tally, options, recipe)
        finally:
            beside.clear_up()
    print(summary(tally, options.output, beside.report, pixels=recipe.pixel))
    return exit_code(tally.verdicts)


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


def _audit_log(options: argparse.Namespace) -> AbstractContextManager[AuditLog | None]:
    if not options.audit_log:
        return nullcontext()
    log: AuditLog = import_module("scrub.report.audit_log").AuditLog(options.audit_log)
    return log


def _naming(options: argparse.Namespace) -> Naming:
    path = asked.key_path(options, os.environ)
    key, is_new = ready_key(path)
    if is_new:
        print(f"scrub: made {path}, the key of pseudonyms: keep it secret", file=sys.stderr)
    return Naming(key)


def _executor(options: argparse.Namespace) -> Executor:
    workers = asked.workers(options)
    if not workers:
        return Inline()
    limit: float | None = options.limit
    return Processes(workers, time.monotonic, lambda _: limit)


def _report(
    events: Generator[batch.Ended | batch.Due],
    tally: Tally,
    options: argparse.Namespace,
    recipe: Recipe,
) -> None:
    """Pass every outcome on to the report, which is finished whatever happens."""
    started, began = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    interrupted = True
    with _audit_log(options) as log, ReportFolder(Beside(options.output).report) as folder:
        try:
            for shown in _passed_on(events, tally, options):
                folder.add(shown)
                if log:
                    log.add(shown)
            interrupted = False
        finally:
            # Workers must not go on while the report is written.
            events.close()
            facts = RunFacts(
                recipe,
                versions(),
                started,
                time.monotonic() - began,
                tuple(tally.verdicts.items()),
                kept=tally.kept,
                frames=tally.frames,
                interrupted=interrupted,
                revealed=options.reveal,
            )
            folder.close(run_record(facts), options.output)


def _passed_on(
    events: Iterable[batch.Ended | batch.Due], tally: Tally, options: argparse.Namespace
) -> Iterator[Record]:
    """Count and show what ends, and yield its record as it is to be shown."""
    with closing(Progress(sys.stderr, time.monotonic)) as progress:
        for event in events:
            if isinstance(event, batch.Due):
                progress.due(event)
                continue
            shown = _shown(event, reveal=options.reveal)
            yield shown
            tally.add(event.verdict, event.record, kept=event.kept)
            progress.ended(event)
            if options.verbose:
                progress.say(_line(shown))


def _shown(ended: batch.Ended, *, reveal: bool) -> Record:
    if not reveal:
        return ended.record
    if ended.outcome is None:
        return show_path(ended.record, ended.source)
    return record(ended.outcome, ended.source_id, reveal=True, ended=ended.record["ended"])


def _line(shown: Record) -> str:
    name = shown.get("path", shown["source"])
    return ": ".join(part for part in (name, shown["verdict"], shown["reason"]) if part)


def _concealed(outcome: Outcome, source_id: str) -> Record:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return record(outcome, source_id, reveal=False, ended=now)
