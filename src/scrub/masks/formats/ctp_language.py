"""CTP's boolean language: `!` not, `*` and, `+` or, and `identifier.method("text")`.

As CTP reads it (DicomObject.matches of RSNA's CTP): a text may hold anything but quotes, `//`
begins a comment up to the end of the line, and what cannot be read as a whole never holds.
"""

from __future__ import annotations

from dataclasses import dataclass

DEEPEST = 50
"""Parentheses inside each other that are read."""

_COMMENT = "//"


class ScriptError(ValueError):
    """A script that CTP does not read, or not as it looks; the message tells why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One term; `text` is None where it is not in quotes, which CTP takes as false."""

    identifier: str
    method: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Always:
    """`true.` and `false.`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Terms joined by `*`."""

    parts: tuple[Script, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Terms joined by `+`."""

    parts: tuple[Script, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A term after `!`."""

    part: Script


Script = Asked | Always | Both | Either | Turned


def parse(text: str) -> Script:
    """Return what a script says.

    Raises:
        ScriptError: if CTP would not read it, or not as it looks.

    """
    reader = _Reader(text)
    script = reader.either(0)
    if reader.peek():
        raise ScriptError(f"CTP cannot read it from {reader.rest()!r} on")
    return script


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def either(self, level: int) -> Script:
        return self._joined("+", level)

    def peek(self) -> str:
        """Return the next character that says something, or nothing at the end."""
        while self._place < len(self._text):
            if self._text.startswith(_COMMENT, self._place):
                end = self._text.find("\n", self._place)
                self._place = len(self._text) if end < 0 else end
            elif self._text[self._place].isspace():
                self._place += 1
            else:
                return self._text[self._place]
        return ""

    def rest(self) -> str:
        return self._text[self._place : self._place + 20]

    def _joined(self, sign: str, level: int) -> Script:
        parts = [self._part(sign, level)]
        while self.peek() == sign:
            self._place += 1
            parts.append(self._part(sign, level))
        if len(parts) == 1:
            return parts[0]
        return Either(tuple(parts)) if sign == "+" else Both(tuple(parts))

    def _part(self, sign: str, level: int) -> Script:
        return self._joined("*", level) if sign == "+" else self._term(level)

    def _term(self, level: int) -> Script:
        sign = self.peek()
        if sign == "!":
            self._place += 1
            if self.peek() == "!":
                raise ScriptError("CTP reads two negations in a row as something else")
            return Turned(self._term(level))
        if sign == "(":
            return self._in_parentheses(level + 1)
        if sign and (sign == "[" or sign.isalnum()):
            return self._asked()
        raise ScriptError(f"CTP cannot read it from {self.rest()!r} on")

    def _in_parentheses(self, level: int) -> Script:
        if level > DEEPEST:
            raise ScriptError(f"its parentheses are nested deeper than {DEEPEST}")
        self._place += 1
        script = self.either(level)
        if self.peek() != ")":
            raise ScriptError("a parenthesis in it is not closed")
        self._place += 1
        return script

    def _asked(self) -> Script:
        identifier = self._up_to(".")
        if identifier in {"true", "false"}:
            return Always(identifier == "true")
        method, text = self._up_to("("), self._up_to(")")
        if len(text) > 1 and text[0] == text[-1] == '"':
            return Asked(identifier, method, text[1:-1])
        return Asked(identifier, method, None)

    def _up_to(self, sign: str) -> str:
        """Return what stands before a sign that is not in quotes, and go past it."""
        begin, quoted = self._place, False
        while self._place < len(self._text):
            found = self._text[self._place]
            self._place += 1
            if found == '"':
                quoted = not quoted
            elif found == sign and not quoted:
                return self._text[begin : self._place - 1].strip()
        if sign == ")":  # at the end, CTP does without
            return self._text[begin:].strip()
        raise ScriptError(f"a {sign!r} is missing in it")
