"""Whether a long run stays as quick as it began.

    python tests/bench/bench_scale.py [--small N]
    python tests/bench/bench_scale.py --mixed 2000 --of DIR

Makes 100,000 small instances (header and a mask template, `--ocr none`), or with `--mixed N`
so many with text, made from those in DIR, which OCR looks at; scrubs them with two workers, and
reads all the while what the run tells of itself, what memory its processes have and how many files
they hold open. Prints the figures by tenths of the run. Then some of them are done with one worker.

Ends with 1 if the last tenth is slower than .9 of the first, if memory grew by more than a tenth
after the first fifth, if files are held open or left behind, or two workers are less than 1.8 times
as quick as one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from bench.many_instances import TEMPLATE, make_copies, make_small
from scrub.cli.status_file import status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EVERY_SECONDS = 1.0
_SLOWEST, _TWICE, _GROWN = 0.9, 1.8, 1.1
_TENTHS = 10


@dataclass(frozen=True)
class Sample:
    """What a run was like at a time: jobs done, bytes of memory and open files of all processes."""

    seconds: float
    done: int
    memory: int
    files: int


def main() -> int:
    """Print the figures, and return 1 if one is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=100_000, metavar="N")
    parser.add_argument("--mixed", type=int, default=0, metavar="N")
    parser.add_argument("--of", type=Path, metavar="DIR", help="instances with text")
    parser.add_argument("--alone", type=int, default=0, metavar="N", help="so many by one worker")
    parser.add_argument("--folder", type=Path, help="where there is room for all, twice")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as made:
        folder = Path(made)
        if not chosen.mixed:
            make_small(folder / "in", chosen.small)
            (folder / "templates").mkdir()
            (folder / "templates" / "sono.yaml").write_text(TEMPLATE, encoding="utf-8")
            how = ["--pixel", "--ocr", "none", "--templates", str(folder / "templates")]
        else:
            make_copies(chosen.of, folder / "in", chosen.mixed)
            how = ["--pixel"]
        count = chosen.mixed or chosen.small
        samples = measured(folder, "in", how, workers=2)
        wrong = list(_flat(samples, count)) + list(_left(folder))
        wrong += list(_twice(folder, how, samples, chosen.alone or count // _TENTHS))
    for line in wrong:
        print(f"not as it should be: {line}")
    return int(bool(wrong))


def measured(folder: Path, source: str, how: Sequence[str], workers: int) -> list[Sample]:
    """Scrub, and return what the run was like every second, the last time once it had ended."""
    out = folder / f"out{workers}"
    command = [sys.executable, "-m", "scrub", *how, str(folder / source), str(out)]
    command += ["--workers", str(workers), "--key", str(folder / "key")]
    samples = []
    with (folder / f"said{workers}").open("w") as said:
        run = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        while run.poll() is None:
            time.sleep(_EVERY_SECONDS)
            if sample := _sample(run.pid, Path(f"{out}.report")):
                samples.append(sample)
    print((folder / f"said{workers}").read_text().splitlines()[-1])
    return samples


def _sample(pid: int, report: Path) -> Sample | None:
    try:
        told = status_of(str(report))
        if told["state"] != "running" or not told["done"]:
            return None
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        memory = sum(one.memory_full_info().pss for one in processes)
        files = sum(one.num_fds() for one in processes)
    except (OSError, ValueError, psutil.Error):
        return None
    return Sample(time.monotonic(), told["done"], memory, files)


def _flat(samples: Sequence[Sample], count: int) -> Iterator[str]:
    """Print the figures by tenths, and yield what is wrong with them."""
    print(f"{'of the run':>10} {'a second':>9} {'MB':>6} {'files':>6}")
    rates, memory, files = [], [], []
    for tenth in range(_TENTHS):
        low, high = count * tenth / _TENTHS, count * (tenth + 1) / _TENTHS
        part = [one for one in samples if low <= one.done < high]
        if len(part) < 2:
            yield "too quick to be measured"
            return
        rates.append((part[-1].done - part[0].done) / (part[-1].seconds - part[0].seconds))
        memory.append(max(one.memory for one in part))
        files.append(max(one.files for one in part))
        print(f"{tenth + 1:>9}0% {rates[-1]:9.1f} {memory[-1] / 1e6:6.0f} {files[-1]:6}")
    if rates[-1] < _SLOWEST * rates[0]:
        yield f"the last tenth is {rates[-1] / rates[0]:.2f} of the first"
    if memory[-1] > _GROWN * memory[1]:
        yield f"memory grew from {memory[1] / 1e6:.0f} to {memory[-1] / 1e6:.0f} MB"
    if files[-1] > files[0]:
        yield f"{files[-1]} files are open, {files[0]} were"
    print(f"last tenth to first: {rates[-1] / rates[0]:.2f}")


def _left(folder: Path) -> Iterator[str]:
    beside = {path.name for path in folder.glob("out2*")}
    if beside != {"out2", "out2.ledger", "out2.report"}:
        yield f"beside the output: {sorted(beside)}"
    drafts = [p for p in (folder / "out2").rglob("*") if p.is_file() and p.suffix != ".dcm"]
    if drafts:
        yield f"{len(drafts)} files in the output that are no instances"


def _twice(folder: Path, how: Sequence[str], two: Sequence[Sample], alone: int) -> Iterator[str]:
    files = sorted(path for path in (folder / "in").rglob("*") if path.is_file())[:alone]
    for path in files:
        linked = folder / "some" / path.relative_to(folder / "in")
        linked.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, linked)
    for workers in (2, 1):
        shutil.rmtree(folder / f"out{workers}", ignore_errors=True)
        for path in folder.glob(f"out{workers}.*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    rates = {}
    for workers in (1, 2):
        samples = measured(folder, "some", how, workers)
        first, last = samples[0], samples[-1]
        rates[workers] = (last.done - first.done) / (last.seconds - first.seconds)
    times = rates[2] / rates[1]
    print(f"1 worker {rates[1]:.1f}/s, 2 workers {rates[2]:.1f}/s: {times:.2f} times")
    if times < _TWICE:
        yield f"two workers are {times:.2f} times as quick as one"


if __name__ == "__main__":
    sys.exit(main())
