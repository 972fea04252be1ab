"""A Dask scheduler and workers in processes of their own, as they are on several machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_TESTS = Path(__file__).parents[1]


@dataclass(slots=True)
class DaskProcesses:
    """What they log, all of it, lies in the folder, and so does what workers put on the disk."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        told = self.folder / "scheduler.json"
        self._start("scheduler", "dask_scheduler", "--port", "0", "--scheduler-file", str(told))
        self.address = json.loads(wait_for_text(told))["address"]
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes.values():
            process.kill()
        self._stack.close()

    def worker(self, name: str, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker; it has no nanny unless options say so."""
        local = ["--name", name, "--local-directory", str(self.folder / name)]
        nanny = [] if "--nanny" in options else ["--no-nanny"]
        threads = [] if "--nthreads" in options else ["--nthreads", "1"]
        return self._start(
            name, "dask_worker", self.address, *local, *nanny, *threads, "--no-dashboard", *options
        )

    def said(self) -> str:
        """Return everything that was logged."""
        return "".join(path.read_text(encoding="utf-8") for path in self.folder.glob("*.log"))

    def _start(self, name: str, module: str, *words: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.folder / f"{name}.log").open("wb"))
        paths = [str(_TESTS), str(_TESTS / "contract")]
        given = {
            **os.environ,
            "DASK_LOGGING__DISTRIBUTED": "debug",
            # Whoever waits beside a job that kills its worker is suspected at once, too.
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "PYTHONPATH": os.pathsep.join(paths),
            **self.environment,
        }
        command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
        started = subprocess.Popen(command, stdout=log, stderr=log, env=given)
        self.processes[name] = self._stack.enter_context(started)
        return started


def wait_for_text(path: Path) -> str:
    """Return what a file holds once it holds anything."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text(encoding="utf-8")):
            return text
        time.sleep(0.05)
    raise TimeoutError(path)
