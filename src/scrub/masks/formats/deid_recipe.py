"""The lines of a pydicom/deid recipe, taken apart as deid 0.4.13 takes them apart.

    FORMAT dicom
    %filter graylist
    LABEL LightSpeed Dose Report # (who found it)
      contains ManufacturerModelName LightSpeed VCT
      + contains ImageType SCREEN SAVE || contains SeriesDescription Dose
      coordinates 0,0,512,121

Indentation means nothing. A line's own + or || comes first in it; inside of a line they part it
where a word that asks stands behind them, and are a part of the value where none does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.formats.exchange import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMPARING = ("contains", "notcontains", "equals", "notequals")
ASKING = (*COMPARING, "missing", "present", "empty")

_MOVES = {
    "ctpcoordinates": (False, True),
    "ctpkeepcoordinates": (True, True),
    "coordinates": (False, False),
    "keepcoordinates": (True, False),
}
_SECTIONS = frozenset({"header", "labels", "filter", "values", "fields"})
_BEGINNINGS = re.compile(r"(?i)FORMAT|%|LABEL")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word that asks, a field, and a value if the word takes one.

    `values` are what deid really compares with: of several atoms in a line, it gives the values
    to the atoms from the left, whether they take one or not.
    """

    word: str
    field: str
    value: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Atoms, `joints` ("and", "or") between them, and the line's own joint, if it has one."""

    number: int
    joint: str
    atoms: tuple[Atom, ...]
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A line of coordinates: to black, or to keep; as x, y, width, height if `is_ctp`."""

    number: int
    keeps: bool
    is_ctp: bool
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A rule of a filter. `broken` tells why deid stops at it, if it does."""

    number: int
    group: str
    name: str
    comment: str
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    notes: tuple[Note, ...]
    broken: str = ""


class StopsError(Exception):
    """Deid ends its work here; the message tells why."""


def labels(text: str) -> tuple[tuple[Label, ...], tuple[Note, ...]]:
    """Return the rules of a recipe in the order in which deid goes through them, and notes.

    Raises:
        RecipeError: if the text is no recipe.

    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    if not any(_BEGINNINGS.match(line) for _, line in lines):
        raise RecipeError("this is no deid recipe: neither FORMAT, nor %, nor LABEL begins a line")
    found: dict[str, list[Label]] = {}
    notes: list[Note] = []
    group: str | None = None
    for (number, line), members in _blocks(lines):
        word = line.upper()
        if word.startswith("FORMAT"):
            _check_format(line)
        elif line.startswith("%"):
            group, said = _section(line)
            notes += [Note(number, said)] if said else []
        elif word.startswith("LABEL") and group is not None:
            found.setdefault(group, []).append(_label((number, line), group, members))
            continue
        elif group is not None:
            notes.append(Note(number, "this line is not understood, by deid neither"))
    return tuple(label for several in found.values() for label in several), tuple(notes)


def _blocks(
    lines: Sequence[tuple[int, str]],
) -> Iterator[tuple[tuple[int, str], Sequence[tuple[int, str]]]]:
    """Yield each line with those that belong to it: behind a LABEL, all up to the next or a %."""
    told = [(number, line) for number, line in lines if line and not line.startswith("#")]
    place = 0
    while place < len(told):
        head = told[place]
        place += 1
        first = place
        if head[1].upper().startswith("LABEL"):
            while place < len(told) and not told[place][1].upper().startswith(("LABEL", "%")):
                place += 1
        yield head, told[first:place]


def _check_format(line: str) -> None:
    found = re.sub(r"FORMAT|\s+", "", line, flags=re.IGNORECASE).partition("#")[0].lower()
    if found != "dicom":
        raise RecipeError("this recipe is not for DICOM: its FORMAT is another")


def _section(line: str) -> tuple[str | None, str]:
    """Return the group of a filter, or None for another section, with what is to be said."""
    name, _, group = line[1:].partition("#")[0].strip().partition(" ")
    section = name.strip().lower()
    if section == "filter" and group.strip():
        return group.strip(), ""
    if section in _SECTIONS - {"filter"}:
        return None, f"%{section} is about headers, which is no part of mask templates"
    return None, "this section is not understood, and deid stops at it; what is in it is left out"


def _label(head: tuple[int, str], group: str, members: Sequence[tuple[int, str]]) -> Label:
    name, _, comment = head[1][len("LABEL") :].partition("#")
    lines: list[Line] = []
    moves: list[Move] = []
    notes: list[Note] = []
    broken = ""
    for number, text in members:
        move = _move(number, text)
        if move:
            moves.append(move)
            continue
        try:
            lines += _line(number, text, notes)
        except StopsError as error:
            broken = broken or str(error)
            notes.append(Note(number, str(error)))
    return Label(
        number=head[0],
        group=group,
        name=" ".join(name.split()),
        comment=" ".join(comment.split()),
        lines=tuple(lines),
        moves=tuple(moves),
        notes=tuple(notes),
        broken=broken,
    )


def _move(number: int, text: str) -> Move | None:
    for word, (keeps, is_ctp) in _MOVES.items():
        if text.lower().startswith(word):
            return Move(number, keeps, is_ctp, text[len(word) :].partition("#")[0].strip())
    return None


def _line(number: int, text: str, notes: list[Note]) -> list[Line]:
    joint, rest = _own_joint(text)
    if rest.startswith("#"):
        return []
    if not rest.lower().startswith(ASKING):
        notes.append(Note(number, "deid does not know this word and passes over the line: so here"))
        return []
    atoms, joints = atoms_of(rest)
    return [Line(number, joint, atoms, joints)]


def _own_joint(text: str) -> tuple[str, str]:
    if text.startswith("+"):
        return "and", text[1:].strip()
    if text.startswith("||"):
        return "or", text[2:].strip()
    return "", text


def atoms_of(text: str) -> tuple[tuple[Atom, ...], tuple[str, ...]]:
    """Return what a line asks, without its own joint, and the joints between the atoms.

    Raises:
        StopsError: if deid does.

    """
    said: list[tuple[str, str, str | None]] = []
    joints: list[str] = []
    rest: str | None = text
    while rest is not None:
        first, rest, joint = _parted(rest.strip())
        joints += [joint] if joint else []
        said.append(_said(first))
    values = [value for _, _, value in said if value is not None]
    return tuple(
        Atom(word, field, value or "", tuple(values[place : place + 1]))
        for place, (word, field, value) in enumerate(said)
    ), tuple(joints)


def _parted(text: str) -> tuple[str, str | None, str]:
    """Return what stands before the first + or ||, what behind it, and which it is."""
    sign = re.search(r"\|\||\+", text)
    if sign is None:
        return text, None, ""
    rest = text[sign.end() :]
    if not any(word in rest for word in ASKING):
        return text, None, ""
    return text[: sign.start()], rest, "or" if sign[0] == "||" else "and"


def _said(text: str) -> tuple[str, str, str | None]:
    word, _, rest = text.strip().partition(" ")
    word = word.lower()
    if word not in ASKING:
        raise StopsError("deid stops at this line: it takes it apart at a sign inside a value")
    field, _, value = rest.strip().partition(" ")
    if word not in COMPARING:
        return word, rest.strip(), None
    if not value.strip():
        raise StopsError("deid stops at this line: it has no value")
    return word, field, value.strip()
