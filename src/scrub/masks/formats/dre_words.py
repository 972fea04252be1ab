r"""What templates ask, in the fields of a dicom-dre device.

A field takes one pattern, or several of which any will do, so whatever else is asked of one
attribute becomes one expression that looks ahead. Image Type is asked by value there: what a text
of all its values begins or ends with can be asked only if it has a backslash in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scrub.masks.attributes import shown
from scrub.masks.formats.dre_asking import ATTRIBUTES, HAS_REGIONS, REGIONS
from scrub.masks.formats.java_patterns import PatternError, compiled_safely
from scrub.masks.formats.patterns import pattern_of
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scrub.model.mask import Test

Fields = dict[str, object]

_FIELDS: Mapping[str, str] = {attribute: field for field, attribute in ATTRIBUTES.items()}
_SIZES: Mapping[str, str] = {"Rows": "rows", "Columns": "cols"}
_SIGNS: Mapping[str, str] = {"equals": "=", "startswith": "^", "contains": ""}
_HAS_AN_ITEM = Condition("SequenceOfUltrasoundRegions", "present")
_IMAGE_TYPE = "ImageType"
_OF_A_PLACE = re.compile(r"[\^$]|\(\?(?!:)|\\[AZbB]")
_SOMETHING = r"[\s\S]"
_PRESENCES = frozenset({"present", "absent"})


def can_ask(condition: Condition) -> bool:
    """Tell whether a device can ask a condition, or one that holds wherever it does."""
    if condition.creator or condition.op in {"less", "greater"}:
        return False
    name = shown(condition.attribute)
    if name in _SIZES:
        is_size = condition.op == "equals" and all(value.isdecimal() for value in condition.values)
        return (is_size or condition.op == "present") and not condition.negated
    if name == _IMAGE_TYPE:
        return _image_type(condition) is not None
    if name in _FIELDS:
        return _expression([condition]) is not None
    return _named(condition) in {HAS_REGIONS, _HAS_AN_ITEM}


def losses_of(tests: Iterable[Test]) -> Iterator[str]:
    """Yield what a device does not see as we do in conditions that it can ask."""
    for condition in _conditions(tests):
        if _named(condition) == _HAS_AN_ITEM:
            yield f"{REGIONS} wants Region Data Type in one of them, so LESS may be black"
        if shown(condition.attribute) == _IMAGE_TYPE and _is_wider(condition):
            yield "Image Type is asked value by value, so more is black"


def by_value(test: Test) -> Test:
    """Return a test that asks sizes, and what Image Type is, one value at a time."""
    match test:
        case Condition(attribute=name, values=values, negated=False) if len(values) > 1:
            is_one = shown(name) in _SIZES or (shown(name) == _IMAGE_TYPE and not _is_found(test))
            if is_one:
                return AnyOf(tuple(_with(test, value) for value in values))
            return test
        case AllOf(tests):
            return AllOf(tuple(map(by_value, tests)))
        case AnyOf(tests):
            return AnyOf(tuple(map(by_value, tests)))
        case _:
            return test


def fields(line: Sequence[Condition]) -> Fields | None:
    """Return the fields of a device that asks all of some conditions, or None if none can."""
    asked: defaultdict[str, list[Condition]] = defaultdict(list)
    for condition in line:
        asked[shown(condition.attribute)].append(condition)
    said: Fields = {}
    for name, conditions in asked.items():
        if name in _FIELDS:
            said[_FIELDS[name]] = _patterns(conditions)
        elif name == _IMAGE_TYPE:
            said |= _image_types(conditions)
        elif name in _SIZES:
            sizes = {condition.values for condition in conditions if condition.values}
            if len(sizes) > 1:
                return None
            if sizes:
                said[_SIZES[name]] = int(sizes.pop()[0])
        else:
            said[REGIONS] = True
    return said


def _conditions(tests: Iterable[Test]) -> Iterator[Condition]:
    for test in tests:
        if isinstance(test, Condition):
            yield test
        elif isinstance(test, AllOf | AnyOf):
            yield from _conditions(test.tests)
        elif isinstance(test, Not):
            yield from _conditions((test.test,))


def _named(condition: Condition) -> Condition:
    return Condition(shown(condition.attribute), condition.op, (), condition.negated)


def _with(condition: Condition, value: str) -> Condition:
    return Condition(condition.attribute, condition.op, (value,), exact_case=condition.exact_case)


def _patterns(conditions: Sequence[Condition]) -> str | list[str]:
    if len(conditions) == 1:
        plain = _plain(conditions[0])
        if plain:
            return plain[0] if len(plain) == 1 else plain
    return _expression(conditions) or ""


def _plain(condition: Condition) -> list[str]:
    """Return patterns without expressions, or none."""
    if condition.op == "absent" and not condition.negated:
        return ["="]
    if condition.negated or condition.exact_case or condition.op not in _SIGNS:
        return []
    sign = _SIGNS[condition.op]
    patterns = [sign + value for value in condition.values if value]
    is_said = all(sign or _is_no_sign(value) for value in condition.values)
    return patterns if is_said else []


def _is_no_sign(value: str) -> bool:
    return not value.startswith(("=", "^")) and not (value.startswith("/") and value.endswith("/"))


def _expression(conditions: Sequence[Condition]) -> str | None:
    """Return the one expression that holds if all conditions do, if there is one."""
    parts = [_looking_ahead(condition) for condition in conditions]
    said = "^" + "".join(part for part in parts if part)
    try:
        compiled_safely(said)
    except PatternError:
        return None
    return f"/{said}/" if all(parts) else None


def _looking_ahead(condition: Condition) -> str | None:
    if condition.op in _PRESENCES:
        is_there = (condition.op == "present") != condition.negated
        return f"(?={_SOMETHING})" if is_there else f"(?!{_SOMETHING})"
    found = _found(condition)
    if found is None:
        return None
    if condition.negated:
        return f"(?!{_SOMETHING}*?{found})"
    return f"(?={_SOMETHING})(?={_SOMETHING}*?{found})"


def _found(condition: Condition) -> str | None:
    values = [value for value in condition.values if value]
    if not values:
        return None
    is_pattern = condition.op == "matches"
    pattern = "|".join(values) if is_pattern else pattern_of(condition.op, values)
    return f"(?:{pattern})" if condition.exact_case else f"(?i:{pattern})"


def _image_types(conditions: Sequence[Condition]) -> Fields:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for condition in conditions:
        field = "image_type_exclude" if condition.negated else "image_type"
        if condition.op in _PRESENCES:
            field = "image_type"
        said[field] += _image_type(condition) or []
    return {field: list(dict.fromkeys(patterns)) for field, patterns in said.items()}


def _image_type(condition: Condition) -> list[str] | None:
    if condition.op in _PRESENCES:
        is_there = (condition.op == "present") != condition.negated
        return [f"/{_SOMETHING}/"] if is_there else ["="]
    if _is_found(condition):
        return _found_in_image_type(condition)
    values = [value for value in condition.values if value]
    is_whole = all("\\" in value for value in values)
    if condition.exact_case or condition.op == "endswith" or not values:
        return None
    if condition.negated and not is_whole:
        return None
    return [_SIGNS[condition.op] + value for value in values]


def _found_in_image_type(condition: Condition) -> list[str] | None:
    values = [value for value in condition.values if value]
    is_plain = condition.op == "contains" and not condition.exact_case
    is_one = len(values) == 1 or condition.negated
    if values and is_plain and is_one and all(map(_is_no_sign, values)):
        return values
    found = _found(condition)
    is_pattern = condition.op == "matches"
    if found is None or (is_pattern and any(map(_OF_A_PLACE.search, values))):
        return None
    try:
        finds_nothing = compiled_safely(found).search("") is not None
    except PatternError:
        return None
    any_case = "" if condition.exact_case else "(?i)"
    pattern = found.partition(":")[2][:-1]
    return None if finds_nothing else [f"/{any_case}{pattern}/"]


def _is_found(condition: Condition) -> bool:
    return condition.op in {"contains", "matches"}


def _is_wider(condition: Condition) -> bool:
    if condition.op == "absent":
        return not condition.negated
    if condition.negated or condition.op not in {"equals", "startswith"}:
        return condition.op == "present" and condition.negated
    return any("\\" not in value for value in condition.values)
