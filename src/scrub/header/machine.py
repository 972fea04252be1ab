"""Which machine an instance comes from, as far as a report may tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.header.text import own_words, top_texts
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from scrub.header.walk import Snapshot
    from scrub.model.header import HeaderEdit, Tag

_MODALITY = 0x00080060
_EQUIPMENT = (0x00080070, 0x00081090)
_PATIENT = {0x00100010: PhiKind.NAME, 0x00100020: PhiKind.IDENTIFIER}


def machine(dataset: Dataset | Snapshot, edits: Sequence[HeaderEdit] = ()) -> tuple[str, str]:
    """Return modality and equipment (manufacturer and model), each empty if it is not said.

    So they are too where the patient's name or number is in them, and where an edit changes them.
    """
    modality, *equipment = told(dataset, (_MODALITY, *_EQUIPMENT), edits)
    return " ".join(modality), " ".join(" ".join(values) for values in equipment if values)


def told(
    dataset: Dataset | Snapshot, tags: Sequence[Tag], edits: Sequence[HeaderEdit] = ()
) -> tuple[tuple[str, ...], ...]:
    """Return the values of each attribute, none where the rule of `machine` leaves it out."""
    changed = {edit.path.tag for edit in edits if not edit.path.items}
    patient = own_words(
        Identity(
            tuple(
                OwnValue(kind, Sensitive(text), "")
                for tag, kind in _PATIENT.items()
                for text in _said(dataset, tag)
            )
        )
    )
    found = (() if tag in changed else _said(dataset, tag) for tag in tags)
    return tuple(() if patient.are_in(" ".join(values)) else values for values in found)


def _said(dataset: Dataset | Snapshot, tag: Tag) -> tuple[str, ...]:
    return top_texts(dataset, tag)
