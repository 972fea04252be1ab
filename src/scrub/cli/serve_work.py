"""Scrubbing that goes on whatever happens, and the report on it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.going import Run
from scrub.batch.ledger import Ledger
from scrub.batch.run import sweep
from scrub.batch.settings import Settings
from scrub.batch.task import ScrubJob
from scrub.cli.live_report import LiveReport
from scrub.cli.recording import concealed, now
from scrub.cli.report_folder import ReportFolder
from scrub.cli.versions import versions
from scrub.errors import OutputError
from scrub.model.outcome import Verdict
from scrub.node.ruled import Ruled
from scrub.node.scrubbing import Desk, Scrubbing
from scrub.report.records import RunFacts, run_record

if TYPE_CHECKING:
    import argparse

    from scrub.cli.beside import Beside
    from scrub.cli.naming import Naming
    from scrub.cli.serve_ending import Ending
    from scrub.decisions import Decisions
    from scrub.node.serving import Node
    from scrub.recipe import Recipe
    from scrub.seams import Executor

_LOG = logging.getLogger("scrub.node")
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Work:
    """What a node does with what it received."""

    options: argparse.Namespace
    recipe: Recipe
    key_path: str
    naming: Naming
    beside: Beside
    executor: Executor
    started: str = field(default_factory=partial(now, "seconds"))
    began: float = field(default_factory=time.monotonic)

    def go_on(self, node: Node, ending: Ending) -> None:
        """Begin, scrub until it is to end, and write the report; while the disk is full, wait.

        2026-11: the ledger is opened anew after it could not be written to, since what is in its
        file is then not what it believes.

        Raises:
            RunError: if it cannot begin, or scrubbing is not possible at all.

        """
        waits = _FIRST_WAIT
        while not ending.is_asked:
            try:
                with Ledger(self.beside.ledger, self.naming.owner(), time.monotonic) as ledger:
                    node.begin()
                    self._scrub(ledger, node, ending)
            except (OutputError, OSError) as problem:
                if ending.is_asked or not node.has_begun:
                    raise
                _LOG.error("scrubbing waits: %s", type(problem).__name__)
                ending.wait(waits)
                waits = min(2 * waits, _LONGEST_WAIT)

    def _scrub(self, ledger: Ledger, node: Node, ending: Ending) -> None:
        """Scrub until it is to end, and write the report."""
        sweep(self.beside.work)
        with suppress(KeyboardInterrupt):
            self._follow(ledger, node, ending)
        ending.over()
        node.close()
        sweep(self.beside.work)
        self.beside.clear_up()
        self._report(ledger, is_last=True)

    def _follow(self, ledger: Ledger, node: Node, ending: Ending) -> None:
        node.arrivals.forget()
        ruled = Ruled(self.beside.decisions)
        self._report(ledger)
        with LiveReport(self.beside.report) as report:
            desk = Desk(
                arrivals=node.arrivals,
                ruled=ruled,
                outboxes=node.outboxes,
                output=Path(self.beside.output),
                ledger=Path(self.beside.ledger),
                meters=node.meters,
                name=self.naming.name,
                tell=report.add,
                clock=time.monotonic,
                keeps=self.options.keep,
            )
            scrubbing = Scrubbing(desk, Run(self._settings(ruled.decisions), ledger))
            ending.before(scrubbing.end)
            scrubbing.work(self.executor)

    def _settings(self, decisions: Decisions) -> Settings:
        options, beside = self.options, self.beside
        return Settings(
            output=beside.output,
            work=beside.work,
            basis=self.recipe.basis(),
            name=self.naming.name,
            record=concealed,
            task=ScrubJob(
                self.recipe, self.key_path, beside.output, beside.work, options.patient_map or ""
            ),
            retry=options.retry,
            decisions=decisions,
        )

    def _report(self, ledger: Ledger, *, is_last: bool = False) -> None:
        """Write the report on all that the node ever did; the page of it only at the end."""
        verdicts: Counter[Verdict] = Counter()
        frames = 0
        with ReportFolder(self.beside.report) as report:
            for one in (entry.record for entry in ledger.entries()):
                report.add(one)
                verdicts[Verdict(one["verdict"])] += 1
                frames += one["frames"]
            facts = RunFacts(
                self.recipe,
                versions(),
                self.started,
                time.monotonic() - self.began,
                tuple(verdicts.items()),
                frames=frames,
            )
            if is_last:
                report.close(run_record(facts), self.beside.output)
            else:
                report.finish(run_record(facts))
