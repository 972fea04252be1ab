from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from scrub.batch.executors import heap

FRAMES = """
import resource, sys
from scrub.batch.executors.heap import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
def job():
    frames = [bytearray(size << 20) for size in (2, 3, 2, 3)]
job()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    job()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES = 10 * (10 << 20) // (1 << 12)


def pages_brought(how: str) -> int:
    words = [sys.executable, "-c", FRAMES, how]
    return int(subprocess.run(words, capture_output=True, check=True, text=True).stdout)


def test_what_a_job_gave_back_is_there_for_the_next() -> None:
    if not hasattr(ctypes.CDLL(None), "mallopt"):
        pytest.skip("another C library")
    assert pages_brought("given back") > PAGES / 2
    assert pages_brought("kept") < PAGES / 100


@pytest.mark.parametrize("problem", [OSError, TypeError])
def test_a_library_without_such_a_call_is_left_as_it_is(
    problem: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(_: object) -> object:
        raise problem

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    heap.keep_freed_memory()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    heap.keep_freed_memory()
