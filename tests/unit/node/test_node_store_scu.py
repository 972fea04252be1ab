"""What is sent by C-STORE arrives as it is in its file, whatever kinds there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.uid import UID
from pynetdicom import _config

from doubles.header_samples import CT
from doubles.made_instances import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT
from doubles.peers import peer
from doubles.received import instance
from scrub.node.destinations import DicomPeer
from scrub.node.peer import Fate
from scrub.node.store_scu import StoreScu

if TYPE_CHECKING:
    from pathlib import Path

SYNTAXES = (IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED)
META = 128 + 4 + 12


@pytest.fixture(autouse=True)
def _pynetdicom_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORE_SEND_CHUNKED_DATASET", "UNRESTRICTED_STORAGE_SERVICE"):
        monkeypatch.setattr(_config, name, False)


def scu(port: int) -> StoreScu:
    return StoreScu(DicomPeer("PEER", "127.0.0.1", port), "SCRUB")


def dataset_of(path: Path) -> bytes:
    content = path.read_bytes()
    return content[META + int.from_bytes(content[META - 4 : META], "little") :]


def test_each_is_sent_in_the_syntax_that_it_has_on_one_association(tmp_path: Path) -> None:
    paths = [instance(tmp_path, number, one) for number, one in enumerate(SYNTAXES)]
    with peer({CT: list(SYNTAXES)}) as one:
        sender = scu(one.port)
        sender.expect(paths)
        assert [sender.send(path).fate for path in paths] == [Fate.TAKEN] * 4
        sender.rest()
    assert one.contexts == [4]
    assert one.taken == [
        (f"1.2.3.4.{number}", syntax, dataset_of(paths[number]))
        for number, syntax in enumerate(SYNTAXES)
    ]


def test_it_is_not_changed_for_a_peer_that_wants_another_syntax(tmp_path: Path) -> None:
    with peer({CT: [IMPLICIT]}) as one:
        sender = scu(one.port)
        reply = sender.send(instance(tmp_path))
        assert reply.fate is Fate.REFUSED
        assert EXPLICIT in reply.reason
        assert sender.send(instance(tmp_path, 2, IMPLICIT)).fate is Fate.TAKEN
        sender.rest()
    assert len(one.taken) == 1


def test_more_kinds_than_fit_an_association_are_sent_on_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_config, "UNRESTRICTED_STORAGE_SERVICE", True)
    kinds = [f"1.2.826.0.1.3680043.9.9999.{number}" for number in range(140)]
    paths = []
    for number, kind in enumerate(kinds):
        path = instance(tmp_path, number)
        dataset = dcmread(path)
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UID(kind)
        dataset.save_as(path)
        paths.append(path)
    with peer({}) as one:
        sender = scu(one.port)
        sender.expect(paths)
        some = [paths[number] for number in (0, 127, 128, 139)]
        assert {sender.send(path).fate for path in some} == {Fate.TAKEN}
        sender.rest()
    assert len(one.taken) == 4
    assert one.contexts == [128, 128]


FATES = {
    0x0000: Fate.TAKEN,
    0xB000: Fate.TAKEN,
    0xB007: Fate.TAKEN,
    0xA700: Fate.ABSENT,
    0xA900: Fate.REFUSED,
    0xC000: Fate.REFUSED,
    0x0110: Fate.REFUSED,
    0x0124: Fate.REFUSED,
}


def test_each_status_is_understood_and_none_ends_the_association(tmp_path: Path) -> None:
    path = instance(tmp_path)
    with peer({CT: [EXPLICIT]}, answers=tuple(FATES)) as one:
        sender = scu(one.port)
        assert [sender.send(path).fate for _ in FATES] == list(FATES.values())
        sender.rest()
    assert one.contexts == [1]


# pynetdicom does not close a socket that nobody answered; it is closed when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_peer_that_is_not_there_is_absent_and_is_found_when_it_comes(tmp_path: Path) -> None:
    with peer({CT: [EXPLICIT]}) as one:
        port = one.port
    sender = scu(port)
    assert sender.send(instance(tmp_path)).fate is Fate.ABSENT
    with peer({CT: [EXPLICIT]}, port) as one:
        assert sender.send(instance(tmp_path)).fate is Fate.TAKEN
        sender.rest()


def test_a_peer_that_goes_away_in_the_middle_broke_it_and_is_asked_again(tmp_path: Path) -> None:
    with peer({CT: [EXPLICIT]}) as one:
        one.aborts = 1
        sender = scu(one.port)
        assert sender.send(instance(tmp_path)).fate is Fate.BROKEN
        assert sender.send(instance(tmp_path)).fate is Fate.TAKEN
        sender.rest()


def test_what_is_no_file_any_more_is_refused(tmp_path: Path) -> None:
    assert scu(1).send(tmp_path / "away").fate is Fate.REFUSED
    (tmp_path / "other").write_bytes(b"x" * 200)
    assert scu(1).send(tmp_path / "other").fate is Fate.REFUSED
