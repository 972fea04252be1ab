"""What is read stays as it is, and what changes while it is read is not published."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pydicom
import pytest

from doubles.drawn import DrawnEngine, drawn_on
from scrub.cli.main import main
from scrub.header.key import make_key
from scrub.model.instance import Job, Source
from scrub.model.outcome import Verdict
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.scrub import scrub
from scrub.stages.write import Places
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

ONE, OTHER = "us-single.dcm", "us-mismatch.dcm"
MANY = 40


@pytest.fixture
def one(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Scrubs a copy of one file, with an engine that knows what is drawn on it."""
    shutil.copy(sample / ONE, tmp_path / "in.dcm")
    for name in ("out", "work"):
        (tmp_path / name).mkdir()
    make_key(tmp_path / "key")
    monkeypatch.setattr("scrub.toolbox._build", lambda _: DrawnEngine(drawn_on(ONE)))
    tools = assemble(Recipe(pixel=True, engines=("doubles:Drawn",)), str(tmp_path / "key"))
    places = Places(str(tmp_path / "out"), str(tmp_path / "work"))
    return lambda: scrub(Job(Source(str(tmp_path / "in.dcm"))), tools, places)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("stage", [look, apply])
def test_a_source_replaced_after_a_stage_is_not_published(
    stage: Callable[..., object],
    one: Callable[[], Any],
    sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def then_replace(*given: object) -> object:
        done = stage(*given)
        content = (tmp_path / "in.dcm").read_bytes()
        # Of the same size, and different only in pixels far from any text.
        (tmp_path / "in.dcm").write_bytes(content[:-200_000] + b"\x07" + content[-199_999:])
        return done

    assert one().verdict is Verdict.WRITTEN
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(f"scrub.stages.scrub.{stage.__name__}", then_replace)
    outcome = one()
    assert outcome.verdict in {Verdict.HELD, Verdict.FAILED}
    assert not files(tmp_path / "out")
    assert not files(tmp_path / "work")


def test_sources_are_left_as_they_are(sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    shutil.copytree(sample, source)
    before = {path: (digest(path), path.stat().st_mtime_ns) for path in files(source)}
    assert main(arguments(source, tmp_path)) == 0
    assert {path: (digest(path), path.stat().st_mtime_ns) for path in files(source)} == before


def test_a_dicomdir_is_refused_and_what_has_no_pixels_is_scrubbed(
    sample: Path, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    index = pydicom.dcmread(sample / ONE, stop_before_pixels=True)
    index.save_as(source / "report.dcm")
    index.file_meta.MediaStorageSOPClassUID = pydicom.uid.MediaStorageDirectoryStorage
    index.save_as(source / "DICOMDIR")
    assert main(arguments(source, tmp_path, "--pixel")) == 10
    (made,) = files(tmp_path / "out")
    assert "PixelData" not in pydicom.dcmread(made)


@pytest.fixture
def crowd(sample: Path, tmp_path: Path) -> Path:
    """Many instances."""
    (tmp_path / "in").mkdir()
    dataset = pydicom.dcmread(sample / "es-color.dcm")
    for number in range(MANY):
        uid = pydicom.uid.UID(f"2.25.{10**30 + number}")
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.save_as(tmp_path / "in" / f"{number:03}.dcm")
    return tmp_path / "in"


def test_whatever_is_visible_is_whole_at_any_time(crowd: Path, tmp_path: Path) -> None:
    seen: dict[Path, set[str]] = {}
    with started(crowd, tmp_path) as run:
        while run.poll() is None:
            for path in files(tmp_path / "out"):
                seen.setdefault(path, set()).add(digest(path))
    assert run.returncode == 0
    assert seen
    assert all(hashes == {digest(path)} for path, hashes in seen.items())


def test_the_draft_of_a_worker_that_was_killed_is_in_nobodys_way(
    one: Callable[[], Any], tmp_path: Path
) -> None:
    killed: list[Path] = []

    def leave(path: Path) -> None:
        killed.append(path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("scrub.stages.scrub.discard", leave)
        patched.setattr("scrub.stages.scrub.verify", lambda *_: sys.exit(9))
        with pytest.raises(SystemExit):
            one()
    (left,) = files(tmp_path / "work")
    assert left in killed
    assert one().verdict is Verdict.WRITTEN
    assert not files(tmp_path / "work")


def test_a_worker_that_is_killed_costs_nothing_but_time(crowd: Path, tmp_path: Path) -> None:
    with started(crowd, tmp_path) as run:
        until = time.monotonic() + 60
        while len(files(tmp_path / "out")) < 3:
            assert time.monotonic() < until
            time.sleep(0.01)
        os.kill(next(workers(run.pid)), signal.SIGKILL)
        said, _ = run.communicate(timeout=60)
    assert said.splitlines()[-1].startswith(f"scrub: written={MANY} held=0 ")


def workers(parent: int) -> Iterator[int]:
    """Yield the processes of a run's workers; multiprocessing has one of its own besides."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            yield int(child)


def started(source: Path, folder: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "scrub", *arguments(source, folder, "--workers", "2")]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def arguments(source: Path, folder: Path, *options: str) -> list[str]:
    return [*options, "--key", str(folder / "key"), str(source), str(folder / "out")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
