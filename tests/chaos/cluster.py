"""A cluster of hosts: `python tests/chaos/cluster.py [--instances 2000]`, as root.

A Dask scheduler and four workers run each in a network namespace of its own, joined by a bridge, as
if on five machines that share a file system. Made instances are scrubbed by processes of this
machine, and then by the cluster: one worker is killed with -9 in the middle, and a fifth comes.
Ends with 1 if outputs or verdicts differ, or if the worker that came got no work.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from bench.many_instances import TEMPLATE, make_small
from chaos.batch import verdicts_of
from chaos.watching import tree

_NET = "10.211.77"
_BRIDGE = "scrubbr"
_PORT = 8786
_STARTING = 4.0
"""Seconds of a processor that a worker takes to start, at most."""

_KILLED, _ADDED = 0.3, 0.5
"""What part of the instances is there when a worker is killed, and when one is added."""


class Hosts:
    """Namespaces with an address each, and this machine at .254 of the bridge between them."""

    def __init__(self, count: int) -> None:
        self._names = [f"scrub{number}" for number in range(1, count + 1)]

    def __enter__(self) -> Self:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("address", "add", f"{_NET}.254/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for number, name in enumerate(self._names, start=1):
            _ip("netns", "add", name)
            _ip("link", "add", f"v{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"v{name}", "master", _BRIDGE, "up")
            _ip("-n", name, "address", "add", f"{_NET}.{number}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            _ip("netns", "delete", name)
        _ip("link", "delete", _BRIDGE)

    def start(self, number: int, *command: str) -> subprocess.Popen[bytes]:
        """Start a program of Dask on a host."""
        inside = ["ip", "netns", "exec", self._names[number - 1]]
        return subprocess.Popen(
            [*inside, sys.executable, "-m", "dask", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main() -> int:
    """Print what came of it, and return 1 if it is not the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=int, default=2000)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    started: list[subprocess.Popen[bytes]] = []
    try:
        make_small(folder / "in", chosen.instances)
        (folder / "templates").mkdir()
        (folder / "templates" / "sono.yaml").write_text(TEMPLATE, encoding="utf-8")
        alone = subprocess.run(command(folder, "alone", "--workers", "2"), check=False)
        with Hosts(6) as hosts:
            try:
                code, took = on_cluster(folder, hosts, started, chosen.instances)
            finally:
                for process in started:
                    _kill(process)
        same = tree(folder / "alone") == tree(folder / "cluster")
        same &= verdicts_of(folder / "alone") == verdicts_of(folder / "cluster")
        print(f"exit codes {alone.returncode} and {code}; the fifth worker took {took:.1f} s")
        print("the same" if same else "ANOTHER RESULT")
        return int(not same or code != alone.returncode or took < _STARTING)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def on_cluster(
    folder: Path, hosts: Hosts, started: list[subprocess.Popen[bytes]], count: int
) -> tuple[int, float]:
    """Scrub on the cluster; return the exit code, and the seconds of the worker that came."""
    address = f"tcp://{_NET}.1:{_PORT}"
    started.append(hosts.start(1, "scheduler", "--port", str(_PORT), "--no-dashboard"))
    started += [_worker(hosts, number, address) for number in range(2, 6)]
    more = ("--executor", "dask", "--scheduler", address, "--workers", "4")
    run = subprocess.Popen(command(folder, "cluster", *more))
    _wait_for(folder / "cluster", int(_KILLED * count), run)
    _kill(started[1])
    print(f"killed a worker with {_there(folder / 'cluster')} of {count} there")
    _wait_for(folder / "cluster", int(_ADDED * count), run)
    fifth = _worker(hosts, 6, address)
    started.append(fifth)
    print(f"added a worker with {_there(folder / 'cluster')} of {count} there")
    took = 0.0
    while run.poll() is None:
        took = max(took, _seconds_of(fifth))
        time.sleep(0.2)
    return run.returncode, took


def command(folder: Path, output: str, *more: str) -> list[str]:
    """Return the command of a run."""
    scrub = [sys.executable, "-m", "scrub", "--pixel", str(folder / "in"), str(folder / output)]
    how = ["--ocr", "none", "--templates", str(folder / "templates"), "--key", str(folder / "key")]
    return [*scrub, *how, *more]


def _worker(hosts: Hosts, number: int, address: str) -> subprocess.Popen[bytes]:
    return hosts.start(number, "worker", address, "--nthreads", "1", "--no-dashboard")


def _wait_for(output: Path, count: int, run: subprocess.Popen[bytes]) -> None:
    while _there(output) < count and run.poll() is None:
        time.sleep(0.1)


def _there(output: Path) -> int:
    return sum(1 for _ in output.rglob("*.dcm"))


def _seconds_of(process: subprocess.Popen[bytes]) -> float:
    """Return how many seconds of a processor a worker has taken."""
    try:
        processes = psutil.Process(process.pid).children(recursive=True)
        return float(sum(sum(one.cpu_times()[:2]) for one in processes))
    except psutil.Error:
        return 0.0


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    except psutil.Error:
        pass
    process.kill()
    process.wait()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    sys.exit(main())
