"""Whether what templates ask for can hold of one header, told from what they ask alone.

A condition is tried on texts that are made from it and from the others about its attribute: if
one of these texts passes all, they can hold together. Where no such text can be made up, as for
most regular expressions, they are said to be able to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, assert_never

from pydicom.datadict import dictionary_VM, dictionary_VR, tag_for_keyword

from scrub.masks.attributes import shown
from scrub.masks.criteria import Facts, holds
from scrub.masks.samples import samples
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scrub.model.mask import Test

Alternative = tuple[Condition, ...]
"""Conditions that must all hold."""

Key = tuple[str, str]
"""An attribute as `shown` gives it, and the creator of its private block."""

_MOST_ALTERNATIVES = 256
_MOST_JOINED = 64
_BETWEEN = ("", " ", "\\")

# One machine has one of these, so what two templates ask of them is not asked of a sentence.
_ONE_NAME = frozenset({"Manufacturer", "ManufacturerModelName", "SoftwareVersions", "StationName"})
_CODES = frozenset({"CS", "UI", "US", "UL", "IS", "DS", "SS", "SL", "FD", "FL"})
_UNLIKELY = "\N{SECTION SIGN}"


class _Supposed(Facts):
    """A header that says one text wherever it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def texts(self, attribute: str, creator: str = "", *, folded: bool = True) -> tuple[str, ...]:
        del attribute, creator
        text = self._text.casefold() if folded else self._text
        return (text,) if text else ()


def alternatives(when: Sequence[Test]) -> tuple[Alternative, ...]:
    """Return conditions such that all of `when` holds just if all of one alternative hold.

    Where there would be more than 256, it is one without conditions, which always holds.
    """
    try:
        return tuple(_all_of([_spread(test, negated=False) for test in when]))
    except OverflowError:
        return ((),)


def _spread(test: Test, *, negated: bool) -> list[Alternative]:
    match test:
        case Condition():
            return [(replace(test, negated=test.negated != negated),)]
        case Not(one):
            return _spread(one, negated=not negated)
        case AllOf(tests) | AnyOf(tests):
            spread = [_spread(one, negated=negated) for one in tests]
            if isinstance(test, AllOf) != negated:
                return _all_of(spread)
            return [one for several in spread for one in several]
        case _:
            assert_never(test)


def _all_of(spread: Sequence[Sequence[Alternative]]) -> list[Alternative]:
    count = 1
    for several in spread:
        count *= len(several)
        if count > _MOST_ALTERNATIVES:
            raise OverflowError
    return [tuple(c for part in chosen for c in part) for chosen in product(*spread)]


def by_attribute(conditions: Iterable[Condition]) -> Mapping[Key, tuple[Condition, ...]]:
    """Return conditions by what they are about; a keyword and its tag are one."""
    found: defaultdict[Key, list[Condition]] = defaultdict(list)
    for condition in conditions:
        found[shown(condition.attribute), condition.creator].append(condition)
    return {key: tuple(some) for key, some in found.items()}


def can_meet(one: Sequence[Test], other: Sequence[Test]) -> bool:
    """Tell whether one header may pass all tests of both.

    Names of equipment are taken for names: a model has no two of them in it, unless one of the
    two is in the other.
    """
    pairs = product(alternatives(one), alternatives(other))
    return any(_meet(by_attribute(a), by_attribute(b)) for a, b in pairs)


def _meet(one: Mapping[Key, Alternative], other: Mapping[Key, Alternative]) -> bool:
    return all(_agree(key, one[key], other[key]) for key in one.keys() & other.keys())


def _agree(key: Key, one: Alternative, other: Alternative) -> bool:
    if _is_anywhere(key):
        return True
    apart = [*_witnesses(one), *_witnesses(other)]
    texts = apart if _names_one_thing(key[0]) else [*apart, *_witnesses(one + other)]
    return _is_unsure(one + other) or any(_passes(text, one + other) for text in texts)


def impossible(when: Sequence[Test]) -> str:
    """Return an attribute of which tests can never hold together, or nothing if they can."""
    never = ""
    for alternative in alternatives(when):
        never = next(_contradicted(alternative), "")
        if not never:
            break
    return never


def _contradicted(alternative: Alternative) -> Iterator[str]:
    for key, conditions in by_attribute(alternative).items():
        is_open = _is_anywhere(key) or _is_unsure(conditions)
        if not is_open and not any(_passes(t, conditions) for t in _witnesses(conditions)):
            yield key[0]


def implies(narrow: Sequence[Test], wide: Sequence[Test]) -> bool:
    """Tell whether surely every header that passes the one passes the other too."""
    given = [test for test in narrow if isinstance(test, Condition)]
    return all(
        test in narrow or (isinstance(test, Condition) and any(_forces(one, test) for one in given))
        for test in wide
    )


def _forces(one: Condition, other: Condition) -> bool:
    """Tell whether every text that passes the one passes the other."""
    same = (shown(one.attribute), one.creator) == (shown(other.attribute), other.creator)
    if not same or one.negated or other.negated or other.exact_case != one.exact_case:
        return False
    if other.op == "present":
        return one.op != "absent"
    if one.op == "equals" or (one.op in _IN and other.op in _IN[one.op]):
        return bool(one.values) and all(_passes(value, (other,)) for value in one.values)
    return False


_IN: Mapping[str, frozenset[str]] = {
    "startswith": frozenset({"startswith", "contains"}),
    "endswith": frozenset({"endswith", "contains"}),
    "contains": frozenset({"contains"}),
}
"""What is true of a text if it is true of the part of it that a test names."""


def _passes(text: str, conditions: Iterable[Condition]) -> bool:
    header = _Supposed(text)
    return all(holds(condition, header) for condition in conditions)


def _is_anywhere(key: Key) -> bool:
    """Tell whether several items can answer, each its own way."""
    return "." in key[0]


def _names_one_thing(attribute: str) -> bool:
    tag = tag_for_keyword(attribute)
    if tag is None:
        return False
    return attribute in _ONE_NAME or (dictionary_VM(tag) == "1" and dictionary_VR(tag) in _CODES)


def _is_unsure(conditions: Iterable[Condition]) -> bool:
    """Tell whether a text is asked for of which no example can be made up."""
    asked = [c for c in conditions if not c.negated]
    if any(condition.op == "equals" for condition in asked):
        return False
    patterns = [value for c in asked if c.op == "matches" for value in c.values]
    return any(not samples(pattern) for pattern in patterns)


def _witnesses(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield texts that may pass: of each condition alone, and of all in a row."""
    yield from ("", _UNLIKELY)
    parts: dict[str, list[list[str]]] = {"startswith": [], "contains": [], "endswith": []}
    for condition in conditions:
        texts = [text for value in condition.values for text in _texts(condition.op, value)]
        yield from texts
        if texts and not condition.negated:
            parts[condition.op if condition.op in parts else "contains"].append(texts)
    in_order = [*parts["startswith"], *parts["contains"], *parts["endswith"]]
    if len(in_order) > 1:
        for chosen in islice(product(*in_order), _MOST_JOINED):
            yield from (between.join(chosen) for between in _BETWEEN)


def _texts(op: str, value: str) -> tuple[str, ...]:
    if op == "matches":
        return samples(value)
    if op not in {"less", "greater"}:
        return (value,)
    try:
        number = float(value)
    except ValueError:
        return ()
    return tuple(f"{number + step:g}" for step in (-1, -0.5, 0, 0.5, 1))
