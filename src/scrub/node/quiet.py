"""Libraries that must not log: what pynetdicom says of a message, or pydicom of a value, is PHI."""

from __future__ import annotations

import logging
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import ExceptHookArgs

_LIBRARIES = ("pynetdicom", "pydicom", "python_multipart", "uvicorn", "asyncio")
_LOG = logging.getLogger("scrub.node")


def keep_quiet() -> None:
    """Let none of them say anything from now on, whatever thread it is in."""
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers = [logging.NullHandler()]
        library.propagate = False
        library.setLevel(logging.CRITICAL + 1)
    warnings.simplefilter("ignore")
    threading.excepthook = _tell


def _tell(problem: ExceptHookArgs) -> None:
    """Tell which kind of error ended a thread: a traceback may quote what was received."""
    _LOG.error("a thread ended: %s", problem.exc_type.__name__)
