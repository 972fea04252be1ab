"""Every outcome on its way to the report."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from scrub.cli.progress import Progress
from scrub.cli.recording import now
from scrub.cli.report_folder import ReportFolder, records
from scrub.cli.status_file import State
from scrub.cli.summary import Tally, exit_code
from scrub.cli.versions import versions
from scrub.cli.watching import Watching, told
from scrub.report.records import Record, RunFacts, run_record, show_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Iterable

    from scrub.batch.settings import Due, Ended
    from scrub.cli.watching import Watcher
    from scrub.recipe import Recipe
    from scrub.report.audit_log import AuditLog

_NOT_REVEALED = ("ended", "reason", "same_instance_as")


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a run tells, and where. `report` is the folder of the report."""

    options: argparse.Namespace
    recipe: Recipe
    report: str

    def report_on(self, events: Generator[Ended | Due]) -> Tally:
        """Pass every outcome on to the report, which is finished whatever happens.

        Raises:
            RunError: whatever the run raises, or if the report cannot be written.

        """
        tally, started, began = Tally(), now("seconds"), time.monotonic()
        with ExitStack() as stack:
            folder = stack.enter_context(ReportFolder(self.report))
            audit_log = self._audit_log(stack)
            watching = stack.enter_context(Watching(self.options, self.recipe, self.report))
            state = State.FAILED
            try:
                self._pass_on(events, (tally, *watching.watchers), folder)
                state = State.ENDED
            except KeyboardInterrupt:
                state = State.INTERRUPTED
                raise
            finally:
                # Workers must not go on while the report is written.
                events.close()
                watching.reporting()
                self._finish(folder, tally, (started, time.monotonic() - began), state)
                if audit_log:
                    audit_log.add_all(records(folder.folder))
                watching.over(state, exit_code(tally.verdicts) if state is State.ENDED else None)
        return tally

    def _pass_on(
        self, events: Iterable[Ended | Due], watchers: Iterable[Watcher], folder: ReportFolder
    ) -> None:
        with closing(Progress(sys.stderr, time.monotonic)) as progress:
            for ended in told(events, (*watchers, progress)):
                shown = self._shown(ended)
                folder.add(shown, corrects=ended.instead is not None)
                if self.options.verbose:
                    progress.say(_line(shown))

    def _finish(
        self, folder: ReportFolder, tally: Tally, times: tuple[str, float], state: State
    ) -> None:
        facts = RunFacts(
            self.recipe,
            versions(),
            *times,
            tuple(tally.verdicts.items()),
            kept=tally.kept,
            frames=tally.frames,
            interrupted=state is not State.ENDED,
            revealed=self.options.reveal,
        )
        folder.close(run_record(facts), self.options.output)

    def _audit_log(self, stack: ExitStack) -> AuditLog | None:
        if not self.options.audit_log:
            return None
        module = import_module("scrub.report.audit_log")
        log: AuditLog = stack.enter_context(module.AuditLog(self.options.audit_log))
        return log

    def _shown(self, ended: Ended) -> Record:
        if not self.options.reveal:
            return ended.record
        if ended.revealed is None:
            return show_path(ended.record, ended.source)
        known = {name: ended.record[name] for name in _NOT_REVEALED if name in ended.record}
        return ended.revealed | known


def _line(shown: Record) -> str:
    name = shown.get("path", shown["source"])
    return ": ".join(part for part in (name, shown["verdict"], shown["reason"]) if part)
