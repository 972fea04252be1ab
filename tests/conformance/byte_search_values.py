"""What of a file may identify, as the bytes in which it stands there.

Read by pydicom, judged by PS3.15 Table E.1-1 alone: a value counts where the profile, with its
options, does not leave it, or part of it, in place. No character set is trusted: the bytes are
those of the file.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement

from conformance.commanded import HIPAA, RUNS
from conformance.planted_table import PROFILES, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataset import Dataset

    from conformance.planted_table import Row

SHORTEST_NAME, SHORTEST = 4, 5
"""Bytes; fewer stand in any file by chance."""

_TEXT = frozenset({"AE", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"})
_WHOLE = frozenset({"LT", "ST", "UR", "UT"})
_PARTS = re.compile(rb"[\^=\\]")
_DAY = 8
_WELL_KNOWN = b"1.2.840.10008."
_PRIVATE_CREATORS = range(0x10, 0x100)

_CONTENT = "clean-structured-content"
_IN_CONTENT = {0x00700006: {_CONTENT}, 0x0040A124: {_CONTENT, "retain-uids"}}
"""What these options leave in content items and annotations (PS3.15 Table E.3.4-1)."""

# What stands for no one: what may be put in place of a value, and what says that there is none.
_NO_ONES = frozenset(
    [
        *(b"19000101", b"000000", b"anon", b"anonymized", b"anonymous", b"19000101000000"),
        *(b"unknown", b"none", b"not specified", b"00000000", b"0.0.0.0"),
    ]
)


@dataclass
class Values:
    """Bytes to look for, by the attribute that has them, and how many were left out and why.

    Those of `weak` describe, or are private: the same may be said by an attribute that stays. What
    is `retained` stands in an attribute that a run leaves: a birth date may be a study's too.
    """

    strong: dict[bytes, str] = field(default_factory=dict)
    weak: dict[bytes, str] = field(default_factory=dict)
    retained: set[bytes] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)

    def leave_out(self, why: str) -> None:
        """Count one that is not looked for."""
        self.left_out[why] += 1


def values_of(dataset: Dataset, run: str) -> Values:
    """Return what has to be gone of a data set after a run."""
    found = Values()
    for tag, vr, content in elements(dataset):
        listed = _listed().get(tag)
        if listed is None and not (tag >> 16 & 1) and vr != "PN":
            continue
        if why := _stays(listed, tag, run):
            found.leave_out(why)
            found.retained.update(one.lower() for one in _said(vr, content))
            continue
        is_weak = bool(tag >> 16 & 1) or (listed is not None and _describes(listed))
        for one in _said(vr, content):
            _add(found, one, vr, f"{tag:08X}", is_weak=is_weak)
    return found


def kept_of(dataset: Dataset, run: str) -> set[bytes]:
    """Return what attributes say that may stay."""
    return {
        one.lower()
        for tag, vr, content in elements(dataset, every=True)
        if not tag >> 16 & 1 and (tag not in _listed() or _stays(_listed()[tag], tag, run))
        for one in (*_said(vr, content), content.strip(b"\0 "))
    }


def elements(dataset: Dataset, *, every: bool = False) -> Iterator[tuple[int, str, bytes]]:
    """Yield tag, VR and bytes of each text, of items too; of each value if asked for."""
    for tag in sorted(map(int, dataset.keys())):
        raw: Any = dataset.get_item(tag)
        if isinstance(raw, RawDataElement) and raw.VR not in {"SQ", "UN", None}:
            vr, content = str(raw.VR), raw.value
        else:
            vr, content = _decoded(dataset, tag)
        if vr == "SQ":
            items: Any = content or ()
            for item in items:
                yield from elements(item, every=every)
        elif isinstance(content, bytes) and (vr in _TEXT | {"UN"} or every):
            yield tag, vr, content


def _decoded(dataset: Dataset, tag: int) -> tuple[str, Any]:
    """Return the VR and value of what has no VR in the file, or was read already."""
    raw: Any = dataset.get_item(tag)
    try:
        element = dataset[tag]
    except Exception:  # noqa: BLE001 (values may break their VRs in any way)
        return "UN", raw.value
    if element.VR == "SQ":
        return "SQ", element.value
    if isinstance(raw, RawDataElement):
        return str(element.VR), raw.value
    values = element.value if isinstance(element.value, list) else [element.value]
    text = "\\".join("" if one is None else str(one) for one in values)
    is_bytes = isinstance(element.value, bytes)
    return str(element.VR), element.value if is_bytes else text.encode()


def _said(vr: str, content: bytes | None) -> Iterator[bytes]:
    if not content:
        return
    whole = content.strip(b"\0 \r\n\t")
    if vr == "PN":
        yield from filter(None, (part.strip() for part in _PARTS.split(whole)))
    elif vr in _TEXT - _WHOLE:
        for one in whole.split(b"\\"):
            yield one.strip()[:_DAY] if vr == "DT" else one.strip()
    elif vr in _WHOLE or whole.isascii():
        yield whole


def _add(found: Values, one: bytes, vr: str, attribute: str, *, is_weak: bool) -> None:
    low = one.lower()
    if len(low) < (SHORTEST_NAME if vr == "PN" else SHORTEST):
        found.leave_out("too short to tell")
    elif low.startswith(_WELL_KNOWN):
        found.leave_out("the standard's own UID")
    elif low in _NO_ONES or not low.strip(b"0:.-/ "):
        found.leave_out("says nothing of anyone")
    else:
        (found.weak if is_weak else found.strong).setdefault(low, attribute)


def _describes(row: Row) -> bool:
    return row.options.get("clean-descriptors") == "C"


def _stays(row: Row | None, tag: int, run: str) -> str:
    """Return why a value may stay, or nothing."""
    if tag >> 16 & 1 and tag & 0xFFFF in _PRIVATE_CREATORS:
        return "a private creator, which is a program"
    options = RUNS.get(run, ())
    private = tag >> 16 & 1 and "retain-safe-private" in options
    content = tag in _IN_CONTENT and _IN_CONTENT[tag] <= set(options)
    listed = row is not None and any(option in row.options for option in options)
    milder = run == HIPAA and tag in _milder()
    return (
        "an option or profile leaves it, or part of it"
        if private or content or listed or milder
        else ""
    )


@cache
def _milder() -> frozenset[int]:
    """Return the attributes that Safe Harbor leaves, or part of them."""
    content = (PROFILES / "hipaa.csv").read_text(encoding="utf-8").splitlines()
    found = [row for row in csv.DictReader(content) if row["code"] in {"K", "C"}]
    return frozenset(int(row["tag"][1:5] + row["tag"][6:10], 16) for row in found)


@cache
def _listed() -> Mapping[int, Row]:
    return {row.tag: row for row in rows()}
