"""What can go wrong under a run: processes killed, disks full, files changed or not to be read."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    import random
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

_SOON, _LATE = 0.2, 4.0
"""Seconds after the first instances are there, between which something goes wrong."""


@dataclass(frozen=True)
class Scene:
    """A run under way. `scheduler` and `workers` are Dask's, if it has any."""

    source: Path
    output: Path
    run: subprocess.Popen[bytes]
    chance: random.Random
    scheduler: subprocess.Popen[bytes] | None = None
    workers: tuple[subprocess.Popen[bytes], ...] = ()


def kill_worker(scene: Scene) -> Callable[[], None]:
    """Kill a worker process."""
    _wait(scene)
    with suppress(psutil.Error, IndexError):
        workers = psutil.Process(scene.run.pid).children(recursive=True)
        scene.chance.choice(workers).kill()
    return _nothing


def kill_parent(scene: Scene) -> Callable[[], None]:
    """Kill the run itself."""
    _wait(scene)
    scene.run.kill()
    return _nothing


def stop_parent(scene: Scene) -> Callable[[], None]:
    """Ask the run to end, as Ctrl-C and schedulers do."""
    _wait(scene)
    scene.run.send_signal(scene.chance.choice([signal.SIGINT, signal.SIGTERM]))
    return _nothing


def kill_dask_worker(scene: Scene) -> Callable[[], None]:
    """Kill one of Dask's workers, which nobody starts again."""
    _wait(scene)
    victim = scene.chance.choice(scene.workers)
    with suppress(psutil.Error):
        for child in psutil.Process(victim.pid).children(recursive=True):
            child.kill()
    victim.kill()
    return _nothing


def kill_dask_scheduler(scene: Scene) -> Callable[[], None]:
    """Kill Dask's scheduler."""
    _wait(scene)
    if scene.scheduler:
        scene.scheduler.kill()
    return _nothing


def take_permission(scene: Scene) -> Callable[[], None]:
    """Take away the right to read some inputs, or to write to the output."""
    _wait(scene)
    if scene.chance.random() < 0.5:
        taken = scene.chance.sample(sorted(scene.source.glob("*.dcm")), 20)
    else:
        folders = [path for path in scene.output.rglob("*") if path.is_dir()]
        taken = [scene.output, *folders]
    before = {path: path.stat().st_mode for path in taken}
    for path in taken:
        path.chmod(0o000 if path.is_file() else 0o555)

    def back() -> None:
        for path, mode in before.items():
            path.chmod(mode)

    return back


def take_files_away(scene: Scene) -> Callable[[], None]:
    """Have inputs that cannot be opened: they are gone, and come back."""
    _wait(scene)
    taken = scene.chance.sample(sorted(scene.source.glob("*.dcm")), 20)
    away = scene.source.parent / "away"
    away.mkdir(exist_ok=True)
    for path in taken:
        path.rename(away / path.name)

    def back() -> None:
        for path in taken:
            (away / path.name).rename(path)

    return back


def change_files(scene: Scene) -> Callable[[], None]:
    """Change inputs in place while they are read, and change them back."""
    _wait(scene)
    changed = {path: path.read_bytes() for path in sorted(scene.source.glob("*.dcm"))}
    some = scene.chance.sample(sorted(changed), 20)
    for path in some:
        octets = bytearray(changed[path])
        octets[-1] ^= 1
        path.write_bytes(octets)
        if scene.chance.random() < 0.3:
            os.truncate(path, len(octets) // 2)

    def back() -> None:
        for path in some:
            path.write_bytes(changed[path])

    return back


def fill_disk(scene: Scene) -> Callable[[], None]:
    """Fill the disk of the output with a file beside it, which goes again."""
    _wait(scene)
    ballast = scene.output.parent / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(bytes(1 << 16))
    return lambda: ballast.unlink(missing_ok=True)


def _wait(scene: Scene) -> None:
    """Wait until the first instances are there, and then a little."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and scene.run.poll() is None:
        if any(scene.output.rglob("*.dcm")):
            break
        time.sleep(0.02)
    time.sleep(scene.chance.uniform(_SOON, _LATE) * scene.chance.random())


def _nothing() -> None:
    return
