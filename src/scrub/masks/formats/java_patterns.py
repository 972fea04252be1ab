"""Regular expressions of Java as those of Python, and back.

Only what both read alike goes over. 2026-11: a pattern comes from a file that somebody was sent,
and Python stops at nothing: a repetition of a repetition, or of a choice, can take it longer than
anybody waits. Those are turned down, however harmless some of them are.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

LONGEST = 500
"""Characters of a pattern that is carried over."""

_MOST_UNBOUNDED = 8
_MOST_TIMES = 1000
_ENDLESS = 1 << 20

_TOKEN = re.compile(
    r"""
      (?P<octal>\\0(?:[0-3][0-7][0-7]|[0-7]{1,2}))
    | (?P<code>\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})
    | (?P<escape>\\[AZzbBdDwWsSnrtfa1-9]|\\[^A-Za-z0-9])
    | (?P<set>\[\^?(?:\\.|[^\]\\\[&])+\])
    | (?P<open>\((?:\?(?:[:=!]|<[=!]|[ims]+:))?)
    | (?P<close>\))
    | (?P<times>(?:[*+?]|\{[0-9]{1,4}(?:,[0-9]{0,4})?\})[?+]?)
    | (?P<or>\|)
    | (?P<plain>[^\\\[\](){}*+?|])
    """,
    re.VERBOSE | re.DOTALL,
)
_SET_ESCAPE = re.compile(r"\\(?!x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[dDwWsSnrtfa]|[^A-Za-z0-9])")
_OCTAL = re.compile(r"\\0(?:[0-3][0-7][0-7]|[0-7]{1,2})")
_FLAGS = re.compile(r"\(\?([imsu]+)\)")
_WHOLE = re.compile(r"\\A\(\?:(.*)\)\\Z", re.DOTALL)


class PatternError(ValueError):
    """A pattern that is not carried over; the message tells why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern to be searched for, and whether it regards case.

    `finds_nothing` says that the empty text, which is what an absent attribute is to Java, would
    pass as well.
    """

    text: str
    exact_case: bool
    finds_nothing: bool


def from_java(text: str) -> Pattern:
    """Return the pattern for a text that Java's String.matches must take as a whole.

    Raises:
        PatternError: if Python does not read it alike, or could not stop.

    """
    flags = _FLAGS.match(text)
    body = text[flags.end() :] if flags else text
    letters = set(flags[1]) if flags else set()
    scoped = "".join(sorted(letters & {"m", "s"}))
    whole = "".join(part for _, part in _tokens(body))
    if scoped:
        whole = f"(?{scoped}:{whole})"
    compiled = compiled_safely(whole)
    return Pattern(rf"\A(?:{whole})\Z", "i" not in letters, bool(compiled.fullmatch("")))


def to_java(pattern: str, *, exact_case: bool) -> str:
    """Return what String.matches must take as a whole where Python finds a pattern.

    Raises:
        PatternError: if Java does not read it alike.

    """
    flags = "" if exact_case else "(?iu)"
    some = "" if compiled_safely(pattern).search("") is None else "(?s:(?=.))"
    whole = _WHOLE.fullmatch(pattern)
    if whole is not None:
        try:
            return flags + some + _in_java(whole[1])
        except PatternError:
            pass
    return f"{flags}{some}(?s:.*)(?:{_in_java(pattern)})(?s:.*)"


def compiled_safely(pattern: str) -> re.Pattern[str]:
    """Return a pattern that Python reads without doubts and that cannot take for ever.

    Raises:
        PatternError: if it is not one.

    """
    _check_repetitions(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning):
        raise PatternError("Python does not read this regular expression") from None


def _in_java(pattern: str) -> str:
    compiled_safely(pattern)
    return "".join(r"\z" if part == r"\Z" else part for _, part in _tokens(pattern))


def _tokens(pattern: str) -> list[tuple[str, str]]:
    """Return kinds and texts of what a pattern is made of, in words that Python has."""
    if len(pattern) > LONGEST:
        raise PatternError(f"a regular expression of more than {LONGEST} characters")
    tokens, place = [], 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None or token.lastgroup is None:
            raise PatternError(f"{pattern[place : place + 8]!r} is not the same to Java and Python")
        place = token.end()
        tokens.append((token.lastgroup, _translated(token.lastgroup, token[0])))
    return tokens


def _translated(kind: str, text: str) -> str:
    if kind == "octal":
        return f"\\x{int(f'0o{text[2:]}', 0):02x}"
    if kind == "set":
        text = _OCTAL.sub(lambda found: _translated("octal", found[0]), text)
    if kind == "set" and _SET_ESCAPE.search(text.replace("\\\\", "")):
        raise PatternError(f"{text!r} is not the same to Java and Python")
    return r"\Z" if text == r"\z" else text


def _check_repetitions(pattern: str) -> None:
    """Turn down repetitions of what is not always of one form."""
    counter = _Counter()
    for kind, text in _tokens(pattern):
        counter.take(kind, text)
    if counter.unbounded > _MOST_UNBOUNDED:
        raise PatternError("so many repetitions in it could take for ever")


class _Counter:
    """Counts how often what has been read can be gone through.

    Each is (loose, times): whether it can be gone through in several ways, and how long it is.
    """

    def __init__(self) -> None:
        self.unbounded = 0
        self._groups = [(False, 1)]
        self._last = (False, 1)
        self._before = ""

    def take(self, kind: str, text: str) -> None:
        if kind == "open":
            self._groups.append((False, 1))
        elif kind == "close":
            self._close()
        elif kind == "or":
            self._groups[-1] = True, self._groups[-1][1]
        elif kind == "times":
            if self._before == "open":
                raise PatternError("a group in it is not the same to Java and Python")
            self._repeat(text)
        else:
            self._last = (False, 1)
        self._before = kind

    def _close(self) -> None:
        if len(self._groups) == 1:
            raise PatternError("a parenthesis in it is not opened")
        self._last = self._groups.pop()
        self._join(*self._last)

    def _repeat(self, text: str) -> None:
        low, high = _counts(text)
        loose, times = self._last
        if loose and high > 1:
            raise PatternError("a repetition in a repetition in it could take for ever")
        is_loose = low != high
        if high > _MOST_TIMES:
            self.unbounded += 1
            high = low
        if times * max(high, 1) > _MOST_TIMES:
            raise PatternError("so many repetitions in it could take for ever")
        self._join(is_loose, times * max(high, 1))

    def _join(self, loose: bool, times: int) -> None:  # noqa: FBT001 (half of a pair)
        before = self._groups[-1]
        self._groups[-1] = before[0] or loose, max(before[1], times)


def _counts(text: str) -> tuple[int, int]:
    """Return how often at least and at most, which may be more than _MOST_TIMES."""
    if text[0] != "{":
        return int(text[0] == "+"), 1 if text[0] == "?" else _ENDLESS
    low, comma, high = text[1 : text.index("}")].partition(",")
    return int(low), int(high or _ENDLESS) if comma else int(low)
