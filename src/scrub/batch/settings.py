"""What a run is told, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrub.decisions import Decisions
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.instance import Job, Source
    from scrub.model.outcome import Outcome, Unchanged
    from scrub.recipe import Basis


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know, besides its jobs.

    `output` and `work` are folders; `basis` is what outcomes rest on. `name` gives the keyed hash
    of a source, in hexadecimal. `task` does one job, `record` gives what the ledger keeps of its
    outcome, and `shown` what the report shows, where someone asked for it: workers do these.
    `retry` does again what was not written. `decisions` are those of people: what was not done with
    just those that hold of it now is done again.
    """

    output: str
    work: str
    basis: Basis
    name: Callable[[Source], str]
    record: Callable[[Outcome, str], dict[str, Any]]
    task: Callable[[Job], Outcome | Unchanged]
    shown: Callable[[Outcome, str], dict[str, Any]] | None = None
    retry: bool = False
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class Ended:
    """One outcome on its way to the report. `kept` says that an earlier run came to it.

    `revealed` is what may be shown to who asked to reveal, if this run came to it. `instead` is the
    verdict that this run told of the same source before, if it did.
    """

    source: Source
    source_id: str
    record: dict[str, Any]
    revealed: dict[str, Any] | None = None
    kept: bool = False
    instead: Verdict | None = None

    @property
    def verdict(self) -> Verdict:
        """How it ended."""
        return Verdict(self.record["verdict"])


@dataclass(frozen=True, slots=True)
class Due:
    """How many jobs are to be done: said once, before the first of them."""

    jobs: int
