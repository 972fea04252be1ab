"""What waits is sent until it is taken; nothing holds up the others."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from doubles.waiting import wait_until
from scrub.node.meters import Meters
from scrub.node.outbox import Outbox
from scrub.node.peer import Fate, Reply
from scrub.node.sender import Patience, Sender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Start = Callable[[Callable[[bytes, int], Fate]], "Sending"]


@dataclass
class Fickle:
    """A peer that answers as it is told to, by what is in a file."""

    answer: Callable[[bytes, int], Fate]
    seen: Counter[bytes] = field(default_factory=Counter)
    taken: list[bytes] = field(default_factory=list)
    rests: int = 0

    def expect(self, paths: Sequence[Path]) -> None:
        self.expected = list(paths)

    def send(self, path: Path) -> Reply:
        assert path in self.expected
        content = path.read_bytes()
        self.seen[content] += 1
        fate = self.answer(content, self.seen[content])
        if fate is Fate.TAKEN:
            self.taken.append(content)
        return Reply(fate, "status 0000")

    def rest(self) -> None:
        self.rests += 1


@dataclass
class Sending:
    folder: Path
    outbox: Outbox
    peer: Fickle
    meters: Meters
    sender: Sender

    def put(self, *contents: bytes) -> None:
        for content in contents:
            made = self.folder / "made"
            made.write_bytes(content)
            self.outbox.put(made, content.decode())
            made.unlink()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Sending] = []

    def starting(answer: Callable[[bytes, int], Fate]) -> Sending:
        outbox, peer, meters = Outbox(tmp_path / "outbox"), Fickle(answer), Meters()
        sender = Sender(1, outbox, peer, meters, time.monotonic)
        sender.patience = Patience(tries=3, seconds=0.02)
        started.append(Sending(tmp_path, outbox, peer, meters, sender))
        return started[0]

    yield starting
    for one in started:
        one.sender.end(10)


def test_all_that_waits_is_sent_and_what_comes_later_at_once(start: Start) -> None:
    sending = start(lambda *_: Fate.TAKEN)
    sending.put(b"a", b"b")
    sending.sender.start()
    wait_until(lambda: len(sending.outbox) == 0)
    began = time.monotonic()
    sending.put(b"c")
    wait_until(lambda: len(sending.outbox) == 0)
    assert time.monotonic() - began < 1
    assert sorted(sending.peer.taken) == [b"a", b"b", b"c"]
    assert sending.meters.total("sent") == 3


def test_a_peer_that_is_away_is_asked_again_and_costs_no_instance_a_try(start: Start) -> None:
    away = threading.Event()
    sending = start(lambda *_: Fate.TAKEN if away.is_set() else Fate.ABSENT)
    sending.put(b"a", b"b")
    sending.sender.start()
    wait_until(lambda: sum(sending.peer.seen.values()) > 4)
    assert len(sending.outbox) == 2
    away.set()
    wait_until(lambda: len(sending.outbox) == 0)
    assert sorted(sending.peer.taken) == [b"a", b"b"]
    assert sending.meters.total("not_sent") > 4


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.BROKEN])
def test_what_is_not_wanted_is_tried_some_times_then_put_aside_and_the_others_go(
    start: Start,
    fate: Fate,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sending = start(lambda content, _: fate if content == b"bad" else Fate.TAKEN)
    sending.put(b"bad", b"a", b"b")
    sending.sender.start()
    wait_until(lambda: len(sending.outbox) == 0)
    assert sorted(sending.peer.taken) == [b"a", b"b"]
    assert sending.peer.seen[b"bad"] == 3
    (aside,) = (sending.folder / "outbox" / "refused").iterdir()
    assert aside.read_bytes() == b"bad"
    assert "put aside" in caplog.text


def test_what_is_taken_at_last_is_not_put_aside(start: Start) -> None:
    sending = start(lambda _, tries: Fate.TAKEN if tries == 3 else Fate.REFUSED)
    sending.put(b"a")
    sending.sender.start()
    wait_until(lambda: len(sending.outbox) == 0)
    assert sending.peer.taken == [b"a"]


def test_what_comes_in_its_place_while_it_is_sent_is_sent_too(start: Start) -> None:
    holder: list[Sending] = []

    def answer(_: bytes, __: int) -> Fate:
        if not holder[0].peer.taken:
            made = holder[0].folder / "newer"
            made.write_bytes(b"newer")
            holder[0].outbox.put(made, "a")
        return Fate.TAKEN

    sending = start(answer)
    holder.append(sending)
    sending.put(b"a")
    sending.sender.start()
    wait_until(lambda: len(sending.outbox) == 0)
    assert sending.peer.taken == [b"a", b"newer"]


def test_a_bug_in_a_peer_does_not_end_sending(
    start: Start,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer(_: bytes, tries: int) -> Fate:
        if tries == 1:
            raise ValueError("Doe^Jane")
        return Fate.TAKEN

    sending = start(answer)
    sending.put(b"a")
    sending.sender.start()
    wait_until(lambda: len(sending.outbox) == 0)
    assert "ValueError" in caplog.text
    assert "Doe" not in caplog.text


def test_it_ends_at_once_though_the_peer_is_away_and_all_still_waits(start: Start) -> None:
    sending = start(lambda *_: Fate.ABSENT)
    sending.sender.patience = Patience(seconds=60)
    sending.put(b"a")
    sending.sender.start()
    wait_until(lambda: sum(sending.peer.seen.values()) > 0)
    began = time.monotonic()
    sending.sender.end(10)
    assert time.monotonic() - began < 1
    assert len(sending.outbox) == 1


def test_connections_are_let_go_when_there_is_nothing_to_send(start: Start) -> None:
    sending = start(lambda *_: Fate.TAKEN)
    sending.sender.start()
    wait_until(lambda: sending.peer.rests > 0)
