"""Edge cases: what goes into a run of the command, and all that comes out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, Any

from pydicom import Dataset, dcmread

from scrub.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from doubles.edge_scanner import Mark

Files = dict[str, bytes]
"""Paths inside the input folder, and what is in them."""

Check = Callable[["Ran"], None]
"""Asserts what bytes cannot tell."""

KEY = "5c" * 32


@dataclass(frozen=True)
class Case:
    """One thing that breaks others, and what has to become of it.

    `verdicts` are of all files, sorted. `absent` is in no byte of what comes out, `present` is in
    what is written. `check` asserts what bytes cannot tell. `options` are the command's.
    """

    number: str
    title: str
    make: Callable[[], Files] = field(repr=False)
    verdicts: tuple[str, ...] = ("written",)
    absent: tuple[Mark, ...] = ()
    present: tuple[Mark, ...] = ()
    check: Check | None = None
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.number, *self.options, self.title))


@dataclass
class Ran:
    """One run, and where it left things."""

    folder: Path
    code: int
    said: str

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.folder / "out"

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """What the report says of each file."""
        lines = (self.folder / "out.report" / "report.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """How each file ended, sorted."""
        return tuple(sorted(record["verdict"] for record in self.records))

    @property
    def reasons(self) -> str:
        """Why, for people who read a failed test."""
        return "; ".join(f"{one['verdict']}: {one['reason']}" for one in self.records)

    @cached_property
    def files(self) -> list[Path]:
        """What was written."""
        return sorted(path for path in self.out.rglob("*") if path.is_file())

    @cached_property
    def datasets(self) -> list[Dataset]:
        """What was written, read; in no order that means something."""
        return [dcmread(path) for path in self.files]

    @property
    def one(self) -> Dataset:
        """The only instance that was written."""
        (dataset,) = self.datasets
        return dataset

    def of(self, modality: str) -> Dataset:
        """The only written instance of a modality."""
        (dataset,) = (one for one in self.datasets if one.Modality == modality)
        return dataset

    def everything(self) -> Iterator[bytes]:
        """Yield all that the run left or said, names of files too, less its input."""
        yield self.said.encode()
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder)
            if inside.parts[0] == "in":
                continue
            yield str(inside).encode()
            if path.is_file():
                yield path.read_bytes()


def scrub(files: Mapping[str, bytes], folder: Path, key: Path, options: Sequence[str] = ()) -> Ran:
    """Put files into `in`, run the command on it, and return what it did to `out`."""
    for name, octets in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return again(folder, key, options)


def again(
    folder: Path, key: Path, options: Sequence[str] = (), workers: int = 0, out: str = "out"
) -> Ran:
    """Run the command on what is in `in`."""
    words = [str(folder / "in"), str(folder / out), "--key", str(key), "--workers", str(workers)]
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main([*words, *options])
    return Ran(folder, code, said.getvalue())
