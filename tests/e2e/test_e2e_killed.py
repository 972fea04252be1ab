"""Runs that are killed: what is in the output is whole, and the next run comes to the same."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pydicom
import pytest
from pydicom.uid import UID

if TYPE_CHECKING:
    from pathlib import Path

FEW, MANY = 14, 200


def instances(sample: Path, folder: Path, count: int) -> Path:
    """Make so many instances out of the smallest pictures of the sample."""
    folder.mkdir()
    small = [sample / name for name in ("es-color.dcm", "mr-technical.dcm", "us-single.dcm")]
    for number in range(count):
        dataset = pydicom.dcmread(small[number % len(small)])
        uid = UID(f"2.25.{10**30 + number}")
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.save_as(folder / f"{number:03}.dcm")
    return folder


def start(source: Path, out: Path) -> subprocess.Popen[str]:
    key = out.parent / "key"
    words = [sys.executable, "-m", "scrub", "--pixel", "--workers", "2", "--key", str(key)]
    return subprocess.Popen(
        [*words, str(source), str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(source: Path, out: Path) -> str:
    said, problems = (run := start(source, out)).communicate(timeout=500)
    assert run.returncode == 0, problems
    return said


def digests(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }


def wait_for(out: Path, count: int) -> None:
    until = time.monotonic() + 120
    while len(digests(out)) < count:
        assert time.monotonic() < until
        time.sleep(0.02)


def check(sample: Path, folder: Path, count: int) -> None:
    source = instances(sample, folder / "in", count)
    finish(source, folder / "undisturbed")
    right = digests(folder / "undisturbed")
    assert len(right) == count
    out = folder / "out"
    for share, group in ((0.2, True), (0.6, False)):
        run = start(source, out)
        wait_for(out, int(share * count))
        (os.killpg if group else os.kill)(run.pid, signal.SIGKILL)
        run.communicate()
        part = digests(out)
        assert 0 < len(part) < count
        # Nothing half-written is visible, now or ever.
        assert part.items() <= right.items()
    assert "done before" in finish(source, out)
    assert digests(out) == right
    assert not out.with_name("out.work").exists()


def test_killed_in_the_middle_the_next_run_comes_to_the_same(sample: Path, tmp_path: Path) -> None:
    check(sample, tmp_path, FEW)


@pytest.mark.slow
def test_the_same_with_two_hundred(sample: Path, tmp_path: Path) -> None:
    check(sample, tmp_path, MANY)


def test_interrupted_it_says_so_and_the_next_run_goes_on(sample: Path, tmp_path: Path) -> None:
    source = instances(sample, tmp_path / "in", FEW)
    out = tmp_path / "out"
    run = start(source, out)
    wait_for(out, 3)
    os.killpg(run.pid, signal.SIGINT)
    _, problems = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "run again to go on" in problems
    assert "Traceback" not in problems
    assert not out.with_name("out.work").exists()
    finish(source, out)
    assert len(digests(out)) == FEW
