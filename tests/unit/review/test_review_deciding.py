from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doubles.instances import dataset_of, saved
from doubles.reviewed import (
    CINE,
    NAME,
    ONE,
    SCALE,
    decide,
    found,
    held,
    lines,
    record,
    samples,
    serving,
)
from scrub.model.mask import FrameRange
from scrub.review.items import told_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

PLACE = told_of(SCALE, ONE)


def test_decisions_are_written_at_once(client: TestClient, tmp_path: Path) -> None:
    answer = decide(client, 0, "clear", places=[told_of(NAME, CINE)])
    assert answer.status_code == 200
    (line,) = lines(tmp_path)
    assert (line["ruling"], line["by"]) == ("clear", "A. Reviewer")
    assert {key: line[key] for key in ("rect", "frames")} == told_of(NAME, CINE)
    told = answer.json()
    assert told["lines"][0]["state"] == "begun"
    assert told["lines"][0]["due"]
    assert (told["seen"], told["last"]["ruling"], told["last"]["item"]) == (0, "clear", 0)
    assert decide(client, 0, "accept").json()["seen"] == 1


def test_who_knows_an_older_version_is_told_and_writes_nothing(
    client: TestClient, tmp_path: Path
) -> None:
    item = client.get("/api/items/1").json()
    old = {"version": item["version"], "bytes": item["bytes"]}
    assert client.post("/api/items/1/decide", json={"ruling": "accept", **old}).status_code == 200
    answer = client.post("/api/items/1/decide", json={"ruling": "reject", **old})
    assert answer.status_code == 409
    assert "somebody else" in answer.json()["problem"]
    assert [one["ruling"] for one in lines(tmp_path)] == ["accept"]


def test_two_servers_share_the_file(client: TestClient, tmp_path: Path) -> None:
    with serving(tmp_path, held(), record(1), record(2), name="B. Other") as other:
        assert decide(other, 0, "reject").status_code == 200
        told = client.get("/api/review").json()
        assert told["items"][0]["state"] == "rejected"
        assert told["last"] is None
        assert other.get("/api/review").json()["last"]["ruling"] == "reject"


def test_bytes_that_were_not_shown_are_not_decided_on(client: TestClient, tmp_path: Path) -> None:
    client.get("/api/items/0")
    for bytes_ in ("", "5e" * 16):
        data = {"ruling": "accept", "version": 0, "bytes": bytes_}
        assert client.post("/api/items/0/decide", json=data).status_code == 422
    assert lines(tmp_path) == []


def test_what_was_decided_on_other_bytes_does_not_count(client: TestClient, tmp_path: Path) -> None:
    decide(client, 0, "accept")
    saved(dataset_of(samples(9, 3)), tmp_path / "in" / "0.dcm")
    with serving(tmp_path, {**held(), "bytes_id": "a"}, record(1)) as again:
        saved(dataset_of(samples(9, 3)), tmp_path / "in" / "0.dcm")
        told = again.get("/api/items/0").json()
        assert (told["decisions"], told["other_bytes"], told["stale"]) == ([], 1, True)


@pytest.mark.parametrize(
    "data",
    [
        {"ruling": "maybe"},
        {"ruling": "clear"},
        {"ruling": "accept", "places": [PLACE]},
        {"ruling": "undo"},
        {"ruling": "accept", "of": "x"},
        {"ruling": "black", "places": [{"rect": 3}]},
        {"ruling": "black", "places": [PLACE] * 2001},
        {"ruling": "black", "places": [told_of(SCALE.move(30, 0), ONE)]},
        {"ruling": "black", "places": [told_of(SCALE, FrameRange(0, 4))]},
        {"ruling": "accept", "version": -1},
        {"ruling": "accept", "version": "0"},
        {"ruling": "accept", "note": 3},
    ],
)
def test_what_is_no_decision_is_told_and_not_written(
    client: TestClient, tmp_path: Path, data: dict[str, Any]
) -> None:
    assert decide(client, 0, **data).status_code == 422
    assert lines(tmp_path) == []


def test_the_last_go_is_taken_back_and_only_that(client: TestClient, tmp_path: Path) -> None:
    decide(client, 1, "black", places=[PLACE])
    first = client.get("/api/review").json()["last"]["at"]
    decide(client, 2, "accept")
    assert client.post("/api/undo", json={"at": first}).status_code == 409
    last = client.get("/api/review").json()["last"]
    told = client.post("/api/undo", json={"at": last["at"]}).json()
    assert [one["id"] for one in told["lines"]] == [2]
    assert told["last"]["at"] == first
    assert [one["ruling"] for one in lines(tmp_path)] == ["black", "accept", "undo"]
    assert client.post("/api/undo", json={"at": 3}).status_code == 422


def test_one_decision_is_taken_back_by_its_id(client: TestClient) -> None:
    decide(client, 1, "black", places=[PLACE])
    decide(client, 1, "accept")
    black, _ = client.get("/api/items/1").json()["decisions"]
    assert decide(client, 1, "undo", of=black["id"]).status_code == 200
    assert [one["ruling"] for one in client.get("/api/items/1").json()["decisions"]] == ["accept"]
    assert decide(client, 1, "undo", of=black["id"]).status_code == 409


def test_all_like_it_are_told_first_and_then_done(tmp_path: Path) -> None:
    told = [record(n, findings=[found(NAME, ONE)]) for n in range(4)]
    told.append(record(4, equipment="another", findings=[found(NAME, ONE)]))
    with serving(tmp_path, *told) as client:
        decide(client, 0, "clear", places=[told_of(NAME, ONE)])
        (one,) = client.get("/api/items/0").json()["decisions"]
        base = f"/api/items/0/alike/{one['id']}"
        alike = client.get(base).json()["alike"]
        assert [like["item"] for like in alike] == [1, 2, 3]
        assert len(lines(tmp_path)) == 1
        # One of them is decided on before the answer, another's file is gone.
        decide(client, 1, "reject")
        (tmp_path / "in" / "2.dcm").unlink()
        asked = [{"item": like["item"], "version": like["version"]} for like in alike]
        answer = client.post(f"{base}/decide", json={"of": asked}).json()
        assert (answer["decided"], answer["overtaken"], answer["unread"]) == (1, 1, 1)
        states = [line["state"] for line in client.get("/api/review").json()["items"]]
        assert states == ["begun", "rejected", "", "begun", ""]
        assert client.get("/api/items/0/alike/none").status_code == 409
        assert client.post(f"{base}/decide", json={"of": [{"item": 99}]}).status_code == 422


def test_a_run_that_did_what_was_decided_leaves_nothing_due(
    client: TestClient, tmp_path: Path
) -> None:
    decide(client, 1, "clear", places=[told_of(NAME, ONE)])
    decide(client, 1, "accept")
    done = {"applied": 2, "accepted": True, "rejected": False, "cleared": [told_of(NAME, ONE)]}
    for told, due in (
        ({**done}, False),
        ({**done, "applied": 1}, True),
        ({**done, "cleared": []}, True),
    ):
        with serving(tmp_path, held(), record(1, decisions=told)) as again:
            assert again.get("/api/review").json()["items"][1]["due"] is due
