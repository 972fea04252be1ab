"""Pseudonyms that a site brings along: a CSV file of Patient IDs and what stands for them.

Two columns, the old Patient ID and the new one; a first line that names them (`old`, `original`,
`PatientID` …) is passed over. Two old ones may share a new one: one person with two numbers.
Nothing of the file is ever quoted, only its lines' numbers.
"""

from __future__ import annotations

import csv
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.errors import RecipeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COLUMNS = 2
_LONGEST = 64
_NAMES = frozenset(
    ["id", "old", "original", "patient", "patientid", "patient_id", "id_old", "original_id"]
)


def load_patient_map(path: Path) -> Mapping[str, str]:
    """Return the new Patient ID for each old one.

    Raises:
        RecipeError: if the file cannot be read or a line of it is wrong: file and line.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(reader.line_num, row) for reader in (csv.reader(file),) for row in reader]
    except OSError as problem:
        raise RecipeError(f"cannot read the patient map {path}: {problem.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise RecipeError(f"the patient map {path} is no CSV file in UTF-8") from None
    found: dict[str, str] = {}
    for place, (line, row) in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (place == 0 and cells[0].casefold().replace(" ", "") in _NAMES):
            continue
        if wrong := _wrong(cells, found):
            raise RecipeError(f"{path}:{line}: {wrong}")
        found[cells[0]] = cells[1]
    return MappingProxyType(found)


def _wrong(cells: list[str], found: Mapping[str, str]) -> str:
    """Return what is wrong with a line, if something is."""
    if len(cells) != _COLUMNS or not all(cells):
        return "it wants an old Patient ID, a comma and a new one"
    old, new = cells
    if len(new) > _LONGEST or "\\" in new or not new.isprintable():
        return "the new one is no Patient ID: up to 64 characters, no backslash (PS3.5 6.2, LO)"
    if old == new:
        return "the new one is the old one"
    return "an old one that is there already" if found.get(old, new) != new else ""
