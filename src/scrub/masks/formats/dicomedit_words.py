"""The words and statements of DicomEdit 6 scripts.

After the grammar of DicomEdit (DE6Lexer.g4, DE6Parser.g4 of NRG's dicom-edit6): a statement a
line, but for lists and blocks in braces; `//` begins a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEX = "[0-9A-Fa-fXx@#]"
_WORD = re.compile(
    rf"""
      (?P<string>"(?:\\.|[^"\\\n])*")
    | (?P<comment>//[^\n]*)
    | (?P<newline>\n)
    | (?P<blank>[ \t\r]+)
    | (?P<tag>\({_HEX}{{4}}[ ]*,[ ]*(?:{_HEX}{{4}}|\{{[^{{}}\n]*\}}{_HEX}{{2}})\))
    | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?)
    | (?P<sign>:=|\?=|!=|!~|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = frozenset("([{")
_CLOSED = frozenset(")]}")


class StatementError(ValueError):
    """A statement that is not read; the message tells why."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, what it is, and the line where it is, from 1."""

    kind: str
    text: str
    line: int


def words(text: str) -> tuple[Word, ...]:
    """Return all words, comments and ends of lines; whatever the text, there are some."""
    found, line = [], 1
    for match in _WORD.finditer(text):
        kind = match.lastgroup or ""
        if kind != "blank":
            found.append(Word(kind, match[0], line))
        line += kind == "newline"
    return tuple(found)


def unquoted(word: Word) -> str | None:
    """Return what stands between quotes, as DicomEdit takes it: with its backslashes."""
    return word.text[1:-1] if word.kind == "string" else None


def end_of(found: Sequence[Word], begin: int) -> int:
    """Return the place after the bracket that closes the one at `begin`.

    Raises:
        StatementError: if none does.

    """
    level = 0
    for place in range(begin, len(found)):
        if found[place].kind == "sign":
            level += (found[place].text in _OPEN) - (found[place].text in _CLOSED)
            if not level:
                return place + 1
    raise StatementError(f"{found[begin].text!r} is not closed")


def split(found: Sequence[Word], sign: str) -> tuple[tuple[Word, ...], ...]:
    """Return what stands between signs that are in no brackets."""
    parts: list[list[Word]] = [[]]
    level = 0
    for word in found:
        if word.kind == "sign":
            level += (word.text in _OPEN) - (word.text in _CLOSED)
        if word.kind == "sign" and word.text == sign and not level:
            parts.append([])
        else:
            parts[-1].append(word)
    return tuple(map(tuple, parts))
