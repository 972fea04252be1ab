"""How much text detectors find: `python tests/bench/bench_detection.py SET [--only NAME]`.

SET is a made set (fixtures/sets). One frame of each instance is shown to each detector, on one
thread: that of the texts that are on all frames, or of the first that are not. A text counts as
found if nine tenths of its ink are within boxes (of its box, where it stands level or upright).
In vain is what boxes cover of the area that is no text's box, grown by half its height, nor one
of what is too faint to claim. Printed
are shares found by what makes texts hard to see, the area in vain, and CPU seconds a megapixel.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from math import ceil
from time import process_time
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.evaluation.ink import drawn_ink
from scrub.evaluation.truth import read_truth
from scrub.model.instance import Source
from scrub.ocr.finder import Finder
from scrub.ocr.network import Network
from scrub.ocr.ppocr import PpOcrEngine
from scrub.ocr.shapes import is_giant
from scrub.ocr.text_network import TextNetwork
from scrub.ocr.weights import session
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from scrub.evaluation.truth import Case, Text
    from scrub.model.text import TextBox
    from scrub.seams import Picture

    Detector = Callable[[Picture], Iterable[TextBox]]
    Cells = NDArray[np.bool_]

FOUND = 0.9
BUCKETS: Mapping[str, Callable[[Text], bool]] = {
    "all": lambda _: True,
    "about somebody": lambda text: text.phi,
    "contrast < .25": lambda text: (text.traits.contrast or 1) < 0.25,
    "contrast < .12": lambda text: (text.traits.contrast or 1) < 0.12,
    "short": lambda text: ("short", True) in text.traits.flags,
    "turned": lambda text: text.traits.angle != 0,
    "slanting": lambda text: text.traits.angle % 90 != 0,
    "8 px and less": lambda text: text.traits.height <= 8,
    "24 px and more": lambda text: text.traits.height >= 24,
    "over tissue": lambda text: ("over_tissue", True) in text.traits.flags,
    "colored": lambda text: ("colored", True) in text.traits.flags,
}
SCRIPTS = "latin", "cyrillic", "greek", "cjk", "arabic"


@dataclass
class Tally:
    """What one detector did: each text with the share that was covered, areas, and costs."""

    covered: list[tuple[Text, float]]
    in_vain: int = 0
    free: int = 0
    seconds: float = 0.0
    pixels: int = 0


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set")
    parser.add_argument("--only", action="append", help="the detectors to measure")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    known = {name: make() for name, make in DETECTORS.items() if name in (chosen.only or DETECTORS)}
    tallies = {name: Tally([]) for name in known}
    for case in read_truth(chosen.set):
        picture, texts = _shown(case)
        for name, detector in known.items():
            _count(tallies[name], detector, picture, case, texts)
    _print(tallies)
    return 0


def _as_it_is() -> Detector:
    return TextNetwork(session("text_detector")).boxes


def _twice() -> Detector:
    as_it_is, default = _as_it_is(), Finder(session("text_detector")).find
    return lambda picture: [*as_it_is(picture), *default(picture)]


def _pp_once() -> Detector:
    network = Network(session("PP-OCRv6_det_small"))
    return lambda picture: [b for b in network.boxes(picture) if not is_giant(b, picture.shape)]


def _pp_twice() -> Detector:
    once = _pp_once()
    return lambda picture: [*once(picture), *once(np.asarray(255 - picture, np.uint8))]


DETECTORS: Mapping[str, Callable[[], Detector]] = {
    "as it is": _as_it_is,
    "default": lambda: Finder(session("text_detector")).find,
    "both": _twice,
    "PP-OCRv6 once": _pp_once,
    "PP-OCRv6 twice": _pp_twice,
    "ppocr": lambda: PpOcrEngine().find,
}


def _shown(case: Case) -> tuple[Picture, tuple[Text, ...]]:
    """Return a frame, and all texts on it."""
    firsts = [text.frames.first if text.frames else 0 for text in case.texts]
    index = min(firsts, default=0)
    with read(Source(case.file)) as instance:
        image = instance.image
        assert image
        codec = codec_for(image.transfer_syntax_uid, codecs())
        frame = codec.decode(frames_of(instance.stream, image).frame(index), image)
        picture = np.array(render(stored_values(frame, image), image)[0])
    return picture, tuple(t for t in case.texts if t.frames is None or index in t.frames)


def _count(
    tally: Tally, detector: Detector, picture: Picture, case: Case, texts: tuple[Text, ...]
) -> None:
    began = process_time()
    boxes = tuple(detector(picture))
    tally.seconds += process_time() - began
    tally.pixels += picture.shape[0] * picture.shape[1]
    there = _cover(picture.shape[:2], boxes)
    ink = drawn_ink(case)
    tally.covered += [(text, _share(there, ink, text)) for text in texts]
    rows, columns = picture.shape[:2]
    free = np.ones((rows, columns), bool)
    written = [text.rect.grow(ceil(text.traits.height / 2)) for text in texts]
    for rect in (*written, *case.unclaimed):
        around = rect.clip(rows, columns) or rect
        free[around.top : around.bottom, around.left : around.right] = False
    tally.in_vain += int(np.count_nonzero(there & free))
    tally.free += int(np.count_nonzero(free))


def _cover(shape: tuple[int, ...], boxes: Iterable[TextBox]) -> Cells:
    cells = np.zeros(shape, np.uint8)
    for box in boxes:
        points = np.round(np.array(box.corners) * 16).astype(np.int32)
        cv2.fillConvexPoly(cells, points, 1, cv2.LINE_8, 4)
    return np.asarray(cells > 0)


def _share(there: Cells, ink: Mapping[int, Cells], text: Text) -> float:
    rect = text.rect
    part = there[max(0, rect.top) : rect.bottom, max(0, rect.left) : rect.right]
    drawn = ink.get(text.number)
    if drawn is None or drawn.shape != part.shape or not text.traits.angle % 90:
        return float(part.mean())
    return float(part[drawn].mean())


def _print(tallies: Mapping[str, Tally]) -> None:
    print(f"{os.cpu_count()} cores, {next(iter(tallies.values())).pixels / 1e6:.1f} megapixels")
    print(f"{'found, %':<16}", *(f"{name:>15}" for name in tallies), f"{'texts':>8}")
    for name, is_in in [*BUCKETS.items(), *((script, _writes(script)) for script in SCRIPTS)]:
        shares = [[share for text, share in t.covered if is_in(text)] for t in tallies.values()]
        if shares[0]:
            found = (100 * np.mean(np.array(each) >= FOUND) for each in shares)
            print(f"{name:<16}", *(f"{one:>15.2f}" for one in found), f"{len(shares[0]):>8}")
    for name, figures in _lasts(tallies.values()):
        print(f"{name:<16}", *(f"{one:>15.3f}" for one in figures))


def _writes(script: str) -> Callable[[Text], bool]:
    return lambda text: text.traits.script == script


def _lasts(tallies: Iterable[Tally]) -> Iterator[tuple[str, list[float]]]:
    each = tuple(tallies)
    yield "in vain, %", [100 * t.in_vain / max(1, t.free) for t in each]
    yield "CPU s a MP", [t.seconds / (t.pixels / 1e6) for t in each]


if __name__ == "__main__":
    sys.exit(main())
