"""Text that belongs to a layout, told from what is stray: it recurs in one place.

2026-11: each text counts by itself, not what bounds several. Noise that is scattered over an image
is near some other noise everywhere; together it would be a place as large as the image, that
recurs on every study.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from scrub.masks.evidence import units

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    from scrub.masks.evidence import Look
    from scrub.model.geometry import Rect


@dataclass(frozen=True, slots=True)
class Often:
    """In what share of studies, 0..1, and for how many patients, there is text in one place."""

    studies: float
    patients: int


IDENTIFYING = Often(0.02, 2)
"""What is asked of text that identifies."""

UNKNOWN = Often(0.1, 3)
"""What is asked of text that nobody knows, or that may be none: more."""

_MOST_CELLS = 256


class Heat:
    """For each place of a frame, on how many studies and for how many patients text went there."""

    def __init__(self, looks: Sequence[Look], rows: int, columns: int) -> None:
        self._grid = _Grid(rows, columns)
        self._by_study = self._grid.counts((look.unit, look) for look in looks)
        known = ((look.patient, look) for look in looks if look.patient)
        self._by_patient = self._grid.counts(known)
        self._studies = len(units(looks))

    def recurring(self, texts: Iterable[Rect], often: Often) -> set[Rect]:
        """Return those texts in most of whose place there is text so often."""
        least = max(1.0, often.studies * self._studies)
        return {
            rect
            for rect in texts
            if np.median(self._by_study[self._grid.cells(rect)]) >= least
            and np.median(self._by_patient[self._grid.cells(rect)]) >= often.patients
        }


class _Grid:
    """A frame in cells."""

    def __init__(self, rows: int, columns: int) -> None:
        self._cell = ceil(max(rows, columns) / _MOST_CELLS)
        self._shape = ceil(rows / self._cell), ceil(columns / self._cell)

    def cells(self, rect: Rect) -> tuple[slice, slice]:
        """Return the cells that a rectangle touches."""
        cell = self._cell
        return (
            slice(rect.top // cell, ceil(rect.bottom / cell)),
            slice(rect.left // cell, ceil(rect.right / cell)),
        )

    def counts(self, pairs: Iterable[tuple[Hashable, Look]]) -> NDArray[np.int64]:
        """Return for each cell of how many different owners some text that would go is in it."""
        texts: defaultdict[Hashable, set[Rect]] = defaultdict(set)
        for owner, look in pairs:
            texts[owner].update(look.going, look.doubtful)
        counts = np.zeros(self._shape, np.int64)
        for rects in texts.values():
            touched = np.zeros(self._shape, bool)
            for rect in rects:
                touched[self.cells(rect)] = True
            counts += touched
        return counts
