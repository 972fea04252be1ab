"""What scrubbing costs beside decoding: `python tests/bench/bench_apply.py [--frames N]`.

For each Transfer Syntax, one cine of 1024 x 768 RGB frames, once with a banner black on every
frame and once on one. Printed are the time of the apply stage, the time in which the fastest
library here decodes every frame, for syntaxes that have to be encoded again decodes and encodes
them, and the ratio of the two, each against its target. All are run in turn, so that what else
the machine does hits all alike; a ratio is the median of the ratios of each turn.

Decoding a native frame is reading it, and no file system that does not share blocks writes as
fast as it reads; what a plain copy of the file takes is printed too, as the least there can be.

Of slow syntaxes fewer frames are taken for the first ratio. For the second, the time to decode
all frames is that of those few, times how often they are shown.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydicom.pixels.utils import iter_pixels, pixel_array

from bench.cines import BANNER, COLUMNS, DISTINCT, ROWS, Kind, encoded, kinds, scene, write
from scrub.header.key import make_key
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.plan import Plan
from scrub.pixels.blackout import black
from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import Frames
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.read import read
from scrub.toolbox import Toolbox, assemble

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY, ONE = 1.5, 0.2
"""Targets: apply ÷ decode, or ÷ decode and encode, and apply ÷ decode with one frame masked."""

_COPY = "copy of the file"
_LINE = "{:<15}{:>7}  {:<26}{:>10}{:>10}{:>8}{:>8}  {}"


@dataclass(frozen=True)
class Work:
    """One thing that is timed, and how many frames it does."""

    name: str
    run: Callable[[], float]
    frames: int


def main() -> int:
    """Print the table, and return how many targets are missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--slow-frames", type=int, default=20, help="of syntaxes that are slow")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", default="", help="part of the names of what to measure")
    parser.add_argument("--folder", help="where to put the cines: some 2 GB")
    chosen = parser.parse_args()
    print(f"{COLUMNS} x {ROWS} RGB, {chosen.turns} turns, {os.cpu_count()} cores; ms of a frame")
    print(_LINE.format("syntax", "frames", "beside", "it", "apply", "ratio", "target", ""))
    missed = 0
    for kind in kinds():
        if chosen.only.casefold() in kind.name.casefold():
            with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
                missed += _measured(kind, Path(folder), chosen)
    return missed


def _measured(kind: Kind, folder: Path, chosen: argparse.Namespace) -> int:
    make_key(folder / "key")
    tools = assemble(Recipe(pixel=True, engines=("none",)), str(folder / "key"))
    frames = encoded(kind)
    few = min(chosen.frames, chosen.slow_frames) if kind.slow else chosen.frames
    short, long = folder / "short.dcm", folder / "long.dcm"
    write(long, kind, frames, chosen.frames)
    if few == chosen.frames:
        short = long
    else:
        write(short, kind, frames, few)
    every = Work("every", lambda: _applied(short, FrameRange(0, few), tools), few)
    one = Work("one", lambda: _applied(long, FrameRange(1, 2), tools), chosen.frames)
    beside = [*_beside(kind, short, frames, few)]
    seconds = _in_turns([*beside, every, one], chosen.turns)
    missed = 0
    for other in beside:
        if not (other.name.endswith("encode") or not kind.encoded_again):
            continue
        missed += _told(kind, (other, every), seconds, EVERY)
    for other in beside:
        if not other.name.endswith("encode"):
            missed += _told(kind, (other, one), seconds, EVERY if other.name == _COPY else ONE)
    return missed


def _beside(kind: Kind, path: Path, frames: tuple[bytes, ...], number: int) -> list[Work]:
    if kind.name == "native":
        return [
            Work("pydicom pixel_array", lambda: _pydicom(path, number), number),
            Work("pydicom iter_pixels", lambda: _timed(lambda: _all(iter_pixels(path))), number),
            Work("read, numpy", lambda: _read(kind, path, number), number),
            Work(_COPY, lambda: _copied(path), number),
        ]
    name, decode = _fastest(kind, frames)
    works = [Work(f"{name} decode", lambda: _decoded(decode, frames, number), number)]
    if kind.encoded_again:
        both = f"{name} decode + encode"
        works.append(Work(both, lambda: _again(kind, decode, frames, number), number))
    return works


