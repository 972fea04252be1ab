"""Texts in which a regular expression is found, made up from what is written in it."""

from __future__ import annotations

import re

_MOST_OPTIONS = 64
_GROUP = re.compile(r"\((?:\?:)?([^()?][^()]*)\)")
_NO_TEXT = re.compile(r"\\[bBAZ]|[\^$]|\.[*+?]|\\[sdwSDW][*?]|(?:\\.|[^\\])[*?]")
_CLASS = re.compile(r"\[([^\]^\\-])[^\]]*\]")
_STANDS_FOR = (
    (re.compile(r"\\s\+?"), " "),
    (re.compile(r"\\d\+?"), "1"),
    (re.compile(r"\\w\+?"), "a"),
    (re.compile(r"\\(\W)"), r"\1"),
)


def samples(pattern: str) -> tuple[str, ...]:
    """Return texts in which a regular expression is found: some, or none that is known."""
    opened = _opened(pattern)
    plain = (_plain(part) for option in opened for part in option.split("|"))
    found = dict.fromkeys(text for text in plain if text)
    return tuple(text for text in found if re.search(pattern, text, re.IGNORECASE))


def _opened(pattern: str) -> list[str]:
    """Return what a pattern becomes when each group is one of the options in it."""
    options = [pattern]
    while len(options) < _MOST_OPTIONS:
        found = next((m for m in map(_GROUP.search, options) if m), None)
        if found is None:
            break
        options = [
            option.replace(found[0], inner)
            for option in options
            for inner in (found[1].split("|") if found[0] in option else ("",))
        ]
    return options


def _plain(pattern: str) -> str:
    text = _NO_TEXT.sub("", _CLASS.sub(r"\1", pattern))
    for stands, text_of in _STANDS_FOR:
        text = stands.sub(text_of, text)
    return text.replace("+", "")
