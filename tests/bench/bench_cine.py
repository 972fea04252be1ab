"""What scrubbing a cine costs: `python tests/bench/bench_cine.py [--frames N]`.

For each Transfer Syntax, a cine of 1024 x 768 whose banner stands and whose every frame has other
speckle is scrubbed whole, in this process, and so is one frame of it. Printed are CPU seconds, so
that what else the machine does counts little: of decoding all frames to what an eye would see, by
pydicom with its own choice of decoder and by scrub's codecs; of one frame's run, of the whole
run, and of its stages. Then what the run takes beyond that of one frame, in times of decoding:
by the slower of the two, whose target is 6, and by scrub's own; and the same of looking alone.

All but looking takes 4 to 7 times scrub's own decoding already: what was written is decoded twice
to be checked and the source once more, files are hashed, and some frames are encoded again.
A second cine has a name on one frame only: there, and there only, it is to be black.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
from pydicom.pixels.utils import iter_pixels

from bench.cines import COLUMNS, ROWS, Kind, kinds, scene, write
from doubles.header_samples import header
from scrub.header.key import make_key
from scrub.model.geometry import Rect
from scrub.model.instance import Job, Source
from scrub.model.outcome import Verdict
from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render
from scrub.recipe import Recipe
from scrub.stages.read import read
from scrub.stages.scrub import scrub
from scrub.stages.write import Places
from scrub.toolbox import Toolbox, assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from scrub.model.outcome import Outcome

TIMES = 6.0
"""The target: what a cine takes beyond one frame ÷ the time of decoding its frames."""

POP_UP = "MILLER^ANNA 1961"
AT = Rect(400, 372, 620, 396)
"""Where it stands, over tissue."""

_STAGES = ("read", "look", "plan", "apply", "verify", "write")
_HEADINGS = ("pydicom", "scrub's", "1 frame", "all", *_STAGES, "times", "own", "look", "target")
_LINE = "{:<12}{:<7}" + "{:>8}" * len(_HEADINGS) + "  {}"


@dataclass(frozen=True)
class Run:
    """One cine, scrubbed: its outcome, the seconds it took, and those of decoding its frames.

    `decoding` is by pydicom, `own_decoding` by scrub's codecs.
    """

    outcome: Outcome
    seconds: float
    decoding: float
    own_decoding: float


def main() -> int:
    """Print the table, and return how many bounds are missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--only", default="", help="part of the names of what to measure")
    parser.add_argument("--folder", help="where to put the cines: some 2 GB")
    parser.add_argument("--ocr", default="onnx", help="the engine that looks")
    chosen = parser.parse_args()
    print(f"{COLUMNS} x {ROWS}, {chosen.frames} frames, {os.cpu_count()} cores; CPU seconds")
    print(_LINE.format("syntax", "", *_HEADINGS, ""))
    missed = 0
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        frames = _frames(chosen.frames, Path(folder))
        make_key(Path(folder, "key"))
        tools = assemble(Recipe(pixel=True, engines=(chosen.ocr,)), str(Path(folder, "key")))
        for kind in _kinds():
            if chosen.only.casefold() in kind.name.casefold():
                missed += _measured(kind, frames, Path(folder), tools)
    return missed


def _kinds() -> Iterator[Kind]:
    native, *others = kinds()
    yield replace(native, name="native gray", photometric="MONOCHROME2", encode=_gray, samples=1)
    yield native
    yield from (k for k in others if k.name in {"RLE", "JPEG 4:2:0", "JPEG-LS", "JPEG 2000"})


def _gray(frame: NDArray[np.uint8]) -> bytes:
    return bytes(np.asarray(frame.max(axis=2), np.uint8))


def _frames(number: int, folder: Path) -> NDArray[np.uint8]:
    """Return frames that all differ, in a file."""
    shape = (number, ROWS, COLUMNS, 3)
    frames = np.lib.format.open_memmap(folder / "frames.npy", "w+", np.uint8, shape)
    for index in range(number):
        frames[index] = scene(index)
    return frames


