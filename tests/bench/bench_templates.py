"""Template-only instances a second: `python tests/bench/bench_templates.py --deid PYTHON`.

1,000 native single frames of 1024 x 768, 8-bit gray and RGB in turn, and 300 JPEG frames, once each
an instance and once as ten cines, are made and scrubbed in one run: by scrub with one mask template
that is reviewed and complete, `--ocr none` and one worker (or `--workers`), header and all; and by
deid's pixel cleaner, which leaves the header alone, with a recipe that says the same: once beside
the rules that deid ships, as scrub asks all templates that it ships too, and once of this one rule
alone. One process, one cleaner and one recipe are for all files, the quickest of deid's ways.
Starting the program counts. Every output is read back: the mask has to be black in both, and all
else in scrub's as it was. Ends with 1 if scrub is not 3 times as fast as deid with its rules, or if
anything is wrong with an output.

PYTHON is one that has deid, which may not want the versions that scrub wants:

    python -m venv peers && peers/bin/pip install deid
    python tests/bench/bench_templates.py --deid peers/bin/python

dicom-dre is not in the package index that this was made with, so it is not measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from pydicom import dcmread
from pydicom.pixels.utils import iter_pixels, pixel_array

from bench.cines import BANNER, COLUMNS, ROWS
from bench.template_instances import make, works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bench.template_instances import Work

TARGET = 3.0
"""So many times as many instances a second."""

RECTANGLES = ((0, 0, COLUMNS, BANNER), (784, 720, 240, 48))
"""What goes black: x, y, width, height."""

REACH = 24
"""Pixels beyond the mask that JPEG's subsampled color may change."""

SMOOTHED = 2
"""Pixels inside the mask whose color a decoder smooths with what lies outside."""

_BLACK = "".join(
    f"      - {{x: {x}, y: {y}, width: {w}, height: {h}}}\n" for x, y, w, h in RECTANGLES
)
_TEMPLATE = f"""
schema: 1
manufacturer: Invented
templates:
  - name: invented-sono-{ROWS}x{COLUMNS}
    when:
      - {{attribute: Manufacturer, equals: Invented}}
      - {{attribute: ManufacturerModelName, startswith: Sono}}
      - {{attribute: Modality, equals: US}}
    rows: {ROWS}
    columns: {COLUMNS}
    black:
{_BLACK}    complete: true
    reviewed: {{by: nobody, on: 2026-11-21}}
"""
_COORDINATES = "".join(f"  coordinates {x},{y},{x + w},{y + h}\n" for x, y, w, h in RECTANGLES)
_RECIPE = f"""FORMAT dicom

%filter graylist

LABEL Invented Sono
  contains Manufacturer Invented
  + contains ManufacturerModelName Sono
  + equals Modality US
  + equals Rows {ROWS}
  + equals Columns {COLUMNS}
{_COORDINATES}"""
_DEID = """
import sys
from pathlib import Path
from deid.config import DeidRecipe
from deid.dicom.pixels.clean import DicomCleaner
source, out, recipe, base = sys.argv[1:]
cleaner = DicomCleaner(output_folder=out, deid=recipe)
if base == "with its rules":
    # Given both, it would forget the rules of the first.
    shipped, groups = DeidRecipe(), cleaner.recipe.deid["filter"]
    groups["graylist"] = shipped.deid["filter"]["graylist"] + groups["graylist"]
for path in sorted(Path(source).iterdir()):
    cleaner.detect(str(path))
    cleaner.clean()
    cleaner.save_dicom()
"""
_TIMED = """
import resource, subprocess, sys, time
log, *command = sys.argv[1:]
with open(log, "wb") as file:
    since = time.perf_counter()
    subprocess.run(command, check=True, stdout=file, stderr=file)
    wall = time.perf_counter() - since
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
"""
_RIVAL = "deid with its rules"
_ASKED = """
from importlib.metadata import version
print(*(f"{one} {version(one)}" for one in ("deid", "pydicom", "numpy")), sep=", ")
"""


@dataclass(frozen=True)
class Cost:
    """What a command took, its workers counted in: seconds, seconds of CPU, bytes."""

    wall: float
    cpu: float
    memory: float


def measured(command: tuple[str, ...], log: Path) -> Cost:
    """Run a command to its end.

    Raises:
        CalledProcessError: if it fails.

    """
    # From a small process: a child's memory is never told as less than its parent's.
    done = subprocess.run(
        (sys.executable, "-S", "-c", _TIMED, str(log), *command),
        check=True,
        capture_output=True,
        text=True,
    )
    return Cost(*map(float, done.stdout.split()))