def _fastest(kind: Kind, frames: tuple[bytes, ...]) -> tuple[str, Callable[[bytes], object]]:
    tried = {
        name: min(_decoded(decode, frames, DISTINCT) for _ in range(3))
        for name, decode in kind.decoders.items()
    }
    name = min(tried, key=lambda one: tried[one])
    return name, kind.decoders[name]


def _in_turns(works: list[Work], turns: int) -> dict[str, list[float]]:
    """Return the seconds that a frame takes, of each work and turn. A first turn is for warmth."""
    seconds: dict[str, list[float]] = {work.name: [] for work in works}
    for turn in range(turns + 1):
        # Each goes first once: what was done before tells how quickly memory is to be had.
        first = turn % len(works)
        for work in works[first:] + works[:first]:
            took = work.run() / work.frames
            if turn:
                seconds[work.name].append(took)
    return seconds


def _told(
    kind: Kind, pair: tuple[Work, Work], seconds: dict[str, list[float]], target: float
) -> bool:
    beside, work = pair
    ratios = [
        mine / theirs for mine, theirs in zip(seconds[work.name], seconds[beside.name], strict=True)
    ]
    ratio = median(ratios)
    figures = (f"{1000 * median(seconds[one.name]):.3f}" for one in (beside, work))
    verdict = "ok" if ratio <= target else "MISSED"
    what = f"{work.name}, of {work.frames}" if work.name == "one" else work.name
    print(
        _LINE.format(
            f"{kind.name}", work.frames, beside.name, *figures, f"{ratio:.2f}", target, verdict
        ),
        f"({what})",
        flush=True,
    )
    return ratio > target


def _timed(work: Callable[[], object]) -> float:
    since = perf_counter()
    work()
    return perf_counter() - since


def _all(frames: object) -> None:
    for _ in frames:  # type: ignore[attr-defined]
        pass


def _pydicom(path: Path, number: int) -> float:
    def decode() -> None:
        for index in range(number):
            pixel_array(path, index=index)

    return _timed(decode)


def _copied(path: Path) -> float:
    copy = path.with_name("copy")
    try:
        return _timed(lambda: shutil.copyfile(path, copy))
    finally:
        copy.unlink()


def _read(kind: Kind, path: Path, number: int) -> float:
    decode = kind.decoders["numpy"]

    def decode_all() -> None:
        with path.open("rb") as file:
            size = ROWS * COLUMNS * 3
            file.seek(-size * number, os.SEEK_END)
            for _ in range(number):
                decode(file.read(size))

    return _timed(decode_all)


def _decoded(decode: Callable[[bytes], object], frames: tuple[bytes, ...], number: int) -> float:
    return _timed(lambda: [decode(frames[index % DISTINCT]) for index in range(number)] and None)


def _again(
    kind: Kind, decode: Callable[[bytes], object], frames: tuple[bytes, ...], number: int
) -> float:
    def again() -> None:
        for index in range(number):
            samples = decode(frames[index % DISTINCT])
            if kind.name == "RLE":
                samples = pixels
            kind.encode(samples)  # type: ignore[arg-type]

    pixels = scene(0)
    return _timed(again)


def _applied(path: Path, masked: FrameRange, tools: Toolbox) -> float:
    """Return the seconds of the apply stage alone."""
    draft = path.with_name("draft")
    with read(Source(str(path))) as instance:
        image = instance.image
        if image is None:
            raise ValueError(path)
        codec = codec_for(image.transfer_syntax_uid, tools.codecs)
        plan = Plan(
            source_sha256=instance.sha256,
            recipe_digest="",
            target="",
            header=(),
            transfer_syntax_uid=image.transfer_syntax_uid,
            mask=Mask((Region(Rect(0, 0, COLUMNS, BANNER), masked, "banner"),)),
            grid=codec.grid(Frames(instance.stream, image).frame(0), image),
            black=black(image),
            has_pixels=True,
        )
        try:
            return _timed(lambda: apply(instance, plan, draft, tools))
        finally:
            draft.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
