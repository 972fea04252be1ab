"""A node as it is used: what it acknowledged it scrubs and sends on, whatever happens to it."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

from doubles.decided import decided
from doubles.header_samples import CT
from doubles.made_instances import EXPLICIT, IMPLICIT
from doubles.peers import peer
from doubles.received import instance
from doubles.serving import Serving
from doubles.waiting import wait_until
from scrub.cli.main import main
from scrub.cli.naming import Naming
from scrub.decisions import append, bytes_id
from scrub.header.key import load_key, make_key
from scrub.model.decision import Ruling
from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(tmp_path)
    make_key(serving.key)
    yield serving
    if serving.process and serving.process.poll() is None:
        serving.kill()


def instances(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    syntaxes = (EXPLICIT, IMPLICIT)
    return [instance(folder, number, syntaxes[number % 2]) for number in range(1, count + 1)]


def contents(paths: list[Path]) -> dict[str, bytes]:
    """Return what is in files, by SOP Instance UID; each UID is there once."""
    found = {str(dcmread(path).SOPInstanceUID): path.read_bytes() for path in paths}
    assert len(found) == len(paths)
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def check_report(node: Serving) -> None:
    """Each instance written is in the report once, and the report is whole."""
    lines = (node.folder / "out.report" / "report.jsonl").read_text().splitlines()
    assert {json.loads(line)["output"] for line in lines} == {
        str(path.relative_to(node.folder / "out")) for path in node.written()
    }
    assert len(lines) == len(node.written())
    assert (node.folder / "out.report" / "report.html").exists()
    assert not (node.folder / "out.work").exists()


def test_killed_and_started_anew_it_loses_nothing_and_sends_all_when_the_peer_is_back(
    node: Serving, tmp_path: Path
) -> None:
    paths = instances(tmp_path / "in", 12)
    plain = tmp_path / "plain"
    assert main([str(tmp_path / "in"), str(plain), "--key", str(node.key), "--workers", "0"]) == 0
    expected = contents(sorted(plain.rglob("*.dcm")))
    port = free_port()
    node.words = ("--to", f"dicom://PEER@127.0.0.1:{port}")
    node.start()
    assert node.store(*paths[:6]) == [0x0000] * 6
    assert node.post(*paths[6:]) == 200
    node.kill()
    # The peer was away; whatever was done is in the outbox, and the rest is as it was received.
    assert len(node.queued()) + len(node.received()) >= 12
    node.start()
    assert node.store(*paths[:3]) == [0x0000] * 3
    wait_until(lambda: len(node.queued()) == 12 and not node.received())
    with peer({CT: [EXPLICIT, IMPLICIT]}, port) as there:
        wait_until(lambda: not node.queued())
        last = node.end()
    assert contents(node.written()) == expected
    assert {uid for uid, _, _ in there.taken} == expected.keys()
    for uid, _, octets in there.taken:
        assert expected[uid].endswith(octets)
    assert (last["held"], last["refused"], last["failed"], last["queued"]) == (0, 0, 0, 0)
    assert last["received"] == 3
    assert last["sent"] >= 12
    check_report(node)


def can_be_reviewed(node: Serving) -> bool:
    """Tell whether the page for people opens on what is held, while the node runs."""
    words = [sys.executable, "-m", "scrub", "review", "--key", str(node.key), "--reviewer", "Me"]
    places = [str(node.folder / "out"), str(node.folder / "received")]
    with subprocess.Popen([*words, *places], stdout=subprocess.PIPE, text=True) as review:
        assert review.stdout
        link = review.stdout.readline()
        review.kill()
    return link.startswith("http://127.0.0.1:")


def test_what_is_held_waits_and_goes_on_its_way_when_a_person_says_yes(
    node: Serving, tmp_path: Path
) -> None:
    node.words = ("--pixel", "--ocr", "none", "--log", str(tmp_path / "log"))
    node.start()
    assert node.store(instance(tmp_path)) == [0x0000]
    report = node.folder / "out.report" / "report.jsonl"
    wait_until(lambda: bool(report.read_text()))
    record = json.loads(report.read_text())
    assert (record["verdict"], node.written()) == ("held", [])
    (path,) = node.received()
    key = load_key(node.key)
    source = Source(str(node.folder / "received"), f"{path.parent.name}/{path.name}")
    assert record["source"] == Naming(key).name(source)
    assert can_be_reviewed(node)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    yes = decided(Ruling.ACCEPT, source_id=record["source"], bytes_id=bytes_id(key, sha256))
    append(str(node.folder / "out.decisions"), yes)
    wait_until(lambda: len(node.written()) == 1 and not node.received())
    metrics = node.metrics()
    assert 'scrub_node_scrubbed_total{verdict="held"} 1.0' in metrics
    assert 'scrub_node_scrubbed_total{verdict="written"} 1.0' in metrics
    last = node.end()
    assert (last["held"], last["written"]) == (1, 1)
    # The report is written anew at the end: each source is in it once.
    assert [json.loads(line)["verdict"] for line in report.read_text().splitlines()] == ["written"]
    for told in (metrics, (tmp_path / "log").read_text(), *node.said):
        assert "Doe" not in told
        assert "MRN" not in told
        assert "1.2.3.4" not in told


def test_with_too_little_room_it_acknowledges_nothing_and_goes_on(
    node: Serving, tmp_path: Path
) -> None:
    node.words = ("--reserve", "9999999T")
    node.start()
    path = instance(tmp_path)
    assert node.store(path, path) == [0xA700, 0xA700]
    assert node.post(path) == 507
    assert node.health() == 503
    assert node.received() == []
    last = node.end()
    assert last == dict.fromkeys(last, 0)


def test_a_folder_that_no_node_made_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("Dear Jane")
    words = ["serve", str(tmp_path / "mine"), "--port", "0", "--key", str(tmp_path / "key")]
    assert main(words) == 6
    assert "not made by scrub serve" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["letter"]
