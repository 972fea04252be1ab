"""Attributes that an IOD requires, and that were there before and are not any more.

The types are those of `iod-types.csv.gz`: of the attributes of PS3.15 Table E.1-1, at the top and
one sequence deep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom import dcmread

from conformance.planted_table import types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

_WITH_VALUE = frozenset({"1", "1C"})
_THERE = frozenset({"1", "2"})


def lacking(path: Path) -> set[str]:
    """Return what a file lacks, a line for each: of a type 1C only a value, if it is there."""
    dataset = dcmread(path, force=True, stop_before_pixels=True)
    found = types(str(dataset.get("SOPClassUID", "")))
    return {fault for where, kind in found.items() for fault in _faults(dataset, where, kind)}


def _faults(dataset: Dataset, where: str, kind: str) -> Iterator[str]:
    *sequence, tag = (int(part, 16) for part in where.split("."))
    items = [dataset]
    if sequence:
        element = dataset.get(sequence[0])
        items = list(element.value or ()) if element is not None and element.VR == "SQ" else []
    for one in items:
        element = one.get(tag)
        if element is None and kind in _THERE:
            yield f"{where} of type {kind} is not there"
        elif element is not None and kind in _WITH_VALUE and not element.value:
            yield f"{where} of type {kind} is empty"
