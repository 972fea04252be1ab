"""Scripts of RSNA CTP's DicomPixelAnonymizer.

    Any text outside of braces and parentheses is a comment.
    { Modality.equals("US") * Manufacturer.startsWith("Acme") } (0,0,1024,49) (-200,0,200,30)

Of several signatures, CTP takes the first that fits, and we take all that fit. A rectangle is
(x, y, width, height). 2026-11: on uncompressed pixels CTP blacks one column and one row more than
it is told (the ranges of its Regions.java hold their end), on Baseline JPEG it does not. So a
rectangle that is read is one larger than it is written, and what one is written is one smaller.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.formats.carrying import LONGEST
from scrub.masks.formats.ctp_language import ScriptError, parse
from scrub.masks.formats.ctp_order import without_echoes
from scrub.masks.formats.ctp_reading import Reading
from scrub.masks.formats.ctp_writing import write
from scrub.masks.formats.exchange import WHOLE_FILE, Imported, Note, free_name
from scrub.masks.formats.sizing import sized
from scrub.model.mask import MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.masks.formats.sizing import Asked

__all__ = ["NAME", "read", "write"]

NAME = "ctp"

_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_TERM = re.compile(
    r"\.\s*(?:equals|matches|contains|startsWith|endsWith|is(?:Less|Greater)Than)\w*\s*\("
)
_NAMED = re.compile(r"^template: ([\w.+-]+)$", re.MULTILINE)
_SIDES = 4


def read(text: str, stem: str) -> Imported:
    """Return a template for each signature that CTP reads.

    Raises:
        RecipeError: if there is no signature in the text.

    """
    ends = [end.start() for end in re.finditer("\n", text)]
    found = list(_enclosed(text, "{}"))
    if not found and text.strip():
        if _TERM.search(text):
            raise RecipeError(
                f"{stem}: a script of a filter, which tells what to let pass, not what to black; "
                "signatures stand in braces, and rectangles after them"
            )
        raise RecipeError(f"{stem}: no signature in braces, as CTP's pixel anonymizer has them")
    templates: list[MaskTemplate] = []
    notes: list[Note] = []
    names: set[str] = set()
    before = 0
    for number, (begin, end) in enumerate(found, 1):
        name = _name(text, before, begin) or f"{stem}-{number}"
        line = bisect(ends, begin) + 1
        one = _Signature(free_name(name, names), f"CTP, {stem} line {line}")
        after = found[number][0] if number < len(found) else len(text)
        template = one.template(text[begin + 1 : end], text[end + 1 : after])
        notes += [Note(line, lost) for lost in one.lost]
        templates += [template] if template else []
        before = end
    left = without_echoes(templates)
    return Imported(left, (*_of_the_file(len(left), len(templates)), *notes))


def _enclosed(text: str, brackets: str) -> Iterator[tuple[int, int]]:
    """Yield where an opening bracket is, and the next closing one, as CTP's PixelScript does.

    It looks for neither in what it has found, nor at quotes.
    """
    begin = text.find(brackets[0])
    while begin >= 0:
        end = text.find(brackets[1], begin)
        if end < 0:
            return
        yield begin, end
        begin = text.find(brackets[0], end)


def _name(text: str, begin: int, end: int) -> str:
    """Return the name in the comment before a signature, if there is one."""
    named = _NAMED.findall(text, begin, end)
    return named[-1] if named else ""


def _of_the_file(left: int, found: int) -> Iterator[Note]:
    if left > 1:
        several = "CTP takes the first signature that fits; here all that fit count, as a union"
        yield Note(WHOLE_FILE, several)
    if left < found:
        echoes = f"{found - left} signatures ask and black nothing that others here do not"
        yield Note(WHOLE_FILE, echoes)


class _Signature:
    """Reads one signature and its rectangles."""

    def __init__(self, name: str, source: str) -> None:
        self.lost: list[str] = []
        self._name = name
        self._source = source

    def template(self, script: str, after: str) -> MaskTemplate | None:
        asked = self._asked(script)
        if asked is None:
            return None
        black = tuple(self._patches(after, asked))
        if not black:
            self.lost.append("left out: it has no rectangle")
            return None
        return MaskTemplate(
            name=self._name,
            when=asked.when,
            black=black,
            rows=asked.rows,
            columns=asked.columns,
            provenance=(self._source,),
        )

    def _asked(self, script: str) -> Asked | None:
        if script.count('"') % 2:
            self.lost.append("CTP ends a signature at the first brace, in quotes as well")
        reading = Reading()
        try:
            test = reading.test(parse(script))
        except ScriptError as error:
            self.lost.append(f"left out, since CTP never takes it: {error}")
            return None
        self.lost += reading.lost
        if test is False:
            self.lost.append("left out: it never fits")
            return None
        asked = sized(() if test is True else (test,), wider=reading.wider)
        if asked is None:
            self.lost.append("left out: what is left would fit any image")
        return asked

    def _patches(self, after: str, asked: Asked) -> Iterator[Patch]:
        for begin, end in _enclosed(after, "()"):
            region = after[begin : end + 1]
            sides = region[1:-1].split(",")
            if len(sides) != _SIDES or not all(_INTEGER.fullmatch(s.strip()) for s in sides):
                self.lost.append("no rectangle of four whole numbers: " + _shown(region))
                continue
            x, y, width, height = map(int, sides)
            across = self._along(x, width, asked.columns)
            down = self._along(y, height, asked.rows)
            if across is None or down is None:
                self.lost.append("no pixel is in " + _shown(region))
            else:
                yield Patch(Pixels(across[0], down[0], across[1], down[1]))

    def _along(self, first: int, length: int, whole: int | None) -> tuple[int, int | None] | None:
        """Return where it begins and how long it is; None for that is to the edge."""
        if length < 0:
            return None
        length += 1
        if whole is not None and first < 0:
            first = max(first + whole, 0)
        if whole is not None:
            length = min(length, whole - first)
            return (first, length) if length > 0 else None
        if first >= 0:
            return first, None if length >= LONGEST else length
        if length < -first:
            self.lost.append(f"where fewer than {-first} are in a frame, CTP blacks from its start")
            return first, length
        return first, None


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 (a line's worth)
