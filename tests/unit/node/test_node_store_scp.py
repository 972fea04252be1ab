"""What comes by C-STORE is on the disk before it is answered, whatever it is and whoever sends."""

from __future__ import annotations

import gc
import logging
import socket
import subprocess
import tempfile
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, JPEG2000Lossless
from pynetdicom import AE, _config, dimse_messages
from pynetdicom.presentation import build_context
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from doubles.dcmtk_programs import dcmtk
from doubles.header_samples import CT
from doubles.made_instances import BIG_ENDIAN, EXPLICIT, IMPLICIT
from doubles.received import Received, instance, received
from scrub.errors import UsageError
from scrub.node.meters import Meters
from scrub.node.store_scp import Door, StoreScp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pynetdicom.association import Association

PRIVATE = "1.2.826.0.1.3680043.9.9999.1"
"""A SOP Class, or a Transfer Syntax, that nobody knows."""


@pytest.fixture
def node(tmp_path: Path) -> Received:
    return received(tmp_path)


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture(autouse=True)
def _pynetdicom_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UNRESTRICTED_STORAGE_SERVICE", "STORE_RECV_CHUNKED_DATASET", "LOG_HANDLER_LEVEL"):
        monkeypatch.setattr(_config, name, getattr(_config, name))
    monkeypatch.setattr(_config, "STORE_SEND_CHUNKED_DATASET", True)
    name = "NamedTemporaryFile"
    monkeypatch.setattr(dimse_messages, name, getattr(dimse_messages, name))


@pytest.fixture
def scp(node: Received, meters: Meters) -> Iterator[StoreScp]:
    served = StoreScp(Door("127.0.0.1", 0, "SCRUB"), node.inbox, meters)
    yield served
    served.end(0)


def associated(port: int, *contexts: tuple[str, str], aet: str = "SENDER") -> Association:
    node = AE(aet)
    node.network_timeout = node.dimse_timeout = node.acse_timeout = 10
    return node.associate("127.0.0.1", port, contexts=[build_context(*one) for one in contexts])


def stored(port: int, *paths: Path) -> list[int]:
    """Send files on one association, and return what was answered; -1 is nothing."""
    metas = [dcmread(path, stop_before_pixels=True).file_meta for path in paths]
    kinds = {(str(m.MediaStorageSOPClassUID), str(m.TransferSyntaxUID)) for m in metas}
    association = associated(port, *kinds)
    assert association.is_established
    statuses = [association.send_c_store(path) for path in paths]
    association.release()
    return [int(status.Status) if "Status" in status else -1 for status in statuses]


def test_what_is_acknowledged_is_there_with_the_bytes_that_were_sent(
    scp: StoreScp, node: Received, meters: Meters, tmp_path: Path
) -> None:
    path = instance(tmp_path, octets=1 << 20)
    assert stored(scp.port, path) == [0x0000]
    (there,) = node.files()
    one, other = dcmread(path), dcmread(there)
    assert one == other
    assert there.read_bytes().endswith(path.read_bytes()[-(1 << 20) :])
    assert meters.total("received") == 1
    assert node.coming() == []


def test_any_transfer_syntax_is_taken_as_it_is(
    scp: StoreScp, node: Received, tmp_path: Path
) -> None:
    syntaxes = {
        *(IMPLICIT, EXPLICIT, BIG_ENDIAN, DeflatedExplicitVRLittleEndian),
        *(JPEG2000Lossless, PRIVATE),
    }
    paths = [instance(tmp_path, number, one) for number, one in enumerate(sorted(syntaxes))]
    # pynetdicom cannot send one that it does not know beside others.
    private = [path for path in paths if PRIVATE.encode() in path.read_bytes()]
    assert stored(scp.port, *private) == [0x0000]
    assert stored(scp.port, *(path for path in paths if path not in private)) == [0x0000] * 5
    there = [dcmread(path, stop_before_pixels=True) for path in node.files()]
    assert {one.file_meta.TransferSyntaxUID for one in there} == syntaxes


def test_any_sop_class_is_taken(scp: StoreScp, node: Received, tmp_path: Path) -> None:
    kinds = (PRIVATE, "1.2.840.10008.5.1.4.1.1.104.1")
    paths = [instance(tmp_path, number) for number in range(2)]
    for path, kind in zip(paths, kinds, strict=True):
        dataset = dcmread(path)
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UID(kind)
        dataset.save_as(path)
    assert stored(scp.port, *paths) == [0x0000] * 2
    assert {dcmread(path).SOPClassUID for path in node.files()} == {*kinds}


