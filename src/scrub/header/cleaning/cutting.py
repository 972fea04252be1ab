"""Cutting places out of a text, and tidying what is left around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST, _OVERLAP = 400, 120
"""Characters. No name, address or institution that is written out is longer than the overlap."""

_DEEPEST = 8
"""Brackets in brackets; more stay, empty."""

_CUT = "\N{NULL}"
_SEPARATORS = " \t\v\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE},;:/^|–—-=_&+.\\"
_EMPTY = rf"[{re.escape(_SEPARATORS)}]*{_CUT}[{re.escape(_SEPARATORS)}{_CUT}]*"
_IN_BRACKETS = re.compile(rf"[(\[{{<«]{_EMPTY}[)\]}}>»]|(?P<quote>[\"'*]){_EMPTY}(?P=quote)")
_OPENING, _CLOSING = tuple("([{<\r\n\f"), tuple(")]}>\r\n\f")


def pieces(line: str) -> Iterator[tuple[int, str]]:
    """Yield a line in pieces of up to 400 characters, and where they begin.

    They break at white space where there is some, and overlap by 120 characters or more.
    """
    start = 0
    while len(line) - start > _LONGEST:
        stop = _last_space(line, start + 3 * _OVERLAP, start + _LONGEST)
        yield start, line[start:stop]
        start = _last_space(line, stop - 2 * _OVERLAP, stop - _OVERLAP)
    yield start, line[start:]


def _last_space(line: str, start: int, stop: int) -> int:
    """Return where the last space between two places is; if there is none, the second."""
    place = line.rfind(" ", start, stop)
    return stop if place < 0 else place


def cut(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text without some places, which may overlap.

    Brackets that held nothing else go too, and of separators on both sides one is left; none at
    an end of a line, but for the colon of a label.
    """
    merged = _merged(places)
    if not merged:
        return text
    ends = [0, *(end for place in merged for end in place), len(text)]
    kept = [text[a:b].replace(_CUT, " ") for a, b in zip(ends[::2], ends[1::2], strict=True)]
    marked = _CUT.join(kept)
    for _ in range(_DEEPEST):
        marked = _IN_BRACKETS.sub(_CUT, marked)
    first, *middle, last = marked.split(_CUT)
    return _joined([first, *filter(_says_something, middle), last])


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def _says_something(text: str) -> bool:
    return bool(text.strip(_SEPARATORS))


def _joined(parts: list[str]) -> str:
    """Return the parts with what is to stand between them; the ends of the text have none."""
    joined = parts[0].rstrip(_SEPARATORS)
    before = parts[0][len(joined) :]
    done = [joined]
    for part in parts[1:]:
        bare = part.lstrip(_SEPARATORS)
        done.append(_between(done[-1], before, part[: len(part) - len(bare)], bare))
        done.append(bare.rstrip(_SEPARATORS) if part is not parts[-1] else bare)
        before = bare[len(done[-1]) :]
    return "".join(done)


def _between(left: str, before: str, after: str, right: str) -> str:
    """Return what stands between two texts, of the separators before and after the cut."""
    if not left or left.endswith(_OPENING):
        return ""
    if not right or right.startswith(_CLOSING):
        return ":" if before.rstrip().endswith(":") else ""
    return next((one for one in (before, after) if one.strip()), " ")
