"""The places a run writes to: the output, and what lies beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scrub.batch.ledger import is_ledger
from scrub.errors import OutputError, UsageError
from scrub.model.place import is_url
from scrub.storage.outputs import output_for
from scrub.storage.urls import name_of


@dataclass(frozen=True, slots=True)
class Beside:
    """The output and its neighbors: .ledger, .report, .decisions, .audit, .work.

    They lie beside the output, or in a `folder` of this machine, as they must if it is a URL.

    Raises:
        UsageError: if the output is a URL and there is no such folder.

    """

    output: str
    folder: str = ""

    def __post_init__(self) -> None:
        if is_url(self.output) and not self.folder:
            raise UsageError(
                "OUT is a URL: --beside DIR says in which folder of this machine its ledger,"
                " report and drafts are to lie"
            )

    @property
    def ledger(self) -> str:
        """What is done."""
        return f"{self._stem}.ledger"

    @property
    def report(self) -> str:
        """What happened, for people."""
        return f"{self._stem}.report"

    @property
    def decisions(self) -> str:
        """What people decided."""
        return f"{self._stem}.decisions"

    @property
    def audit(self) -> str:
        """Records of audits."""
        return f"{self._stem}.audit"

    @property
    def work(self) -> str:
        """Drafts, on the file system of the output if that is a folder."""
        return f"{self._stem if is_url(self.output) else os.path.realpath(self.output)}.work"

    @property
    def written(self) -> tuple[str, ...]:
        """Everything but the output itself."""
        return (self.ledger, self.report, self.decisions, self.audit, self.work)

    @property
    def _stem(self) -> str:
        # "out/." and "out/" are "out"; a link's neighbors are its target's, on its file system.
        place = self.output if is_url(self.output) else os.path.realpath(self.output)
        return str(Path(os.path.realpath(self.folder), name_of(place))) if self.folder else place

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            OutputError: if something is there that scrub did not make, or they cannot be made.

        """
        try:
            is_ours = is_ledger(self.ledger)
            if not is_ours:
                self._check_nothing_is_there()
            Path(self.ledger).parent.mkdir(parents=True, exist_ok=True)
            output_for(self.output).prepare(is_ours=is_ours)
            for folder in (self.report, self.work):
                Path(folder).mkdir(mode=0o700, exist_ok=True)
                Path(folder).chmod(0o700)
        except OSError as problem:
            raise OutputError(f"cannot make {self.output}: {problem.strerror}") from None
        if is_url(self.output):
            return
        if Path(self.output).stat().st_dev != Path(self.work).stat().st_dev:
            # Drafts are published by renaming them.
            self.clear_up()
            raise OutputError(f"{self.output} is a disk of its own: name a folder inside it")

    def clear_up(self) -> None:
        """Remove the work folder if nothing is in it."""
        with suppress(OSError):
            Path(self.work).rmdir()

    def _check_nothing_is_there(self) -> None:
        for path in (self.report, self.work):
            if Path(path).exists():
                raise OutputError(f"{path} exists and was not made by scrub")
