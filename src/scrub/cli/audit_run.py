"""One audit under way: from the options to what came of it."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.audit.asked import recipe_of
from scrub.audit.auditing import audit, output_of
from scrub.audit.claims import BASIC
from scrub.audit.examine import Examined, Item, lost
from scrub.audit.machines import as_recorded, as_they_say, first_claims
from scrub.audit.record import About
from scrub.audit.sampling import Size
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.cli import options as asked
from scrub.cli.audit_inputs import report_of, sources_of
from scrub.cli.audit_job import AuditJob
from scrub.cli.versions import version
from scrub.recipe import Recipe
from scrub.seams import Lost

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from scrub.audit.auditing import Audited, Output
    from scrub.audit.claims import Claims
    from scrub.audit.pictures import Shown
    from scrub.audit.verdicts import Verdicts
    from scrub.seams import Executor

_CLEAR = "\r\x1b[K"


class Audit:
    """An audit of one output. `pictures` of what was looked at are by item number, from 1."""

    def __init__(self, options: argparse.Namespace, seed: int, key_path: str) -> None:
        """Find the files, the report and the sources.

        Raises:
            RunError: if they cannot be read.

        """
        self._options = options
        self._seed = seed
        self._size = Size(options.sample, options.min, most=options.most)
        self._report = report_of(options.output)
        self._sources = sources_of(options.inputs, options.output, self._report, key_path)
        self._compared = 0
        self._output, claims = self._found()
        self._job = AuditJob(
            output=options.output,
            recipe=self._recipe(claims),
            key_path=key_path,
            asked=self._report.asked if self._report else None,
            look=not options.no_look,
        )
        self.pictures: dict[int, tuple[Shown, ...]] = {}

    def run(self, verdicts: Verdicts) -> Audited:
        """Draw, look, widen.

        Raises:
            RunError: if the tools cannot be had, or verdicts are on other files.

        """
        return audit(self._output, self._size, self._examine, verdicts)

    def about(self, verdicts: Verdicts) -> About:
        """Return what there is to say of it besides what came of it."""
        recipe = self._job.recipe
        return About(
            version=version("dicom-scrub"),
            audited=datetime.now(UTC).isoformat(timespec="seconds"),
            reviewer=self._options.reviewer or verdicts.reviewer,
            asked=self._job.asked,
            size=self._size,
            seed=self._seed,
            engines=recipe.engines,
            text_mode=str(recipe.text_mode),
            looked=self._job.look,
            sources=self._compared,
        )

    def _found(self) -> tuple[Output, Claims]:
        """Return the output, with the machine of each file, and what its files claim."""
        folder, report = self._options.output, self._report
        output = output_of(folder, self._seed, report.machines if report else None)
        claims = first_claims(folder, output.files)
        options = report.asked.options if report else claims.options
        machines = (
            as_recorded(output.files, report.machines)
            if report
            else as_they_say(folder, output.files)
        )
        return replace(output, machines=machines, retained_uids="retain-uids" in options), claims

    def _recipe(self, claims: Claims) -> Recipe:
        options, report = self._options, self._report
        engines = tuple(sorted(set(options.ocr or ()))) or Recipe().engines
        folders = tuple(str(Path(one).resolve()) for one in asked.templates(options))
        if report:
            return recipe_of(report.asked, engines, folders)
        return Recipe(
            pixel=True,
            engines=engines,
            templates=folders,
            profile=claims.profile or BASIC,
            options=tuple(sorted(claims.options)),
        )

    def _examine(self, numbers: Sequence[int]) -> Iterator[Examined]:
        """Yield what comes of each file, and keep its pictures."""
        items = tuple(self._items(numbers))
        for done, (item, found) in enumerate(self._executor().run(self._job, items)):
            one = lost(item, str(found)) if isinstance(found, Lost) else found
            self.pictures[one.number + 1] = one.pictures
            yield replace(one, pictures=())
            self._progress(done + 1, len(items))

    def _items(self, numbers: Sequence[int]) -> Iterator[Item]:
        files = {number: self._output.files[number] for number in numbers}
        records = self._report.records(set(files.values())) if self._report else {}
        for number, file in files.items():
            record = records.get(file)
            source = self._sources.get(record["source"]) if record else None
            self._compared += source is not None
            yield Item(number, file, record, source)

    def _executor(self) -> Executor:
        workers = asked.workers(self._options)
        return Processes(workers, time.monotonic) if workers else Inline()

    def _progress(self, done: int, due: int) -> None:
        if sys.stderr.isatty():
            told = f"{done}/{due} files" if done < due else ""
            sys.stderr.write(_CLEAR + told)
            sys.stderr.flush()
