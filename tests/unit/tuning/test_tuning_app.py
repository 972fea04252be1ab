from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient

from doubles.sightings import COLUMNS, NAME, ROWS, frames, sight
from scrub.masks.library import YamlTemplates
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels, Review
from scrub.tuning.app import application
from scrub.tuning.heat import GONE
from scrub.tuning.session import Session, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FITTING = MaskTemplate(
    "shipped",
    (Condition("Manufacturer", "equals", ("Fictive Imaging",)),),
    (Patch(Pixels(0, 0, 8, 4)),),
)
DRAWN = {
    "name": "site-new",
    "when": [{"attribute": "Manufacturer", "equals": "Fictive Imaging"}],
    "rows": ROWS,
    "columns": COLUMNS,
    "black": [{"x": 4, "y": 2, "width": 26, "height": 8}],
}
REVIEW = {"by": "A. Reviewer", "equipment": "room 2", "complete": True}
FRAMES = (1, 3, 1)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "in").mkdir()
    sights = [sight(tmp_path / "in", number, count=count) for number, count in enumerate(FRAMES)]
    site = Site((FITTING,), tmp_path / "templates" / "site.yaml", lambda: "2026-11-21")
    with TestClient(application(Session(sights, site))) as client:
        yield client


def pixels(octets: bytes) -> Any:  # noqa: ANN401 (OpenCV's)
    return cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_UNCHANGED)


def looked_at(client: TestClient) -> dict[str, int]:
    for _ in range(200):
        progress: dict[str, int] = client.get("/api/machines/0/progress").json()
        if progress["done"] == progress["of"]:
            return progress
        time.sleep(0.02)
    raise AssertionError(progress)


