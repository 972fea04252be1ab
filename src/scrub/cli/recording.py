"""What ledger and report keep of an outcome that came just now. Workers make it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrub.report.records import record

if TYPE_CHECKING:
    from scrub.model.outcome import Outcome
    from scrub.report.records import Record


def concealed(outcome: Outcome, source_id: str) -> Record:
    """Return a record without text and paths."""
    return record(outcome, source_id, reveal=False, ended=now())


def revealed(outcome: Outcome, source_id: str) -> Record:
    """Return a record with both, which are PHI."""
    return record(outcome, source_id, reveal=True, ended=now())


def now(timespec: str = "milliseconds") -> str:
    """Return the time in UTC, as ISO 8601 has it."""
    return datetime.now(UTC).isoformat(timespec=timespec)
