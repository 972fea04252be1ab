"""A condition of ours as a term of CTP's boolean language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.formats.ctp_names import named, written_name
from scrub.masks.formats.java_patterns import PatternError, from_java, to_java
from scrub.model.mask import AllOf, AnyOf, Condition

if TYPE_CHECKING:
    from scrub.masks.formats.ctp_names import Name
    from scrub.model.mask import Test

_METHODS = {
    "equals": "equals",
    "contains": "contains",
    "startswith": "startsWith",
    "endswith": "endsWith",
}
_ORDERS = {"less": "isLessThan", "greater": "isGreaterThan"}
_ANYTHING = "(?s:.*)"
_BEFORE = frozenset({"contains", "endswith"})
_AFTER = frozenset({"contains", "startswith"})
_COUNT = re.compile(r"\+?[0-9]{1,9}(\.[0-9]{1,9})?")
# Neither can stand in CTP's quotes: a quote ends the text, a brace the signature.
_UNWRITABLE = re.compile(r'["}\x00-\x1f\x7f]')


def can_ask(condition: Condition) -> bool:
    """Tell whether CTP can ask a condition just as it is."""
    return _term(condition) is not None


def script(test: Test) -> str:
    """Return a test of conditions that can be asked, negated by conditions only.

    Raises:
        ValueError: if it is another.

    """
    match test:
        case Condition():
            term = _term(test)
            if term is None:
                raise ValueError(f"CTP cannot ask for {test.attribute}")
            return term
        case AllOf(parts):
            return "(" + " * ".join(map(script, parts)) + ")" if parts else "true."
        case AnyOf(parts):
            return "(" + " + ".join(map(script, parts)) + ")" if parts else "false."
        case _:
            raise ValueError("negations are of conditions only")


def _term(condition: Condition) -> str | None:
    name = named(condition)
    identifier = written_name(name)
    # CTP looks only into the first item of a sequence, and sees no text in a sequence itself.
    if identifier is None or name.is_nested or not name.has_text:
        return None
    if condition.op in {"present", "absent"}:
        empty = condition.negated == (condition.op == "present")
        return f'{"" if empty else "!"}{identifier}.equals("")'
    asked = [_asked(name, condition, value) for value in condition.values if value]
    terms = [f"{identifier}.{one}" for one in asked if one is not None]
    if len(terms) < len(asked):
        return None
    if not terms:
        return "true." if condition.negated else "false."
    joined = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    return f"{'!' * condition.negated}{joined}"


def _asked(name: Name, condition: Condition, value: str) -> str | None:
    if condition.op in _ORDERS:
        if not name.is_count or not _COUNT.fullmatch(value):
            return None
        return f'{_ORDERS[condition.op]}("{value.lstrip("+")}")'
    if condition.op == "matches":
        return _matches(value, exact_case=condition.exact_case)
    if not _UNWRITABLE.search(value):
        any_case = "" if condition.exact_case else "IgnoreCase"
        return f'{_METHODS[condition.op]}{any_case}("{value}")'
    before, after = (_ANYTHING * (condition.op in ops) for ops in (_BEFORE, _AFTER))
    flags = "" if condition.exact_case else "(?iu)"
    return _checked(f"{flags}{before}{''.join(map(_coded, value))}{after}")


def _matches(pattern: str, *, exact_case: bool) -> str | None:
    try:
        text = to_java(pattern, exact_case=exact_case)
    except PatternError:
        return None
    text = re.sub(r"\\(.)", lambda pair: _coded(pair[1]) if pair[1] in '"}' else pair[0], text)
    return _checked(text.replace('"', _coded('"')))


def _checked(pattern: str) -> str | None:
    try:
        from_java(pattern)
    except PatternError:
        return None
    return None if _UNWRITABLE.search(pattern) else f'matches("{pattern}")'


def _coded(character: str) -> str:
    if character.isalnum() or character == " ":
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 1 << 16 else character
