"""TOML as values that know their lines.

tomllib gives no positions (2026-11), so it says whether the text is TOML and reads each single
value; what is read here is how values hang together, which is simple once the text is known to be
right. That both come to the same is checked each time.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from scrub.errors import RecipeError
from scrub.header.site.nodes import Items, Node, Table, Text

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_WORD = r"[A-Za-z0-9_-]+"
_BASIC = r'"(?:\\.|[^"\\])*"'
_LITERAL = r"'[^']*'"
_KEY = re.compile(f"{_BASIC}|{_LITERAL}|{_WORD}")
_LONG_BASIC = r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?'
_LONG_LITERAL = r"'''.*?'''(?:'{1,2}(?!'))?"
_DATE_TIME = r"\d{4}-\d\d-\d\d \d\d:[^,\]}\s#]+"
_VALUE = re.compile(
    f"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}|{_DATE_TIME}|[^,\\]}}\\s#]+", re.DOTALL
)
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_FLAGS = {True: "true", False: "false"}


def toml_nodes(content: str, file: str) -> Table:
    """Return what a TOML file holds.

    Raises:
        RecipeError: if it is not TOML, or written in a way that its lines cannot be told.

    """
    content = content.replace("\r\n", "\n")
    try:
        whole = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(_told(str(error), content, file)) from None
    except RecursionError:
        raise RecipeError(f"{file}: not TOML") from None
    table = _Reader(content).read()
    if _plain(table) != _as_text(whole):
        raise RecipeError(f"{file}: too intricate: write it in a plainer way")
    return table


def _told(problem: str, content: str, file: str) -> str:
    at = _AT.search(problem)
    line = at[1] if at and at[1] else content.count("\n") + 1
    return f"{file}:{line}: not TOML: {_AT.sub('', problem)}"


def _as_text(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    if isinstance(value, dict):
        return {key: _as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return _FLAGS[value] if isinstance(value, bool) else str(value)


def _plain(node: Node) -> Any:  # noqa: ANN401 - likewise
    if isinstance(node, Table):
        return {key.text: _plain(value) for key, value in node.fields}
    return [_plain(one) for one in node.items] if isinstance(node, Items) else node.text


@dataclass(slots=True)
class _Open:
    """A table that keys are still put into: the line of each, and its value."""

    line: int
    fields: dict[str, tuple[int, Node | _Open | list[_Open]]] = field(default_factory=dict)

    def at(self, keys: list[str], line: int) -> _Open:
        """Return the table that keys lead to, made where there is none; of several the last."""
        table = self
        for key in keys:
            _, found = table.fields.setdefault(key, (line, _Open(line)))
            found = found[-1] if isinstance(found, list) else found
            if not isinstance(found, _Open):
                raise TypeError
            table = found
        return table

    def close(self) -> Table:
        """Return it once it is whole."""
        return Table(
            self.line,
            tuple((Text(line, key), _closed(value)) for key, (line, value) in self.fields.items()),
        )


def _closed(value: Node | _Open | list[_Open]) -> Node:
    if isinstance(value, list):
        return Items(value[0].line, tuple(one.close() for one in value))
    return value.close() if isinstance(value, _Open) else value


@dataclass(slots=True)
class _Reader:
    """A place in text that is known to be TOML."""

    content: str
    place: int = 0

    def read(self) -> Table:
        """Return all of it."""
        root = table = _Open(1)
        while self.skip(_BLANK) and self.place < len(self.content):
            line = self.line()
            if self.takes("[["):
                keys = self.keys()
                _, tables = root.at(keys[:-1], line).fields.setdefault(keys[-1], (line, []))
                table = _Open(line)
                if isinstance(tables, list):
                    tables.append(table)
                self.place += len("]]")
            elif self.takes("["):
                table = root.at(self.keys(), line)
                self.place += len("]")
            else:
                self.pair(table)
        return root.close()

    def line(self) -> int:
        """Return the number of the line."""
        return self.content.count("\n", 0, self.place) + 1

    def takes(self, sign: str) -> bool:
        """Go past a sign if it stands here, and tell whether it did."""
        here = self.content.startswith(sign, self.place)
        self.place += len(sign) * here
        return here

    def skip(self, what: re.Pattern[str]) -> bool:
        """Go past what there is of that; be content with nothing."""
        match = what.match(self.content, self.place)
        self.place = match.end() if match else self.place
        return True

    def token(self, what: re.Pattern[str]) -> str:
        """Return what stands here, and go past it."""
        match = what.match(self.content, self.place)
        text = match[0] if match else ""
        self.place += len(text)
        return text

    def keys(self) -> list[str]:
        """Return the parts of a key with dots."""
        keys: list[str] = []
        while not keys or self.takes("."):
            self.skip(_SPACES)
            token = self.token(_KEY)
            keys.append(token if token[:1] not in "\"'" else tomllib.loads(f"v={token}")["v"])
            self.skip(_SPACES)
        return keys

    def pair(self, table: _Open) -> None:
        """Put a key and its value into a table."""
        line = self.line()
        keys = self.keys()
        self.takes("=")
        self.skip(_SPACES)
        table.at(keys[:-1], line).fields[keys[-1]] = (line, self.value())

    def value(self) -> Node:
        """Return a value, and go past it."""
        line = self.line()
        if self.takes("["):
            items = []
            while self.skip(_BLANK) and not self.takes("]"):
                items.append(self.value())
                self.skip(_BLANK)
                self.takes(",")
            return Items(line, tuple(items))
        if self.takes("{"):
            table = _Open(line)
            while self.skip(_BLANK) and not self.takes("}"):
                self.pair(table)
                self.skip(_BLANK)
                self.takes(",")
            return table.close()
        return Text(line, _as_text(tomllib.loads(f"v={self.token(_VALUE)}")["v"]))
