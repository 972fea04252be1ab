"""What has to be done to a source that was done before: nothing, matching, or all of it."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from scrub.decisions import digest_of
from scrub.model.decision import Ruling
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrub.batch.entry import Entry
    from scrub.model.decision import Decision
    from scrub.recipe import Basis


class Need(Enum):
    """How much is to be done."""

    NOTHING = auto()
    MATCHING = auto()
    """Templates have changed: to be done again only if they ask something else of this one."""
    ALL = auto()


def need_of(
    entry: Entry, state: tuple[int, int], basis: Basis, decisions: Collection[Decision]
) -> Need:
    """Return how much is to be done, as far as what an outcome rests on tells.

    `state` is what the source's file is like now; `decisions` are those that hold of it now.
    """
    if (entry.recipe, entry.size, entry.modified) != (basis.recipe, *state):
        return Need.ALL
    if _is_other(entry.models, basis.models) or was_decided_since(entry, decisions):
        return Need.ALL
    return Need.MATCHING if entry.matched and entry.templates != basis.templates else Need.NOTHING


def _is_other(then: str, now: str) -> bool:
    """Tell whether models have changed; where nobody looked, there are none."""
    return bool(then) and then != now


def was_decided_since(entry: Entry, now: Collection[Decision]) -> bool:
    """Tell whether other decisions hold than were done; a yes to what was written does none."""
    if entry.verdict == Verdict.WRITTEN:
        rest = (one for one in now if one.ruling is not Ruling.ACCEPT)
        return entry.decisions not in (digest_of(now), digest_of(rest))
    return entry.decisions != digest_of(now)
