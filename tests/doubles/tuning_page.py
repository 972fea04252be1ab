"""The page for tuning templates in a browser, on a folder of one machine's instances."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from doubles.browsers import chromium, served
from doubles.instances import dataset_of, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

ROWS, COLUMNS = 120, 160
INSTANCES = 3


@dataclass
class Sitting:
    """The page, its link, and what it asked for. `troubles` are what the browser complained of."""

    page: Page
    folder: Path
    link: str
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@contextmanager
def sitting_on(folder: Path) -> Iterator[Sitting]:
    """Make the instances, serve the page, and open it."""
    (folder / "in").mkdir()
    for number in range(INSTANCES):
        # No sample is 0, so that what is black can only have been blacked.
        samples = np.random.default_rng(number).integers(1, 255, (ROWS, COLUMNS), np.uint8)
        made = dataset_of(
            samples,
            SOPInstanceUID=f"1.2.3.{number}",
            PatientID=f"P{number}",
            Modality="US",
            Manufacturer="Fictive Imaging",
            ManufacturerModelName="Example 7",
        )
        saved(made, folder / "in" / f"{number}.dcm")
    words = ("templates", "tune", "in", "--no-look", "--workers", "0", "--key", "key")
    with chromium() as browser, served(folder, *words) as (link, _):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        sitting = Sitting(page, folder, link)
        page.on("request", lambda request: sitting.requests.append(request.url))
        page.on("console", lambda one: sitting.troubles.append(f"{one.text} {one.location}"))
        page.on("pageerror", lambda problem: sitting.troubles.append(str(problem)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(link)
        yield sitting


def begin(sitting: Sitting) -> None:
    """Open the page anew, as if nothing had ever been saved."""
    shutil.rmtree(sitting.folder / "templates", ignore_errors=True)
    sitting.page.goto(sitting.link.partition("?")[0])
    sitting.page.get_by_text(f"{INSTANCES} frames of {INSTANCES} instances").wait_for()


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the frame is in the window."""
    view = page.locator("#board").evaluate("one => JSON.parse(one.dataset.view)")
    box = page.locator("#board").bounding_box()
    assert box
    return box["x"] + view["x"] + x * view["scale"], box["y"] + view["y"] + y * view["scale"]


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Draw from the middle of one pixel to the middle of another."""
    page.mouse.move(*place(page, start[0] + 0.5, start[1] + 0.5))
    page.mouse.down()
    page.mouse.move(*place(page, end[0] + 0.5, end[1] + 0.5), steps=4)
    page.mouse.up()


def rectangles(page: Page) -> list[dict[str, int]]:
    """Return what the fields say."""
    found = []
    for row in page.locator("#patches .patch").all():
        numbers = [int(one.input_value()) for one in row.locator("> input").all()]
        found.append(dict(zip(("x", "y", "width", "height"), numbers, strict=True)))
    return found
