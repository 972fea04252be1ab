"""The page on which headers are looked at, opened on a run: instances with much in them."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from doubles.browsers import served
from doubles.instances import dataset_of, saved
from doubles.sittings import AtKeyboard, settle
from scrub.cli.naming import Naming
from scrub.header.key import load_key
from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

NAME, WORD = "DOE^JANE", "WOBBEGONG"
CREATOR = "FICTIVE_1"
STUDIES = (("1.2.3.1", 3), ("1.2.3.2", 1))
RUN = ("in", "out", "--key", "key", "--workers", "0")


def instance(number: int, study: str) -> Dataset:
    """Return an instance with sequences, private elements, bulk data, and words in them."""
    made = dataset_of(
        np.full((8, 8), 40, np.uint8),
        SOPInstanceUID=f"1.2.9.{number}",
        StudyInstanceUID=study,
        SeriesInstanceUID=f"{study}.1",
        PatientName=NAME,
        PatientID="MRN-90210",
        PatientSex="F",
        PatientBirthDate="19610228",
        StudyDate="20260102",
        SeriesNumber=str(number),
        StudyDescription="CHEST",
        Modality="US",
        Manufacturer="Fictive Imaging",
        ManufacturerModelName="Example 7",
        AccessionNumber=f"A{number}",
    )
    step = Dataset()
    step.ScheduledProcedureStepDescription = WORD
    step.ScheduledProcedureStepID = "S1"
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T1", "99X", "Chest"
    step.ScheduledProtocolCodeSequence = Sequence([code])
    made.RequestAttributesSequence = Sequence([step, Dataset()])
    made.RequestAttributesSequence[1].ScheduledProcedureStepID = "S2"
    block = made.private_block(0x0029, CREATOR, create=True)
    block.add_new(0x08, "LO", WORD)
    block.add_new(0x10, "OB", bytes(range(64)))
    return made


def make_run(folder: Path, *words: str) -> None:
    """Make the instances, and scrub them."""
    (folder / "in").mkdir()
    number = 0
    for study, count in STUDIES:
        for _ in range(count):
            saved(instance(number, study), folder / "in" / f"{number}.dcm")
            number += 1
    run(folder, *words, *RUN)


def run(folder: Path, *words: str) -> None:
    """Run scrub."""
    command = [sys.executable, "-m", "scrub", *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def records(report: Path) -> list[dict[str, Any]]:
    """Return what a run tells of each instance."""
    return [json.loads(line) for line in (report / "report.jsonl").read_text().splitlines()]


def flat(dataset: Dataset, items: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Yield every element, nested ones too: its path, and what it says."""
    for element in dataset:
        path = (*items, int(element.tag))
        if element.VR == "SQ":
            yield path, len(element.value)
            for index, item in enumerate(element.value):
                yield from flat(item, (*path, index))
        else:
            yield path, (element.VR, element.value)


class Sitting(AtKeyboard):
    """At the page of headers."""

    def go_to(self, name: str) -> None:
        """Select the row of an element by keyboard alone."""
        self.press("/")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        self.page.locator(f"#body tr:focus:has(td:first-child b:text-is('{name}'))").wait_for()

    def row(self, name: str) -> str:
        """Return what the first row of an element says, its cells parted by bars."""
        row = self.page.locator(f"#body tr:has(td:first-child b:text-is('{name}'))").first
        return " | ".join(one.strip() for one in row.locator("td").all_inner_texts())


@contextmanager
def looking(
    browser: Browser, folder: Path, *words: str, scheme: str = "light"
) -> Iterator[Sitting]:
    """Serve the page, and open it in a browser of its own."""
    command = ("review", "out", "in", "--key", "key", "--reviewer", "A. Reviewer", *words)
    with served(folder, *command) as (link, process):
        context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        sitting = Sitting(page, folder, link, process)
        page.on("request", lambda request: sitting.requests.append(request.url))
        page.on("console", lambda one: sitting.troubles.append(f"{one.text} {one.location}"))
        page.on("pageerror", lambda problem: sitting.troubles.append(str(problem)))
        page.goto(link)
        page.goto(f"{sitting.base}headers")
        settle(page)
        yield sitting
        context.close()


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, but for what the review page remembers."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if path.name != "positions.json"
    }


def written(folder: Path, output: str = "out") -> dict[str, Path]:
    """Return what was written by the name of the file it is of."""
    naming = Naming(load_key(folder / "key"))
    names = {naming.name(Source(str(path))): path.name for path in (folder / "in").iterdir()}
    told = {one["source"]: one["output"] for one in records(folder / f"{output}.report")}
    return {names[source]: folder / output / path for source, path in told.items()}


def changed(before: Path, after: Path) -> set[tuple[Any, ...]]:
    """Return the paths of elements that are not the same, by pydicom."""
    one, other = dcmread(before), dcmread(after)
    was = {**dict(flat(one.file_meta)), **dict(flat(one))}
    is_ = {**dict(flat(other.file_meta)), **dict(flat(other))}
    return {path for path in was.keys() | is_.keys() if was.get(path) != is_.get(path)}


def gold(sitting: Sitting) -> set[tuple[Any, ...]]:
    """Return the paths of the rows that the page highlights."""
    keys = sitting.page.locator("#body tr.changed").evaluate_all(
        "rows => rows.map((row) => row.dataset.key)"
    )
    return set(map(path_of, keys))


def path_of(key: str) -> tuple[Any, ...]:
    """Return the path that a row of one instance is named by."""
    path: list[int] = []
    for step in key.split("."):
        tag, _, index = step.partition("[")
        path.append(int(tag[1:5] + tag[6:10], 16))
        path += [int(index[:-1])] if index else []
    return tuple(path)


def opened(sitting: Sitting) -> str:
    """Return which file the first instance is of."""
    name = sitting.page.locator("#body tr[data-key='(0008,0050)'] td").nth(3).inner_text()
    return f"{name.removeprefix('A')}.dcm"


def picker(sitting: Sitting) -> dict[str, tuple[int, int]]:
    """Return the numbers of rules and of changes that the picker tells, by profile."""
    sitting.page.locator("body[data-counted]").wait_for(state="attached")
    told = {}
    for button in sitting.page.locator("#choices button").all():
        words = button.locator("small").inner_text().split()
        name = (button.get_attribute("id") or "").removeprefix("choice-")
        told[name] = int(words[0]), int(words[3])
    return told
