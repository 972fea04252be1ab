"""storescu and dcmsend, each on one association, again and again until all was taken."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from pydicom.filereader import read_file_meta_info

from doubles.dcmtk_programs import dcmtk

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 0.3
_TAKEN = {"storescu": "Received Store Response (Success)", "dcmsend": "Response (Success)"}


def send(number: int, folder: Path, port: int, tries: list[int]) -> None:
    """Send a folder, and count the tries that failed."""
    name = "storescu" if number % 2 else "dcmsend"
    count = len(list(folder.iterdir()))
    own = _of_storescu(folder) if number % 2 else ["--decompress-never", "+sd"]
    # What it says is read, since it may end well with some left out.
    command = [_found(name), "-v", "-aec", "SCRUB", *own, "127.0.0.1", str(port), str(folder)]
    while True:
        done = subprocess.run(command, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode("latin-1")
        if done.returncode == 0 and said.count(_TAKEN[name]) == count:
            return
        tries[number] += 1
        time.sleep(_PATIENCE)


def _found(name: str) -> str:
    program = dcmtk(name)
    if program is None:
        raise SystemExit("DCMTK is not here")
    return program


def _of_storescu(folder: Path) -> list[str]:
    """Return what has it send each file as it is: a presentation context for each kind of file."""
    metas = [read_file_meta_info(path) for path in folder.iterdir()]
    kinds = sorted({(m.MediaStorageSOPClassUID, m.TransferSyntaxUID) for m in metas})
    syntaxes = sorted({syntax for _, syntax in kinds})
    lines = ["[[TransferSyntaxes]]"]
    for index, syntax in enumerate(syntaxes):
        lines += [f"[S{index}]", f"TransferSyntax1 = {syntax}"]
    lines += ["[[PresentationContexts]]", "[All]"]
    for index, (sop_class, syntax) in enumerate(kinds, 1):
        lines.append(f"PresentationContext{index} = {sop_class}\\S{syntaxes.index(syntax)}")
    lines += ["[[Profiles]]", "[Default]", "PresentationContexts = All"]
    path = folder.with_suffix(".cfg")
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return ["-xf", str(path), "Default", "+sd"]
