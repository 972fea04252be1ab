"""What befell workers and their jobs, for whoever listens to the log `scrub.executors`.

Nothing is printed unless someone attaches a handler. Records have the fields below and no others;
no field, and so no message, holds PHI: a job is known by its number in the order of taking.
"""

from __future__ import annotations

import logging
from enum import StrEnum

_LOG = logging.getLogger("scrub.executors")
_LOG.addHandler(logging.NullHandler())

FIELDS = ("event", "job", "worker", "exitcode", "seconds", "bytes")
"""What a record may have, besides its message.

`worker` is a process id or, of Dask, an address; `exitcode` is negative for a signal.
"""


class Event(StrEnum):
    """What may be told."""

    DIED = "worker died"
    OVER_TIME = "worker ended: over time"
    OVER_MEMORY = "worker ended: over memory"
    REPLACED = "worker replaced: grown"
    AGAIN = "job tried again alone"
    BEGUN_AGAIN = "worker out of touch, job begun by another"
    LOST = "job lost"
    NO_WORKERS = "no workers"
    OUT_OF_REACH = "scheduler out of reach"
    BACK = "scheduler back"


_QUIET = frozenset({Event.REPLACED, Event.AGAIN, Event.BACK})


def tell(event: Event, **fields: str | float | None) -> None:
    """Log an event with those of the fields that are known."""
    known = {name: value for name, value in fields.items() if value is not None}
    level = logging.INFO if event in _QUIET else logging.WARNING
    words = ", ".join(f"{name} {value}" for name, value in known.items())
    _LOG.log(level, "%s", f"{event}: {words}" if words else event, extra={"event": event, **known})
