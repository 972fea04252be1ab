"""Counters over the frames of a cine, as `7/11`, of which some frames were read as `7711` or not.

2026-11: a stroke of eight pixels is read as a 7 or a 1 one time in five, and a number that differs
from frame to frame cannot be read twice. Three readings in one place that count up to one and the
same number tell what the others say. A number that is its frame's is one of the three though the
stroke was misread: what counts with the frames is no date and no record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.model.geometry import join_all
from scrub.model.text import Sensitive, TextHit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.mask import FrameRange
    from scrub.model.text import Word

FEWEST = 3
"""So many different numbers in one place count; two may be two dates."""

_COUNTED = re.compile(r"\W*(?P<number>\d{1,4})\s?/\s?(?P<of>\d{1,4})\W*")
_STROKE = "[/71lI|]"
_MISREAD = tuple(
    re.compile(rf"\W*(\d{{{digits}}}){_STROKE}(\d{{1,4}})\W*") for digits in range(1, 5)
)
"""By how many digits the number has: which of them is the stroke, only the frame tells."""

_NOT_OF_A_COUNTER = re.compile(r"[^\W\d_lI]{2}|\d{7}")
"""What no reading of a counter has: two letters, or more digits than are in it."""

_MOST = 0.7
"""Of a reading's area that lies in the counter's place, to be of it."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A place in which `1/N`, `2/N` … stand, and the frames on which one of them was read."""

    place: Rect
    of: str
    frames: frozenset[int]

    def holds(self, word: Word) -> bool:
        """Tell whether a word stands in its place."""
        shared = word.rect.intersect(self.place)
        return shared is not None and shared.area >= _MOST * word.rect.area

    def number_in(self, text: str) -> str | None:
        """Return the number, no greater than the last, of a reading whose stroke may be wrong."""
        found = re.fullmatch(rf"\W*(\d{{1,4}}){_STROKE}{self.of}\W*", text)
        return found[1] if found and 0 < int(found[1]) <= int(self.of) else None


def as_counted(hits: Iterable[TextHit]) -> tuple[TextHit, ...]:
    """Return the lines with each counter as it counts and a line for itself.

    What was not read in a counter's place, or read in part, is left out, if the counter was read on
    the same frames.
    """
    lines = tuple(hits)
    found = tuple(counters(lines))
    if not found:
        return lines
    read = (hit for hit in lines if not _is_read_worse(hit, found))
    return tuple(part for hit in read for part in _parted(hit, found))


def counters(hits: Sequence[TextHit]) -> Iterator[Counter]:
    """Yield each place where three different numbers of one and the same were read."""
    read: dict[str, list[tuple[str, Word, TextHit]]] = defaultdict(list)
    for hit in hits:
        for word in hit.words:
            number, of = _counted(word.text.reveal(), hit.frames)
            if of and int(number) <= int(of):
                read[of].append((number, word, hit))
    for of, all_of_them in read.items():
        yield from _in_one_place(of, all_of_them)


def _counted(text: str, frames: FrameRange) -> tuple[str, str]:
    """Return what is counted, of how many; nothing if it is no number that may count."""
    found = _COUNTED.fullmatch(text)
    if found:
        return found["number"], found["of"]
    for misread in _MISREAD:
        found = misread.fullmatch(text)
        if found and int(found[1]) - 1 in frames:
            return found[1], found[2]
    return "", ""


def _in_one_place(of: str, read: Sequence[tuple[str, Word, TextHit]]) -> Iterator[Counter]:
    """Yield a counter about the first reading, then about the first of those elsewhere."""
    left = list(read)
    while len(left) >= FEWEST:
        around = left[0][1].rect
        near = [one for one in left if _is_about(one[1].rect, around)]
        if len({number for number, _, _ in near}) >= FEWEST:
            frames = frozenset(index for _, _, hit in near for index in hit.frames)
            yield Counter(join_all(word.rect for _, word, _ in near), of, frames)
        left = [one for one in left if one not in near]


def _is_about(rect: Rect, other: Rect) -> bool:
    shared = rect.intersect(other)
    return shared is not None and shared.area >= _MOST * min(rect.area, other.area)


def _parted(hit: TextHit, found: Sequence[Counter]) -> Iterator[TextHit]:
    """Yield what a line says beside counters, and each counter."""
    counted = [_as_it_counts(word, found) for word in hit.words]
    beside = tuple(w for w, counter in zip(hit.words, counted, strict=True) if counter is None)
    if beside:
        yield replace(hit, words=beside)
    yield from (replace(hit, words=(counter,)) for counter in counted if counter)


def _as_it_counts(word: Word, found: Sequence[Counter]) -> Word | None:
    for counter in found:
        number = counter.number_in(word.text.reveal()) if counter.holds(word) else None
        if number:
            return replace(word, text=Sensitive(f"{number}/{counter.of}"))
    return None


def _is_read_worse(hit: TextHit, found: Sequence[Counter]) -> bool:
    """Tell whether it is a worse reading of what was read as a counter on the same frames."""
    other = any(_NOT_OF_A_COUNTER.search(word.text.reveal()) for word in hit.words)
    if other or any(_as_it_counts(word, found) for word in hit.words):
        return False
    return any(
        all(map(counter.holds, hit.words)) and counter.frames.issuperset(hit.frames)
        for counter in found
    )
