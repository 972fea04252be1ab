"""Mask templates as the rectangles of dicompixelanon (SMI), a CSV file, and back.

    filename,frame,overlay,left,top,right,bottom

2026-11: a row is about one file, and nothing that templates ask of a header tells the name of a
file. But where files are called by their SOP Instance UID, as exports of archives often are, the
name does: such rows become a template that asks for that UID. All others are left out, each with a
note of its line and without the name of the file, which may be the name of a patient. That rows of
many files agree would prove no more than that they were drawn by one hand: which machine they are
from, no row tells. `scrub templates suggest` finds that out, from the files themselves. Names of
templates stand in reports, so the UID is not in them.

Right and bottom are the last pixel inside. Frames count from 0, and -1 is every frame, as the
tool's documents have it (it takes -1 for the last one). Overlay planes are never left in an
instance that scrub writes. The tool's rules by header, in deid.dicom.smi, are recipes of deid.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.errors import RecipeError
from scrub.masks.attributes import shown
from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Imported, Note
from scrub.masks.formats.made import Names, finished
from scrub.masks.formats.normal_forms import TooManyLinesError, any_of_all
from scrub.model.mask import EVERY_FRAME, Condition, FrameSpan, MaskTemplate, Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.masks.formats.carrying import Carried

NAME = "dicompixelanon CSV"

_COLUMNS = ("filename", "frame", "overlay", "left", "top", "right", "bottom")
_NEEDED = frozenset({"filename", "left", "top", "right", "bottom"})
_WHOLE_NUMBER = re.compile(r"\s*-?[0-9]{1,9}\s*")
_UID = re.compile(r"(?:[A-Za-z]{2,10}[._-])?([0-9]+(?:\.[0-9]+){4,})(?:\.[A-Za-z]{3,5})?")
_LONGEST_UID = 64
_MOST_FRAMES = 10_000
_TEXTS = "ocr_text"


@dataclass(frozen=True, slots=True)
class _Row:
    uid: str
    patch: Patch


class _LeftOutError(Exception):
    """A row that is not carried over; the message tells why."""


def read(text: str, stem: str) -> Imported:
    """Return the templates for files that are called by their UID; `stem` begins their names.

    Raises:
        RecipeError: if the text is no CSV with the columns of this tool.

    """
    patches: defaultdict[str, list[Patch]] = defaultdict(list)
    first: dict[str, int] = {}
    notes: list[Note] = []
    for line, fields in _rows(text, notes):
        try:
            row = _row(fields)
        except _LeftOutError as error:
            notes.append(Note(line, f"left out: {error}"))
            continue
        first.setdefault(row.uid, line)
        patches[row.uid].append(row.patch)
    names = Names(stem)
    templates = (
        finished(
            MaskTemplate(
                name=names.new("file"),
                when=(Condition("SOPInstanceUID", "equals", (uid,)),),
                black=tuple(dict.fromkeys(several)),
                provenance=(f"{stem}, line {first[uid]}",),
            )
        )
        for uid, several in patches.items()
    )
    made = tuple(template for template in templates if template)
    if made:
        said = "files are known by the SOP Instance UID that their names have in them"
        notes.append(Note(WHOLE_FILE, said))
    return Imported(made, tuple(sorted(dict.fromkeys(notes))))


def _rows(text: str, notes: list[Note]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heads = [head.strip().lower() for head in next(reader, [])]
        if not set(heads) >= _NEEDED:
            raise RecipeError(
                f"no CSV of dicompixelanon: its first line is not {','.join(_COLUMNS)}"
            )
        if _TEXTS in heads:
            notes.append(
                Note(1, "texts on its list of harmless ones stay there; here all are black")
            )
        for cells in reader:
            if cells:
                yield reader.line_num, dict(zip(heads, cells, strict=False))
    except csv.Error:
        raise RecipeError("this is no CSV of dicompixelanon: it is not CSV") from None


def _row(fields: Mapping[str, str]) -> _Row:
    left, top, right, bottom = (_number(fields, key) for key in ("left", "top", "right", "bottom"))
    if left < 0:
        raise _LeftOutError("a row about a whole frame, without a rectangle")
    if _number(fields, "overlay", -1) >= 0:
        raise _LeftOutError("it is about an overlay, and those go as a whole")
    if top < 0 or right < left or bottom < top:
        raise _LeftOutError("its rectangle holds no pixel")
    uid = _uid(fields.get("filename", ""))
    frame = _number(fields, "frame", -1)
    frames = EVERY_FRAME if frame < 0 else FrameSpan(frame + 1, frame + 1)
    area = Pixels(left, top, right + 1 - left, bottom + 1 - top)
    return _Row(uid, Patch(area, frames))


def _number(fields: Mapping[str, str], key: str, missing: int | None = None) -> int:
    text = fields.get(key, "")
    if missing is not None and not text.strip():
        return missing
    if not _WHOLE_NUMBER.fullmatch(text):
        raise _LeftOutError(f"{key} is not a whole number")
    return int(text)


def _uid(filename: str) -> str:
    name = re.split(r"[/\\]", filename)[-1].strip()
    found = _UID.fullmatch(name)
    if found is None or len(found[1]) > _LONGEST_UID:
        raise _LeftOutError("its file is not called by a SOP Instance UID, and no header tells it")
    return found[1]


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a CSV, and what of the templates is not in it."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    notes: list[Note] = []
    line = 1
    for template in templates:
        rows, lost = _written(template)
        notes += [Note(line + 1 if rows else WHOLE_FILE, f"{template.name}: {x}") for x in lost]
        table.writerows(rows)
        line += len(rows)
    return Exported(out.getvalue(), tuple(sorted(dict.fromkeys(notes))))


def _written(template: MaskTemplate) -> tuple[list[tuple[object, ...]], tuple[str, ...]]:
    """Return the rows for a template, and what is not in them."""
    rows: list[tuple[object, ...]] = []
    lost: list[str] = []
    for span in dict.fromkeys(patch.frames for patch in template.black):
        black = tuple(Patch(p.area) for p in template.black if p.frames == span)
        said = carried(replace(template, black=black), _can_ask, edges=False)
        lost += said.lost
        if not said.black:
            continue
        frames = _frames(span, lost)
        rows += [
            (f"{uid}.dcm", frame, -1, *_corners(area))
            for uid in dict.fromkeys(_uids(said))
            for frame in frames
            for area in said.black
        ]
    return rows, tuple(dict.fromkeys(lost))


def _can_ask(condition: Condition) -> bool:
    is_uid = shown(condition.attribute) == "SOPInstanceUID"
    values = condition.values
    return (
        is_uid and condition.op == "equals" and not condition.negated and all(map(_is_uid, values))
    )


def _is_uid(value: str) -> bool:
    found = _UID.fullmatch(value)
    return found is not None and found[1] == value and len(value) <= _LONGEST_UID


def _uids(said: Carried) -> Iterator[str]:
    """Yield the UIDs of which one must hold, if what is asked is no more than that."""
    try:
        lines = any_of_all(said.when)
    except TooManyLinesError:
        return
    for line in lines:
        several = [set(condition.values) for condition in line]
        yield from sorted(set.intersection(*several))


def _frames(span: FrameSpan, lost: list[str]) -> Sequence[int]:
    if span == EVERY_FRAME:
        lost.append("dicompixelanon blacks the last of several frames only, so LESS may be black")
        return (-1,)
    if 0 < span.first <= span.last <= _MOST_FRAMES:
        return range(span.first - 1, span.last)
    lost.append("what is black on some frames is black on every frame")
    return (-1,)


def _corners(area: Pixels) -> tuple[int, int, int, int]:
    """Return the first and the last pixels, across and down."""
    right = LONGEST if area.width is None else area.x + area.width
    bottom = LONGEST if area.height is None else area.y + area.height
    return area.x, area.y, right - 1, bottom - 1
