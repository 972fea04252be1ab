"""Random boxes over random JPEGs: `python tests/conformance/boxes.py [--boxes 2000] [--seed 1]`.

Prints for each decoder how many boxes it saw and how many pixels differ outside what is reported;
ends with 1 if one does, or if black is not black.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance.dcmtk import CONVERTED, dcmtk, serves
from conformance.gdcm_child import gdcm_frames, gdcm_is_here
from conformance.opened import opened
from conformance.random_boxes import Tally, black_as_seen, box, tallied
from doubles.made_instances import Pixels, described, encapsulated, written
from doubles.random_jpegs import image_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.opened import Array
    from conformance.random_boxes import Box
    from doubles.random_jpegs import Settings

BATCH = 250
"""So many boxes are on disk at once."""


def as_files(boxes: Sequence[Box], folder: Path) -> list[tuple[Path, Path]]:
    """Write each box before and after as instances."""
    return [
        (
            _instance(one.settings, one.before, folder / f"{number}.before"),
            _instance(one.settings, one.after, folder / f"{number}.after"),
        )
        for number, one in enumerate(boxes)
    ]


def tallied_from_files(boxes: Sequence[Box], folder: Path) -> dict[str, Tally]:
    """Show every box to GDCM, and to dcmtk if it is installed."""
    files = as_files(boxes, folder)
    tallies: dict[str, Tally] = {}
    if gdcm_is_here():
        found = gdcm_frames([path for pair in files for path in pair], folder)
        frames = {p: None if isinstance(seen, str) else seen[0][0] for p, seen in found.items()}
        tallies["IJG's libjpeg by GDCM, YCbCr"] = _tally(boxes, files, frames)
    if serves("jpeg"):
        for name, command in (("YCbCr", ()), ("RGB", CONVERTED)):
            frames = dict(_by_dcmtk(files, folder, command))
            tallies[f"IJG's libjpeg by dcmtk, {name}"] = _tally(boxes, files, frames, name)
    return tallies


def _by_dcmtk(
    files: Sequence[tuple[Path, Path]], folder: Path, command: tuple[str, ...]
) -> Iterator[tuple[Path, Array | None]]:
    read = dcmtk(folder, command)
    for path in (path for pair in files for path in pair):
        try:
            yield path, read(opened(path)).frames[0]
        except Exception:  # noqa: BLE001 (what cannot be read is noted)
            yield path, None


def _tally(
    boxes: Sequence[Box],
    files: Sequence[tuple[Path, Path]],
    frames: dict[Path, Array | None],
    colors: str = "YCbCr",
) -> Tally:
    tally = Tally()
    for one, (before, after) in zip(boxes, files, strict=True):
        old, new = frames[before], frames[after]
        if old is None:
            tally.silent += 1
        elif new is None:
            tally.wrong += 1
            tally.faults.append(f"cannot be read any more: {one.settings}")
        else:
            tally.note(one, (old, new), black_as_seen(colors, one.settings))
    return tally


def _instance(settings: Settings, frame: bytes, path: Path) -> Path:
    image = image_of(settings)
    pixels = Pixels(
        settings.photometric,
        image.bits_allocated,
        image.bits_stored,
        rows=image.rows,
        columns=image.columns,
    )
    return written(encapsulated(described(pixels), [frame]), path, image.transfer_syntax_uid)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the boxes, in batches, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boxes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    total: dict[str, Tally] = {}
    kinds: Counter[str] = Counter()
    for first in range(0, options.boxes, BATCH):
        numbers = range(first, min(first + BATCH, options.boxes))
        boxes = [box(options.seed, number) for number in numbers]
        kinds.update(one.settings.kind for one in boxes)
        with tempfile.TemporaryDirectory() as name:
            seen = tallied(boxes) | tallied_from_files(boxes, Path(name))
        for name, tally in seen.items():
            total.setdefault(name, Tally()).add(tally)
        print(f"{numbers.stop} boxes", file=sys.stderr)
    print(f"{options.boxes} boxes of seed {options.seed}: {dict(sorted(kinds.items()))}\n")
    print("\n".join(_lines(total)))
    return 1 if any(tally.wrong for tally in total.values()) else 0


def _lines(total: dict[str, Tally]) -> Iterator[str]:
    yield "| decoder | boxes seen | not its kind | wrong | pixels outside | level inside |"
    yield "|---|---|---|---|---|---|"
    for name, one in total.items():
        counts = f"{one.boxes} | {one.silent} | {one.wrong} | {one.outside} | {one.inside:.1f}"
        yield f"| {name} | {counts} |"
    for name, one in total.items():
        yield from (f"WRONG: {name}: {fault}" for fault in one.faults)


if __name__ == "__main__":
    sys.exit(main())
