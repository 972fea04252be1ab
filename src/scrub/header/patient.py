"""Which patient an instance is of, and where its output goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import UnsupportedInstanceError
from scrub.header.text import texts_of
from scrub.header.walk import walk

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from scrub.header.pseudonym import Pseudonyms

_NAME = 0x00100010
_ID = 0x00100020
_BIRTH_DATE = 0x00100030
_STUDY = 0x0020000D
_SERIES = 0x0020000E
_INSTANCE = 0x00080018
_WANTED = frozenset({_NAME, _ID, _BIRTH_DATE, _STUDY, _SERIES, _INSTANCE})


def patient_key(dataset: Dataset) -> str:
    """Return what tells the patient from others: to make a pseudonym of, never to show.

    Patient ID where there is one. Else name and birth date together, else the study, else the
    instance: two patients without an ID must not become one.

    Raises:
        UnsupportedInstanceError: if there is none of these.

    """
    said = _said(dataset)
    if said.get(_ID):
        return f"id\0{said[_ID]}"
    if said.get(_NAME) and said.get(_BIRTH_DATE):
        return f"person\0{said[_NAME]}\0{said[_BIRTH_DATE]}"
    for tag in (_STUDY, _INSTANCE):
        if said.get(tag):
            return f"{tag:08X}\0{said[tag]}"
    raise UnsupportedInstanceError("neither patient, study nor instance has an identifier")


def safe_target(pseudonyms: Pseudonyms, dataset: Dataset) -> str:
    """Return the output path, `study/series/instance.dcm`, made of new UIDs.

    A level that has no UID gets a token of what the others say.
    """
    said = _said(dataset)
    rest = "\0".join(said.get(tag, "") for tag in sorted(_WANTED))

    def level(tag: int) -> str:
        old = said.get(tag)
        return pseudonyms.uid(old) if old else pseudonyms.token(f"no {tag:08X}", rest, 32)

    return f"{level(_STUDY)}/{level(_SERIES)}/{level(_INSTANCE)}.dcm"


def _said(dataset: Dataset) -> dict[int, str]:
    """Return the first value of each attribute that tells patients and instances apart."""
    top = ((path.tag, element) for path, element in walk(dataset, lambda _: False))
    wanted = ((tag, texts_of(element)) for tag, element in top if tag in _WANTED)
    return {tag: texts[0] for tag, texts in wanted if texts}
