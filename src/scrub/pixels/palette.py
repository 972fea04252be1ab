"""Palette Color Lookup Tables, expanded to 8-bit colors (PS3.3 C.7.6.3.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import ExplicitVRBigEndian

from scrub.errors import InstanceError
from scrub.model.instance import Palette

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

_PRIMARIES = ("Red", "Green", "Blue")
_BYTE = 8
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, NotImplementedError)


def palette_of(dataset: Dataset) -> Palette:
    """Return the tables of a dataset, segmented or not, of 8 or 16 bit entries.

    Raises:
        InstanceError: if a table is missing, or not what its descriptor says.

    """
    try:
        number, first_mapped, bits = (
            int(value) for value in dataset.RedPaletteColorLookupTableDescriptor
        )
        number = number or 1 << 16
        if "SegmentedRedPaletteColorLookupTableData" in dataset:
            table = _segmented(dataset, number)
        else:
            table = np.stack([_plain(dataset, name, number) for name in _PRIMARIES], axis=1)
    except _UNREADABLE:
        raise InstanceError("no palette that can be read") from None
    colors = _eight_bits(table, bits)
    return Palette(first_mapped, tuple((int(r), int(g), int(b)) for r, g, b in colors))


def _plain(dataset: Dataset, name: str, number: int) -> NDArray[np.uint16]:
    data = bytes(dataset[f"{name}PaletteColorLookupTableData"].value)
    order = ">" if dataset.file_meta.TransferSyntaxUID == ExplicitVRBigEndian else "<"
    if len(data) >= 2 * number:
        return np.frombuffer(data, f"{order}u2", number).astype(np.uint16)
    if order == ">":
        data = np.frombuffer(data, ">u2").astype("<u2").tobytes()
    return np.frombuffer(data, np.uint8, number).astype(np.uint16)


def _segmented(dataset: Dataset, number: int) -> NDArray[np.uint16]:
    """Expand by pydicom, asked for the color of every stored value that the table maps."""
    first_mapped = int(dataset.RedPaletteColorLookupTableDescriptor[1])
    stored = np.arange(first_mapped, first_mapped + number, dtype=np.int32)
    return apply_color_lut(stored, dataset)[:, :3].astype(np.uint16)


def _eight_bits(table: NDArray[np.uint16], bits: int) -> NDArray[np.uint16]:
    """Shift entries of 16 bits; some describe 8-bit entries so, and none of them exceeds 255."""
    wide = bits > _BYTE and int(table.max()) >> _BYTE > 0
    narrow: NDArray[np.uint16] = np.right_shift(table, _BYTE if wide else 0) & np.uint16(255)
    return narrow