def test_nothing_lies_anywhere_else_not_even_for_a_moment(
    scp: StoreScp, node: Received, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    assert stored(scp.port, instance(tmp_path)) == [0x0000]
    assert not elsewhere.exists()


def test_sent_twice_it_is_there_once(scp: StoreScp, node: Received, tmp_path: Path) -> None:
    path = instance(tmp_path)
    assert stored(scp.port, path, path) == [0x0000, 0x0000]
    assert stored(scp.port, path) == [0x0000]
    assert len(node.files()) == 1


def test_without_room_it_is_out_of_resources_and_the_association_stays(
    node: Received, scp: StoreScp, meters: Meters, tmp_path: Path
) -> None:
    node.inbox._means = node.inbox._means.__class__(
        b"k" * 32, node.inbox._means.token, 1000, lambda _: node.disk
    )
    paths = [instance(tmp_path, number) for number in range(2)]
    association = associated(scp.port, (CT, EXPLICIT))
    node.disk.free = 10
    assert association.send_c_store(paths[0]).Status == 0xA700
    assert node.files() == node.coming() == []
    node.disk.free = 10_000
    assert association.send_c_store(paths[1]).Status == 0x0000
    association.release()
    assert len(node.files()) == 1
    assert meters.total("not_accepted") == meters.total("received") == 1


def test_what_goes_wrong_is_answered_so_and_the_association_stays(
    node: Received, scp: StoreScp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    association = associated(scp.port, (CT, EXPLICIT))
    node.folders.incoming.rename(tmp_path / "away")
    assert association.send_c_store(instance(tmp_path)).Status == 0xC000
    (tmp_path / "away").rename(node.folders.incoming)
    assert association.send_c_store(instance(tmp_path)).Status == 0x0000
    association.release()
    told = [record for record in caplog.records if record.name == "scrub.node"]
    assert [one.levelno for one in told if one.levelno > logging.INFO] == [logging.ERROR]
    assert "Doe" not in caplog.text
    assert str(tmp_path) not in caplog.text


def test_a_sender_that_goes_away_leaves_nothing(
    scp: StoreScp, node: Received, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    association = associated(scp.port, (CT, EXPLICIT))
    connection, sent = association.dul.socket, []
    assert connection is not None
    real = connection.send

    def some(octets: bytes) -> None:
        sent.append(octets)
        if len(sent) == 20:
            connection.socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        real(octets)

    monkeypatch.setattr(connection, "send", some)
    association.send_c_store(instance(tmp_path, octets=8 << 20))
    assert len(sent) >= 20
    assert stored(scp.port, instance(tmp_path, 2)) == [0x0000]
    assert len(node.files()) == 1
    gc.collect()
    assert node.coming() == []


def test_an_echo_is_answered(scp: StoreScp) -> None:
    association = associated(scp.port, (str(Verification), IMPLICIT))
    assert association.send_c_echo().Status == 0x0000
    association.release()


def test_only_who_is_named_may_call(node: Received, meters: Meters) -> None:
    served = StoreScp(Door("127.0.0.1", 0, "SCRUB", ("KNOWN",)), node.inbox, meters)
    try:
        assert not associated(served.port, (CT, EXPLICIT), aet="OTHER").is_established
        known = associated(served.port, (CT, EXPLICIT), aet="KNOWN")
        assert known.is_established
        known.release()
    finally:
        served.end(0)


def test_a_port_that_is_taken_is_told(scp: StoreScp, node: Received, meters: Meters) -> None:
    with pytest.raises(UsageError, match="cannot be had"):
        StoreScp(Door("127.0.0.1", scp.port, "SCRUB"), node.inbox, meters)


@pytest.mark.parametrize("program", ["storescu", "dcmsend"])
def test_the_programs_of_dcmtk_are_served(
    program: str, scp: StoreScp, node: Received, tmp_path: Path
) -> None:
    if not (found := dcmtk(program)):
        pytest.skip("DCMTK is not installed")
    paths = [instance(tmp_path, number) for number in range(3)]
    command = [found, "127.0.0.1", str(scp.port), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(dcmread(path).SOPInstanceUID for path in node.files()) == [
        f"1.2.3.4.{number}" for number in range(3)
    ]
