"""The calls in a dicom-dre catalogue, read from its Python source, which is never run.

Understood are texts, numbers, lists and tuples, names given to those, f-strings and sums of them,
and lists made by `for` over such a list. All else is UNKNOWN, and what it is part of is left out.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import RecipeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEVICE = "device"
_VARIANT = "variant"
_REGION = "ScrubRegion"
_SIDES = ("x", "y", "width", "height")
_DENIALS = frozenset({"deny_when", "deny_modalities"})
_WANTED = _DENIALS | {_DEVICE}

_DEEPEST = 40
_MOST_STEPS = 200_000
_LONGEST = 10_000


class _Unknown:
    """What cannot be told without running the source."""


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Called:
    """A call: the name of what is called, its arguments, and its line."""

    name: str
    arguments: tuple[object, ...]
    keywords: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """The calls of a catalogue that count, in the order in which they would be made.

    `unread` are the lines of those that stand where they are not read.
    """

    calls: tuple[Called, ...]
    unread: tuple[int, ...]


def source(text: str) -> Source:
    """Return the calls in a catalogue.

    Raises:
        RecipeError: if the text is no Python, or no catalogue.

    """
    tree = _parsed(text)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    wanted = {call.lineno for call in calls if _called_name(call) in _WANTED}
    if not wanted:
        raise RecipeError(
            "this is no dicom-dre catalogue: neither device() nor deny_when() is in it"
        )
    reader = _Reader()
    for statement in tree.body:
        reader.read(statement)
    read = {call.line for call in reader.calls}
    return Source(tuple(reader.calls), tuple(sorted(wanted - read)))


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise RecipeError("this is no dicom-dre catalogue: it is not Python") from None


def _called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


class _Reader:
    """Reads expressions; `calls` are those that count."""

    def __init__(self) -> None:
        self.calls: list[Called] = []
        self._names: dict[str, object] = {}
        self._steps = 0
        self._depth = 0

    def read(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=targets, value=value):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names = [name]
            case ast.Expr(value=value):
                names = []
            case _:
                return
        found = self._value(value)
        for name in names:
            self._names[name] = found

    def _value(self, node: ast.expr) -> object:
        self._steps += 1
        if self._steps > _MOST_STEPS or self._depth > _DEEPEST:
            return UNKNOWN
        self._depth += 1
        try:
            return self._value_of(node)
        finally:
            self._depth -= 1

    def _value_of(self, node: ast.expr) -> object:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._names.get(name, UNKNOWN)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return [self._value(part) for part in parts]
            case ast.Call():
                return self._call(node)
            case _:
                return self._made(node)

    def _made(self, node: ast.expr) -> object:
        match node:
            case ast.JoinedStr(values=parts):
                return self._text(parts)
            case ast.ListComp():
                return list(self._each(node))
            case _:
                return self._sum(node)

    def _sum(self, node: ast.expr) -> object:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = self._value(operand)
                return -number if type(number) is int else UNKNOWN
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _added(self._value(left), self._value(right))
            case _:
                return UNKNOWN

    def _text(self, parts: list[ast.expr]) -> object:
        said = ""
        for part in parts:
            match part:
                case ast.FormattedValue(value=inner, format_spec=None):
                    value = self._value(inner)
                case _:
                    value = self._value(part)
            if not isinstance(value, str | int) or len(said) > _LONGEST:
                return UNKNOWN
            said += str(value)
        return said

    def _call(self, node: ast.Call) -> object:
        call = Called(
            name=_called_name(node),
            arguments=tuple(map(self._value, node.args)),
            keywords={keyword.arg or "**": self._value(keyword.value) for keyword in node.keywords},
            line=node.lineno,
        )
        if call.name in _WANTED:
            self.calls.append(call)
        if call.name == _REGION:
            named = [call.keywords[key] for key in _SIDES if key in call.keywords]
            return [*call.arguments, *named]
        return call if call.name == _VARIANT else UNKNOWN

    def _each(self, node: ast.ListComp) -> Iterator[object]:
        match node.generators:
            case [ast.comprehension(target=target, iter=over, ifs=[])]:
                items = self._value(over)
            case _:
                yield UNKNOWN
                return
        if not isinstance(items, list) or len(items) > _LONGEST:
            yield UNKNOWN
            return
        before = dict(self._names)
        for item in items:
            self._names |= _bound(target, item)
            yield self._value(node.elt)
        self._names = before


def _added(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST:
        return left + right
    if isinstance(left, list) and isinstance(right, list) and len(left) + len(right) <= _LONGEST:
        return left + right
    return UNKNOWN


def _bound(target: ast.expr, item: object) -> dict[str, object]:
    match target:
        case ast.Name(id=name):
            return {name: item}
        case ast.Tuple(elts=parts) if isinstance(item, list) and len(parts) == len(item):
            return {
                name: value
                for part, value in zip(parts, item, strict=True)
                for name, value in _bound(part, value).items()
            }
        case _:
            return {}