def _popping_up(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    shown = frame.copy()
    where = AT.left + 2, AT.bottom - 6
    cv2.putText(shown, POP_UP, where, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (235,) * 3, 1, cv2.LINE_AA)
    return shown


def _measured(kind: Kind, frames: NDArray[np.uint8], folder: Path, tools: Toolbox) -> int:
    encoded = tuple(kind.encode(frame) for frame in frames)
    _run(kind, encoded[:1], folder, tools)
    one = _run(kind, encoded[:1], folder, tools)
    at = len(frames) // 2
    popping = (*encoded[:at], kind.encode(_popping_up(frames[at])), *encoded[at + 1 :])
    missed = 0
    for name, cine in (("", encoded), ("pop-up", popping)):
        run = _run(kind, cine, folder, tools)
        more = run.seconds - one.seconds
        times = more / max(run.decoding, run.own_decoding)
        looked = dict(run.outcome.seconds)["look"] - dict(one.outcome.seconds)["look"]
        wrong = _wrong(run.outcome, len(frames), at if name else None)
        told = ["MISSED"] * (times > TIMES) + ([f"WRONG: {wrong}"] if wrong else [])
        missed += bool(told)
        spent = dict(run.outcome.seconds)
        stages = (spent.get(stage, 0.0) for stage in _STAGES)
        seconds = (run.decoding, run.own_decoding, one.seconds, run.seconds, *stages)
        ratios = (times, more / run.own_decoding, looked / run.own_decoding, TIMES)
        shown = (f"{figure:.2f}" for figure in (*seconds, *ratios))
        print(_LINE.format(kind.name, name, *shown, ", ".join(told) or "ok"), flush=True)
    return missed


def _run(kind: Kind, cine: tuple[bytes, ...], folder: Path, tools: Toolbox) -> Run:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path, out, work = (Path(place, name) for name in ("cine", "out", "work"))
        out.mkdir()
        work.mkdir()
        write(path, kind, cine, len(cine), header(Modality="US"))
        job, places = Job(Source(str(path))), Places(str(out), str(work))
        decoding = min(_timed(lambda: _decode_by_pydicom(path)) for _ in range(2))
        own = min(_timed(lambda: _decode(path, tools)) for _ in range(2))
        since = process_time()
        outcome = scrub(job, tools, places, process_time)
        return Run(outcome, process_time() - since, decoding, own)


def _decode_by_pydicom(path: Path) -> None:
    for frame in iter_pixels(path):
        # Native frames are a view of the file until they are read.
        np.array(frame)


def _decode(path: Path, tools: Toolbox) -> None:
    with read(Source(str(path))) as instance:
        image = instance.image
        if image is None:
            raise ValueError(path)
        codec = codec_for(image.transfer_syntax_uid, tools.codecs)
        frames = frames_of(instance.stream, image)
        for index in range(len(frames)):
            render(stored_values(codec.decode(frames.frame(index), image), image), image)


def _timed(work: Callable[[], object]) -> float:
    since = process_time()
    work()
    return process_time() - since


def _wrong(outcome: Outcome, frames: int, popped_up: int | None) -> str:
    """Return what is not as it should be: the banner black on all frames, a pop-up on its own."""
    if outcome.verdict is not Verdict.WRITTEN or outcome.plan is None:
        return f"{outcome.verdict}, {outcome.reason}"
    regions = outcome.plan.mask.regions
    banner = {i for r in regions if r.rect.top < AT.top // 2 for i in r.frames}
    over = {i for r in regions if r.rect.intersect(AT) for i in r.frames}
    if banner != set(range(frames)):
        return f"the banner is black on {len(banner)} frames"
    expected = set() if popped_up is None else {popped_up}
    return "" if over == expected else f"the pop-up is black on frames {sorted(over)}"


if __name__ == "__main__":
    sys.exit(main())
