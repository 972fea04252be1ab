"""Reads files by GDCM, in a process of its own: it ends its interpreter on some of them.

Run as a program with a folder and a file that lists others, one a line: writes each one's frames
as FOLDER/<number>.npy, and prints its number and its Photometric Interpretation, or "-".
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def gdcm_is_here() -> bool:
    """Tell whether it is installed, without loading it."""
    return find_spec("gdcm") is not None


def gdcm_frames(
    paths: Sequence[Path], folder: Path
) -> dict[Path, tuple[NDArray[np.integer], str] | str]:
    """Return each file's frames x rows x columns (x samples) and Photometric Interpretation.

    Of a file that GDCM cannot read, or dies of, return why.
    """
    found: dict[Path, tuple[NDArray[np.integer], str] | str] = {}
    left = list(paths)
    while left:
        lines = _run(left, folder)
        for number, (path, photometric) in enumerate(zip(left, lines, strict=False)):
            array = folder / f"{number}.npy"
            found[path] = "cannot be read"
            if photometric != "-":
                found[path] = (np.load(array), photometric)
                array.unlink()
        if len(lines) < len(left):
            found[left[len(lines)]] = "ends the interpreter"
        left = left[len(lines) + 1 :]
    return found


def _run(paths: Sequence[Path], folder: Path) -> list[str]:
    """Return a line for each file, as far as the child came."""
    names = folder / "names"
    names.write_text(json.dumps([str(path) for path in paths]), encoding="utf-8")
    command = (sys.executable, __file__, str(folder), str(names))
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line[2:] for line in child.stdout.splitlines() if line.startswith("> ")]


def _main(folder: Path, names: Path) -> None:
    for number, name in enumerate(json.loads(names.read_text(encoding="utf-8"))):
        try:
            line = _saved(name, folder / f"{number}.npy")
        except (TypeError, ValueError):
            line = "-"
        print(">", line, flush=True)


def _saved(name: str, target: Path) -> str:
    """Save a file's frames, and return their colors.

    Raises:
        ValueError: if they are words of no size that numpy has.

    """
    gdcm = import_module("gdcm")
    gdcm.Trace.WarningOff()
    gdcm.Trace.ErrorOff()
    reader = gdcm.ImageReader()
    reader.SetFileName(name)
    if not reader.Read():
        return "-"
    image = reader.GetImage()
    # What C has as bytes comes as text.
    octets = image.GetBuffer().encode("utf-8", "surrogateescape")
    kept = image.GetPixelFormat()
    columns, rows, frames = image.GetDimension(0), image.GetDimension(1), 1
    if image.GetNumberOfDimensions() > 2:
        frames = image.GetDimension(2)
    sign = "i" if kept.GetPixelRepresentation() else "u"
    words = np.frombuffer(octets, f"<{sign}{kept.GetBitsAllocated() // 8}")
    samples = kept.GetSamplesPerPixel()
    if image.GetPlanarConfiguration() and samples > 1:
        words = words.reshape(frames, samples, rows, columns).transpose(0, 2, 3, 1)
    shape = (frames, rows, columns, samples) if samples > 1 else (frames, rows, columns)
    np.save(target, words.reshape(shape))
    return str(image.GetPhotometricInterpretation().GetString()).strip()


if __name__ == "__main__":
    _main(*map(Path, sys.argv[1:]))
