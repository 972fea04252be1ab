"""How much memory a cine takes beside one frame: `python tests/bench/bench_memory.py [--frames N]`.

Each stage does its work in a process of its own, whose peak resident memory is printed. That of
a cine of 1024 x 768 RGB frames is to be within 60 MB of that of one such frame.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.cines import BANNER, COLUMNS, encoded, kinds, write
from scrub.header.key import make_key
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.pixels.blackout import black
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.verify import Expected, verify
from scrub.toolbox import Toolbox, assemble

if TYPE_CHECKING:
    from collections.abc import Callable

WITHIN = 60 << 20
"""Bytes."""


def main() -> int:
    """Print the table, and return how many peaks are too high."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--only", default="", help="part of the names of what to measure")
    parser.add_argument("--folder", help="where to put the cines: some 2 GB")
    parser.add_argument("--stage", choices=list(STAGES), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.stage:
        STAGES[chosen.stage](Path(chosen.folder))
        print(_peak_of_this_process())
        return 0
    line = "{:<15}{:<8}{:>12}{:>12}{:>12}  {}"
    print(line.format("syntax", "stage", "1 frame", f"{chosen.frames} frames", "more", ""))
    missed = 0
    for kind in kinds():
        if chosen.only.casefold() not in kind.name.casefold():
            continue
        peaks = [peaks_of(kind.name, number, chosen.folder) for number in (1, chosen.frames)]
        for stage, (one, many) in zip(STAGES, zip(*peaks, strict=True), strict=True):
            is_flat = many - one <= WITHIN
            missed += not is_flat
            megabytes = (f"{peak / 1e6:.0f} MB" for peak in (one, many, many - one))
            print(line.format(kind.name, stage, *megabytes, "ok" if is_flat else "MISSED"))
    return missed


def peaks_of(name: str, number: int, within: str | None = None) -> list[int]:
    """Return the peak resident bytes of each stage, of a cine of so many frames."""
    (kind,) = (one for one in kinds() if one.name == name)
    with tempfile.TemporaryDirectory(dir=within) as folder:
        write(Path(folder, "cine"), kind, encoded(kind), number)
        make_key(Path(folder, "key"))
        return [_peak(stage, folder) for stage in STAGES]


def _peak(stage: str, folder: str) -> int:
    command = [sys.executable, __file__, "--stage", stage, "--folder", folder]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": ""}
    )
    return int(done.stdout.split()[-1]) << 10


def _peak_of_this_process() -> int:
    """Return KiB. Linux's ru_maxrss counts what started a process too, before it became its own."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1])


def _tools(folder: Path) -> Toolbox:
    return assemble(Recipe(pixel=True, engines=("none",)), str(folder / "key"))


def _look(folder: Path) -> None:
    with read(Source(str(folder / "cine"))) as instance:
        if instance.image is not None:
            look(instance.image, instance.stream, _tools(folder))


def _apply(folder: Path) -> None:
    source, tools = Source(str(folder / "cine")), _tools(folder)
    with read(source) as instance:
        known = gather(instance, tools, None)
        image = instance.image
        if image is None:
            raise ValueError(folder)
        every = FrameRange(0, image.number_of_frames)
        mask = Mask((Region(Rect(0, 0, COLUMNS, BANNER), every, "banner"),))
        # Said to be looked at, so that verifying looks again.
        plan = replace(make_plan(known, tools), mask=mask, black=black(image), looked=True)
        draft = apply(instance, plan, folder / "draft", tools)
    done = draft, Expected(plan, source, known.own, image=instance.image)
    (folder / "done").write_bytes(pickle.dumps(done))


def _verify(folder: Path) -> None:
    draft, expected = pickle.loads((folder / "done").read_bytes())
    failed = [one.name for one in verify(draft, expected, _tools(folder)).checks if not one.passed]
    # There is no header to speak of in these cines, so nothing is said in it.
    if set(failed) - {"what was said is there"}:
        raise ValueError(failed)


STAGES: dict[str, Callable[[Path], object]] = {"look": _look, "apply": _apply, "verify": _verify}


if __name__ == "__main__":
    sys.exit(main())
