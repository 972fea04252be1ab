from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from doubles.copied import House, Losing
from scrub.batch.ledger import Ledger
from scrub.batch.run import Due, Ended, run
from scrub.errors import MissingToolError
from scrub.model.instance import Job, Source
from scrub.model.outcome import Outcome, Unchanged, Verdict
from scrub.recipe import Basis

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_every_source_ends_once(house: House) -> None:
    a, b = house.put("a", "1 hello"), house.put("b", "held")
    other = Outcome(Source("in", "c"), Verdict.NOT_DICOM, "not DICOM")
    assert house.verdicts(a, other, b) == {
        "a": (Verdict.WRITTEN, False),
        "b": (Verdict.HELD, False),
        "c": (Verdict.NOT_DICOM, False),
    }
    assert house.written() == {"1": "1 hello"}


def test_how_much_is_due_is_said_before_the_first_job(house: House) -> None:
    a, b = house.put("a", "1 hello"), house.put("b", "2 hello")
    house.go(a)
    ends = house.go(b, a)
    assert [end.jobs if isinstance(end, Due) else end.source.path for end in ends] == ["a", 1, "b"]


def test_what_is_done_is_kept_and_not_done_again(house: House) -> None:
    found = house.put("a", "1 hello"), house.put("b", "held")
    first = house.verdicts(*found)
    again = house.verdicts(*found)
    assert again == {path: (verdict, True) for path, (verdict, _) in first.items()}
    assert house.done == []


@pytest.mark.parametrize("change", ["recipe", "source", "target missing", "target cut"])
def test_a_change_makes_a_written_source_due(house: House, change: str) -> None:
    a = house.put("a", "1 hello")
    house.go(a)
    if change == "recipe":
        house.settings = replace(house.settings, basis=Basis("two"))
    elif change == "source":
        house.put("a", "1 hello there")
    elif change == "target missing":
        (house.base / "out" / "1").unlink()
    else:
        (house.base / "out" / "1").write_text("1")
    assert house.verdicts(a) == {"a": (Verdict.WRITTEN, False)}
    assert [replace(job, since=0, name="") for job in house.done] == [Job(a, may_replace="1")]


def test_held_is_done_again_only_when_asked(house: House) -> None:
    a, b = house.put("a", "held"), house.put("b", "1 hello")
    house.go(a, b)
    house.go(a, b)
    assert house.done == []
    house.settings = replace(house.settings, retry=True)
    house.go(a, b)
    assert [replace(job, since=0, name="") for job in house.done] == [Job(a)]


def test_what_was_written_goes_when_its_source_is_no_longer_written(house: House) -> None:
    a = house.put("a", "1 hello")
    house.go(a)
    house.put("a", "held")
    assert house.verdicts(a) == {"a": (Verdict.HELD, False)}
    assert house.written() == {}


def test_what_was_written_goes_when_its_worker_dies(house: House) -> None:
    a = house.put("a", "1 hello")
    house.go(a)
    house.settings = replace(house.settings, basis=Basis("two"))
    house.executor = Losing()
    assert house.verdicts(a) == {"a": (Verdict.FAILED, False)}
    assert house.written() == {}


def test_what_was_written_goes_when_its_source_is_written_elsewhere(house: House) -> None:
    a = house.put("a", "1 hello")
    house.go(a)
    house.put("a", "2 hello")
    house.go(a)
    assert house.written() == {"2": "2 hello"}


def test_a_folder_that_is_empty_then_goes_too(house: House) -> None:
    found = [house.put("a", "study/1 hello"), house.put("b", "study/2 hello")]
    house.go(*found)
    house.put("a", "held")
    house.go(*found)
    assert (house.base / "out" / "study" / "2").exists()
    house.put("b", "held")
    house.go(*found)
    assert house.written() == {}


def test_sources_that_change_names_lose_nothing(house: House) -> None:
    found = house.put("a", "1 hello"), house.put("b", "2 hello there")
    house.go(*found)
    house.put("a", "2 hello there")
    house.put("b", "1 hello")
    house.go(*found)
    assert house.written() == {"1": "1 hello", "2": "2 hello there"}


def test_a_duplicate_that_goes_does_not_take_its_twin_along(house: House) -> None:
    found = house.put("a", "1 hello"), house.put("b", "1 hello")
    house.go(*found)
    house.put("a", "held")
    assert house.verdicts(*found) == {"a": (Verdict.HELD, False), "b": (Verdict.WRITTEN, True)}
    assert house.written() == {"1": "1 hello"}


def test_a_source_that_changes_while_it_is_read_is_due_again(house: House) -> None:
    a = house.put("a", "1 hello")
    copy = house.settings.task

    def change_after(job: Job) -> Outcome | Unchanged:
        outcome = copy(job)
        house.put("a", "1 hello there")
        return outcome

    house.settings = replace(house.settings, task=change_after)
    house.go(a)
    house.settings = replace(house.settings, task=copy)
    assert house.verdicts(a) == {"a": (Verdict.WRITTEN, False)}
    assert house.written() == {"1": "1 hello there"}


def test_a_lost_job_failed_with_its_reason(house: House) -> None:
    house.executor = Losing()
    ends = house.go(house.put("a", "1 hello"))
    [end] = [end for end in ends if isinstance(end, Ended)]
    assert (end.verdict, end.record["reason"]) == (Verdict.FAILED, "the worker died")


def test_the_work_folder_is_swept_before_and_after(house: House) -> None:
    work = house.base / "work"
    seen: list[str] = []

    def leave_a_draft(job: Job) -> Outcome:
        seen.extend(path.name for path in work.iterdir())
        (work / "draft").touch()
        return Outcome(job.source, Verdict.FAILED, "")

    (work / "old").touch()
    (work / "folder").mkdir()
    (work / "folder" / "x").touch()
    (work / "link").symlink_to(house.base / "in")
    house.settings = replace(house.settings, task=leave_a_draft)
    house.go(house.put("a", "1 hello"))
    assert seen == []
    assert list(work.iterdir()) == []
    assert (house.base / "in" / "a").exists()


def test_closing_in_the_middle_keeps_what_was_done(house: House) -> None:
    found = [house.put(name, f"{name} hello") for name in "abc"]
    with Ledger(str(house.base / "ledger"), "ab", lambda: 0.0) as ledger:
        going = run(found, house.settings, house.executor, ledger)
        next(going)
        next(going)
        going.close()
    assert len(house.done) == 1
    assert [kept for _, kept in house.verdicts(*found).values()] == [True, False, False]


def test_an_error_of_the_task_ends_the_run_and_sweeps(house: House) -> None:
    def refuse(_: Job) -> Outcome:
        (house.base / "work" / "draft").touch()
        raise MissingToolError("no engine")

    house.settings = replace(house.settings, task=refuse)
    with pytest.raises(MissingToolError):
        house.go(house.put("a", "1 hello"))
    assert list((house.base / "work").iterdir()) == []


def test_names_that_are_not_text_survive(house: House) -> None:
    name = os.fsdecode(b"caf\xe9\n")
    assert house.verdicts(house.put(name, "1 hello")) == {name: (Verdict.WRITTEN, False)}
