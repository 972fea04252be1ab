from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from doubles.instances import dataset_of, saved
from doubles.reviewed import (
    CINE,
    COLUMNS,
    KEY,
    NAME,
    ONE,
    ROWS,
    SCALE,
    decide,
    held,
    record,
    samples,
    serving,
    session,
)
from scrub.decisions import bytes_id
from scrub.review.items import told_of
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

PLACE = told_of(SCALE, ONE)


def pixels(answer: Any) -> Any:  # noqa: ANN401 (of Starlette's client, and OpenCV's)
    assert answer.status_code == 200
    return cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)


def test_the_page_and_what_it_needs_are_there(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    needed = ("/static/main.js", "/static/review.css", "/shared/vendor/konva.min.js")
    for path in (*needed, "/shared/base.css", "/shared/icon.svg"):
        assert path in page.text
        assert client.get(path).status_code == 200


def test_the_list_has_what_needs_a_person_first(client: TestClient) -> None:
    told = client.get("/api/review").json()
    assert [one["verdict"] for one in told["items"]] == ["held", "written", "written"]
    assert (told["seen"], told["of"], told["last"], told["at"]) == (0, 3, None, 0)
    assert told["reviewer"] == "A. Reviewer"
    assert {one["state"] for one in told["items"]} == {""}


def test_an_instance_is_told_with_the_bytes_that_are_shown(
    client: TestClient, tmp_path: Path
) -> None:
    told = client.get("/api/items/0").json()
    (finding,) = told["findings"]
    assert (finding["kind"], finding["score"], finding["recognizer"]) == ("unknown", 0.5, "tests")
    assert (told["frames"], told["written"], told["version"]) == (3, False, 0)
    with read(session(tmp_path, held()).items[0].source) as instance:  # type: ignore[arg-type]
        assert told["bytes"] == bytes_id(KEY, instance.sha256)


def test_before_is_the_source_and_after_is_under_the_mask(client: TestClient) -> None:
    for index in range(3):
        shown = pixels(client.get(f"/api/items/0/before/{index}.png"))
        assert np.array_equal(shown[..., 0], samples(0, 3)[index])
        expected = samples(0, 3)[index].copy()
        if index in CINE:
            expected[NAME.top : NAME.bottom, NAME.left : NAME.right] = 0
        after = pixels(client.get(f"/api/items/0/after/{index}.png"))
        assert np.array_equal(after[..., 0], expected)


def test_what_was_written_is_shown_in_the_range_of_its_source(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    faint = np.full((ROWS, COLUMNS), 40, np.uint8)
    faint[5, 5] = 60
    folder = tmp_path / "out" / "study" / "series"
    folder.mkdir(parents=True)
    black = faint.copy()
    black[:4] = 0
    saved(dataset_of(black), folder / "0.dcm")
    with serving(tmp_path, record(0)) as client:
        saved(dataset_of(faint), tmp_path / "in" / "0.dcm")
        before = pixels(client.get("/api/items/0/before/0.png"))
        after = pixels(client.get("/api/items/0/after/0.png"))
    assert np.array_equal(before[4:], after[4:])
    assert before[5, 5, 0] == 255


def test_a_window_is_applied_to_both_sides(client: TestClient) -> None:
    window = "?center=100&width=50"
    shown = pixels(client.get(f"/api/items/0/before/0.png{window}"))[..., 0].astype(int)
    stored = samples(0, 3)[0].astype(float)
    expected = np.clip((stored - 75) * 255 / 50, 0, 255)
    assert np.abs(shown - expected).max() <= 1
    assert client.get(f"/api/items/0/after/0.png{window}").status_code == 200
    told = client.get("/api/items/0").json()
    assert told["range"] == [0.0, 255.0]


@pytest.mark.parametrize("query", ["center=1", "width=0&center=1", "width=nan&center=1", "width=5"])
def test_what_is_no_window_is_told(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/items/0/before/0.png?{query}")
    assert answer.status_code == (200 if query == "center=1" else 422)


def test_a_crop_is_the_place_and_a_little_around_it(client: TestClient) -> None:
    asked = "x=4&y=2&width=26&height=8"
    shown = pixels(client.get(f"/api/items/0/crop/1.png?{asked}"))
    assert np.array_equal(shown[..., 0], samples(0, 3)[1][0:18, 0:38])
    assert client.get("/api/items/0/crop/1.png?x=4&y=2&width=a&height=8").status_code == 422
    assert client.get("/api/items/0/crop/9.png?x=4&y=2&width=1&height=8").status_code == 422


def test_projections_are_of_a_cine_and_of_a_series(client: TestClient) -> None:
    for query, frames in (("", 3), ("?series", 2)):
        number = 0 if frames == 3 else 1
        for _ in range(300):
            told = client.get(f"/api/items/{number}/progress{query}").json()
            if told["done"] == told["of"] and told["frames"]:
                break
        assert told["frames"] == frames
        shown = pixels(client.get(f"/api/items/{number}/projections/max.png{query}"))
        stack = samples(0, 3) if frames == 3 else np.stack([samples(1), samples(2)])
        assert np.array_equal(shown[..., 0], stack.max(axis=0))


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"3", b"[" * 100_000])
@pytest.mark.parametrize(
    "path", ["/api/items/0/decide", "/api/undo", "/api/items/0/alike/x/decide"]
)
def test_what_is_no_question_is_told(client: TestClient, path: str, sent: bytes) -> None:
    assert client.post(path, content=sent).status_code == 422


def test_all_text_is_found_each_place_once(client: TestClient) -> None:
    told = client.post("/api/items/1/texts", json={}).json()
    assert told["places"] == [told_of(NAME, ONE), told_of(SCALE, ONE)]


def test_who_comes_back_is_where_they_were(client: TestClient, tmp_path: Path) -> None:
    assert client.post("/api/items/2/looked", json={}).status_code == 200
    with serving(tmp_path, held(), record(1), record(2)) as again:
        assert again.get("/api/review").json()["at"] == 2
    with serving(tmp_path, held(), record(1), record(2), name="B. Other") as other:
        assert other.get("/api/review").json()["at"] == 0
        decide(other, 0, "accept")
        assert other.get("/api/review").json()["at"] == 1


def test_an_instance_whose_source_is_gone_is_told(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "in" / "0.dcm").unlink()
    told = client.get("/api/items/0").json()
    assert "opened" in told["problem"]
    assert told["bytes"] == ""
    assert client.get("/api/items/0/before/0.png").status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/api/items/3",
        "/api/items/3/before/0.png",
        "/api/items/0/projections/x.png",
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
    for side in ("before", "after"):
        assert client.get(f"/api/items/0/{side}/3.png").status_code == 422
