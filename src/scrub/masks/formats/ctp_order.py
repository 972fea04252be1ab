"""Signatures put in order for CTP, which takes the first that fits and no other.

With us, all that fit count. So of two signatures that may both fit, the one that covers all that
the other blacks goes first; where neither does, one that asks for both and blacks both goes
before them.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.formats.carrying import LONGEST
from scrub.model.mask import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.mask import MaskTemplate, Patch, Pixels, Test

_MOST_TIMES = 4
"""How many times more signatures than there were are written at most."""

_SHORTEST = 2
"""Characters of a name that hardly stands beside another name of the same thing."""

_TEXTS = frozenset({"equals", "contains", "startswith", "endswith", "matches"})
_WORD = re.compile(r"\\b([\w -]+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """What must hold, what is black then, and the templates that it stands for."""

    when: tuple[Test, ...]
    black: tuple[Pixels, ...]
    names: tuple[str, ...]

    def __or__(self, other: Signature) -> Signature:
        return Signature(
            tuple(dict.fromkeys(self.when + other.when)),
            tuple(dict.fromkeys(self.black + other.black)),
            tuple(dict.fromkeys(self.names + other.names)),
        )


def in_order(signatures: Iterable[Signature]) -> tuple[tuple[Signature, ...], tuple[str, ...]]:
    """Return signatures, and some for those that fit together, so that the first fit says all.

    Also return the names of those for which it may not, since there would be too many. A header
    with two makers or two models in one attribute is not thought of.
    """
    every = _joined(signatures)
    most = _MOST_TIMES * len(every)
    waiting: deque[tuple[Signature, Signature]] = deque()
    before = _ByHeight()
    for one in every.values():
        waiting += before.with_each(one)
    unsaid: dict[str, None] = {}
    while waiting:
        one, other = waiting.popleft()
        if not _clash(one, other):
            continue
        both = one | other
        asked = frozenset(both.when)
        if asked in every:
            both = every[asked] | both
            if _covers(every[asked].black, both.black):
                continue
        elif len(every) >= most:
            unsaid.update(dict.fromkeys(both.names))
            continue
        every[asked] = both
        waiting += before.with_each(both)
    return _widest_first(tuple(every.values())), tuple(unsaid)


def without_echoes(templates: Sequence[MaskTemplate]) -> tuple[MaskTemplate, ...]:
    """Return templates less those that ask for all that others ask, and black only what they do.

    Where all that fit count, these say nothing; they are what `in_order` adds for CTP.
    """
    asked = [_whole(template) for template in templates]
    left: list[MaskTemplate] = []
    for index, template in enumerate(templates):
        black = {
            patch
            for other, (when, patches) in enumerate(asked)
            if when < asked[index][0] or (when == asked[index][0] and other < index)
            for patch in patches
        }
        if not set(template.black) <= black:
            left.append(template)
    return tuple(left)


def _whole(template: MaskTemplate) -> tuple[frozenset[Test], tuple[Patch, ...]]:
    sizes = (("Rows", template.rows), ("Columns", template.columns))
    conditions = (Condition(key, "equals", (str(size),)) for key, size in sizes if size)
    return frozenset((*template.when, *conditions)), template.black


class _ByHeight:
    """Signatures by the height they ask for, since those of two heights never both fit."""

    def __init__(self) -> None:
        self._known: dict[str, list[Signature]] = {}

    def with_each(self, one: Signature) -> Iterator[tuple[Signature, Signature]]:
        """Yield it with each that was here before and may be as high."""
        height = _height(one)
        heights = ("", height) if height else tuple(self._known)
        for other in [other for key in heights for other in self._known.get(key, ())]:
            yield one, other
        self._known.setdefault(height, []).append(one)


def _height(one: Signature) -> str:
    for test in one.when:
        match test:
            case Condition("Rows", "equals", (value,), False):
                return value
            case _:
                pass
    return ""


def _joined(signatures: Iterable[Signature]) -> dict[frozenset[Test], Signature]:
    """Return one for all that ask the same."""
    joined: dict[frozenset[Test], Signature] = {}
    for one in signatures:
        asked = frozenset(one.when)
        joined[asked] = joined[asked] | one if asked in joined else one
    return joined


def _clash(one: Signature, other: Signature) -> bool:
    return not (
        any(_exclude(a, b) for a in one.when for b in other.when)
        or _covers(one.black, other.black)
        or _covers(other.black, one.black)
    )


def _exclude(one: Test, other: Test) -> bool:
    """Tell whether hardly a header passes both; nested attributes have several values."""
    if not isinstance(one, Condition) or not isinstance(other, Condition):
        return False
    if (one.attribute, one.creator) != (other.attribute, other.creator) or "." in one.attribute:
        return False
    if one.negated or other.negated or not {one.op, other.op} <= _TEXTS:
        return False
    return all(_differ(one.op, a, other.op, b) for a in one.values for b in other.values)


def _differ(op: str, value: str, other_op: str, other: str) -> bool:
    value, other = _plain(op, value).casefold(), _plain(other_op, other).casefold()
    if min(len(value), len(other)) >= _SHORTEST and value not in other and other not in value:
        return True
    if {op, other_op} == {"equals"}:
        return value != other
    if {op, other_op} == {"startswith"}:
        return not value.startswith(other) and not other.startswith(value)
    return False


def _plain(op: str, text: str) -> str:
    """Return a text to compare; of a pattern, its word if it is no more than the start of one."""
    if op != "matches":
        return text
    word = _WORD.fullmatch(text)
    return word[1] if word else ""


def _covers(one: tuple[Pixels, ...], other: tuple[Pixels, ...]) -> bool:
    return all(any(_holds(a, b) for a in one) for b in other)


def _holds(one: Pixels, other: Pixels) -> bool:
    return _spans(one.x, one.width, other.x, other.width) and _spans(
        one.y, one.height, other.y, other.height
    )


def _spans(first: int, length: int | None, inner: int, inner_length: int | None) -> bool:
    if (first < 0) != (inner < 0):
        return first == 0 and (length or LONGEST) >= LONGEST
    end, inner_end = first + (length or LONGEST), inner + (inner_length or LONGEST)
    return first <= inner and end >= inner_end


def _widest_first(signatures: Sequence[Signature]) -> tuple[Signature, ...]:
    shapes = dict.fromkeys(one.black for one in signatures)
    covered = {shape: sum(_covers(shape, other) for other in shapes) for shape in shapes}
    return tuple(sorted(signatures, key=lambda one: (-covered[one.black], -len(one.when))))
