"""What workers are given to do in tests of executors, and what becomes of their processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from scrub.errors import MissingToolError


def square(number: int) -> int:
    return number * number


def square_unless_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_the_first_time(folder: str, number: int) -> int:
    mark = Path(folder, str(number))
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_with_company(folder: str, number: int) -> str:
    """Job 0 dies at first; then it tells who else was at work beside it."""
    mark = Path(folder, f"busy{number}")
    first = Path(folder, "first")
    if number == 0 and not first.exists():
        first.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    mark.touch()
    time.sleep(0.2)
    company = sorted(path.name for path in Path(folder).glob("busy*"))
    mark.unlink()
    return ",".join(company)


def refuse(number: int) -> int:
    if number == 2:
        raise MissingToolError("no engine")
    return number


def raise_what_cannot_be_pickled(number: int) -> int:
    error = ValueError("JANE^DOE")
    error.__dict__["inner"] = lambda: number
    raise error


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def own_pid(_: int) -> int:
    return os.getpid()


def note_pid_and_sleep(folder: str, number: int) -> int:
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)
    return number


def note_pid_unless_first(folder: str, number: int) -> int:
    return note_pid_and_sleep(folder, number) if number else number


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> list[int]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(is_alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


def wait_for_pids(folder: Path, count: int) -> list[int]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(list(folder.iterdir())) < count:
        time.sleep(0.05)
    pids = [int(path.name) for path in folder.iterdir()]
    assert len(pids) == count
    return pids
