"""Instances under review without a run: records, their sources, and a desk to decide at."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.testclient import TestClient

from doubles.instances import dataset_of, saved
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.sight import Machine, SeenText, Sight
from scrub.review.app import application
from scrub.review.book import Reviewer
from scrub.review.items import items, told_of
from scrub.review.session import Desk, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from scrub.model.instance import Source
    from scrub.review.items import Item, Record

ROWS, COLUMNS = 48, 64
KEY = b"k" * 32
NAME, SCALE = Rect(4, 2, 30, 10), Rect(50, 20, 60, 30)
ONE, CINE = FrameRange(0, 1), FrameRange(1, 3)
TEXTS = (SeenText(NAME, ONE, "name"), SeenText(SCALE, ONE), SeenText(SCALE, ONE, "unknown"))


def record(number: int, **more: Any) -> Record:  # noqa: ANN401 (JSON)
    """Return what a run told of an instance; it was written, and nothing was found."""
    return {
        "source": f"{number:032x}",
        "verdict": "written",
        "reason": "scrubbed; nothing in the pixels to black",
        "output": f"study/series/{number}.dcm",
        "modality": "US",
        "equipment": "Fictive Imaging Example 7",
        "frames": 1,
        "rows": ROWS,
        "columns": COLUMNS,
        "has_pixels": True,
        "looked": True,
        "templates": [],
        "mask": [],
        "findings": [],
        "checks": [],
        **more,
    }


def found(rect: Rect, frames: FrameRange, kind: str = "unknown", score: float = 0.5) -> Record:
    """Return a finding."""
    said = {"kind": kind, "reason": "of the tests", "recognizer": "tests", "length": 4}
    return {**told_of(rect, frames), **said, "score": score}


def samples(number: int, frames: int = 1) -> NDArray[np.uint8]:
    """Return gray frames without a pattern, no sample of which is 0."""
    shape = (frames, ROWS, COLUMNS) if frames > 1 else (ROWS, COLUMNS)
    return np.random.default_rng(number).integers(1, 256, shape, np.uint8)


def source(folder: Path, number: int, frames: int = 1) -> Source:
    """Write an instance, and return where it is."""
    made = dataset_of(samples(number, frames), SOPInstanceUID=f"1.2.3.{number}")
    return saved(made, folder / f"{number}.dcm")


def listed(folder: Path, *told: Record) -> tuple[Item, ...]:
    """Return what there is to review, with a source for each."""
    sources = {one["source"]: source(folder, int(one["source"], 16), one["frames"]) for one in told}
    return items(told, sources, {})


def reviewer(name: str = "A. Reviewer") -> Reviewer:
    """Return who decides, at times of the tests'."""
    times, ids = count(1), count(1)
    return Reviewer(
        name,
        lambda: f"2026-11-22T09:30:00.{next(times):06}+00:00",
        lambda: f"{name}-{next(ids)}",
    )


def desk(folder: Path, name: str = "A. Reviewer", texts: tuple[SeenText, ...] = ()) -> Desk:
    """Return where to decide; whoever looks for text sees these."""
    machine = Machine("", "", "", "US", ROWS, COLUMNS)
    return Desk(
        reviewer=reviewer(name),
        decisions=str(folder / "out.decisions"),
        positions=str(folder / "positions.json"),
        output=str(folder / "out"),
        key=KEY,
        look=lambda seen: Sight(seen, machine, looked=True, texts=texts),
    )


def session(folder: Path, *told: Record, **more: Any) -> Session:  # noqa: ANN401 (desk's)
    """Return a sitting with these instances."""
    (folder / "in").mkdir(exist_ok=True)
    return Session(listed(folder / "in", *told), desk(folder, **more))


def held() -> Record:
    """Return a cine with a name on two of its three frames that was held."""
    return record(
        0,
        verdict="held",
        output="",
        frames=3,
        findings=[found(NAME, CINE)],
        mask=[{**told_of(NAME, CINE), "reason": "name"}],
    )


@contextmanager
def serving(folder: Path, *told: Record, **more: Any) -> Iterator[TestClient]:  # noqa: ANN401 (desk's)
    """Serve a sitting with these instances."""
    with TestClient(application(session(folder, *told, **more))) as client:
        yield client


def decide(client: TestClient, number: int, ruling: str, **more: Any) -> Any:  # noqa: ANN401 (of Starlette's client)
    """Decide on an instance as it is now."""
    item = client.get(f"/api/items/{number}").json()
    data = {"ruling": ruling, "version": item["version"], "bytes": item["bytes"], **more}
    return client.post(f"/api/items/{number}/decide", json=data)


def lines(folder: Path) -> list[dict[str, Any]]:
    """Return the decisions in the file."""
    path = folder / "out.decisions"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
