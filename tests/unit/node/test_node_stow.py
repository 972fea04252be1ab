"""What comes by STOW-RS, over real HTTP: what is received, and what is answered."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread

from doubles.header_samples import CT
from doubles.made_instances import DEFLATED
from doubles.received import Received, instance, received
from doubles.waiting import wait_until
from scrub.node.meters import Meters
from scrub.node.stow_server import StowServer
from scrub.node.web_thread import WebThread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPE = 'multipart/related; type="application/dicom"; boundary=b0'
FAILED, STORED, REASON, INSTANCE = "00081198", "00081199", "00081197", "00081155"


@pytest.fixture
def node(tmp_path: Path) -> Received:
    return received(tmp_path, reserve=1000)


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture
def server(node: Received, meters: Meters) -> Iterator[WebThread]:
    served = WebThread(StowServer(node.inbox, meters).application(), "127.0.0.1", 0)
    yield served
    served.end(1)


@pytest.fixture
def guarded(node: Received, meters: Meters) -> Iterator[WebThread]:
    served = WebThread(StowServer(node.inbox, meters, "open-sesame").application(), "127.0.0.1", 0)
    yield served
    served.end(1)


def message(*contents: bytes) -> bytes:
    before = b"--b0\r\nContent-Type: application/dicom\r\n\r\n"
    return b"".join(before + one + b"\r\n" for one in contents) + b"--b0--\r\n"


def asked(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def posted(server: WebThread, body: bytes, path: str = "/studies") -> tuple[int, Any]:
    response, content = asked(server.port, "POST", path, body, Content_Type=TYPE)
    is_json = response.headers["Content-Type"] == "application/dicom+json"
    return response.status, json.loads(content) if is_json else content


def uids(answer: dict[str, Any], sequence: str) -> list[str]:
    return [one[INSTANCE]["Value"][0] for one in answer.get(sequence, {"Value": []})["Value"]]


def reasons(answer: dict[str, Any]) -> list[int]:
    return [one[REASON]["Value"][0] for one in answer[FAILED]["Value"]]


def test_what_is_acknowledged_is_there_byte_for_byte(
    server: WebThread, node: Received, meters: Meters, tmp_path: Path
) -> None:
    paths = [instance(tmp_path, 1, octets=1 << 20), instance(tmp_path, 2, DEFLATED)]
    contents = [path.read_bytes() for path in paths]
    status, answer = posted(server, message(*contents))
    assert status == 200
    assert uids(answer, STORED) == ["1.2.3.4.1", "1.2.3.4.2"]
    assert FAILED not in answer
    assert answer[STORED]["Value"][0]["00081150"]["Value"] == [CT]
    assert {path.read_bytes() for path in node.files()} == set(contents)
    assert node.coming() == []
    assert meters.total("received") == 2


def test_only_instances_of_the_study_that_is_named_are_taken(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    other = dcmread(instance(tmp_path, 2))
    other.StudyInstanceUID = "1.2.9"
    other.save_as(tmp_path / "other.dcm")
    contents = [instance(tmp_path, 1).read_bytes(), (tmp_path / "other.dcm").read_bytes()]
    status, answer = posted(server, message(*contents), "/studies/1.2.3")
    assert status == 202
    assert uids(answer, STORED) == ["1.2.3.4.1"]
    assert uids(answer, FAILED) == ["1.2.3.4.2"]
    assert reasons(answer) == [0xA900]
    assert len(node.files()) == 1
    status, answer = posted(server, message(contents[1]), "/studies/1.2.3")
    assert status == 409


def test_what_is_no_instance_is_told_and_the_others_are_taken(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    status, answer = posted(server, message(b"no instance", instance(tmp_path).read_bytes()))
    assert status == 202
    assert uids(answer, STORED) == ["1.2.3.4.1"]
    assert answer["0008119A"]["Value"] == [{REASON: {"vr": "US", "Value": [0xC000]}}]
    status, _ = posted(server, message(b"no instance"))
    assert status == 409
    assert len(node.files()) == 1
    assert node.coming() == []


def test_without_room_nothing_is_taken_and_it_says_so(
    server: WebThread, node: Received, meters: Meters, tmp_path: Path
) -> None:
    node.disk.free = 10
    status, answer = posted(server, message(instance(tmp_path).read_bytes()))
    assert status == 507
    assert reasons(answer) == [0xA700]
    assert node.files() == node.coming() == []
    assert asked(server.port, "GET", "/health")[0].status == 503
    node.disk.free = 1 << 40
    assert posted(server, message(instance(tmp_path).read_bytes()))[0] == 200
    assert asked(server.port, "GET", "/health")[0].status == 200


def test_what_cannot_be_written_is_not_acknowledged(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    node.folders.incoming.rename(tmp_path / "away")
    status, _ = posted(server, message(instance(tmp_path).read_bytes()))
    assert status >= 400
    assert node.files() == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/dicom", 415),
        ('multipart/related; type="application/dicom+json"; boundary=b0', 415),
        ("multipart/related; type=application/dicom", 400),
    ],
)
def test_other_types_are_turned_away(server: WebThread, kind: str, status: int) -> None:
    response, _ = asked(server.port, "POST", "/studies", b"x", Content_Type=kind)
    assert response.status == status


def test_what_is_compressed_on_its_way_is_turned_away(server: WebThread) -> None:
    response, _ = asked(
        server.port, "POST", "/studies", b"x", Content_Type=TYPE, Content_Encoding="gzip"
    )
    assert response.status == 415


def test_a_message_that_is_cut_short_is_told_and_what_was_whole_is_kept(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    whole, half = instance(tmp_path, 1).read_bytes(), instance(tmp_path, 2).read_bytes()
    status, answer = posted(server, message(whole, half)[:-200])
    assert status == 202
    assert uids(answer, STORED) == ["1.2.3.4.1"]
    assert len(node.files()) == 1
    assert node.coming() == []


def test_a_sender_that_goes_away_leaves_nothing(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("POST", "/studies")
    connection.putheader("Content-Type", TYPE)
    connection.putheader("Content-Length", str(1 << 24))
    connection.endheaders()
    connection.send(message(instance(tmp_path, octets=1 << 20).read_bytes())[: 1 << 19])
    connection.close()
    assert posted(server, message(instance(tmp_path, 2).read_bytes()))[0] == 200
    assert len(node.files()) == 1
    # That somebody is gone may be noticed after the next one was answered.
    wait_until(lambda: node.coming() == [])


def test_nothing_is_open_without_the_token_but_how_it_is(
    guarded: WebThread, node: Received, tmp_path: Path
) -> None:
    body = message(instance(tmp_path).read_bytes())
    for said in ("", "Bearer", "Bearer other", "Basic open-sesame", "Bearer open-sesame2"):
        response, _ = asked(
            guarded.port, "POST", "/studies", body, Content_Type=TYPE, Authorization=said
        )
        assert response.status == 401
        assert asked(guarded.port, "GET", "/metrics", Authorization=said)[0].status == 401
    assert node.files() == []
    assert asked(guarded.port, "GET", "/health")[0].status == 200
    known = "Bearer open-sesame"
    assert asked(guarded.port, "GET", "/metrics", Authorization=known)[0].status == 200
    response, _ = asked(
        guarded.port, "POST", "/studies", body, Content_Type=TYPE, Authorization=known
    )
    assert response.status == 200


def test_metrics_are_numbers_without_anything_of_a_patient(
    server: WebThread, meters: Meters, tmp_path: Path
) -> None:
    posted(server, message(instance(tmp_path).read_bytes()))
    meters.scrubbed({"verdict": "held", "seconds": {"read": 0.5}})
    meters.watch("free_bytes", "Free bytes", lambda: 7)
    meters.watch_queues(lambda: {1: 3})
    response, content = asked(server.port, "GET", "/metrics")
    lines = content.decode().splitlines()
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in (
        'scrub_node_received_total{by="stow"} 1.0',
        'scrub_node_scrubbed_total{verdict="held"} 1.0',
        'scrub_node_seconds_bucket{le="0.3"} 0.0',
        'scrub_node_seconds_bucket{le="1.0"} 1.0',
        "scrub_node_free_bytes 7.0",
        'scrub_node_queued{destination="1"} 3.0',
    ):
        assert line in lines
    assert b"1.2.3" not in content
    assert b"Doe" not in content
