"""What is to become of single elements, staged: as rules of a site, with undo and redo.

2026-11: a rule names the way to its element, not its tag alone, so that it does what was seen and
nothing elsewhere; it holds for every item of a sequence, and for every instance. What it comes to
is for the planner to say: a rule that does not do what was asked is not staged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.errors import ConflictError, UsageError
from scrub.header.site.attributes import listed_vr
from scrub.header.site.nodes import Text, WrongError
from scrub.header.site.selectors import check, check_values
from scrub.header.tags.names import shown_tag, vm_of
from scrub.header.tags.places import creator_of
from scrub.header.tags.values import checked
from scrub.model.site import Selector, SiteRule, TagPattern, Verb

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from scrub.model.header import Tag, TagPath
    from scrub.review.header_rows import Row, Said

_PRIVATE, _BLOCK = 0x00010000, 0xFF00
_META_GROUP = 2
_DONE = "site "


@dataclass(frozen=True, slots=True)
class Staged:
    """One change. `instead` is what the profile does there; by whom, when and why it was staged."""

    selector: Selector
    name: str
    verb: Verb
    value: tuple[str, ...] = field(repr=False)
    instead: str
    by: str
    at: str
    note: str = ""

    @property
    def rule(self) -> SiteRule:
        """The rule of a recipe that it becomes."""
        return SiteRule(self.verb, (self.selector,), self.value)


class History:
    """What is staged now, and was before. `version` is another after each change."""

    def __init__(self) -> None:
        self._states: list[tuple[Staged, ...]] = [()]
        self._at = 0
        self.version = 0

    @property
    def now(self) -> tuple[Staged, ...]:
        """What is staged, in the order in which it was."""
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        """Tell whether something was done."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Tell whether something was undone."""
        return self._at < len(self._states) - 1

    def check(self, version: int) -> None:
        """Pass if nothing changed since a version was shown.

        Raises:
            ConflictError: if something did.

        """
        if version != self.version:
            raise ConflictError("something was staged in another tab meanwhile: look again")

    def put(self, state: tuple[Staged, ...]) -> None:
        """Do something: what was undone before is forgotten."""
        del self._states[self._at + 1 :]
        self._states.append(state)
        self._move(1)

    def undo(self) -> None:
        """Go back by one."""
        if self.can_undo:
            self._move(-1)

    def redo(self) -> None:
        """Do again what was undone."""
        if self.can_redo:
            self._move(1)

    def revert(self) -> None:
        """Take all of it back; that can be undone."""
        if self.now:
            self.put(())

    def clear(self) -> None:
        """Begin anew: all of it was applied."""
        self._states, self._at = [()], 0
        self.version += 1

    def _move(self, by: int) -> None:
        self._at += by
        self.version += 1


def with_change(state: tuple[Staged, ...], one: Staged) -> tuple[Staged, ...]:
    """Return what is staged with one change more, in place of one of the same element."""
    return (*without(state, one.selector), one)


def without(state: tuple[Staged, ...], selector: Selector) -> tuple[Staged, ...]:
    """Return what is staged without what is about an element."""
    return tuple(other for other in state if other.selector != selector)


def selector_of(path: TagPath, before: Said | None, dataset: Dataset) -> Selector | None:
    """Return what names an element in a recipe; None where no rule is about it."""
    is_private = bool(path.tag & _PRIVATE)
    creator = creator_of(dataset, path) if is_private and path.tag & _BLOCK else ""
    if before is None or path.tag >> 16 == _META_GROUP or (is_private and not creator):
        return None
    vr = "" if listed_vr(path.tag) else before.row.vr
    within = tuple(pattern_of(tag) for tag, _ in path.items)
    return Selector(pattern_of(path.tag), vr, creator, within)


def pattern_of(tag: Tag) -> TagPattern:
    """Return the tags that are one element in every file: of private ones whatever their block."""
    # The number of a private block is another in each file (PS3.5 7.8.1).
    any_block = bool(tag & _PRIVATE and tag & _BLOCK)
    mask = 0xFFFF00FF if any_block else 0xFFFFFFFF
    return TagPattern(tag & mask, mask)


def name_of(path: TagPath) -> str:
    """Return what people call an element, with the sequences it is in."""
    return ".".join(shown_tag(tag) for tag in (*(tag for tag, _ in path.items), path.tag))


def values_of(verb: Verb, selector: Selector, row: Row, text: str) -> tuple[str, ...]:
    """Return the values that replace an element's, none for other verbs.

    Raises:
        UsageError: if the verb is not for it, or the value not of its VR. It says why.

    """
    name = name_of(row.path)
    try:
        check(verb, selector, Text(0, name))
        if verb is not Verb.REPLACE:
            return ()
        if not text:
            raise UsageError(f"{name}: no value; to have none, empty it")
        vm = "1-n" if row.path.tag & _PRIVATE else vm_of(row.path.tag)
        values = checked(row.told.vr, text, vm)
        check_values(selector, values, 0)
    except WrongError as wrong:
        raise UsageError(str(wrong)) from None
    return values


def shortfall(one: Staged, row: Row) -> str:
    """Return why a change does not do what was asked of an element; nothing if it does."""
    if row.selector is None:
        return ""
    is_there = row.after is not None
    done = {
        Verb.KEEP: is_there and not row.is_changed,
        Verb.REMOVE: not is_there,
        Verb.EMPTY: row.after is not None and row.after.is_empty,
        Verb.REPLACE: is_there and row.judged.reason == f"{_DONE}{Verb.REPLACE}",
        Verb.HASH: is_there and row.judged.reason == f"{_DONE}{Verb.HASH}",
    }
    return "" if done[one.verb] else row.judged.reason
