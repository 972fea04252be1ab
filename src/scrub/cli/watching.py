"""Who watches a run: its status, its log, and what is counted, each told of every end."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, Self

from scrub.batch.settings import Due, Ended
from scrub.cli.recording import now
from scrub.cli.status_file import Clocks, State, StatusFile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Iterator

    from scrub.cli.event_log import EventLog
    from scrub.cli.metrics_file import MetricsFile
    from scrub.recipe import Recipe


class Watcher(Protocol):
    """Is told of what is due, and of every end."""

    def due(self, due: Due) -> None:
        """Note how many jobs there are."""
        ...

    def ended(self, ended: Ended) -> None:
        """Note one outcome."""
        ...


class Watching:
    """The watchers that a run was asked for.

    Raises:
        OutputError: if one of them cannot write.

    """

    def __init__(self, options: argparse.Namespace, recipe: Recipe, report: str) -> None:
        self._stack = ExitStack()
        self._status = StatusFile(report, Clocks(time.monotonic, now))
        self._log = _log(options, recipe)
        self._metrics = _metrics(options)

    def __enter__(self) -> Self:
        self._stack.enter_context(self._status)
        if self._log:
            self._stack.enter_context(closing(self._log))
        if self._metrics:
            self._stack.enter_context(closing(self._metrics))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """All of them."""
        found: tuple[Watcher | None, ...] = (self._status, self._log, self._metrics)
        return tuple(one for one in found if one)

    def reporting(self) -> None:
        """Note that all is done but the report."""
        self._status.over(State.REPORTING)

    def over(self, state: State, code: int | None) -> None:
        """Note how the run ended."""
        self._status.over(state, code)
        if self._log:
            self._log.over(state=str(state), exit_code=code)


def told(events: Iterable[Ended | Due], watchers: Collection[Watcher]) -> Iterator[Ended]:
    """Tell all watchers of each event, and yield what ended before they are told of it."""
    for event in events:
        if isinstance(event, Due):
            for watcher in watchers:
                watcher.due(event)
            continue
        yield event
        for watcher in watchers:
            watcher.ended(event)


def _log(options: argparse.Namespace, recipe: Recipe) -> EventLog | None:
    if not options.log:
        return None
    log: EventLog = import_module("scrub.cli.event_log").EventLog(options.log)
    log.began(recipe=recipe.digest(), workers=options.workers)
    return log


def _metrics(options: argparse.Namespace) -> MetricsFile | None:
    if not options.metrics:
        return None
    module = import_module("scrub.cli.metrics_file")
    metrics: MetricsFile = module.MetricsFile(options.metrics, time.monotonic)
    return metrics
