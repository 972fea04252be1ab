"""Where each reviewer is: so that who comes back goes on there, also after a crash.

2026-11: it is no decision, so it is not in their file; should it be lost, nothing is.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from threading import Lock


class Positions:
    """The instance that each reviewer looked at last, in a file that only its owner may read."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._lock = Lock()

    def of(self, reviewer: str) -> str:
        """Return the name of a source; empty if none is known."""
        return self._read().get(reviewer, "")

    def put(self, reviewer: str, source_id: str) -> None:
        """Remember where a reviewer is. What cannot be remembered is not."""
        with self._lock, suppress(OSError):
            told = json.dumps({**self._read(), reviewer: source_id})
            part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(told)
            part.replace(self._path)

    def _read(self) -> dict[str, str]:
        try:
            told = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(told, dict):
            return {}
        return {str(name): one for name, one in told.items() if isinstance(one, str)}
