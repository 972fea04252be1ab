"""Several processes on one file of decisions, and one that is killed while it writes."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from scrub.decisions import append_if, read
from scrub.model.decision import Decision, Ruling

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import sys
from dataclasses import replace
from scrub.decisions import append, append_if, read
from scrub.errors import ConflictError
from scrub.model.decision import Decision, Ruling

path, who, many, source = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
for number in range(many):
    one = Decision(f"{who}-{number}", source, "b", Ruling.ACCEPT, by=who, note="x" * 300)
    if who.startswith("asks"):
        while True:
            seen = read(path).version_of(source)
            one = replace(one, note=str(seen))
            try:
                append_if(path, one, seen)
                break
            except ConflictError:
                continue
    else:
        append(path, one)
    print(one.id, flush=True)
"""


def started(path: Path, who: str, many: int, source: str = "s") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), who, str(many), source]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_no_two_processes_lose_or_tear_a_line_and_each_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "out.decisions"
    names = ("one", "two", "three", "four")
    writers = [started(path, who, 100) for who in names]
    told = [writer.communicate()[0].split() for writer in writers]
    found = [one.id for one in read(str(path)).all_of("s")]
    assert sorted(found) == sorted(itertools.chain(*told))
    for who, ids in zip(names, told, strict=True):
        assert [one for one in found if one.startswith(who)] == ids


def test_nobody_decides_on_what_changed_since_it_was_seen_and_no_line_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.decisions"
    writers = [started(path, who, 60) for who in ("asks-1", "asks-2", "asks-3", "asks-4")]
    told = [writer.communicate()[0].split() for writer in writers]
    found = read(str(path)).all_of("s")
    assert sorted(one.id for one in found) == sorted(itertools.chain(*told))
    assert [one.note for one in found] == [str(number) for number in range(240)]


def test_what_was_told_to_be_written_is_there_after_the_writer_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "out.decisions"
    for round_ in range(5):
        writer = started(path, f"round{round_}", 100_000, source=f"s{round_}")
        assert writer.stdout
        told = [writer.stdout.readline().strip() for _ in range(7 + 11 * round_)]
        writer.send_signal(signal.SIGKILL)
        told += writer.communicate()[0].splitlines()
        found = [one.id for one in read(str(path)).all_of(f"s{round_}")]
        # One more may have come to the disk, whose writer could not tell any more.
        assert found[: len(told)] == told
        assert len(found) <= len(told) + 1
        more = Decision(f"after{round_}", f"s{round_}", "b", Ruling.REJECT)
        append_if(str(path), more, len(found))
    assert read(str(path)).version_of("s0") >= 8
