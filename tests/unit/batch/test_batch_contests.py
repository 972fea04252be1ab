from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrub.batch.executors.inline import Inline
from scrub.batch.ledger import Ledger
from scrub.batch.run import Due, Ended, Settings, run
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Unchanged, Verdict
from scrub.model.plan import Plan
from scrub.recipe import Basis
from scrub.seams import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.model.instance import Job
    from scrub.seams import J, Lost, R


class Cut(Exception):  # noqa: N818 - it stands for a power cut
    """The run ends here."""


@dataclass
class Shuffled:
    """An executor that does jobs in any order, and ends the run in the middle of one.

    `left` is how many more steps there are; a step is a job done, or its result handed over.
    """

    chance: random.Random
    left: int = 10_000

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        waiting = [job for job in jobs if not isinstance(job, Pause)]
        self.chance.shuffle(waiting)
        for job in waiting:
            self.step()
            result = task(job)
            self.step()
            yield job, result

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut


@dataclass(frozen=True)
class Publish:
    """A task: a file `TARGET BYTES` is published, as scrub.stages.write does, under its target."""

    output: Path

    def __call__(self, job: Job) -> Outcome | Unchanged:
        target, content = Path(job.source.file).read_text().split()
        plan = Plan("", "", target, (), "1.2.840.10008.1.2.1")
        path = self.output / target
        if target != job.may_replace and path.exists() and path.read_text() != content:
            return Outcome(job.source, Verdict.HELD, "in the way", plan, is_contested=True)
        path.write_text(content)
        return Outcome(job.source, Verdict.WRITTEN, "", plan)


class House:
    """A folder to read, one to write, and a ledger."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.output = base / "out"
        for name in ("in", "out", "work"):
            (base / name).mkdir()
        self.settings = Settings(
            output=str(self.output),
            work=str(base / "work"),
            basis=Basis("one"),
            name=lambda source: source.path.encode().hex(),
            record=lambda outcome, _: {"verdict": str(outcome.verdict), "reason": outcome.reason},
            task=Publish(self.output),
        )

    def put(self, contents: dict[str, str]) -> list[Source]:
        for name, content in contents.items():
            path = self.base / "in" / name
            if not path.exists() or path.read_text() != content:
                path.write_text(content)
        return [Source(str(self.base / "in"), name) for name in sorted(contents)]

    def go(self, contents: dict[str, str], executor: Shuffled | Inline) -> dict[str, str]:
        """Run; return the verdict of each source, checked to be what was told of it last."""
        verdicts: dict[str, str] = {}
        with Ledger(str(self.base / "ledger"), "ab", lambda: 0.0) as ledger:
            for end in run(self.put(contents), self.settings, executor, ledger):
                if isinstance(end, Ended):
                    assert verdicts.get(end.source.path) == (end.instead and str(end.instead))
                    verdicts[end.source.path] = str(end.verdict)
        return verdicts

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.output.iterdir()}


def ends(contents: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what should be there, and how each source should end: the first of a target wins."""
    files: dict[str, str] = {}
    for name in sorted(contents):
        target, content = contents[name].split()
        files.setdefault(target, content)
    verdicts = {
        name: "written" if files[text.split()[0]] == text.split()[1] else "held"
        for name, text in contents.items()
    }
    return files, verdicts


FOLDERS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.sampled_from("123"), st.sampled_from("xyz")).map(" ".join),
    min_size=1,
)


@settings(max_examples=30, deadline=None)
@given(contents=FOLDERS, seed=st.integers(0, 2**32), cuts=st.lists(st.integers(0, 20), max_size=4))
def test_of_two_with_one_name_the_first_is_published_whatever_happens_on_the_way(
    contents: dict[str, str], seed: int, cuts: list[int]
) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        for cut in cuts:
            try:
                house.go(contents, Shuffled(chance, cut))
            except Cut:
                continue
        verdicts = house.go(contents, Shuffled(chance))
        assert (house.files(), verdicts) == ends(contents)
        assert house.go(contents, Shuffled(chance, 0)) == verdicts


@settings(max_examples=30, deadline=None)
@given(
    before=FOLDERS,
    after=FOLDERS,
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 20), max_size=3),
    basis=st.sampled_from(["one", "two"]),
)
def test_what_changes_between_runs_ends_as_if_there_had_been_one(
    before: dict[str, str], after: dict[str, str], seed: int, cuts: list[int], basis: str
) -> None:
    chance = random.Random(seed)
    # Inputs are added and changed; one that goes leaves what was published for it.
    after = before | after
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        house.go(before, Shuffled(chance))
        house.settings = replace(house.settings, basis=Basis(basis))
        for cut in cuts:
            try:
                house.go(after, Shuffled(chance, cut))
            except Cut:
                continue
        assert (house.go(after, Shuffled(chance)), house.files()) == ends(after)[::-1]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_what_was_published_for_an_input_that_is_not_there_now_stays(house: House) -> None:
    house.go({"b": "1 old"}, Inline())
    assert house.go({"a": "1 new"}, Inline()) == {"a": "held"}
    assert house.files() == {"1": "old"}


def test_a_file_that_nobody_claims_is_replaced(house: House) -> None:
    (house.output / "1").write_text("left by a run that was cut short")
    assert house.go({"a": "1 x"}, Inline()) == {"a": "written"}
    assert house.files() == {"1": "x"}


def test_the_one_that_was_held_is_published_when_the_other_goes_elsewhere(house: House) -> None:
    assert house.go({"a": "1 x", "b": "1 y"}, Inline()) == {"a": "written", "b": "held"}
    assert house.go({"a": "2 x", "b": "1 y"}, Inline()) == {"a": "written", "b": "written"}
    assert house.files() == {"1": "y", "2": "x"}


def test_twins_are_told_of_each_other(house: House) -> None:
    with Ledger(str(house.base / "ledger"), "ab", lambda: 0.0) as ledger:
        found = house.put({"a": "1 x", "b": "1 x"})
        told = [
            end.record.get("same_instance_as")
            for end in run(found, house.settings, Inline(), ledger)
            if not isinstance(end, Due)
        ]
    assert told == [None, b"a".hex()]
