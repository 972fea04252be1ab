"""From received to written to queued: at each step nothing is lost, whatever step is the last."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from doubles.received import Received, instance, received
from scrub.batch.executors.inline import Inline
from scrub.batch.going import Run
from scrub.batch.ledger import Ledger
from scrub.batch.settings import Settings
from scrub.batch.task import ScrubJob
from scrub.cli.naming import Naming
from scrub.cli.recording import concealed
from scrub.header.key import make_key
from scrub.node import scrubbing as room
from scrub.node.inbox import DONE
from scrub.node.meters import Meters
from scrub.node.outbox import Outbox
from scrub.node.ruled import Ruled
from scrub.node.scrubbing import Desk, Scrubbing
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

_PAUSES = 3


@dataclass
class Station:
    """A node without its threads: it works until nothing is left to do."""

    base: Path
    node: Received
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.base / "outbox")

    def receive(self, path: Path) -> None:
        incoming = self.node.inbox.begin()
        incoming.write(path.read_bytes())
        self.node.inbox.accept(incoming)

    def work(self, *, keeps: bool = False, retry: bool = False) -> None:
        naming = Naming((self.base / "key").read_bytes()[:32])
        work, output, ledger = self.base / "work", self.base / "out", self.base / "ledger"
        for folder in (work, output):
            folder.mkdir(exist_ok=True)
        ruled = Ruled(str(self.base / "decisions"))
        recipe = Recipe()
        settings = Settings(
            output=str(output),
            work=str(work),
            basis=recipe.basis(),
            name=naming.name,
            record=concealed,
            task=ScrubJob(recipe, str(self.base / "key"), str(output), str(work)),
            retry=retry,
            decisions=ruled.decisions,
        )
        self.node.arrivals.forget()
        with Ledger(str(ledger), naming.owner(), lambda: 0.0) as opened:
            desk = Desk(
                arrivals=self.node.arrivals,
                ruled=ruled,
                outboxes=(self.outbox,),
                output=output,
                ledger=ledger,
                meters=Meters(),
                name=naming.name,
                tell=self.told.append,
                clock=itertools.count().__next__,
                keeps=keeps,
            )
            one = Scrubbing(desk, Run(settings, opened))
            pauses = itertools.count(1)
            one.work(Inline(lambda _: one.end() if next(pauses) == _PAUSES else None))

    def written(self) -> list[Path]:
        return sorted((self.base / "out").rglob("*.dcm"))

    def sent(self) -> int:
        """Let all that waits be taken, and return how many that were."""
        outbox = self.outbox
        names = outbox.waiting(100, lambda _: True)
        for name in names:
            outbox.taken(name, outbox.path(name).stat().st_ino)
        return len(names)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    make_key(tmp_path / "key")
    return Station(tmp_path, received(tmp_path))


def test_what_was_received_is_written_queued_told_and_let_go(
    station: Station, tmp_path: Path
) -> None:
    for number in range(3):
        station.receive(instance(tmp_path, number))
    station.work()
    assert len(station.written()) == 3
    assert station.node.files() == []
    assert [record["verdict"] for record in station.told] == ["written"] * 3
    assert station.sent() == 3


def test_cut_short_before_it_was_queued_it_is_queued_at_the_next_start(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "full")

    station.receive(instance(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "put", broken)
        with pytest.raises(OSError, match="full"):
            station.work()
    assert len(station.node.files()) == 1
    station.work()
    assert station.node.files() == []
    assert station.sent() == 1
    # It was not done twice: the ledger knew it.
    assert len(station.told) == 1


@pytest.mark.parametrize("broken", [room, Outbox])
def test_it_is_let_go_only_when_all_that_follows_from_it_is_on_the_disk(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: object
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    station.receive(instance(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(broken, "sync", full)
        with suppress(OSError):
            station.work()
    assert len(station.node.files()) == 1
    station.work()
    assert station.node.files() == []


def test_what_is_kept_is_marked_and_not_sent_again_by_a_start_but_when_it_comes_again(
    station: Station, tmp_path: Path
) -> None:
    path = instance(tmp_path)
    station.receive(path)
    station.work(keeps=True)
    (kept,) = station.node.files()
    assert kept.stat().st_mode & 0o777 == DONE
    assert station.sent() == 1
    station.work(keeps=True)
    assert station.sent() == 0
    station.receive(path)
    station.work(keeps=True)
    assert station.sent() == 1
    assert len(station.told) == 1


def test_what_comes_again_after_it_was_let_go_is_sent_again_but_not_scrubbed_again(
    station: Station, tmp_path: Path
) -> None:
    path = instance(tmp_path)
    for _ in range(2):
        station.receive(path)
        station.work()
        assert station.sent() == 1
        assert station.node.files() == []
    assert len(station.told) == 1


def test_what_was_not_written_stays_and_is_done_again_only_on_demand(
    station: Station, tmp_path: Path
) -> None:
    (tmp_path / "none.dcm").write_bytes(b"no instance")
    station.receive(tmp_path / "none.dcm")
    station.work()
    station.work()
    assert len(station.told) == len(station.node.files()) == 1
    assert station.told[0]["verdict"] != "written"
    assert station.sent() == 0
    station.work(retry=True)
    assert len(station.told) == 2


def test_other_bytes_of_the_same_instance_are_held_and_what_was_written_stays(
    station: Station, tmp_path: Path
) -> None:
    station.receive(instance(tmp_path, octets=64))
    station.work()
    before = [path.read_bytes() for path in station.written()]
    station.receive(instance(tmp_path, octets=128))
    station.work()
    assert [record["verdict"] for record in station.told] == ["written", "held"]
    assert [path.read_bytes() for path in station.written()] == before
    assert len(station.node.files()) == 1
