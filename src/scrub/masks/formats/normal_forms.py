"""Tests with their groups taken apart: for formats that have no groups, or only some."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, assert_never

from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.mask import Test

Line = tuple[Condition, ...]
"""Conditions of which all must hold, or any: as the function says that returns them."""

MOST_LINES = 64


class TooManyLinesError(Exception):
    """A test that cannot be taken apart in few lines."""


def any_of_all(tests: Sequence[Test]) -> tuple[Line, ...]:
    """Return lines, one of which holds as a whole just if all of the tests hold.

    Raises:
        TooManyLinesError: if there would be more than 64.

    """
    return tuple(map(_each_once, _lines(AllOf(tuple(tests)), AnyOf)))


def all_of_any(tests: Sequence[Test]) -> tuple[Line, ...]:
    """Return lines, in each of which one condition holds just if all of the tests hold.

    Raises:
        TooManyLinesError: if there would be more than 64.

    """
    return tuple(map(_each_once, _lines(AllOf(tuple(tests)), AllOf)))


def _lines(test: Test, outer: type[AllOf | AnyOf], *, negated: bool = False) -> list[Line]:
    match test:
        case Condition():
            return [(replace(test, negated=test.negated != negated),)]
        case Not(one):
            return _lines(one, outer, negated=not negated)
        case AllOf(tests) | AnyOf(tests):
            parts = [_lines(one, outer, negated=negated) for one in tests]
            if (isinstance(test, outer)) != negated:
                return _few(line for part in parts for line in part)
            return _few(tuple(c for line in chosen for c in line) for chosen in product(*parts))
        case _:
            assert_never(test)


def _few(lines: Iterable[Line]) -> list[Line]:
    few: list[Line] = []
    for line in lines:
        few.append(line)
        if len(few) > MOST_LINES:
            raise TooManyLinesError
    return few


def _each_once(line: Line) -> Line:
    return tuple(dict.fromkeys(line))


def simplified(test: Test) -> Test:
    """Return the same test with no group in a group of its kind, and none of one test.

    AllOf(()) holds always, and AnyOf(()) never.
    """
    match test:
        case Condition():
            return test
        case Not(one):
            return _turned(simplified(one))
        case AllOf(tests) | AnyOf(tests):
            return _group(type(test), tests)
        case _:
            assert_never(test)


def _turned(test: Test) -> Test:
    if isinstance(test, AllOf | AnyOf) and not test.tests:
        return AnyOf(()) if isinstance(test, AllOf) else AllOf(())
    if isinstance(test, Condition):
        return replace(test, negated=not test.negated)
    return test.test if isinstance(test, Not) else Not(test)


def _group(kind: type[AllOf | AnyOf], tests: Iterable[Test]) -> Test:
    parts: list[Test] = []
    for part in map(simplified, tests):
        if isinstance(part, AllOf | AnyOf) and not isinstance(part, kind) and not part.tests:
            return part
        parts += part.tests if isinstance(part, kind) else [part]
    left = tuple(dict.fromkeys(parts))
    if kind is AnyOf:
        left = tuple(_merged(left))
    return left[0] if len(left) == 1 else kind(left)


def _merged(parts: Sequence[Test]) -> Iterator[Test]:
    """Yield parts of which any will do, those about one attribute as one."""
    values: dict[Condition, tuple[str, ...]] = {}
    others: list[Test] = []
    for part in parts:
        if isinstance(part, Condition) and part.values and not part.negated:
            bare = replace(part, values=())
            values[bare] = tuple(dict.fromkeys((*values.get(bare, ()), *part.values)))
        else:
            others.append(part)
    for bare, several in values.items():
        yield replace(bare, values=several)
    yield from others
