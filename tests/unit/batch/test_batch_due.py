from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doubles.copied import House
from scrub.model.outcome import Outcome, Unchanged, Verdict
from scrub.recipe import Basis

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.instance import Job


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@dataclass(frozen=True, slots=True)
class Matching:
    """A task that copies as `Copy` does, and matches the first letter of a file's content."""

    copy: Callable[[Job], Outcome | Unchanged]
    matched: dict[str, str]

    def __call__(self, job: Job) -> Outcome | Unchanged:
        letter = Path(job.source.file).read_text()[0]
        if job.matched and job.matched == self.matched.get(letter):
            return Unchanged(job.source)
        outcome = self.copy(job)
        assert isinstance(outcome, Outcome)
        return replace(outcome, matched=self.matched.get(letter, ""), number_of_frames=1)


def test_other_templates_make_due_what_they_ask_something_else_of(house: House) -> None:
    found = [house.put(name, f"{name} hello") for name in "abc"]
    copy = house.settings.task
    for templates, matched in (("one", {"a": "m1", "b": "m2"}), ("two", {"a": "m1", "b": "m3"})):
        house.settings = replace(
            house.settings,
            basis=Basis("recipe", templates=templates),
            task=Matching(copy, matched),
        )
        done = house.verdicts(*found)
    assert done == {
        "a": (Verdict.WRITTEN, True),
        "b": (Verdict.WRITTEN, False),
        "c": (Verdict.WRITTEN, True),
    }
    assert [job.source.path for job in house.done] == ["b"]
    house.verdicts(*found)
    assert house.done == []


def test_other_models_make_due_what_was_looked_at(house: House) -> None:
    frames, none = house.put("a", "1 hello"), house.put("b", "2 hello")
    copy = house.settings.task

    def with_frames(job: Job) -> Outcome | Unchanged:
        outcome = copy(job)
        assert isinstance(outcome, Outcome)
        return replace(outcome, number_of_frames=int(job.source == frames))

    house.settings = replace(house.settings, basis=Basis("recipe", models="one"), task=with_frames)
    house.go(frames, none)
    house.settings = replace(house.settings, basis=Basis("recipe", models="two"))
    assert house.verdicts(frames, none) == {
        "a": (Verdict.WRITTEN, False),
        "b": (Verdict.WRITTEN, True),
    }
