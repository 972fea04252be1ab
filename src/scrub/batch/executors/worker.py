"""What runs in a worker process: receive a job, do it, send the result.

It ends when its parent does, however that ends, even in the middle of a job.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from multiprocessing import connection, parent_process
from typing import TYPE_CHECKING, Any

from scrub.batch.executors.heap import keep_freed_memory
from scrub.batch.executors.lean import import_pydicom
from scrub.batch.executors.sealing import done, raised

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_GARBAGE = 20_000
"""So many objects more than were freed, before Python looks for garbage."""


def serve(pipe: Connection) -> None:
    """Receive a task, then jobs, until the pipe closes."""
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Jobs leave few cycles behind; looking for them so seldom costs some megabytes, and libraries
    # and tables come in faster.
    gc.set_threshold(_GARBAGE)
    keep_freed_memory()
    try:
        import_pydicom()
        task = pipe.recv()
        pipe.send_bytes(done(task, pipe.recv()))
        # What the first job has brought in stays: looking through it for garbage takes its time.
        gc.freeze()
        while True:
            pipe.send_bytes(done(task, pipe.recv()))
    except (EOFError, ConnectionError):
        return
    except Exception as problem:  # noqa: BLE001 - it is raised again in the parent
        pipe.send_bytes(raised(problem))


def _end_with_parent() -> None:
    parent: Any = parent_process()
    connection.wait([parent.sentinel])
    os._exit(1)
