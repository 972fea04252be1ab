"""Whether a draft is still the file that was written.

2026-11: its inode, length and time of change, which every write changes; not a hash. Verifying
reads the draft itself, and compares all of it with the source and the plan, so that a hash would
add nothing but the time to read it all once more: more than writing an uncompressed cine takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a closed file is written to, or another one takes its place.

    Raises:
        OSError: if it is not there.

    """
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
