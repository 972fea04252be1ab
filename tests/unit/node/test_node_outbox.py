"""What waits for a destination is there until it was taken, whatever happens meanwhile."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from scrub.node.outbox import Outbox, inode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox" / "one"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "a.dcm"
    path.parent.mkdir()
    path.write_bytes(b"scrubbed")
    return path


def all_of(outbox: Outbox) -> list[str]:
    return outbox.waiting(100, lambda _: True)


def test_what_is_queued_is_the_same_file_and_outlives_the_output(folder: Path, made: Path) -> None:
    outbox = Outbox(folder)
    outbox.put(made, "study/a.dcm")
    outbox.sync()
    (name,) = all_of(outbox)
    assert outbox.path(name).samefile(made)
    made.unlink()
    assert outbox.path(name).read_bytes() == b"scrubbed"
    assert "study" not in name


def test_queued_twice_it_waits_once(folder: Path, made: Path) -> None:
    outbox = Outbox(folder)
    for _ in range(2):
        outbox.put(made, "a.dcm")
    assert len(outbox) == len(all_of(outbox)) == 1
    assert not list(folder.glob("*.part"))


def test_it_is_there_for_the_next_start_without_what_was_half_done(
    folder: Path, made: Path
) -> None:
    Outbox(folder).put(made, "a.dcm")
    (folder / "b.part").write_bytes(b"half")
    outbox = Outbox(folder)
    assert len(outbox) == len(all_of(outbox)) == 1
    assert not list(folder.glob("*.part"))


def test_what_was_taken_is_gone_but_not_what_came_in_its_place(folder: Path, made: Path) -> None:
    outbox = Outbox(folder)
    outbox.put(made, "a.dcm")
    (name,) = all_of(outbox)
    sent = inode(outbox.path(name))
    other = made.with_name("other")
    other.write_bytes(b"scrubbed anew")
    outbox.put(other, "a.dcm")
    outbox.taken(name, sent)
    assert outbox.path(name).read_bytes() == b"scrubbed anew"
    assert len(outbox) == 1
    outbox.taken(name, inode(outbox.path(name)))
    outbox.taken(name, sent)
    assert all_of(outbox) == []
    assert len(outbox) == 0


def test_what_is_refused_lies_aside_and_waits_again_when_it_is_moved_back(
    folder: Path, made: Path
) -> None:
    outbox = Outbox(folder)
    outbox.put(made, "a.dcm")
    (name,) = all_of(outbox)
    outbox.refuse(name)
    assert all_of(outbox) == []
    assert len(Outbox(folder)) == 0
    (folder / "refused" / name).rename(folder / name)
    assert len(Outbox(folder)) == 1


def test_where_files_have_one_name_only_it_is_a_copy(
    folder: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    outbox = Outbox(folder)
    outbox.put(made, "a.dcm")
    (name,) = all_of(outbox)
    assert outbox.path(name).read_bytes() == b"scrubbed"
    assert not outbox.path(name).samefile(made)


def test_no_room_for_it_is_an_error_and_leaves_nothing_half(
    folder: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    outbox = Outbox(folder)
    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="full"):
        outbox.put(made, "a.dcm")
    assert all_of(outbox) == []
    assert len(outbox) == 0
