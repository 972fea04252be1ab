"""Where a DicomEdit script alters pixels, and on which conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.formats.dicomedit_conditions import read_condition
from scrub.masks.formats.dicomedit_words import StatementError, end_of, split, unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.masks.formats.dicomedit_conditions import Branch
    from scrub.masks.formats.dicomedit_words import Word

DEEPEST = 50
"""Blocks inside each other that are read."""

_ALTER = "alterpixels"
_SILENT = frozenset({"version", "describe", "export", "echo"})
_PRIVATE = "removeAllPrivateTags"
_CHANGES = frozenset({":=", "?=", "-"})
_CLASSES = {"x": "[0-9A-F]", "@": "[02468ACE]", "#": "[13579BDF]"}
_ARGUMENTS = 4
_NAMED = re.compile(r"// template: ([\w.+-]+)")


@dataclass(frozen=True, slots=True)
class Alteration:
    """One call of alterPixels: its four arguments, its conditions, its line, and its name.

    The name is from the last comment that tells one, or empty.
    """

    arguments: tuple[str, ...]
    branches: tuple[Branch, ...]
    line: int
    name: str = ""


class Script:
    """Finds what a script does to pixels, statement by statement."""

    def __init__(self, found: Sequence[Word]) -> None:
        self.alterations: list[Alteration] = []
        self.lost: list[tuple[int, str]] = []
        self._name = ""
        self._words = found
        self._place = 0
        self._changed: list[re.Pattern[str]] = []

    def run(self) -> None:
        """Read it all; what is not understood is in `lost`, with its line."""
        while self._place < len(self._words):
            self._block((), 0)
            self._place += 1  # a brace too many

    def _block(self, branches: tuple[Branch, ...], level: int) -> None:
        while self._place < len(self._words):
            word = self._words[self._place]
            if word.text == "}" and word.kind == "sign":
                return
            if word.kind in {"newline", "comment"}:
                named = _NAMED.fullmatch(word.text.rstrip())
                self._name = named[1] if named else self._name
                self._place += 1
            elif word.text == "if" and word.kind == "name":
                self._if(branches, level + 1)
            else:
                self._statement(branches)

    def _if(self, branches: tuple[Branch, ...], level: int) -> None:
        if level > DEEPEST:
            self._lose(f"blocks nested deeper than {DEEPEST}: the rest of the script is left out")
            self._place = len(self._words)
            return
        before = branches
        while self._word() in {"if", "elseif"}:
            self._place += 1
            branch = self._condition()
            if branch is None:
                return
            self._braces((*before, branch), level)
            before = (*before, branch.turned)
            self._skip_to_else()
        if self._word() == "else":
            self._place += 1
            self._braces(before, level)

    def _condition(self) -> Branch | None:
        if self._word() != "(":
            self._lose("a condition in parentheses is missing: left out")
            return None
        begin = self._place
        try:
            self._place = end_of(self._words, begin)
        except StatementError as error:
            self._lose(f"{error}: the rest of the script is left out")
            self._place = len(self._words)
            return None
        return read_condition(self._words[begin + 1 : self._place - 1], self._is_changed)

    def _braces(self, branches: tuple[Branch, ...], level: int) -> None:
        self._skip_lines()
        if self._word() != "{":
            self._lose("a block in braces is missing")
            return
        self._place += 1
        self._block(branches, level)
        self._place += 1

    def _statement(self, branches: tuple[Branch, ...]) -> None:
        begin, level = self._place, 0
        while self._place < len(self._words):
            word = self._words[self._place]
            if not level and (word.kind == "newline" or word.text == "}"):
                break
            if word.kind == "sign":
                level = max(level + (word.text in "([{") - (word.text in ")]}"), 0)
            self._place += 1
        statement = [
            word
            for word in self._words[begin : self._place]
            if word.kind not in {"newline", "comment"}
        ]
        if statement:
            self._do(statement, branches)

    def _do(self, statement: Sequence[Word], branches: tuple[Branch, ...]) -> None:
        condition, *actions = split(statement, "?")
        if not actions:
            self._act(condition, branches)
            return
        branch = read_condition(condition, self._is_changed)
        for action, one in zip(split(actions[0], ":"), (branch, branch.turned), strict=False):
            self._act(action, (*branches, one))

    def _act(self, action: Sequence[Word], branches: tuple[Branch, ...]) -> None:
        if not action or action[0].text in _SILENT:
            return
        if action[0].text.lower() != _ALTER:
            self._change(action)
            return
        given = split(action[2:-1], ",")
        texts = [unquoted(one[0]) if len(one) == 1 else None for one in given]
        arguments = tuple(text for text in texts if text is not None)
        if len(arguments) < len(texts) or len(texts) != _ARGUMENTS:
            self._lose("left out: alterPixels takes four texts", action[0].line)
        else:
            self.alterations.append(Alteration(arguments, branches, action[0].line, self._name))

    def _change(self, action: Sequence[Word]) -> None:
        """Remember that what is asked later is not what the header says."""
        self._lose("not about pixels, and left out", action[0].line)
        if action[0].text == _PRIVATE:
            self._changed.append(re.compile(r"\(...[13579BDF],.*"))
        for word in action if self._changes(action) else ():
            if word.kind == "tag":
                self._changed.append(_pattern(word.text))

    def _changes(self, action: Sequence[Word]) -> bool:
        signs = {word.text for word in action if word.kind == "sign"}
        return bool(signs & _CHANGES) or action[0].kind == "name"

    def _is_changed(self, tag: str) -> bool:
        text = re.sub(" ", "", tag).upper()
        return any(pattern.fullmatch(text) for pattern in self._changed)

    def _skip_lines(self) -> None:
        while self._place < len(self._words) and self._words[self._place].kind in {
            "newline",
            "comment",
        }:
            self._place += 1

    def _skip_to_else(self) -> None:
        """Go to an elseif or else after a block, if there is one."""
        here = self._place
        self._skip_lines()
        if self._word() not in {"elseif", "else"}:
            self._place = here

    def _word(self) -> str:
        return self._words[self._place].text if self._place < len(self._words) else ""

    def _lose(self, text: str, line: int = 0) -> None:
        place = min(self._place, len(self._words) - 1)
        self.lost.append((line or self._words[place].line, text))


def _pattern(tag: str) -> re.Pattern[str]:
    plain = re.sub(" ", "", tag).upper()
    head, brace, rest = plain.partition("{")
    digits = "".join(_CLASSES.get(c.lower(), re.escape(c)) for c in head)
    return re.compile(digits + (re.escape(brace + rest[:-3]) + "..." if brace else ""))