def test_the_page_and_what_it_needs_are_there(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for path in ("/static/main.js", "/shared/vendor/konva.min.js", "/shared/base.css"):
        assert path in page.text
        assert client.get(path).status_code == 200


def test_machines_are_listed_with_counts(client: TestClient) -> None:
    (machine,) = client.get("/api/machines").json()["machines"]
    counts = {key: machine[key] for key in ("instances", "patients", "templates", "holes")}
    assert counts == {"instances": 3, "patients": 3, "templates": 0, "holes": 3}
    assert machine["looked"]


def test_no_name_of_a_file_is_told(client: TestClient) -> None:
    told = client.get("/api/machines").text + client.get("/api/machines/0").text
    assert ".dcm" not in told


def test_boxes_are_told_once_with_how_often(client: TestClient) -> None:
    boxes = client.get("/api/machines/0").json()["boxes"]
    named = {"x": NAME.left, "y": NAME.top, "width": NAME.width, "height": NAME.height}
    assert {**named, "kind": "name", "count": 3} in boxes
    assert len(boxes) == 2


def test_a_single_frame_is_the_frame(client: TestClient) -> None:
    found = pixels(client.get("/api/machines/0/instances/1/frames/2.png").content)
    assert np.array_equal(found[..., 0], frames(1, 3)[2])


def test_projections_are_of_every_frame_of_every_instance(client: TestClient) -> None:
    assert looked_at(client) == {"done": 3, "of": 3, "frames": 5, "left_out": 0}
    stack = np.concatenate(
        [frames(n, count).reshape(-1, ROWS, COLUMNS) for n, count in enumerate(FRAMES)]
    )
    found = pixels(client.get("/api/machines/0/projections/max.png").content)
    assert np.array_equal(found[..., 0], stack.max(axis=0))
    found = pixels(client.get("/api/machines/0/projections/mean.png").content)
    assert np.array_equal(found[..., 0], np.rint(stack.mean(axis=0)))


def test_an_instance_that_is_gone_is_left_out_and_told(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "in" / "1.dcm").unlink()
    assert looked_at(client) == {"done": 3, "of": 3, "frames": 2, "left_out": 1}
    answer = client.get("/api/machines/0/instances/1/frames/0.png")
    assert answer.status_code == 422
    assert "opened" in answer.json()["problem"]


def test_heat_is_where_text_that_goes_black_was_found(client: TestClient) -> None:
    found = pixels(client.get("/api/machines/0/heat/gone.png").content)
    is_hot = found[..., 3] > 0
    assert is_hot[NAME.top : NAME.bottom, NAME.left : NAME.right].all()
    assert is_hot.sum() == NAME.area
    assert tuple(found[NAME.top, NAME.left, 2::-1]) == GONE


@pytest.mark.parametrize(
    "path",
    [
        "/api/machines/1",
        "/api/machines/0/instances/3/frames/0.png",
        "/api/machines/0/projections/x.png",
        "/api/machines/0/heat/x.png",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["problem"]


def test_a_frame_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/api/machines/0/instances/0/frames/1.png").status_code == 422


def test_a_template_is_judged_by_the_rules_of_a_run(client: TestClient) -> None:
    judged = client.post("/api/machines/0/judge", json={"template": DRAWN}).json()
    assert (judged["instances"], judged["fits"], judged["near"]) == (3, 3, 0)
    assert judged["gone"] == {"covered": 3, "cut": 0, "missed": 0}
    assert judged["stays"] == {"covered": 0, "cut": 0, "missed": 3}
    assert judged["black"] == [DRAWN["black"]]
    assert "site-new" in judged["yaml"]


def test_areas_that_are_no_pixels_are_told_as_they_lie(client: TestClient) -> None:
    areas = [{"x": -10, "y": 0, "height": 5}, {"area": "whole-frame"}]
    data = {**DRAWN, "black": areas}
    judged = client.post("/api/machines/0/judge", json={"template": data}).json()
    assert judged["black"] == [
        [{"x": COLUMNS - 10, "y": 0, "width": 10, "height": 5}],
        [{"x": 0, "y": 0, "width": COLUMNS, "height": ROWS}],
    ]


def test_a_template_that_is_none_is_told_why(client: TestClient) -> None:
    data = {**DRAWN, "when": [{"attribute": "NoSuchThing", "equals": "x"}]}
    answer = client.post("/api/machines/0/judge", json={"template": data})
    assert answer.status_code == 422
    assert "NoSuchThing" in answer.json()["problem"]


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"3", b"[" * 100_000])
def test_what_is_no_question_is_told(client: TestClient, sent: bytes) -> None:
    answer = client.post("/api/save", content=sent)
    assert answer.status_code == 422


def test_what_is_saved_is_reviewed_by_whoever_said_so_today(
    client: TestClient, tmp_path: Path
) -> None:
    answer = client.post("/api/save", json={"template": DRAWN, "review": REVIEW})
    assert answer.status_code == 200
    (saved,) = YamlTemplates((tmp_path / "templates" / "site.yaml",)).templates()
    assert saved.reviewed == Review("A. Reviewer", "2026-11-21", "room 2")
    assert saved.complete
    assert saved.black == (Patch(Pixels(4, 2, 26, 8)),)


def test_what_is_saved_is_there_to_be_edited(client: TestClient) -> None:
    client.post("/api/save", json={"template": DRAWN, "review": REVIEW})
    rivals = client.get("/api/machines/0").json()["rivals"]
    assert [(one["name"], one["own"], one["instances"]) for one in rivals] == [
        ("site-new", True, 3)
    ]


def test_nobody_reviewed_is_not_saved(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/api/save", json={"template": DRAWN, "review": {"by": "  "}})
    assert answer.status_code == 422
    assert not (tmp_path / "templates").exists()


def test_a_name_of_another_file_is_not_taken(client: TestClient, tmp_path: Path) -> None:
    data = {**DRAWN, "name": "shipped"}
    answer = client.post("/api/save", json={"template": data, "review": REVIEW})
    assert answer.status_code == 422
    assert not (tmp_path / "templates").exists()


def test_a_template_that_claims_to_be_complete_is_so_only_if_the_reviewer_says_so(
    client: TestClient, tmp_path: Path
) -> None:
    data = {**DRAWN, "complete": True, "reviewed": {"by": "Else", "on": "2020-01-01"}}
    review = {"by": "A. Reviewer"}
    assert client.post("/api/save", json={"template": data, "review": review}).status_code == 200
    (saved,) = YamlTemplates((tmp_path / "templates" / "site.yaml",)).templates()
    assert saved.reviewed == Review("A. Reviewer", "2026-11-21")
    assert not saved.complete


def test_too_few_instances_are_told_with_what_they_suggest(client: TestClient) -> None:
    answer = client.get("/api/machines/0/suggestion").json()
    assert answer["why_not"]
    assert answer["black"]
