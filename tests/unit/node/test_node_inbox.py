"""What is received is accepted once it is on the disk, or not at all."""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING

import pytest

from doubles.received import Received, received
from scrub.node.inbox import DONE, NOT_DONE, NoRoomError

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.node.incoming import Incoming


@pytest.fixture
def node(tmp_path: Path) -> Received:
    return received(tmp_path, reserve=1000)


def coming(node: Received, *pieces: bytes) -> Incoming:
    incoming = node.inbox.begin()
    for piece in pieces:
        incoming.write(piece)
    return incoming


def test_what_is_accepted_is_whole_and_waits_and_only_its_owner_may_read_it(node: Received) -> None:
    node.inbox.accept(coming(node, b"one", b"two"))
    (path,) = node.files()
    assert path.read_bytes() == b"onetwo"
    assert path.stat().st_mode & 0o777 == NOT_DONE
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert node.folders.received.stat().st_mode & 0o777 == 0o700
    assert node.coming() == []
    source = node.arrivals.take()
    assert source is not None
    assert source.file == str(path)


def test_the_same_bytes_are_one_file_and_others_are_another(node: Received) -> None:
    for octets in (b"same", b"same", b"other"):
        node.inbox.accept(coming(node, octets))
    assert len(node.files()) == 2
    assert len(node.arrivals) == 2
    assert node.coming() == []


def test_how_it_came_in_pieces_does_not_count_but_the_key_does(tmp_path: Path) -> None:
    one, two = received(tmp_path / "1"), received(tmp_path / "2")
    one.inbox.accept(coming(one, b"ab", b"c"))
    two.inbox.accept(coming(two, b"a", b"bc"))
    assert one.files()[0].name == two.files()[0].name
    three = received(tmp_path / "3")
    other = three.inbox._means.__class__(b"other" * 7, lambda: "0")
    three.inbox._means = other
    three.inbox.accept(coming(three, b"abc"))
    assert three.files()[0].name != one.files()[0].name


def test_what_comes_again_after_it_was_done_has_the_size_and_time_that_it_had(
    node: Received,
) -> None:
    node.inbox.accept(coming(node, b"same"))
    (path,) = node.files()
    before = path.stat()
    path.unlink()
    node.inbox.accept(coming(node, b"same"))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_what_is_kept_and_comes_again_is_to_be_done_again(node: Received) -> None:
    node.inbox.accept(coming(node, b"same"))
    source = node.arrivals.take()
    assert source is not None
    node.arrivals.done(source, lambda path: path.chmod(DONE))
    node.inbox.accept(coming(node, b"same"))
    assert node.arrivals.take() == source
    assert node.files()[0].stat().st_mode & 0o777 == NOT_DONE


def test_nothing_is_accepted_when_less_is_free_than_the_reserve(node: Received) -> None:
    node.disk.free = 999
    with pytest.raises(NoRoomError):
        node.inbox.accept(coming(node, b"one"))
    assert node.files() == node.coming() == []
    node.disk.free = 1000
    node.inbox.accept(coming(node, b"one"))
    assert len(node.files()) == 1


def test_nothing_is_accepted_once_it_is_closed(node: Received) -> None:
    node.inbox.close()
    with pytest.raises(NoRoomError):
        node.inbox.accept(coming(node, b"one"))
    assert node.coming() == []


def test_what_cannot_be_written_is_told_at_its_end_and_leaves_nothing(node: Received) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        incoming = coming(node, *([bytes(1 << 19)] * 6))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    # The room it took is free before its sender has come to its end.
    assert node.coming() == []
    with pytest.raises(OSError, match="large"):
        node.inbox.accept(incoming)
    assert node.files() == []


def test_a_full_disk_is_no_room(node: Received) -> None:
    incoming = coming(node, b"one")
    incoming._fail(OSError(28, os.strerror(28)))
    with pytest.raises(NoRoomError):
        node.inbox.accept(incoming)


def test_a_file_that_cannot_be_made_is_told_at_its_end(node: Received) -> None:
    node.folders.incoming.rmdir()
    incoming = coming(node, b"one")
    with pytest.raises(FileNotFoundError):
        node.inbox.accept(incoming)


def test_a_file_that_nobody_asked_for_is_gone_with_its_sender(node: Received) -> None:
    incoming = coming(node, b"one")
    assert len(node.coming()) == 1
    del incoming
    assert node.coming() == []


def test_what_came_twice_while_it_was_under_way_is_looked_at_once_more(node: Received) -> None:
    node.inbox.accept(coming(node, b"same"))
    source = node.arrivals.take()
    assert source is not None
    node.inbox.accept(coming(node, b"same"))
    assert node.arrivals.take() is None
    node.arrivals.done(source)
    assert node.arrivals.take() == source
    node.arrivals.done(source, lambda path: path.unlink())
    assert node.arrivals.take() is None
    assert len(node.arrivals) == 0


def test_a_start_finds_what_is_there_and_removes_what_was_not_whole(node: Received) -> None:
    node.inbox.accept(coming(node, b"one"))
    (node.folders.incoming / "half").write_bytes(b"half")
    node.arrivals.forget()
    node.folders.sweep()
    assert node.coming() == []
    (source,) = node.arrivals.found()
    assert source.file == str(node.files()[0])
    assert node.arrivals.claim(source)
    assert not node.arrivals.claim(source)
