"""What a script of CTP asks, as tests of ours.

What cannot be asked exactly is asked more widely, or not at all, and said: a template may black
more than CTP, never less. To CTP, an absent attribute is the empty text, as to us.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.formats.ctp_language import Always, Asked, Both, Either, Turned
from scrub.masks.formats.ctp_names import read_name
from scrub.masks.formats.java_patterns import PatternError, from_java
from scrub.model.mask import AllOf, AnyOf, Condition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.masks.formats.ctp_language import Script
    from scrub.masks.formats.ctp_names import Name
    from scrub.model.mask import Test

_COMPARISONS = {
    "equals": "equals",
    "contains": "contains",
    "startsWith": "startswith",
    "endsWith": "endswith",
}
_ORDERS = {"isLessThan": "less", "isGreaterThan": "greater"}
_ANY_CASE = "IgnoreCase"
_NOT_A_DIGIT = re.compile(r"[^0-9.]")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")


class Reading:
    """Turns scripts into tests, and gathers what was lost on the way."""

    def __init__(self) -> None:
        self.lost: list[str] = []
        self.wider = False

    def test(self, script: Script, *, negated: bool = False) -> Test | bool:
        """Return a test, or whether it always or never holds."""
        match script:
            case Always(value):
                return value != negated
            case Turned(part):
                return self.test(part, negated=not negated)
            case Both(parts):
                return _joined([self.test(p, negated=negated) for p in parts], every=not negated)
            case Either(parts):
                return _joined([self.test(p, negated=negated) for p in parts], every=negated)
            case Asked():
                return self._asked(script, negated=negated)

    def _asked(self, asked: Asked, *, negated: bool) -> Test | bool:
        if asked.identifier[:1].isdecimal():
            self.lost.append(f"CTP itself reads {asked.identifier} only in brackets")
        if asked.text is None or not _is_method(asked.method):
            self.lost.append(f"{asked.identifier}.{asked.method}(…) is always false to CTP")
            return negated
        name = read_name(asked.identifier)
        if name is None:
            return self._not_asked(asked, "no such attribute is known here")
        if not name.has_text:
            return self._not_asked(asked, "CTP finds no text in it")
        test = self._exact(name, asked, asked.text, negated=negated)
        if isinstance(test, Condition) and name.is_nested:
            return self._in_a_sequence(asked, test)
        if name.is_nested and not isinstance(test, bool):
            return self._not_asked(asked, "CTP looks only in the first item")
        return test

    def _in_a_sequence(self, asked: Asked, test: Condition) -> Test | bool:
        if test.negated or test.op == "absent":
            return self._not_asked(asked, "CTP looks only in the first item")
        self.wider = True
        self.lost.append(f"{asked.identifier} is looked for in every item, not only the first")
        return test

    def _not_asked(self, asked: Asked, why: str) -> bool:
        self.wider = True
        self.lost.append(f"{asked.identifier}.{asked.method} is not asked, so more is black: {why}")
        return True

    def _exact(self, name: Name, asked: Asked, text: str, *, negated: bool) -> Test | bool:
        if asked.method == "matches":
            return self._pattern(name, asked, text, negated=negated)
        if asked.method in _ORDERS:
            return self._order(name, asked, text, negated=negated)
        method = asked.method.removesuffix(_ANY_CASE)
        if not text:
            if method == "equals":
                return Condition(name.attribute, "absent", (), negated, name.creator)
            return not negated
        exact = method == asked.method
        op = _COMPARISONS[method]
        return Condition(name.attribute, op, (text,), negated, name.creator, exact)

    def _pattern(self, name: Name, asked: Asked, text: str, *, negated: bool) -> Test | bool:
        try:
            pattern = from_java(text)
        except PatternError as error:
            return self._not_asked(asked, str(error))
        matches = Condition(
            name.attribute, "matches", (pattern.text,), negated, name.creator, pattern.exact_case
        )
        if not pattern.finds_nothing:
            return matches
        absent = Condition(name.attribute, "absent", (), negated, name.creator)
        return AllOf((matches, absent)) if negated else AnyOf((matches, absent))

    def _order(self, name: Name, asked: Asked, text: str, *, negated: bool) -> Test | bool:
        """Compare as CTP does, which drops all but digits and points, and so signs."""
        digits = _NOT_A_DIGIT.sub("", text)
        if not _NUMBER.fullmatch(digits):
            return negated
        if not (name.is_count or name.is_number) or name.is_nested:
            return self._not_asked(asked, "CTP compares all its digits as one number")
        whole, _, part = digits.partition(".")
        number = f"{whole or 0}.{part}".rstrip(".")

        def order(op: str, value: str) -> Condition:
            return Condition(name.attribute, op, (value,), negated)

        if name.is_count:
            return order(_ORDERS[asked.method], number)
        both = (order("greater", f"-{number}"), order("less", number))
        if asked.method == "isLessThan":
            return AnyOf(both) if negated else AllOf(both)
        both = (order("greater", number), order("less", f"-{number}"))
        return AllOf(both) if negated else AnyOf(both)


def _is_method(method: str) -> bool:
    plain = method.removesuffix(_ANY_CASE)
    return method == "matches" or method in _ORDERS or plain in _COMPARISONS


def _joined(parts: Sequence[Test | bool], *, every: bool) -> Test | bool:
    if any(part is (not every) for part in parts):
        return not every
    tests = tuple(part for part in parts if not isinstance(part, bool))
    if len(tests) < 2:  # noqa: PLR2004 (two are a group)
        return tests[0] if tests else every
    return AllOf(tests) if every else AnyOf(tests)
