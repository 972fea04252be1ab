"""The log of a run: one object of JSON a line, without PHI, for a log collector.

Each has `time` (UTC, ISO 8601), `level` and `event`. Of an instance there is its keyed hash, its
verdict, reason, file in the output and seconds; of workers what befell them.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrub.errors import OutputError
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from scrub.batch.settings import Due, Ended

_OURS = "scrub"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_LEVELS = {Verdict.WRITTEN: logging.INFO, Verdict.NOT_DICOM: logging.INFO}


class EventLog(logging.Handler):
    """A file that events of this run, and those of our own loggers, are added to.

    Its owner alone can read it. Loggers of libraries are not listened to: they quote values.

    Raises:
        OutputError: if it cannot be written.

    """

    def __init__(self, path: str) -> None:
        super().__init__()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as problem:
            raise OutputError(f"cannot write the log: {problem.strerror}") from None
        self._file = os.fdopen(handle, "w", encoding="utf-8", buffering=1)
        logger = logging.getLogger(_OURS)
        self._before = logger.level
        logger.setLevel(logging.INFO)
        logger.addHandler(self)

    def began(self, **facts: Any) -> None:  # noqa: ANN401 (whatever JSON has)
        """Note that the run begins."""
        self._tell(logging.INFO, "run began", facts)

    def due(self, due: Due) -> None:
        """Note how many jobs there are."""
        self._tell(logging.INFO, "sources found", {"due": due.jobs})

    def ended(self, ended: Ended) -> None:
        """Note one outcome; not one that an earlier run came to."""
        if ended.kept and not ended.instead:
            return
        record = ended.record
        facts = {name: record[name] for name in ("source", "verdict", "reason", "output", "frames")}
        facts["seconds"] = round(sum(record["seconds"].values()), 3)
        if ended.instead:
            facts["instead"] = str(ended.instead)
        self._tell(_LEVELS.get(ended.verdict, logging.WARNING), "instance ended", facts)

    def over(self, **facts: Any) -> None:  # noqa: ANN401 (whatever JSON has)
        """Note how the run ended."""
        self._tell(logging.INFO, "run ended", facts)

    def emit(self, record: logging.LogRecord) -> None:
        """Write what one of our loggers tells, in the fields that it names."""
        told = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        event = str(told.pop("event", record.getMessage()))
        self._tell(record.levelno, event, told)

    def close(self) -> None:
        """Listen no more."""
        logger = logging.getLogger(_OURS)
        logger.removeHandler(self)
        logger.setLevel(self._before)
        self._file.close()
        super().close()

    def _tell(self, level: int, event: str, facts: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        name = logging.getLevelName(level).lower()
        line = json.dumps({"time": now, "level": name, "event": event, **facts}, default=str)
        self._file.write(line + "\n")
