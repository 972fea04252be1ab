"""Small outputs of the real pipeline, ways to spoil them, and audits of them."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import dcmread

from doubles.burning import write_machine
from doubles.printed import put
from scrub.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

ENGINE = "doubles.printed:PrintedEngine"
KEY = "5c" * 32
NAMES = ("Quillfeather", "Marigold", "Abernathy", "Okafor")
"""Family names of the sources' patients."""

TELLING = ("QUILLFEATHER", "MARIGOLD", "ABERNATHY", "OKAFOR", "MRN-9000", "WOBBEGONG")
"""What may stand in no record: names, numbers, and what tests put back."""


@dataclass
class Auditing:
    """One audit, and what it left."""

    code: int
    said: str
    folder: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        """The record."""
        loaded: dict[str, Any] = json.loads((self.folder / "record.json").read_text("utf-8"))
        return loaded

    @property
    def failed(self) -> set[str]:
        """The names of checks that failed."""
        of_items = {check["name"] for check in self.record["checks"] if check["failed"]}
        return of_items | {check["name"] for check in self.record["whole"] if not check["passed"]}

    @property
    def faults(self) -> list[dict[str, Any]]:
        """All that checks found."""
        items = [check for item in self.record["items"] for check in item["checks"]]
        return [fault for check in (*self.record["whole"], *items) for fault in check["faults"]]

    @property
    def numbers(self) -> list[int]:
        """The items that were looked at."""
        return [item["number"] for item in self.record["items"]]

    def tells(self) -> list[str]:
        """What may not be there, of all that the audit wrote and said."""
        written = [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        names = [str(path.relative_to(self.folder)).encode() for path in self.folder.rglob("*")]
        everything = b"\n".join([*written, *names, self.said.encode()]).upper()
        return [word for word in TELLING if word.encode() in everything]


def made(folder: Path, count: int = 4, *options: str) -> Path:
    """Scrub files of a machine that burns in names, and return the output."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key"
    if not key.exists():
        key.write_text(KEY)
        key.chmod(0o600)
    write_machine(folder / "in", count, NAMES)
    said = StringIO()
    words = [str(folder / "in"), str(folder / "out"), "--key", str(key), "--workers", "0"]
    with redirect_stdout(said), redirect_stderr(said):
        code = main([*words, "--pixel", "--ocr", ENGINE, *options])
    assert code == 0, said.getvalue()
    return folder / "out"


def audited(output: Path, *options: str) -> Auditing:
    """Audit an output, with a seed of its own unless another is given."""
    said = StringIO()
    words = ["audit", str(output), "--workers", "0"]
    words += [] if "--no-look" in options else ["--ocr", ENGINE]
    words += [] if "--seed" in options else ["--seed", "7"]
    with redirect_stdout(said), redirect_stderr(said):
        code = main([*words, *options])
    return Auditing(code, said.getvalue(), output.parent / f"{output.name}.audit")


def files_of(output: Path) -> list[Path]:
    """Return what was written, in order."""
    return sorted(output.rglob("*.dcm"))


def spoil(path: Path, change: Callable[[Dataset], None]) -> None:
    """Change a file that was written, and nothing else of it."""
    dataset = dcmread(path)
    change(dataset)
    dataset.save_as(path)


def burn(dataset: Dataset, text: str, left: int, top: int) -> None:
    """Print a text on a frame of gray pixels."""
    frame = np.frombuffer(dataset.PixelData, np.uint8).reshape(dataset.Rows, dataset.Columns)
    dataset.PixelData = put(frame, text, left, top).tobytes()


def name_again(dataset: Dataset) -> None:
    """Put the patient's name back."""
    dataset.PatientName = "Quillfeather^P0"


def describe(dataset: Dataset) -> None:
    """Put in an attribute that the Basic Profile takes a word that no list has."""
    dataset.StudyDescription = "Wobbegong"


def copied(whole: Path, folder: Path) -> Path:
    """Copy an output that may then be spoiled, with what is beside it, but for earlier audits."""
    shutil.copytree(whole.parent, folder / "run", ignore=shutil.ignore_patterns("out.audit"))
    return folder / "run" / "out"


def with_sources(whole: Path) -> list[str]:
    """Return what tells an audit where the sources are."""
    # Reports name sources by where they were.
    return [str(whole.parent / "in"), "--key", str(whole.parent / "key")]
