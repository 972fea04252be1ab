"""DicomEdit's conditions as tests of ours, and ours as DicomEdit's.

`=` and `!=` compare text, `~` and `!~` a regular expression with the whole text. An absent
attribute equals nothing and matches nothing. 2026-11: a string of DicomEdit may hold few escapes,
and its regular expressions get them as they stand; so what is special is written in octal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.masks.attributes import is_attribute, shown
from scrub.masks.formats.ctp_names import Name, named, tag_of
from scrub.masks.formats.dicomedit_words import StatementError, unquoted
from scrub.masks.formats.java_patterns import PatternError, from_java, to_java
from scrub.model.mask import AnyOf, Condition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrub.masks.formats.dicomedit_words import Word
    from scrub.model.mask import Test

_TAG = re.compile(r"\(([0-9A-Fa-f]{4}) *, *([0-9A-Fa-f]{4})\)")
_PRIVATE = re.compile(r"\(([0-9A-Fa-f]{3}[13579BDFbdf]) *, *\{([^}]*)\}([0-9A-Fa-f]{2})\)")
_CREATOR = re.compile(r"[A-Za-z][A-Za-z0-9 _.:-]*")
_ONE_PATH = re.compile(r"(T\[[0-9]+\]/)*T")
_PLAIN = re.compile(r"[0-9.]+")
_OPERATORS = frozenset({"=", "!=", "~", "!~"})
_ANYTHING = "(?s:.*)"
_BEFORE = frozenset({"contains", "endswith"})
_AFTER = frozenset({"contains", "startswith"})
_SETS = {r"\d": "[0-9]", r"\D": "[^0-9]", r"\w": "[A-Za-z0-9_]", r"\W": "[^A-Za-z0-9_]"}
_ENDS = {r"\A": "^", r"\z": "$", r"\b": r"\b"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = frozenset('\\^$.|?*+()[]{}"')
_MOST_ASCII = 0x7F


@dataclass(frozen=True, slots=True)
class Branch:
    """What holds where a condition does, or does not; None asks nothing. `lost` is what is not."""

    yes: Test | None = None
    no: Test | None = None
    lost: str = ""

    @property
    def turned(self) -> Branch:
        """Where the condition does not hold."""
        return Branch(self.no, self.yes, self.lost)


def read_condition(found: Sequence[Word], is_changed: Callable[[str], bool]) -> Branch:
    """Return what a condition asks; `is_changed` tells tags that the script has changed by then."""
    places = [i for i, word in enumerate(found) if word.text in _OPERATORS and word.kind == "sign"]
    if len(places) != 1:
        return _unknown(found, "is not understood here")
    (place,) = places
    left, operator, right = found[:place], found[place].text, found[place + 1 :]
    if len(left) == 1 and left[0].kind in {"string", "number"} and operator in {"=", "!="}:
        left, right = right, left
    wanted = _text(right)
    try:
        name = read_path(left)
    except StatementError as error:
        return _unknown(found, str(error))
    if wanted is None:
        return _unknown(found, "does not compare with a text")
    if any(word.kind == "tag" and is_changed(word.text) for word in left):
        return _unknown(found, "asks for what the script has changed before")
    if not name.has_text:
        return _unknown(found, "asks for what is no text")
    branch = _equals(name, wanted) if operator[-1] == "=" else _matches(name, wanted, found)
    branch = branch.turned if operator[0] == "!" else branch
    return _nested(branch, found) if name.is_nested else branch


def read_path(found: Sequence[Word]) -> Name:
    """Return the attribute at a tag path.

    Raises:
        StatementError: if there is none, or more than one.

    """
    steps = [_step(word.text) for word in found if word.kind == "tag"]
    text = "".join("T" if word.kind == "tag" else word.text for word in found)
    if not _ONE_PATH.fullmatch(text):
        raise StatementError("is not about a single attribute")
    if any(step.creator for step in steps[:-1]):
        raise StatementError("is not about a single attribute")
    name = Name(".".join(step.attribute for step in steps), steps[-1].creator)
    if not is_attribute(name.attribute, name.creator):
        raise StatementError("is about no attribute that is known here")
    return name


def can_ask(condition: Condition) -> bool:
    """Tell whether DicomEdit can ask a condition just as it is."""
    return _written(condition) is not None


def written_condition(condition: Condition) -> str:
    """Return a condition that can be asked.

    Raises:
        ValueError: if it cannot.

    """
    written = _written(condition)
    if written is None:
        raise ValueError(f"DicomEdit cannot ask for {condition.attribute}")
    return written


def _text(found: Sequence[Word]) -> str | None:
    if len(found) != 1:
        return None
    return found[0].text if found[0].kind == "number" else unquoted(found[0])


def _step(text: str) -> Name:
    private, tag = _PRIVATE.fullmatch(text), _TAG.fullmatch(text)
    if private is not None:
        return Name(f"{private[1]},xx{private[3]}", private[2])
    if tag is None:
        raise StatementError("is not about a single attribute")
    return Name(shown(f"{tag[1]},{tag[2]}"))


def _unknown(found: Sequence[Word], why: str) -> Branch:
    text = " ".join(word.text for word in found)
    text = text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 (a line's worth)
    return Branch(lost=f"not asked, so more is black: {text} {why}")


def _nested(branch: Branch, found: Sequence[Word]) -> Branch:
    text = "".join(word.text for word in found)
    lost = branch.lost or f"not as narrow, so more is black: {text} is asked of one item only"
    return Branch(_in_any_item(branch.yes), _in_any_item(branch.no), lost)


def _in_any_item(test: Test | None) -> Test | None:
    """Return what holds if one item passes; what every item must pass says too much."""
    narrow = not isinstance(test, Condition) or test.negated or test.op == "absent"
    return None if narrow else test


def _equals(name: Name, wanted: str) -> Branch:
    if not wanted:
        empty = Condition(name.attribute, "absent", (), creator=name.creator)
        return Branch(empty, None, "wider: absent is taken as empty")
    equals = Condition(name.attribute, "equals", (wanted,), False, name.creator, exact_case=True)  # noqa: FBT003 (not negated)
    return Branch(equals, replace(equals, negated=True))


def _matches(name: Name, wanted: str, found: Sequence[Word]) -> Branch:
    try:
        pattern = from_java(wanted)
    except PatternError as error:
        return _unknown(found, f": {error}")
    matches = Condition(
        attribute=name.attribute,
        op="matches",
        values=(pattern.text,),
        creator=name.creator,
        exact_case=pattern.exact_case,
    )
    no = replace(matches, negated=True)
    if not pattern.finds_nothing:
        return Branch(matches, no)
    absent = Condition(name.attribute, "absent", (), creator=name.creator)
    return Branch(AnyOf((matches, absent)), no, "wider: absent is taken as empty")


def _written(condition: Condition) -> str | None:
    name = named(condition)
    path = _path(name)
    if path is None or name.is_nested or not name.has_text:
        return None
    turned = "!" * condition.negated
    if condition.op in {"present", "absent"}:
        turned = "!" * (condition.negated == (condition.op == "present"))
        return f'{path} {turned}~ "(?s).+"'
    values = [value for value in condition.values if value]
    if condition.op == "equals" and len(values) == 1 and _PLAIN.fullmatch(values[0]):
        return f'{path} {turned}= "{values[0]}"'
    pattern = _pattern(condition, values)
    return None if pattern is None else f'{path} {turned}~ "{pattern}"'


def _path(name: Name) -> str | None:
    if name.creator:
        if not _CREATOR.fullmatch(name.creator):
            return None
        return f"({name.attribute[:4]},{{{name.creator}}}{name.attribute[-2:]})"
    if name.is_nested:
        return None
    tag = tag_of(name.attribute)
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _pattern(condition: Condition, values: Sequence[str]) -> str | None:
    if condition.op in {"less", "greater"}:
        return None
    flags = "" if condition.exact_case else "(?iu)"
    if condition.op == "matches":
        return _checked([_java(value) for value in values], flags, "", "")
    before, after = (_ANYTHING * (condition.op in ops) for ops in (_BEFORE, _AFTER))
    return _checked(["".join(map(_coded, value)) for value in values], flags, before, after)


def _checked(parts: Sequence[str | None], flags: str, before: str, after: str) -> str | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    joined = known[0] if len(known) == 1 else f"(?:{'|'.join(known)})" if known else "(?!)"
    pattern = f"{flags}{before}{joined}{after}"
    try:
        return None if from_java(pattern).finds_nothing else pattern
    except PatternError:
        return None


def _java(pattern: str) -> str | None:
    try:
        text = to_java(pattern, exact_case=True)
    except PatternError:
        return None
    escapes = [_escape(found[0]) for found in _ESCAPE.finditer(text)]
    if None in escapes:
        return None
    rest = iter(escapes)
    return _ESCAPE.sub(lambda _: next(rest) or "", text).replace('"', _coded('"'))


def _escape(text: str) -> str | None:
    if text in _SETS or text in _ENDS:
        return {**_SETS, **_ENDS}[text]
    return None if text[1].isalnum() else _coded(text[1])


def _coded(character: str) -> str:
    if character.isprintable() and character not in _SPECIAL:
        return character
    return f"\\0{ord(character):03o}" if ord(character) <= _MOST_ASCII else character
