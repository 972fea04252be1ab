"""Sources that come to one file with other bytes: the one found first is published.

The same SOP Instance may be found twice. If both come to the same bytes, one file is both's. If
not, the one found first is published and the others are held: a rule that depends on nothing but
what was found, so that a run that was cut short ends as one that was not, with one worker or many.
What was published for an input that is not among those of this run stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.batch.entry import not_done

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from scrub.batch.going import Run
    from scrub.batch.inventory import Inventory
    from scrub.batch.ledger import Ledger
    from scrub.batch.settings import Ended
    from scrub.model.instance import Job
    from scrub.model.outcome import Verdict
    from scrub.seams import Executor


@dataclass(frozen=True, slots=True)
class Contest:
    """A file of the output that should be of another source than it is.

    `first` is the name of the source that it should be of, `holders` those that it is of now.
    """

    target: str
    first: str
    holders: tuple[str, ...]


def settle(run: Run, inventory: Inventory, ledger: Ledger, executor: Executor) -> Generator[Ended]:
    """Yield how sources end after all that came to a file before the one that was found first.

    2026-11: who holds a file that should be another's is put down as not done before anything is
    changed, so that after a run that is cut short here it is done again.
    """
    found = tuple(contests(run.lost, inventory, ledger))
    for contest in found:
        for name in contest.holders:
            run.note(not_done(ledger.last(name)))
    first = {contest.first: contest.target for contest in found}
    yield from _again(first, run, inventory, executor, first)
    holders = (name for contest in found for name in contest.holders)
    yield from _again(holders, run, inventory, executor)
    yield from _again(run.shaken, run, inventory, executor)
    yield from _again(tuple(_doubted(run.lost, ledger)), run, inventory, executor)


def contests(
    lost: Iterable[tuple[str, str]], inventory: Inventory, ledger: Ledger
) -> Iterator[Contest]:
    """Yield the contests among sources that lost a target, each given with it by name."""
    losers: dict[str, list[str]] = {}
    for name, target in lost:
        losers.setdefault(target, []).append(name)
    for target, names in sorted(losers.items()):
        holders = ledger.holders(target)
        places = [inventory.place(holder) for holder in holders]
        place, first = min((_place(name, inventory), name) for name in names)
        if all(other is not None and place < other for other in places):
            yield Contest(target, first, tuple(holders))


def _doubted(lost: Iterable[tuple[str, str]], ledger: Ledger) -> Iterator[str]:
    """Yield sources that may have lost a file to what it was before it was what it is now."""
    for name, target in lost:
        entry, holders = ledger.last(name), ledger.holders(target)
        if entry and holders and ledger.is_changed(holders, entry.since):
            yield name


def _again(
    names: Iterable[str],
    run: Run,
    inventory: Inventory,
    executor: Executor,
    may_replace: Mapping[str, str] | None = None,
) -> Generator[Ended]:
    """Yield how sources end that are done again."""
    told: dict[str, Verdict] = {}
    all_names = tuple(names)
    if not all_names:
        # An executor may wait for its workers before it finds that there is nothing to do.
        return

    def jobs() -> Iterator[Job]:
        for name in all_names:
            told[name] = run.told(name)
            job = run.job(inventory.source(_place(name, inventory)))
            yield replace(job, may_replace=may_replace[name]) if may_replace else job

    for ended in run.do(jobs(), executor):
        yield replace(ended, instead=told.pop(ended.source_id))


def _place(name: str, inventory: Inventory) -> int:
    place = inventory.place(name)
    if place is None:
        raise AssertionError("it is one of this run")
    return place
