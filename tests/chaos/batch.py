"""Runs that are disturbed, and go on: `python tests/chaos/batch.py [--rounds 50] [--user NAME]`.

Made instances, some of them twice with the same bytes or with other ones under the same SOP
Instance UID, are scrubbed once in peace. Then, in every round and to a new output, a run is
disturbed: a worker, the run itself, a worker of Dask or its scheduler is killed with -9; it is
asked to end; the disk is full (the output is on a small disk in memory); inputs cannot be opened,
may not be read or change under the run, or the output may not be written to. All is made good, and
the same command is run again until it ends as it should. What is in the output then has to be what
it is after the run in peace, byte for byte, and the verdicts the same. All the while, what can be
seen in the output is read: whatever is there has to be whole, and what some run in peace has made.

As root; the runs themselves are a user's, as root may read and write everything.
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.many_instances import TEMPLATE, make_small
from chaos import disturbing
from chaos.disturbing import Scene
from chaos.watching import Watch, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_DISK = "24m"
_WORKERS = 2
_TRIES = 6
_PATIENCE = 180.0

LOCAL = {
    "worker killed": disturbing.kill_worker,
    "run killed": disturbing.kill_parent,
    "run asked to end": disturbing.stop_parent,
    "disk full": disturbing.fill_disk,
    "permission lost": disturbing.take_permission,
    "inputs gone": disturbing.take_files_away,
    "inputs changed": disturbing.change_files,
}
DASK = {
    "Dask worker killed": disturbing.kill_dask_worker,
    "Dask scheduler killed": disturbing.kill_dask_scheduler,
}


@dataclass(frozen=True)
class House:
    """Where all is: inputs in `base`/in, and the disk in memory mounted at `base`/disk."""

    base: Path
    user: str

    @property
    def output(self) -> Path:
        """Where runs write to."""
        return self.base / "disk" / "out"

    def command(self, source: Path, output: Path, *more: str) -> list[str]:
        """Return the command of a run, as the user."""
        scrub = [sys.executable, "-m", "scrub", "--pixel", str(source), str(output)]
        how = ["--ocr", "none", "--templates", str(self.base / "templates"), "--retry"]
        how += ["--key", str(self.base / "key"), "--workers", str(_WORKERS), *more]
        return self.as_user([*scrub, *how])

    def as_user(self, command: list[str]) -> list[str]:
        """Return a command as the user's."""
        one = pwd.getpwnam(self.user)
        ids = [f"--reuid={one.pw_uid}", f"--regid={one.pw_gid}", "--clear-groups"]
        return ["setpriv", *ids, *command]


