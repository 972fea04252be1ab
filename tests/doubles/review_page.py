"""A run's result, and the page on which it is reviewed: of instances with printed text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles.browsers import served
from doubles.instances import dataset_of, saved
from doubles.printed import put, rect_of
from doubles.sittings import AtKeyboard, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from playwright.sync_api import Browser
    from pydicom.dataset import Dataset

    from scrub.model.geometry import Rect

ROWS, COLUMNS = 120, 160
NAME = "DOE^JOHN"
LABEL = "QXVZK"
"""A text that is known to nobody, so that it goes black, and is in doubt."""

NAME_AT = (6, 4)
LABEL_AT = (90, 60)
OTHER_AT = (20, 90)
CINE = 8
LABELLED, CINES, PLAIN = 12, 2, 6
ALL = LABELLED + CINES + PLAIN
BACKGROUND = 40

TESTS = Path(__file__).parents[1]
ENGINE = "doubles.printed:PrintedEngine"


def label_rect() -> Rect:
    """Return where the label stands."""
    return rect_of(LABEL, *LABEL_AT)


def frame() -> NDArray[np.uint8]:
    """Return a frame without text, no sample of which is 0."""
    return np.full((ROWS, COLUMNS), BACKGROUND, np.uint8)


def labelled(number: int) -> Dataset:
    """Return an instance with a name, and a label that nobody knows, in one place."""
    samples = put(put(frame(), NAME, *NAME_AT), LABEL, *LABEL_AT)
    return _of(samples, number, "Example 7")


def plain(number: int, model: str = "Example 9") -> Dataset:
    """Return an instance without text."""
    return _of(frame(), number, model)


def cine(number: int) -> Dataset:
    """Return an instance with a name on some of its frames."""
    frames = [frame() for _ in range(CINE)]
    for index in (3, 4):
        frames[index] = put(frames[index], NAME, *OTHER_AT)
    return _of(np.stack(frames), number, "Example 7")


def _of(samples: NDArray[np.uint8], number: int, model: str) -> Dataset:
    return dataset_of(
        samples,
        SOPInstanceUID=f"1.2.3.{number}",
        SeriesInstanceUID=f"1.2.4.{number // 4}",
        PatientName=NAME,
        PatientID=f"P{number:06}",
        Modality="US",
        Manufacturer="Fictive Imaging",
        ManufacturerModelName=model,
    )


def make_run(folder: Path, datasets: Sequence[Dataset]) -> None:
    """Make the instances, and scrub them."""
    (folder / "in").mkdir()
    for number, dataset in enumerate(datasets):
        saved(dataset, folder / "in" / f"{number:02}.dcm")
    run_again(folder)


def run_again(folder: Path) -> None:
    """Do what is due."""
    words = ["--pixel", "in", "out", "--ocr", ENGINE, "--key", "key", "--workers", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "scrub", *words],
        cwd=folder,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode in {0, 10}, done.stderr


def environment() -> dict[str, str]:
    """Return an environment in which the engine of the tests is found."""
    return {**os.environ, "PYTHONPATH": str(TESTS)}


class Sitting(AtKeyboard):
    """At the page of reviewing."""

    @property
    def here(self) -> int:
        """The number of the instance that is shown."""
        return int(self.page.evaluate("document.body.dataset.shown"))


@contextmanager
def reviewing(
    browser: Browser, folder: Path, reviewer: str = "A. Reviewer", scheme: str = "light"
) -> Iterator[Sitting]:
    """Serve the page, and open it in a browser of its own."""
    words = ("review", "out", "in", "--key", "key", "--reviewer", reviewer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(TESTS))
        with served(folder, *words) as (link, process):
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
            settle(page)
            yield sitting
            context.close()


def decided(folder: Path) -> list[dict[str, Any]]:
    """Return the decisions in the file, in order."""
    path = folder / "out.decisions"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
