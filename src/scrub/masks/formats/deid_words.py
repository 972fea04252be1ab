"""What templates ask, in the words of a pydicom/deid recipe.

A line has one condition or several of which any will do. Several values in one attribute are to
deid one text as "['A', 'B']", which the patterns allow for where an attribute can have several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VM, dictionary_VR, tag_for_keyword

from scrub.masks.attributes import shown
from scrub.masks.formats.deid_recipe import StopsError, atoms_of
from scrub.masks.formats.java_patterns import PatternError, compiled_safely
from scrub.masks.formats.patterns import escaped, pattern_of
from scrub.model.mask import AllOf, AnyOf, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.mask import Test

_META_GROUP = 0x0002
_PLAIN = re.compile(r"[^\\|+#]+")
_CAPITALS = re.compile(r"\\[A-Z]")
_CLASSES = {r"\S": r"[^\s]", r"\D": r"[^\d]", r"\W": r"[^\w]", r"\A": "^", r"\Z": "$"}
_SPLIT_AS_LIST = r"(\\|', ')"
_PARTS = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]|.", re.DOTALL)
_NO_VALUE = ("missing", "empty", "present")
_SPACE = re.compile(r"\s")
_WORDS = {False: ("contains", "equals"), True: ("notcontains", "notequals")}


def can_ask(condition: Condition) -> bool:
    """Tell whether a recipe can ask a condition, alone in a line and among others."""
    return bool(_atoms(condition, is_alone=True) and _atoms(condition, is_alone=False))


def line_of(clause: Sequence[Condition]) -> str:
    """Return the line that holds if one of the conditions does, each of which can be asked."""
    is_alone = len(clause) == 1
    atoms = dict.fromkeys(atom for one in clause for atom in _atoms(one, is_alone=is_alone))
    # Words that take no value come last: deid would give them the values of those behind them.
    return " || ".join(sorted(atoms, key=lambda atom: atom.startswith(_NO_VALUE)))


def losses_of(tests: Iterable[Test]) -> Iterator[str]:
    """Yield what deid does not see as we do in conditions that it can ask."""
    for condition in _conditions(tests):
        tag = tag_for_keyword(shown(condition.attribute)) or 0
        if tag >> 16 == _META_GROUP:
            yield f"deid does not see {shown(condition.attribute)}, so LESS is black"
        if condition.exact_case:
            yield f"deid does not regard case in {shown(condition.attribute)}, so more is black"
        if condition.op == "matches" and dictionary_VM(tag) != "1":
            yield (
                f"{shown(condition.attribute)}: deid sees several values as a list of Python's,"
                " which the pattern may not expect, so LESS may be black"
            )


def _conditions(tests: Iterable[Test]) -> Iterator[Condition]:
    for test in tests:
        if isinstance(test, Condition):
            yield test
        elif isinstance(test, AllOf | AnyOf):
            yield from _conditions(test.tests)


def _atoms(condition: Condition, *, is_alone: bool) -> tuple[str, ...]:
    """Return words of which any will do, or none if none says it.

    Those that are not alone in their line have no sign in them by which deid would part it.
    """
    name = shown(condition.attribute)
    tag = tag_for_keyword(name)
    if tag is None or condition.creator or (condition.exact_case and condition.negated):
        return ()
    if condition.op in {"present", "absent"}:
        return _presence(name, is_there=(condition.op == "present") != condition.negated)
    if dictionary_VR(tag) == "SQ" or condition.op in {"less", "greater"}:
        return ()
    atom = _comparison(name, condition, has_several=dictionary_VM(tag) != "1")
    if atom and not is_alone:
        atom = _without_signs(atom)
    return (atom,) if atom and _is_read_back(atom) else ()


def _presence(name: str, *, is_there: bool) -> tuple[str, ...]:
    if not is_there:
        return f"missing {name}", f"empty {name}"
    tag = tag_for_keyword(name)
    is_sequence = tag is not None and dictionary_VR(tag) == "SQ"
    return (f"present {name}",) if is_sequence else (f"contains {name} .",)


def _comparison(name: str, condition: Condition, *, has_several: bool) -> str | None:
    found, same = _WORDS[condition.negated]
    values = [value for value in condition.values if value]
    if not values:
        return None
    if condition.op == "matches":
        pattern = _pattern(values)
        return None if pattern is None else f"{found} {name} {pattern}"
    if condition.op == "equals" and len(values) == 1 and _is_plain(values[0]):
        return f"{same} {name} {values[0]}"
    pattern = _listed(condition.op, values) if has_several else pattern_of(condition.op, values)
    return f"{found} {name} {pattern}"


def _is_plain(value: str) -> bool:
    return bool(_PLAIN.fullmatch(value)) and value == value.strip() and value.isprintable()


def _listed(op: str, values: Iterable[str]) -> str:
    r"""Return a pattern that is found in A\B just as in ['A', 'B']."""
    options = []
    for value in values:
        text = _SPLIT_AS_LIST.join(map(escaped, value.split("\\")))
        before = {"equals": r"^(\['|)", "startswith": r"^(\['|)"}.get(op, "")
        after = {"equals": r"('\]|)$", "endswith": r"('\]|)$"}.get(op, "")
        options.append(f"{before}{text}{after}" if "\\" in value or op != "equals" else f"^{text}$")
    return "|".join(options)


def _pattern(values: list[str]) -> str | None:
    """Return one pattern for several that means the same in small letters, if there is one."""
    if len(values) > 1:
        values = [f"(?:{value})" for value in values]
    pattern = "|".join(values)
    if "[" not in pattern:
        for capital, small in _CLASSES.items():
            pattern = re.sub(
                rf"(?<!\\)((?:\\\\)*){re.escape(capital)}", rf"\1{re.escape(small)}", pattern
            )
    if _CAPITALS.search(pattern.replace("\\\\", "")) or _SPACE.sub(" ", pattern) != pattern:
        return None
    try:
        compiled_safely(pattern)
    except PatternError:
        return None
    return pattern if pattern == pattern.strip() else None


def _without_signs(atom: str) -> str | None:
    """Return words with a pattern that means the same without + and ||, if there are such."""
    written = ""
    for part in _PARTS.findall(atom):
        if part == "+":
            if written[-1] in "*+?}":
                return None
            written += "{1,}"
        elif part == "|" and written.endswith("|"):
            written += "(?:)|"
        else:
            written += part.replace("\\+", "\\x2b").replace("+", "\\x2b")
    return written


def _is_read_back(atom: str) -> bool:
    try:
        atoms, _ = atoms_of(atom)
    except StopsError:
        return False
    word, name, value = atom.split(" ", 2)
    return [(a.word, a.field, a.value) for a in atoms] == [(word, name, value)]
