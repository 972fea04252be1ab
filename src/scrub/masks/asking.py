"""What a template's `when` asks, out of YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.attributes import is_attribute
from scrub.masks.criteria import COMPARISONS
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.masks.nodes import Entry
    from scrub.model.mask import Test

_PRESENCES = frozenset({"present", "absent"})
_OPS = COMPARISONS | _PRESENCES
_CONDITION = frozenset({"attribute", "not", "creator", "exact_case"}) | _OPS
_GROUPS = frozenset({"all", "any", "not"})
_KNOWN = _CONDITION | _GROUPS
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def tests(fields: Mapping[str, Entry]) -> tuple[Test, ...]:
    """Return the tests under `when`, if there is one.

    Raises:
        RecipeError: with file and line, if one of them is wrong.

    """
    return tuple(map(_test, fields["when"].items())) if "when" in fields else ()


def asks_for_something(asked: Test) -> bool:
    """Tell whether a test can only hold of a header that says something."""
    match asked:
        case Condition(op=op, negated=negated):
            return op != "absent" and not negated
        case AllOf(parts):
            return any(map(asks_for_something, parts))
        case AnyOf(parts):
            return all(map(asks_for_something, parts))
        case _:
            return False


def _test(entry: Entry) -> Test:
    fields = entry.fields(_KNOWN)
    if "attribute" in fields:
        return _condition(entry, fields)
    if len(fields) != 1:
        raise entry.wrong("'attribute' is missing, or one of all, any, not was expected")
    ((group, inner),) = fields.items()
    if group == "not":
        return Not(_test(inner))
    if group not in _GROUPS:
        raise entry.wrong("'attribute' is missing")
    parts = tuple(map(_test, inner.items()))
    if not parts:
        raise inner.wrong("this list is empty")
    return AllOf(parts) if group == "all" else AnyOf(parts)


def _condition(entry: Entry, fields: Mapping[str, Entry]) -> Condition:
    creator = fields["creator"].text() if "creator" in fields else ""
    attribute = _attribute(fields["attribute"], creator)
    ops = fields.keys() & _OPS
    if len(ops) != 1 or fields.keys() - _CONDITION:
        raise entry.wrong(f"one test was expected, not {len(ops)}")
    (op,) = ops
    negated, exact = (name in fields and fields[name].flag() for name in ("not", "exact_case"))
    if op in _PRESENCES:
        if not fields[op].flag():
            raise fields[op].wrong(f"write '{op}: true', or its opposite")
        return Condition(attribute, op, (), negated, creator)
    return Condition(attribute, op, _values(fields[op], op), negated, creator, exact)


def _attribute(entry: Entry, creator: str) -> str:
    name = entry.text()
    if is_attribute(name, creator):
        return name
    if is_attribute(name, "" if creator else "x"):
        raise entry.wrong(f"{name!r}: 'creator' goes with tags of private blocks, as 0019,xx27")
    raise entry.wrong(f"{name!r} is neither a DICOM keyword nor a tag like 0008,0070")


def _values(entry: Entry, op: str) -> tuple[str, ...]:
    values = entry.texts()
    for value in values:
        if op in {"less", "greater"} and not _NUMBER.fullmatch(value):
            raise entry.wrong(f"a number was expected, not {value!r}")
        if op == "matches":
            _check_pattern(entry, value)
    return values


def _check_pattern(entry: Entry, pattern: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise entry.wrong(f"not a regular expression: {error}") from None
