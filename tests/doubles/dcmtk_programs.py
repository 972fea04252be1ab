"""Where programs of DCMTK are; another package has some of the same names."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path


@cache
def dcmtk(name: str) -> str | None:
    """Return the path of a program of DCMTK, or None if it is not installed."""
    for folder in os.get_exec_path():
        path = Path(folder, name)
        if path.is_file() and os.access(path, os.X_OK) and _is_dcmtk(path):
            return str(path)
    return None


def _is_dcmtk(path: Path) -> bool:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"$dcmtk:" in said.stdout
