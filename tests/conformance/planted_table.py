"""What PS3.15 Table E.1-1 asks of each attribute, read from the table and from nothing of scrub's.

A code means (PS3.15 Table E.1-1a): X gone; Z empty or a dummy; D a dummy; U another UID; K as it
was; C cleaned. Of a compound code, the later letter counts where the IOD needs it.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROFILES = Path(__file__).parents[2] / "src" / "scrub" / "data" / "profiles"

COLUMNS = {
    "retain-safe-private": "retain_safe_private",
    "retain-uids": "retain_uids",
    "retain-device-identity": "retain_device_identity",
    "retain-institution-identity": "retain_institution_identity",
    "retain-patient-characteristics": "retain_patient_characteristics",
    "retain-full-dates": "retain_longitudinal_full_dates",
    "retain-modified-dates": "retain_longitudinal_modified_dates",
    "clean-descriptors": "clean_descriptors",
    "clean-structured-content": "clean_structured_content",
    "clean-graphics": "clean_graphics",
}
"""By option, its column."""

CODES = {
    "retain-safe-private": ("113111", "Retain Safe Private Option"),
    "retain-uids": ("113110", "Retain UIDs Option"),
    "retain-device-identity": ("113109", "Retain Device Identity Option"),
    "retain-institution-identity": ("113112", "Retain Institution Identity Option"),
    "retain-patient-characteristics": ("113108", "Retain Patient Characteristics Option"),
    "retain-full-dates": (
        "113106",
        "Retain Longitudinal Temporal Information Full Dates Option",
    ),
    "retain-modified-dates": (
        "113107",
        "Retain Longitudinal Temporal Information Modified Dates Option",
    ),
    "clean-descriptors": ("113105", "Clean Descriptors Option"),
    "clean-structured-content": ("113104", "Clean Structured Content Option"),
    "clean-graphics": ("113103", "Clean Graphics Option"),
}
"""By option, its code in CID 7050 and the meaning of that."""

ELSEWHERE = {
    0x00001000: "in commands alone",
    0x00001001: "in commands alone",
    0x00041511: "in directories alone",
    0x00420011: "makes it an encapsulated document, which is refused",
}
"""Attributes that no instance has that is to be scrubbed."""

# Which codes may be done, by the type of the attribute; "" where the type is not known.
_SETTLED: Mapping[str, Mapping[str, str]] = {
    # An attribute that has to be there cannot go: the table is wrong of three in 13 IODs.
    "X": {"1": "D"},
    "Z": {"1": "D"},
    "X/Z": {"1": "D", "1C": "D", "2": "Z", "2C": "Z", "3": "X", "": "XZ"},
    "X/D": {"1": "D", "1C": "D", "2": "D", "2C": "D", "3": "X", "": "XD"},
    "X/Z/D": {"1": "D", "1C": "D", "2": "Z", "2C": "Z", "3": "X", "": "XZD"},
    "Z/D": {"1": "D", "1C": "D", "2": "Z", "2C": "Z", "3": "Z", "": "ZD"},
    # 2026-11: references may stay where they could go, if what they name is renamed alike.
    "X/Z/U*": {"1": "R", "1C": "R", "2": "ZR", "2C": "ZR", "3": "XR", "": "XZR"},
}


@dataclass(frozen=True)
class Row:
    """A row with a tag of its own. `options` has the codes of those options that have one."""

    tag: int
    keyword: str
    vr: str
    vm: str
    basic: str
    options: Mapping[str, str]

    def allowed(self, options: Sequence[str], kind: str = "") -> str:
        """Return the letters of what may be done, R for a sequence whose references follow.

        `kind` is the type of the attribute where it stands. What one option keeps and another
        cleans is cleaned.
        """
        asked = sorted({self.options[one] for one in options if one in self.options})
        settled = _SETTLED.get(self.basic, {}).get(kind, self.basic)
        return asked[0] if asked else settled


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows that have a tag of their own."""
    return tuple(
        Row(
            tag=int(row["tag"][1:5] + row["tag"][6:10], 16),
            keyword=row["keyword"],
            vr=row["vr"],
            vm=row["vm"],
            basic=row["basic_profile"],
            options={one: row[name] for one, name in COLUMNS.items() if row[name]},
        )
        for row in _read()
        if not set("xg") & set(row["tag"])
    )


def row_count() -> int:
    """Return how many rows the table has, those for groups of attributes too."""
    return sum(1 for _ in _read())


def planted_rows() -> tuple[Row, ...]:
    """Return the rows whose attributes an instance to be scrubbed may have."""
    return tuple(row for row in rows() if row.tag not in ELSEWHERE)


@cache
def types(sop_class_uid: str) -> Mapping[str, str]:
    """Return the type of each attribute of the table in one IOD, by tag or tag.tag."""
    content = gzip.decompress((PROFILES / "iod-types.csv.gz").read_bytes()).decode()
    found = csv.DictReader(content.splitlines())
    return {row["path"]: row["type"] for row in found if row["sop_class_uid"] == sop_class_uid}


def _read() -> Iterator[dict[str, str]]:
    content = (PROFILES / "ps3.15-2026d.csv").read_text(encoding="utf-8")
    return iter(csv.DictReader(content.splitlines()))
