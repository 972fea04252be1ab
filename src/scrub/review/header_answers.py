"""What the header page is told, as JSON: rows of one instance, or of many put together.

Of many instances there is one row for each way to an element, whichever the item, as a rule of a
recipe is about it too. Values are cut and bytes are not shown: a length says how much there is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.header.tags.values import BYTES_VRS
from scrub.model.header import TagPath
from scrub.review.header_staging import pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scrub.model.site import Selector
    from scrub.review.header_rows import Row, Said
    from scrub.review.header_staging import Staged
    from scrub.review.items import Record

_LONGEST = 160
_INDEX = re.compile(r"\[\d+\]")
_MOST_REASONS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page: the same element of all instances that have it, in any item.

    `there` is in how many instances it is, `changes` in how many of them it changes.
    """

    key: str
    rows: tuple[Row, ...]
    there: int = 1
    changes: int = 0

    @property
    def selector(self) -> Selector | None:
        """What a rule names it by; None where no rule is about it."""
        return next((row.selector for row in self.rows if row.selector), None)

    @property
    def is_changed(self) -> bool:
        """Tell whether it changes anywhere."""
        return any(row.is_changed for row in self.rows)


def key_of(row: Row, *, single: bool) -> str:
    """Return what names an element on the page."""
    if single:
        return str(row.path)
    creator = f":{row.selector.creator}" if row.selector and row.selector.creator else ""
    last = pattern_of(row.path.tag).bits if creator else row.path.tag
    return f"{_way(row.path)}{last:08X}{creator}"


def _way(path: TagPath) -> str:
    """Return what names the sequences an element is in, whichever the items."""
    return "".join(f"{pattern_of(tag).bits:08X}." for tag, _ in path.items)


def _group(path: TagPath, *, single: bool) -> str:
    """Return what names a sequence to what is in it."""
    return str(path) if single else f"{_way(path)}{pattern_of(path.tag).bits:08X}."


def _parent(path: TagPath, *, single: bool) -> str:
    if not path.items:
        return ""
    return str(TagPath(path.items[:-1], path.items[-1][0])) if single else _way(path)


def lines_of(sheets: Iterable[Iterable[Row]], *, single: bool) -> tuple[Line, ...]:
    """Return the rows of one instance, or of many by the way to them, in the order of a header."""
    found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, rows in enumerate(sheets):
        for row in rows:
            found[key_of(row, single=single)].append((number, row))
    made = [_line(key, numbered) for key, numbered in found.items()]
    return tuple(made if single else sorted(made, key=lambda one: _place(one.rows[0].path)))


def _line(key: str, numbered: Sequence[tuple[int, Row]]) -> Line:
    there = {number for number, _ in numbered}
    changes = {number for number, row in numbered if row.is_changed}
    return Line(key, tuple(row for _, row in numbered), len(there), len(changes))


def _place(path: TagPath) -> tuple[int, ...]:
    return (*(tag for tag, _ in path.items), path.tag)


def told(line: Line, staged: Mapping[Selector, Staged], *, single: bool) -> Record:
    """Return a row as the page shows it."""
    first = line.rows[0]
    change = staged.get(line.selector) if line.selector else None
    reasons = dict.fromkeys(row.judged.reason for row in line.rows if row.judged.reason)
    codes = dict.fromkeys(row.judged.code for row in line.rows if row.judged.code)
    tag = first.told
    return {
        "key": line.key,
        "group": _group(first.path, single=single),
        "parent": _parent(first.path, single=single),
        "item": first.path.items[-1][1] + 1 if single and first.path.items else 0,
        "depth": len(first.path.items),
        "name": tag.keyword or tag.path.rpartition(".")[2],
        "path": tag.path if single else _INDEX.sub("", tag.path),
        "tag": tag.tag,
        "vr": tag.vr,
        "private": tag.is_private,
        "sequence": tag.vr == "SQ",
        "before": _value([row.before for row in line.rows]),
        "after": _value([row.after for row in line.rows]),
        "code": "/".join(codes),
        "reason": _few(tuple(reasons), "reasons"),
        "changed": line.is_changed,
        "changes": line.changes,
        "of": line.there,
        "takes": any(row.judged.takes for row in line.rows),
        "rule": line.selector is not None,
        "staged": _staged(change) if change else None,
    }


def _staged(one: Staged) -> Record:
    return {"verb": str(one.verb), "value": "\\".join(one.value), "note": one.note}


def listed(staged: Sequence[Staged]) -> list[Record]:
    """Return all that is staged."""
    return [{"name": one.name, "at": one.at, **_staged(one)} for one in staged]


def _value(many: Sequence[Said | None]) -> Record:
    """Return what is shown of values: the one, or how many there are."""
    different = dict.fromkeys(one.mark if one else None for one in many)
    first = next((one for one in many if one), None)
    if len(different) > 1:
        return {"kind": "many", "text": f"{len(different)} values"}
    return _one(first) if first else {"kind": "none", "text": ""}


def _one(said: Said) -> Record:
    row, text = said.row, said.row.value
    if row.vr == "SQ":
        count = row.multiplicity
        return {"kind": "items", "text": f"{count} item{'s' * (count != 1)}"}
    if not text and said.is_empty:
        return {"kind": "empty", "text": "empty"}
    if not row.values or (row.vr in BYTES_VRS and row.vr != "UN"):
        size = "" if row.length is None else f"{row.length} bytes"
        return {"kind": "bytes", "text": f"{row.vr}, {size}" if size else row.vr}
    if len(text) > _LONGEST:
        return {"kind": "text", "text": f"{text[:_LONGEST]}… ({len(text)} characters)"}
    return {"kind": "text", "text": text}


def _few(texts: Sequence[str], what: str) -> str:
    return "; ".join(texts) if len(texts) <= _MOST_REASONS else f"{len(texts)} {what}"