def wrong(work: Work, source: Path, out: Path, *, exact: bool) -> int:
    """Return how many files are missing, not black in the mask or, if `exact`, changed outside."""
    paths = [path for path in out.rglob("*.dcm") if path.is_file()]
    found = {int(dcmread(path, stop_before_pixels=True).InstanceNumber): path for path in paths}
    masked, beyond = _mask(-SMOOTHED * work.is_jpeg), ~_mask(REACH * work.is_jpeg)
    many = 0
    for number in range(work.instances):
        path = found.get(number)
        many += path is None or not _is_black(path, masked)
        if path and exact:
            many += not _is_same(path, source / f"{number:05}.dcm", beyond)
    return many


def _mask(margin: int) -> NDArray[np.bool_]:
    """Return the mask, so many pixels larger on each side."""
    mask = np.zeros((ROWS, COLUMNS), bool)
    for x, y, width, height in RECTANGLES:
        rows = slice(max(0, y - margin), y + height + margin)
        mask[rows, max(0, x - margin) : x + width + margin] = True
    return mask


def _is_black(path: Path, masked: NDArray[np.bool_]) -> bool:
    shown = np.asarray(pixel_array(path))
    samples = shown.shape[-1:] if shown.shape[-1] != COLUMNS else ()
    return not shown.reshape(-1, ROWS, COLUMNS, *samples)[:, masked].any()


def _is_same(path: Path, original: Path, beyond: NDArray[np.bool_]) -> bool:
    pairs = zip(iter_pixels(path, raw=True), iter_pixels(original, raw=True), strict=True)
    return all(np.array_equal(a[beyond], b[beyond]) for a, b in pairs)


def main() -> int:
    """Print the table, and return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--instances", type=int, default=1000, help="native ones")
    parser.add_argument("--frames", type=int, default=300, help="of JPEG")
    parser.add_argument("--deid", default="", help="a Python that has deid")
    parser.add_argument("--workers", type=int, default=1, help="of scrub")
    parser.add_argument("--folder", help="where to put everything: 8 GB")
    chosen = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", end="; ")
    print(_versions(chosen.deid) if chosen.deid else "no --deid: see --help")
    print("| what | program | instances a second | frames | seconds | CPU | MiB | scrub is | |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    missed = 0
    for work in works(chosen.instances, chosen.frames):
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            missed += _compared(work, Path(folder), chosen)
    return 1 if missed else 0


def _versions(peers: str) -> str:
    done = subprocess.run((peers, "-c", _ASKED), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _compared(work: Work, folder: Path, chosen: argparse.Namespace) -> int:
    """Run what there is, and return how many are too slow or wrong."""
    source = folder / "in"
    make(work, source)
    missed = 0
    own = 0.0
    for name, command in _commands(source, folder, chosen):
        cost = measured(command, folder / f"{name}.log")
        own = own or cost.wall
        bad = wrong(work, source, folder / name, exact=name == "scrub")
        ratio = cost.wall / own
        is_met = not bad and (name != _RIVAL or ratio >= TARGET)
        missed += not is_met
        verdict = f"{bad} WRONG" if bad else "ok" if is_met else f"MISSED {TARGET}"
        cells = (
            work.name,
            name,
            f"{work.instances / cost.wall:.1f}",
            work.instances * work.frames,
            f"{cost.wall:.1f}",
            f"{cost.cpu:.1f}",
            f"{cost.memory / 2**20:.0f}",
            "" if name == "scrub" else f"{ratio:.1f} times as fast",
            verdict,
        )
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return missed


def _commands(
    source: Path, folder: Path, chosen: argparse.Namespace
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is run, by name; each writes to a folder of its name."""
    templates, recipe = folder / "templates", folder / "deid.recipe"
    templates.mkdir()
    (templates / "invented.yaml").write_text(_TEMPLATE, encoding="utf-8")
    recipe.write_text(_RECIPE, encoding="utf-8")
    own = ("--pixel", str(source), str(folder / "scrub"), "--ocr", "none")
    more = ("--templates", str(templates), "--key", str(folder / "key"))
    workers = ("--workers", str(chosen.workers))
    yield "scrub", (sys.executable, "-m", "scrub", *own, *more, *workers)
    if chosen.deid:
        for name in (_RIVAL, "deid with one rule"):
            paths = map(str, (source, folder / name, recipe))
            yield name, (chosen.deid, "-c", _DEID, *paths, name.removeprefix("deid "))


if __name__ == "__main__":
    sys.exit(main())
