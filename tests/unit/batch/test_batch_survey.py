from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from doubles.broken import LosingExecutor
from doubles.burning import MACHINE, write_machine
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.batch.survey import survey
from scrub.errors import MissingToolError
from scrub.header.key import make_key
from scrub.model.instance import Source
from scrub.recipe import Recipe
from scrub.seams import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from scrub.seams import J, Lost, R

PRINTED = Recipe(pixel=True, engines=("doubles.printed:PrintedEngine",))


@pytest.fixture
def sources(tmp_path: Path, key_file: Path) -> list[Source]:
    make_key(key_file)
    return [Source(str(path)) for path in write_machine(tmp_path / "in", 5)]


class Backward:
    """An executor that gives its last result first."""

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        for job in reversed([job for job in jobs if not isinstance(job, Pause)]):
            yield job, task(job)


def test_sights_come_in_the_order_of_the_sources(sources: list[Source], key_file: Path) -> None:
    for order in (sources, sources[::-1]):
        sights = list(survey(order, PRINTED, str(key_file), Backward(), look=False))
        assert [sight.source for sight in sights] == order


def test_processes_see_what_this_one_sees(sources: list[Source], key_file: Path) -> None:
    inline = list(survey(sources, PRINTED, str(key_file), Inline(), look=True))
    assert {sight.machine for sight in inline} == {
        type(MACHINE)(MACHINE.manufacturer, MACHINE.model, MACHINE.software, "US", 240, 400)
    }
    assert all(sight.looked for sight in inline)
    assert all({"name", "identifier"} <= {t.kind for t in sight.texts} for sight in inline)
    processes = Processes(2, time.monotonic)
    assert list(survey(sources, PRINTED, str(key_file), processes, look=True)) == inline


def test_what_kills_its_worker_is_a_sight_with_a_problem(
    sources: list[Source], key_file: Path
) -> None:
    sights = list(survey(sources, PRINTED, str(key_file), LosingExecutor(), look=False))
    assert [sight.source for sight in sights] == sources
    assert [sight.problem for sight in sights] == ["", "the worker died", "", "the worker died", ""]
    assert sights[0].machine.rows
    assert not sights[1].machine.rows


def test_without_a_look_no_engine_is_loaded(sources: list[Source], key_file: Path) -> None:
    none = Recipe(pixel=True, engines=("nowhere:Engine",))
    assert not next(survey(sources, none, str(key_file), Inline(), look=False)).looked
    with pytest.raises(MissingToolError):
        next(survey(sources, none, str(key_file), Inline(), look=True))


def test_an_engine_that_sees_nothing_is_no_look(sources: list[Source], key_file: Path) -> None:
    blind = Recipe(engines=("none",))
    assert not any(
        sight.looked for sight in survey(sources, blind, str(key_file), Inline(), look=True)
    )


def test_stopping_early_ends_the_executor(sources: list[Source], key_file: Path) -> None:
    ended = []

    class Watched(Inline):
        def run(
            self, task: Callable[[J], R], jobs: Iterable[J | Pause]
        ) -> Iterator[tuple[J, R | Lost]]:
            try:
                yield from super().run(task, jobs)
            finally:
                ended.append(True)

    seen = survey(sources, PRINTED, str(key_file), Watched(), look=False)
    next(seen)
    seen.close()
    assert ended
