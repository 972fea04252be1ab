"""Memory that a job has given back is kept for the next, where the C library can be told so."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What glibc's mallopt knows them by."""

_MOST_KEPT = 64 << 20
_LARGEST = 32 << 20
"""Bytes of the largest piece that is kept; glibc takes no larger number."""


def keep_freed_memory() -> None:
    """Let pieces of the size of frames stay when they are freed.

    2026-11: else glibc gives them back, and the kernel brings each page anew and zeroed: a third of
    the time of an instance in JPEG that nobody looks at, and a tenth of a native one's. It costs
    no more memory than the largest instances had, and 64 MB at most. Other C libraries have no
    such call, and are left as they are.
    """
    with suppress(AttributeError, OSError, TypeError):
        tell = ctypes.CDLL(None).mallopt
        tell(_TRIM_THRESHOLD, _MOST_KEPT)
        tell(_MMAP_THRESHOLD, _LARGEST)
