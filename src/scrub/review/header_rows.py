"""Every element of an instance before and after, side by side, and what became of it.

What is after is a data set on which the plan's own edits were done by the code that does them in
a run; nothing is decided here. An element counts as changed if it is not there any more, was not
there before, or says something else: setting what stood there already changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.header.tags.rows import rows
from scrub.header.walk import walk
from scrub.model.header import ITEM, Effect, TagPath

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.tags.rows import TagRow
    from scrub.header.walk import Items
    from scrub.model.header import HeaderEdit
    from scrub.model.site import Selector

STATEMENT = "statement"
_LETTERS = {Effect.SET: "C", Effect.EMPTY: "Z", Effect.REMOVE: "X"}
_STAYS = frozenset({"", "K"})


@dataclass(frozen=True, slots=True)
class Said:
    """What an element says at one time. `mark` tells it from any other value; PHI is in both."""

    row: TagRow
    mark: tuple[str, ...] = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether it has no value, or no item."""
        return not self.row.multiplicity


@dataclass(frozen=True, slots=True)
class Judged:
    """What is done to an element: a code of PS3.15 Table E.1-1a, or none, and by which rule.

    `takes` tells whether the profile, without a site's rules, would not keep it.
    """

    code: str
    reason: str
    takes: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One element. Items are counted as they were before; where it was added, as they are after.

    `selector` is what a rule of a recipe names it by; None where no rule is about it.
    """

    path: TagPath
    before: Said | None
    after: Said | None
    judged: Judged
    selector: Selector | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether it does not say the same."""
        if self.before is None or self.after is None:
            return True
        return self.before.mark != self.after.mark

    @property
    def told(self) -> TagRow:
        """What it is: as it was, or, where it was not, as it will be."""
        said = self.before or self.after
        assert said is not None
        return said.row


def said_of(dataset: Dataset) -> dict[TagPath, Said]:
    """Return what every element says.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    # Rows come first: they note how long elements are before anybody looks at them.
    listed = zip(rows(dataset), walk(dataset), strict=True)
    return {path: Said(row, _mark(row, element)) for row, (path, element) in listed}


def _mark(row: TagRow, element: DataElement) -> tuple[str, ...]:
    if row.vr == "SQ":
        return row.vr, str(row.multiplicity)
    if row.values or not isinstance(element.value, bytes):
        return row.vr, *row.values
    return row.vr, hashlib.sha256(element.value).hexdigest()


def merged(
    before: Mapping[TagPath, Said], after: Mapping[TagPath, Said], gone: Collection[Items]
) -> Iterator[tuple[TagPath, Said | None, Said | None]]:
    """Yield what is before and after by path, in the order of a header.

    `gone` are items that were removed whole, so that those behind them moved up.
    """
    places = {_as_before(path, gone): said for path, said in after.items()} if gone else after
    for path in sorted(before.keys() | places.keys(), key=_order):
        yield path, before.get(path), places.get(path)


def _as_before(path: TagPath, gone: Collection[Items]) -> TagPath:
    items: Items = ()
    for tag, index in path.items:
        lost = sorted(one[-1][1] for one in gone if one[:-1] == items and one[-1][0] == tag)
        place = index
        for other in lost:
            place += other <= place
        items = (*items, (tag, place))
    return TagPath(items, path.tag)


def _order(path: TagPath) -> tuple[tuple[int, int], ...]:
    """Return where an element stands: a sequence before what is in it."""
    return (*path.items, (path.tag, -1))


def judged_by(
    path: TagPath, edits: Mapping[TagPath, HeaderEdit], rules: Mapping[TagPath, Judged]
) -> Judged:
    """Return what a plan does to an element: by an edit of it, of what it is in, or by a rule."""
    rule = rules.get(path, Judged("", "added"))
    own = edits.get(path)
    if own and own.rule == STATEMENT:
        return Judged("", STATEMENT)
    if own:
        code = _LETTERS[own.effect] if rule.code in _STAYS else rule.code
        return Judged(code, own.rule, rule.takes)
    above = next(filter(None, map(edits.get, _above(path))), None)
    if above:
        return Judged("X", f"goes with what it is in: {above.rule}")
    return rule


def _above(path: TagPath) -> Iterable[TagPath]:
    """Yield the items and the sequences that an element is in."""
    for depth, (tag, _) in enumerate(path.items):
        yield TagPath(path.items[:depth], tag)
        yield TagPath(path.items[: depth + 1], ITEM)
