"""The report's files: report.jsonl while a run goes on, report.html and run.json at its end."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.cli.records_file import RecordsFile
from scrub.report.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

RECORDS = "report.jsonl"
_RUN = "run.json"
PAGE = "report.html"


class ReportFolder(RecordsFile):
    """The folder of one run's report."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        super().__init__(self.folder / RECORDS, self.folder / _RUN)

    def close(self, run: dict[str, Any], output: str) -> None:
        """Write what is told of the run, and the page, with pictures of what is in the output.

        Raises:
            OutputError: if they cannot be written.

        """
        self.finish(run)
        write_page(lambda: records(self.folder), run, self.folder, output)


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
    with (folder / RECORDS).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def run_of(folder: Path) -> dict[str, Any]:
    """Return what a report tells of its run.

    Raises:
        OSError, ValueError: if it does not.

    """
    run: dict[str, Any] = json.loads((folder / _RUN).read_text(encoding="utf-8"))
    return run
