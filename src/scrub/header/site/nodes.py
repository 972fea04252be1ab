"""Values of a recipe file that know their lines, and all that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from scrub.errors import RecipeError
from scrub.header.site.attributes import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Text:
    """A word, number or flag as text, and its line, counted from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """The values of a list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and their values, as they are written."""

    line: int
    fields: tuple[tuple[Text, Node], ...]


Node = Text | Items | Table


class WrongError(Exception):
    """What is wrong in one line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Problems:
    """What has been found wrong in one file so far, so that all of it is told at once."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        """Take note of a problem."""
        self.found.append((line, what))

    def note(self, wrong: Iterable[WrongError]) -> None:
        """Take note of problems."""
        self.found.extend((one.line, str(one)) for one in wrong)

    def tried(self, parse: Callable[[Node], _T], node: Node) -> _T | None:
        """Return what a node comes to; None once its problem is noted."""
        try:
            return parse(node)
        except WrongError as wrong:
            self.add(wrong.line, str(wrong))
            return None

    def check(self) -> None:
        """Pass if nothing was found.

        Raises:
            RecipeError: with a line of text for each problem, in the order of the file.

        """
        if self.found:
            told = dict.fromkeys(sorted(self.found, key=lambda one: one[0]))
            raise RecipeError("\n".join(f"{self.file}:{line}: {what}" for line, what in told))


def fields_of(node: Node, known: Sequence[str]) -> tuple[dict[str, Node], tuple[WrongError, ...]]:
    """Return the values of a table by key, in the order of `known`, and what is wrong with keys.

    Raises:
        WrongError: if it is no table.

    """
    if not isinstance(node, Table):
        raise WrongError(node.line, f"keys were expected here: {', '.join(known)}")
    found: dict[str, Node] = {}
    wrong: list[WrongError] = []
    for key, value in node.fields:
        if key.text not in known:
            wrong.append(WrongError(key.line, unknown("key", key.text, known)))
        elif key.text in found:
            wrong.append(WrongError(key.line, f"the key {key.text!r} is here twice"))
        else:
            found[key.text] = value
    return {key: found[key] for key in known if key in found}, tuple(wrong)


def unknown(what: str, text: str, known: Sequence[str]) -> str:
    """Return what to say of a word that is none of those known."""
    meant = suggestion(text, tuple(known))
    return f"no {what} {text!r}" + (meant or f": there is {', '.join(known)}")


def text_of(node: Node) -> str:
    """Return a text that is not empty.

    Raises:
        WrongError: if it is something else.

    """
    if not isinstance(node, Text) or not node.text.strip():
        raise WrongError(node.line, "a text was expected here")
    return node.text


def items_of(node: Node) -> tuple[Node, ...]:
    """Return the values of a list, or the one value that stands for a list of one.

    Raises:
        WrongError: if there is none.

    """
    if not isinstance(node, Items):
        return (node,)
    if not node.items:
        raise WrongError(node.line, "this list is empty")
    return node.items
