"""What a rule that was read asks for: a size of the frame, and something besides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.asking import asks_for_something
from scrub.model.mask import AllOf, Condition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.mask import Test

_SIZE = re.compile(r"[1-9][0-9]{0,4}")
_EVERY_IMAGE = Condition("Rows", "present")


@dataclass(frozen=True, slots=True)
class Asked:
    """The tests of a template, and the size of its frames, as far as it is certain."""

    when: tuple[Test, ...]
    rows: int | None
    columns: int | None


def sized(tests: Sequence[Test], *, wider: bool) -> Asked | None:
    """Return what to ask where all of these tests hold, or None if it would be nothing.

    `wider` says that not all could be asked. If all could, a rule that fits images that say
    nothing fits them here, too.
    """
    when = tuple(part for test in tests for part in _parts(test))
    if not any(map(asks_for_something, when)):
        if wider:
            return None
        when = (*when, _EVERY_IMAGE)
    rows, columns = _size(when, "Rows"), _size(when, "Columns")
    rest = tuple(test for test in when if not _is_size(test, {"Rows": rows, "Columns": columns}))
    # A size alone stays a condition: else all frames of other sizes nearly fit.
    return Asked(rest if any(map(asks_for_something, rest)) else when, rows, columns)


def _parts(test: Test) -> Iterator[Test]:
    if not isinstance(test, AllOf):
        yield test
        return
    for part in test.tests:
        yield from _parts(part)


def _size(tests: Sequence[Test], attribute: str) -> int | None:
    for test in tests:
        match test:
            case Condition(found, "equals", (value,), False) if found == attribute:
                if _SIZE.fullmatch(value):
                    return int(value)
            case _:
                pass
    return None


def _is_size(test: Test, sizes: dict[str, int | None]) -> bool:
    match test:
        case Condition("Rows" | "Columns" as side, "equals", (value,), False):
            return value == str(sizes[side])
        case _:
            return False
