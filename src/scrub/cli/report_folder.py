"""The report's files: report.jsonl while a run goes on, report.html and run.json at its end."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from scrub.errors import OutputError
from scrub.report.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_RECORDS = "report.jsonl"
_RUN = "run.json"
PAGE = "report.html"


class ReportFolder:
    """The folder of one run's report. Earlier files stay until the new ones are whole."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._part = self._folder / f"{_RECORDS}.part"
        self._file = _create(self._part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, record: dict[str, Any]) -> None:
        """Add one instance's record."""
        self._file.write(json.dumps(record) + "\n")

    def finish(self, run: dict[str, Any], output: str) -> None:
        """Write what is told of the run, and the page, with pictures of what is in the output.

        Raises:
            OutputError: if they cannot be written.

        """
        try:
            self._file.close()
            self._part.replace(self._folder / _RECORDS)
            part = self._folder / f"{_RUN}.part"
            with _create(part) as file:
                file.write(json.dumps(run, indent=2) + "\n")
            part.replace(self._folder / _RUN)
        except OSError as problem:
            raise OutputError(f"cannot write the report: {problem.strerror}") from None
        write_page(lambda: records(self._folder), run, self._folder, output)


def write_page(
    again: Callable[[], Iterable[dict[str, Any]]], run: dict[str, Any], folder: Path, output: str
) -> None:
    """Write the page of records. `again` gives them from the first one whenever it is called.

    Raises:
        OutputError: if it cannot be written.

    """
    recipe = run.get("recipe", {})
    shown = again()
    if recipe.get("pixel") and [*recipe.get("engines", ())] != ["none"]:
        # It brings libraries that a run does not need in which nothing is found.
        drawer = import_module("scrub.cli.report_pictures")
        shown = drawer.with_pictures(again, output, reveal=bool(run.get("revealed")))
    write_html(shown, run, folder / PAGE)


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a report.

    Raises:
        OSError: if there are none.

    """
    with (folder / _RECORDS).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def run_of(folder: Path) -> dict[str, Any]:
    """Return what a report tells of its run.

    Raises:
        OSError, ValueError: if it does not.

    """
    run: dict[str, Any] = json.loads((folder / _RUN).read_text(encoding="utf-8"))
    return run


def _create(path: Path) -> IO[str]:
    """Open a new file that only its owner may read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")
