"""Reads files by dcmtk's programs, which turn each into one of native frames."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from conformance.by_hand import native_frames
from conformance.decoders import Seen
from conformance.opened import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance.opened import Opened

PROGRAMS = {
    "native": ("dcmconv", "+te"),
    "rle": ("dcmdrle",),
    "jpeg": ("dcmdjpeg", "+cn"),
    "lossless": ("dcmdjpeg", "+cn"),
    "jpeg-ls": ("dcmdjpls",),
}
"""By how frames are encoded. +cn: JPEG's colors stay what they are."""

CONVERTED = ("dcmdjpeg", "+cp")
"""JPEG's colors become RGB where they are YCbCr."""


def dcmtk(folder: Path, command: tuple[str, ...] = ()) -> Callable[[Opened], Seen]:
    """Return a reader; without a command, it is the one for the file's kind."""

    def read(source: Opened) -> Seen:
        program, *options = command or PROGRAMS[source.kind]
        target = folder / "native.dcm"
        run = (program, *options, str(source.path), str(target))
        subprocess.run(run, check=True, capture_output=True)
        decoded = opened(target)
        return Seen(native_frames(decoded), decoded.photometric)

    return read


def serves(kind: str) -> bool:
    """Tell whether dcmtk is installed, and reads what is encoded so."""
    return kind in PROGRAMS and shutil.which(PROGRAMS[kind][0]) is not None
