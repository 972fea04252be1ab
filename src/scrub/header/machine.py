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

    def told(*tags: Tag) -> str:
        values = (" ".join(_said(dataset, tag)) for tag in tags if tag not in changed)
        return " ".join(value for value in values if value and not patient.are_in(value))

    return told(_MODALITY), told(*_EQUIPMENT)


def _said(dataset: Dataset | Snapshot, tag: Tag) -> tuple[str, ...]:
    return top_texts(dataset, tag)
