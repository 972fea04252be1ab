"""Regular expressions that say no more than equals, startswith, endswith or contains; and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.formats.java_patterns import compiled_safely
from scrub.model.mask import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPECIAL = frozenset(r"\.^$*+?{}[]()|")
_LAST_BYTE = 0xFF
_OPS: Mapping[tuple[bool, bool], str] = {
    (False, False): "contains",
    (True, False): "startswith",
    (False, True): "endswith",
    (True, True): "equals",
}
_WRAPPED: Mapping[str, tuple[str, str]] = {op: ("^" * a, "$" * b) for (a, b), op in _OPS.items()}
_PART = re.compile(
    r"(?P<code>\\x[0-9A-Fa-f]{2})|\\(?P<escaped>[^A-Za-z0-9])|(?P<plain>[^\\.^$*+?{}\[\]()|])"
)


def searched(attribute: str, pattern: str, *, exact_case: bool = False) -> Condition:
    """Return the condition that a pattern is found, in plainer words where there are some.

    Raises:
        PatternError: if the pattern is none, or could take for ever.

    """
    compiled_safely(pattern)
    plain = _plain(pattern)
    if plain is None:
        return Condition(attribute, "matches", (pattern,), exact_case=exact_case)
    op, values = plain
    return Condition(attribute, op, values, exact_case=exact_case)


def pattern_of(op: str, values: Iterable[str]) -> str:
    """Return what is found just where a text equals, starts or ends with, or has one of them."""
    before, after = _WRAPPED[op]
    return "|".join(f"{before}{escaped(value)}{after}" for value in values)


def escaped(text: str) -> str:
    """Return a pattern for a text; what other tools take for signs of their own is in code."""
    ends = {0, len(text) - 1}
    return "".join(_escaped(c, is_end=place in ends) for place, c in enumerate(text))


def _escaped(character: str, *, is_end: bool) -> str:
    in_code = character in "+|#" or not character.isprintable() or (character == " " and is_end)
    if in_code and ord(character) <= _LAST_BYTE:
        return f"\\x{ord(character):02x}"
    return f"\\{character}" if character in _SPECIAL else character


def _plain(pattern: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the one test and its values that a pattern amounts to, if it does."""
    found = [_literal(option) for option in _options(pattern)]
    ops = {each[0] for each in found if each}
    if None in found or len(ops) != 1:
        return None
    return ops.pop(), tuple(dict.fromkeys(each[1] for each in found if each))


def _options(pattern: str) -> list[str]:
    """Return the parts between the bars; a bar inside of a group makes parts that are no text."""
    parts = [""]
    for piece in re.findall(r"\\.|[^\\]|\\", pattern, re.DOTALL):
        if piece == "|":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _literal(option: str) -> tuple[str, str] | None:
    first, last = option.startswith("^"), bool(re.search(r"(?<!\\)(\\\\)*\$\Z", option))
    inner = option[first : len(option) - last]
    text, place = "", 0
    while place < len(inner):
        part = _PART.match(inner, place)
        if part is None:
            return None
        place = part.end()
        text += (
            chr(int(f"0{part['code'][1:]}", base=0))
            if part["code"]
            else part["escaped"] or part["plain"]
        )
    return (_OPS[first, last], text) if text.strip() else None
