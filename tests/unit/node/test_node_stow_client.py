"""What is sent by STOW-RS, over real HTTP to a server of our own, arrives as it is in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.received import Received, instance, received
from scrub.node.destinations import WebPeer
from scrub.node.meters import Meters
from scrub.node.peer import Fate
from scrub.node.stow_client import StowClient
from scrub.node.stow_server import StowServer
from scrub.node.web_thread import WebThread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def node(tmp_path: Path) -> Received:
    return received(tmp_path, reserve=1000)


@pytest.fixture
def server(node: Received) -> Iterator[WebThread]:
    served = WebThread(StowServer(node.inbox, Meters()).application(), "127.0.0.1", 0)
    yield served
    served.end(1)


def client(server: WebThread, path: str = "") -> StowClient:
    return StowClient(WebPeer("http", "127.0.0.1", server.port, path), "c0ffee")


def test_what_is_sent_arrives_byte_for_byte_on_one_connection(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    sender = client(server)
    paths = [instance(tmp_path, number, octets=number << 18) for number in (1, 2, 3)]
    assert [sender.send(path).fate for path in paths] == [Fate.TAKEN] * 3
    first = sender._connection
    assert first is not None
    assert sender.send(paths[0]).fate is Fate.TAKEN
    assert sender._connection is first
    sender.rest()
    assert {path.read_bytes() for path in node.files()} == {path.read_bytes() for path in paths}


def test_the_boundary_in_the_pixels_of_an_instance_cuts_it_in_two_only_if_it_is_known(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    path = instance(tmp_path, octets=4096)
    smuggled = b"\r\n--c0ffee\r\nContent-Type: application/dicom\r\n\r\n" + b"x" * 100
    path.write_bytes(path.read_bytes()[: -len(smuggled)] + smuggled)
    sender = StowClient(WebPeer("http", "127.0.0.1", server.port, ""), "unguessable")
    assert sender.send(path).fate is Fate.TAKEN
    sender.rest()
    assert [one.read_bytes() for one in node.files()] == [path.read_bytes()]


def test_a_server_that_is_not_there_or_has_no_room_is_absent(
    server: WebThread, node: Received, tmp_path: Path
) -> None:
    path = instance(tmp_path)
    away = StowClient(WebPeer("http", "127.0.0.1", 1, ""), "c0ffee")
    assert away.send(path).fate is Fate.ABSENT
    node.disk.free = 0
    sender = client(server)
    assert sender.send(path).fate is Fate.ABSENT
    lost = client(server, "/nowhere")
    assert lost.send(path).fate is Fate.ABSENT
    lost.rest()
    node.disk.free = 1 << 40
    assert sender.send(path).fate is Fate.TAKEN
    sender.rest()


def test_what_a_server_does_not_take_is_refused(server: WebThread, tmp_path: Path) -> None:
    sender = client(server)
    (tmp_path / "none.dcm").write_bytes(b"no instance")
    reply = sender.send(tmp_path / "none.dcm")
    assert reply.fate is Fate.REFUSED
    assert "409" in reply.reason
    sender.rest()


def test_a_connection_that_was_closed_meanwhile_is_made_anew(
    node: Received, tmp_path: Path
) -> None:
    application = StowServer(node.inbox, Meters()).application()
    served = WebThread(application, "127.0.0.1", 0)
    sender, path = client(served), instance(tmp_path)
    assert sender.send(path).fate is Fate.TAKEN
    served.end(1)
    again = WebThread(application, "127.0.0.1", sender._peer.port)
    assert sender.send(path).fate is Fate.TAKEN
    sender.rest()
    again.end(1)


def test_a_server_that_does_not_let_us_in_is_absent_and_the_login_is_what_was_given(
    node: Received, tmp_path: Path
) -> None:
    application = StowServer(node.inbox, Meters(), "open-sesame").application()
    served = WebThread(application, "127.0.0.1", 0)
    sender = StowClient(WebPeer("http", "127.0.0.1", served.port, ""), "c0ffee", ("me", "hush"))
    assert sender._headers["Authorization"] == "Basic bWU6aHVzaA=="
    assert sender.send(instance(tmp_path)).fate is Fate.ABSENT
    sender.rest()
    served.end(1)