def main() -> int:
    """Print a line for each round, and return how many ended otherwise than in peace."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--user", default="nobody")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--instances", type=int, default=300)
    parser.add_argument("--only", default="", help="part of the names of what goes wrong")
    chosen = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="chaos-"))
    house = House(base, chosen.user)
    try:
        return _rounds(house, chosen)
    finally:
        subprocess.run(["umount", "-q", str(base / "disk")], check=False)
        shutil.rmtree(base, ignore_errors=True)


def _rounds(house: House, chosen: argparse.Namespace) -> int:
    make(house, chosen.instances)
    peace = tree(in_peace(house, house.base / "in", "peace"))
    verdicts = verdicts_of(house.base / "peace")
    known = known_files(house, peace)
    print(f"in peace: {len(peace)} files, {dict(Counter(verdicts.values()))}", flush=True)
    kinds = [name for name in (*LOCAL, *DASK) if chosen.only in name]
    chance = random.Random(chosen.seed)
    wrong = 0
    for number in range(chosen.rounds):
        kind = kinds[number % len(kinds)]
        began = time.monotonic()
        seen, codes = disturbed(house, kind, chance, known)
        same = tree(house.output) == peace and verdicts_of(house.output) == verdicts
        fine = same and not seen and codes[-1] in {0, 10}
        wrong += not fine
        told = "same" if same else "ANOTHER RESULT"
        told += "" if codes[-1] in {0, 10} else ", ENDED OTHERWISE"
        told += f", SEEN: {sorted(seen)[:3]}" if seen else ""
        seconds = time.monotonic() - began
        print(f"{number + 1:>3} {kind:<22} codes {codes} {seconds:5.1f} s  {told}", flush=True)
    print(f"{chosen.rounds} rounds, {wrong} wrong")
    return wrong


def make(house: House, count: int) -> None:
    """Make the inputs: some are twice there, some of these with other bytes."""
    source = house.base / "in"
    make_small(house.base / "made", count)
    source.mkdir()
    for path in (house.base / "made").rglob("*.dcm"):
        path.rename(source / path.name)
    originals = sorted(source.glob("*.dcm"))
    for number, path in enumerate(originals[:40]):
        octets = bytearray(path.read_bytes())
        octets[-1] ^= number % 2
        (source / f"{'a' if number % 4 < 2 else 'z'}{path.name}").write_bytes(octets)
    (source / "notes.txt").write_text("no DICOM")
    (house.base / "templates").mkdir()
    (house.base / "templates" / "sono.yaml").write_text(TEMPLATE, encoding="utf-8")
    (house.base / "disk").mkdir()
    one = pwd.getpwnam(house.user)
    for path in (house.base, *house.base.rglob("*")):
        os.chown(path, one.pw_uid, one.pw_gid)
        path.chmod(0o755 if path.is_dir() else 0o644)


def in_peace(house: House, source: Path, name: str) -> Path:
    """Scrub in peace, and return the output."""
    output = house.base / name
    command = house.command(source, output)
    subprocess.run(command, check=False, capture_output=True, cwd=house.base)
    return output


def known_files(house: House, peace: Mapping[str, str]) -> frozenset[str]:
    """Return the hashes of all that may be seen: also of inputs that were changed meanwhile.

    Every other one of what is there twice is published for a while, too.
    """
    changed = house.base / "changed"
    changed.mkdir()
    for path in (house.base / "in").glob("*.dcm"):
        octets = bytearray(path.read_bytes())
        octets[-1] ^= 1
        (changed / path.name).write_bytes(octets)
    os.chown(changed, *_ids(house.user))
    found = set(peace.values())
    for folder in (house.base / "in", changed):
        found |= set(each_alone(house, folder).values())
    return frozenset(found)


def each_alone(house: House, folder: Path) -> dict[str, str]:
    """Return what comes of inputs where no two are of one SOP Instance UID."""
    found: dict[str, str] = {}
    for letter in ("0", "a", "z"):
        part = house.base / f"{folder.name}-{letter}"
        part.mkdir()
        for path in folder.glob(f"{letter}*.dcm"):
            shutil.copy2(path, part / path.name)
        os.chown(part, *_ids(house.user))
        if any(part.iterdir()):
            found |= {
                f"{letter}{name}": octets
                for name, octets in tree(in_peace(house, part, f"{part.name}-out")).items()
            }
    return found


def disturbed(
    house: House, kind: str, chance: random.Random, known: frozenset[str]
) -> tuple[set[str], list[int]]:
    """Run, disturbed at first, until it ends as it should; return what was seen, and the codes."""
    disk = house.base / "disk"
    subprocess.run(["umount", "-q", str(disk)], check=False)
    size = _DISK if kind == "disk full" else "1g"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "none", disk], check=True
    )
    os.chown(disk, *_ids(house.user))
    codes: list[int] = []
    with Watch(house.output, known) as watch:
        for number in range(_TRIES):
            with Cluster(house, kind) as cluster:
                command = house.command(house.base / "in", house.output, *cluster.options)
                run = subprocess.Popen(
                    command, cwd=house.base, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                back = None
                if number == 0:
                    act = (LOCAL | DASK)[kind]
                    source = house.base / "in"
                    scene = Scene(
                        source, house.output, run, chance, cluster.scheduler, cluster.workers
                    )
                    back = act(scene)
                codes.append(_waited(run))
                if back:
                    back()
            if number and codes[-1] in {0, 10}:
                break
        # What was held since inputs came and went is done again, once all is as it was.
    return watch.wrong, codes


class Cluster:
    """A Dask scheduler and two workers of our own, where the disturbance is about them."""

    def __init__(self, house: House, kind: str) -> None:
        self._house = house
        self._wanted = kind in DASK
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: tuple[subprocess.Popen[bytes], ...] = ()
        self.options: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        if self._wanted:
            address = f"tcp://127.0.0.1:{random.randint(20000, 60000)}"
            port = address.rpartition(":")[2]
            self.scheduler = self._start("scheduler", "--port", port, "--no-dashboard")
            self.workers = tuple(
                self._start("worker", address, "--nthreads", "1", "--no-dashboard")
                for _ in range(_WORKERS)
            )
            self.options = ("--executor", "dask", "--scheduler", address)
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, *filter(None, [self.scheduler])):
            process.terminate()
        for process in (*self.workers, *filter(None, [self.scheduler])):
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = self._house.as_user([sys.executable, "-m", "dask", *arguments])
        return subprocess.Popen(
            command,
            cwd=self._house.base,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self._house.base)},
        )


def verdicts_of(output: Path) -> dict[str, str]:
    """Return the verdict of each source, by its keyed hash."""
    lines = Path(f"{output}.report", "report.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["source"]: one["verdict"] for one in map(json.loads, lines)}


def _waited(run: subprocess.Popen[bytes]) -> int:
    try:
        return run.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        run.kill()
        return run.wait()


def _ids(user: str) -> tuple[int, int]:
    one = pwd.getpwnam(user)
    return one.pw_uid, one.pw_gid


if __name__ == "__main__":
    sys.exit(main())
